"""What every workbook has: its words, its styles, its empty sheets, its properties."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

import xlsxwriter

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import NBSP
from tracker.statements import wording as shared
from tracker.statements.statement import Lang, Text
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.look import INK, SIZE, money_formats
from tracker.statements.xlsx.sheet import Sheet, Style
from tracker.statements.xlsx.worksheet import Plain

PROOF_SHEET = "Trame"
"""Where an issued workbook keeps its record and signature."""

_CELL_HOLDS = 16_000  # Excel: 32,767 UTF-16 units
_NO_BREAK = re.compile("(?<=[^ ]) (?=[:%$»])|(?<=«) ")


class Dated(Protocol):
    """What the running lines and the properties of any workbook say."""

    @property
    def funder(self) -> Text: ...
    @property
    def as_of(self) -> date: ...
    @property
    def known_at(self) -> datetime: ...
    @property
    def fictional(self) -> bool: ...
    @property
    def number(self) -> str | None: ...


class Binder:
    """One workbook in one language. ``sheets`` are in its order; ``subject`` is what the running header
    and the keywords name, ``title`` and ``about`` what the properties say."""

    def __init__(
        self, header: Dated, lang: Lang, *, sheets: Sequence[Text], subject: str, title: str, about: str, keyword: str
    ) -> None:
        self.dated = header
        self.lang = lang
        self.subject = subject
        self._bytes = io.BytesIO()
        self._styles: dict[tuple[tuple[str, object], ...], Style] = {}
        self._formats = money_formats(lang)
        self.workbook = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": "Calibri", "font_size": SIZE},
            },
        )
        self._worksheets = {name.en: self.workbook.add_worksheet(name[lang], Plain) for name in sheets}
        self._properties(title, about, keyword)

    def say(self, text: Text, **values: object) -> str:
        """The text in the workbook's language, its places filled, with the no-break spaces of French."""
        said = text[self.lang].format(**values) if values else text[self.lang]
        return _NO_BREAK.sub(NBSP, said) if self.lang == "fr" else said

    def heads(self, texts: Sequence[Text]) -> list[str]:
        return [self.say(text) for text in texts]

    def year(self, fiscal_year: str) -> str:
        return self.say(w.POST_CLOSING) if fiscal_year == POST_CLOSING else fiscal_year

    def term(self, terms: Mapping[str, Text], key: str) -> str:
        """The word for a code of the journal; the code itself if it has none yet."""
        return terms[key][self.lang] if key in terms else key

    def style(self, **properties: object) -> Style:
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(
                {"font_name": "Calibri", "font_size": SIZE, "font_color": INK, "valign": "vcenter", **properties}
            )
        return self._styles[key]

    def money_format(self, which: str) -> str:
        return self._formats[which]

    def sheet(self, name: Text, widths: Sequence[float], *, landscape: bool) -> Sheet:
        """The sheet of that name, which waits empty at its place."""
        return Sheet(self, self._worksheets[name.en], widths, landscape=landscape)

    def define(self, name: str, address: str) -> None:
        self.workbook.define_name(name, f"={address}")

    def carry(self, proof: bytes) -> None:
        """Write ``proof`` down column A of a hidden sheet, in pieces that a cell can hold."""
        text = proof.decode()
        sheet = self.workbook.add_worksheet(PROOF_SHEET, Plain)
        sheet.very_hidden()
        for row, start in enumerate(range(0, len(text), _CELL_HOLDS)):
            sheet.write_string(row, 0, text[start : start + _CELL_HOLDS])

    def bytes(self) -> bytes:
        self.workbook.close()
        return self._bytes.getvalue()

    def known_at(self) -> datetime:
        known_at = self.dated.known_at
        return known_at.astimezone(UTC) if known_at.tzinfo else known_at.replace(tzinfo=UTC)

    def _properties(self, title: str, about: str, keyword: str) -> None:
        header = self.dated
        self.workbook.set_properties(
            {
                "title": title[:255],
                "subject": about[:255],
                "author": header.funder[self.lang][:255],
                "company": header.funder[self.lang][:255],
                "keywords": keyword,
                "comments": self.say(shared.FICTIONAL) if header.fictional else "",
                "created": self.known_at().replace(microsecond=0, tzinfo=None),
            }
        )
