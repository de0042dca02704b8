"""What may be in a committed file."""

from __future__ import annotations

import re

from config import ROOT
from tests.house.repository import files

LIMIT = 400
ONE_FILE = {"docs/verify.py": 500}
"""It is copied alone to an auditor's machine, and read whole."""

# Written in pieces, or this file would be the first to break its own rule.
MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/" + r"(?:work|tmp|root|home)/\w",
            r"pypi\." + "org",
            r"python" + r"hosted\.org",
            r"registry\." + "npmjs",
            r"deb\." + r"debian\.org",
        ]
    )
)


def test_no_file_is_longer_than_a_person_reads() -> None:
    """A file that passes the limit becomes a folder of named files. Migrations are history: they are
    added, never rewritten."""
    long = {
        str(path): count
        for path in files(".py", ".html", ".css", ".js", ".md", "dev")
        if "vendor" not in path.parts
        and path.parts[:2] != ("migrations", "versions")
        and (count := len((ROOT / path).read_text().splitlines())) > ONE_FILE.get(str(path), LIMIT)
    }
    assert not long


def test_no_file_names_a_machine_or_a_registry() -> None:
    named = []
    for path in files():
        try:
            text = (ROOT / path).read_text()
        except UnicodeDecodeError:
            continue
        named += [f"{path}:{text.count(chr(10), 0, found.start()) + 1} {found[0]}" for found in MACHINE.finditer(text)]
    assert not named


def test_every_text_file_ends_with_one_newline_and_has_no_tabs_or_trailing_spaces() -> None:
    untidy = []
    for path in files(".py", ".html", ".css", ".js", ".md", ".toml", ".cfg", ".txt", ".po", "dev"):
        if "vendor" in path.parts or "LICENSE" in path.name:
            continue
        text = (ROOT / path).read_text()
        if text and (not text.endswith("\n") or text.endswith("\n\n") or re.search(r"[ \t]\n|\t", text)):
            untidy.append(str(path))
    assert not untidy
