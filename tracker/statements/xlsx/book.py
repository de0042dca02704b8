"""The workbook of one statement: its words, its styles, its empty sheets, its properties."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import NBSP, format_money
from tracker.statements import wording as shared
from tracker.statements.statement import Lang, Statement, Text
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.figures import Journal, Match
from tracker.statements.xlsx.look import INK, SIZE, money_formats
from tracker.statements.xlsx.sheet import Sheet, Style

PROOF_SHEET = "Trame"
"""Where an issued workbook keeps its record and signature."""

_CELL_HOLDS = 16_000  # Excel: 32,767 UTF-16 units
_NO_BREAK = re.compile("(?<=[^ ]) (?=[:%$»])|(?<=«) ")


class Book:
    """One workbook of one statement in one language."""

    def __init__(self, statement: Statement, lang: Lang) -> None:
        self.statement = statement
        self.lang = lang
        self.header = statement.header
        # a year's commitment is as at its end, whatever was decided since
        self.until = None if self.header.fiscal_year is None else min(self.header.as_of, self.header.period[1])
        self.journal = Journal(statement.postings, statement.expenses, until=self.until)
        self._bytes = io.BytesIO()
        self._styles: dict[tuple[tuple[str, object], ...], Style] = {}
        self._formats = money_formats(lang)
        self._refs = {line.code: line.ref for line in self.lines}
        self._names = {line.code: line.name[lang] for line in self.lines}
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
        self._worksheets = {name.en: self.workbook.add_worksheet(name[lang]) for name in w.SHEETS}
        self._properties()

    @property
    def lines(self) -> Sequence[Any]:
        """The budget lines of the statement's own table, of a year or cumulative."""
        table = self.statement.year or self.statement.cumulative
        return table.lines if table else ()

    @property
    def amount_width(self) -> float:
        """Wide enough for the largest total, its sign and its padding."""
        commitment = sum(abs(allotment.committed) for allotment in self.statement.allotments)
        claimed = sum(abs(expense.declared) for expense in self.statement.expenses)
        return max(13.5, len(format_money(max(commitment, claimed), self.lang)) + 2.0)

    def say(self, text: Text, **values: object) -> str:
        """The text in the workbook's language, its places filled, with the no-break spaces of French."""
        said = text[self.lang].format(**values) if values else text[self.lang]
        return _NO_BREAK.sub(NBSP, said) if self.lang == "fr" else said

    def heads(self, texts: Sequence[Text]) -> list[str]:
        return [self.say(text) for text in texts]

    def year(self, fiscal_year: str) -> str:
        return self.say(w.POST_CLOSING) if fiscal_year == POST_CLOSING else fiscal_year

    def line_ref(self, code: str | None) -> str:
        return str(self._refs.get(code or "", ""))

    def line_name(self, code: str | None) -> str:
        return str(self._names.get(code or "", code or ""))

    def term(self, terms: Mapping[str, Text], key: str) -> str:
        """The word for a code of the journal; the code itself if it has none yet."""
        return terms[key][self.lang] if key in terms else key

    def account(self, account: str) -> str:
        return self.term(w.ACCOUNTS, account)

    def kind(self, kind: str) -> str:
        return self.term(w.KINDS, kind)

    def of_account(self, account: str) -> Match:
        return Match(account, f'"{self.account(account)}"')

    def of_kind(self, kind: str) -> Match:
        return Match(kind, f'"{self.kind(kind)}"')

    def but_kind(self, kind: str) -> Match:
        return Match(kind, f'"<>{self.kind(kind)}"')

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
        sheet = self.workbook.add_worksheet(PROOF_SHEET)
        sheet.very_hidden()
        for row, start in enumerate(range(0, len(text), _CELL_HOLDS)):
            sheet.write_string(row, 0, text[start : start + _CELL_HOLDS])

    def bytes(self) -> bytes:
        self.workbook.close()
        return self._bytes.getvalue()

    def title(self) -> str:
        """``Exercice 2017-2018 de l’entente PE-2016-014``."""
        header = self.header
        if header.fiscal_year is None:
            return self.say(shared.CUMULATIVE_OF, agreement=header.agreement)
        return self.say(shared.YEAR_OF, year=header.fiscal_year, agreement=header.agreement)

    def known_at(self) -> datetime:
        known_at = self.header.known_at
        return known_at.astimezone(UTC) if known_at.tzinfo else known_at.replace(tzinfo=UTC)

    def _properties(self) -> None:
        header = self.header
        self.workbook.set_properties(
            {
                "title": f"{self.say(shared.DOCUMENT)} – {self.title()}"[:255],
                "subject": header.title[self.lang][:255],
                "author": header.funder[self.lang][:255],
                "company": header.funder[self.lang][:255],
                "keywords": header.agreement,
                "comments": self.say(shared.FICTIONAL) if header.fictional else "",
                "created": self.known_at().replace(microsecond=0, tzinfo=None),
            }
        )
