"""The workbook of one agreement's statement: its journal, and what its postings are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.ledger.money import format_money
from tracker.statements import wording as shared
from tracker.statements.statement import Lang, Statement, Text
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.binder import PROOF_SHEET, Binder
from tracker.statements.xlsx.figures import Journal, Match

__all__ = ["PROOF_SHEET", "Book"]


class Book(Binder):
    """One workbook of one statement in one language."""

    def __init__(
        self, statement: Statement, lang: Lang, *, sheets: Sequence[Text] = w.SHEETS, document: Text = shared.DOCUMENT
    ) -> None:
        self.statement = statement
        self.header = header = statement.header
        # a year's commitment is as at its end, whatever was decided since
        self.until = None if header.fiscal_year is None else min(header.as_of, header.period[1])
        self.journal = Journal(statement.postings, statement.expenses, until=self.until)
        self._refs = {line.code: line.ref for line in self.lines}
        self._names = {line.code: line.name[lang] for line in self.lines}
        self.lang = lang
        super().__init__(
            header,
            lang,
            sheets=sheets,
            subject=self.say(shared.AGREEMENT, agreement=header.agreement),
            title=f"{self.say(document)} – {self.title()}",
            about=header.title[lang],
            keyword=header.agreement,
        )

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

    def line_ref(self, code: str | None) -> str:
        return str(self._refs.get(code or "", ""))

    def line_name(self, code: str | None) -> str:
        return str(self._names.get(code or "", code or ""))

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

    def title(self) -> str:
        """``Exercice 2017-2018 de l’entente PE-2016-014``."""
        header = self.header
        if header.fiscal_year is None:
            return self.say(shared.CUMULATIVE_OF, agreement=header.agreement)
        return self.say(shared.YEAR_OF, year=header.fiscal_year, agreement=header.agreement)
