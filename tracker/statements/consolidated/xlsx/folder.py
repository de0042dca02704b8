"""The workbook of many agreements: its sheets, the names of its columns, how wide its amounts are."""

from __future__ import annotations

from tracker.ledger.money import format_money
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.front import running, title
from tracker.statements.consolidated.value import AMOUNTS, NATIONAL, Consolidated
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.statement import Lang
from tracker.statements.xlsx.binder import Binder
from tracker.statements.xlsx.figures import Figure

OF_AGREEMENTS, OF_CELLS, OF_SHARES = "Ententes", "Detail", "Parts"
"""Prefixes of the names of columns, the same in the files of both languages."""
COLUMNS = dict(zip(AMOUNTS, ("engagement", "verse", "accepte", "detenu", "creances"), strict=True))
STREAM, REGION, YEAR, LATE = "volet", "region", "exercice", "retards"


class Folder(Binder):
    """One workbook of one consolidated statement in one language."""

    def __init__(self, statement: Consolidated, lang: Lang) -> None:
        self.statement = statement
        header = statement.header
        left_out = [
            *(() if statement.years else x.OF_SEVERAL_YEARS),
            *(() if statement.shares else (x.SHARES,)),
            *(() if statement.regions else (x.REGIONS,)),
        ]
        super().__init__(
            header,
            lang,
            sheets=tuple(name for name in x.SHEETS if name not in left_out),
            subject=running(statement, lang),
            title=f"{shared.DOCUMENT[lang]} – {title(statement, lang)}",
            about=header.name[lang],
            keyword=header.code,
        )

    @property
    def amount_width(self) -> float:
        """Wide enough for the largest total, its sign and its padding."""
        total = self.statement.total
        largest = max(map(abs, (*total.amounts, self.statement.whole.authorised)))
        return max(13.5, len(format_money(largest, self.lang)) + 2.5)

    def stream(self, stream: str) -> str:
        return self.say(w.STREAM_NAME[stream])

    def region(self, code: str) -> str:
        """``04 – Mauricie``: the same text wherever a formula looks for it."""
        name = self.say(self.statement.header.region(code))
        return name if code == NATIONAL else f"{code} – {name}"

    def total(self, prefix: str, name: str, cents: int) -> Figure:
        """The sum of a named column."""
        return Figure(cents, f"SUM({prefix}_{name})")

    def sums(self, prefix: str, name: str, cents: int, **criteria: str) -> Figure:
        """The sum of a named column where others are equal to what a cell says."""
        pairs = ",".join(f"{prefix}_{column},{cell}" for column, cell in criteria.items())
        return Figure(cents, f"SUMIFS({prefix}_{name},{pairs})")
