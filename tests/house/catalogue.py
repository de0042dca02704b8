"""The French catalogue against what the code says. ``python -m tests.house.catalogue`` brings it up to date.

English is in the code; ``tracker/translations/fr/LC_MESSAGES/messages.po`` holds the French.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from config import ROOT

FRENCH = ROOT / "tracker/translations/fr/LC_MESSAGES/messages.po"

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "message": None}
"""The functions whose first argument is translated; ``message`` is that of ``tracker.errors``."""

HEADER = r"""# The French of Trame. English is in the code; `./dev translations` keeps the two together.
msgid ""
msgstr ""
"Language: fr\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

"""


def said() -> Catalog:
    """Everything that the code and the templates say, in English."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(charset="utf-8")
    for folder in ("tracker", "templates"):
        found = extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if pattern.startswith(folder)],
            {pattern.removeprefix(f"{folder}/"): given for pattern, given in options.items()},
            keywords=KEYWORDS,
        )
        for _file, _line, text, _comments, context in found:
            catalog.add(text, context=context)
    return catalog


def french() -> Catalog:
    """The French catalogue as it is committed."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """What has no French, or French that somebody must still look at."""
    for entry in catalog:
        if entry.id and (entry.fuzzy or not all(entry.string if entry.pluralizable else [entry.string])):
            yield entry


def write(catalog: Catalog, path: Path) -> None:
    """Sorted, without line numbers or dates, so that a change of the file is a change of words."""
    out = BytesIO()
    write_po(out, catalog, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=100)
    path.write_text(HEADER + out.getvalue().decode().rstrip("\n") + "\n")


def main() -> int:
    """Bring the French catalogue up to date, and list what is not translated; 1 if anything is."""
    catalog = french() if FRENCH.exists() else Catalog(locale="fr", charset="utf-8")
    catalog.update(said(), no_fuzzy_matching=True)
    FRENCH.parent.mkdir(parents=True, exist_ok=True)
    write(catalog, FRENCH)
    missing = list(untranslated(catalog))
    for entry in missing:
        print(f"not translated: {entry.id}")  # noqa: T201 - a command prints
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
