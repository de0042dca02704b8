"""A figure of the workbook: its cents and the formula that finds them again. Pure.

The two are added up side by side, so a formula's cached value is what the formula means, and is
compared with the statement's own figure before it is written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.ledger.accounts import BOOK_OF, Book, Kind
from tracker.ledger.money import Cents
from tracker.statements.statement import ExpenseFact, PostingFact

AMOUNT, DATE, ACCOUNT, KIND, SOURCE, YEAR, LINE = (
    f"Ecritures_{name}" for name in ("montant", "date", "compte", "nature", "origine", "exercice", "poste")
)
"""Names of the columns of the sheet of postings: the same in the files of both languages."""
DECLARED, DECLARED_LINE, DECLARED_REPORT, DECLARED_YEAR = (
    f"Depenses_{name}" for name in ("declare", "poste", "rapport", "exercice")
)
PAID_GROSS, PAID_CASH, PAID_YEAR = (f"Versements_{name}" for name in ("brut", "net", "exercice"))


_KINDS = frozenset(Kind)
_DATED = frozenset(account for account, book in BOOK_OF.items() if book is Book.COMMITMENT)
_ADDRESS = re.compile(r"('[^']+'!)?\$?[A-Z]{1,3}\$?[0-9]+|[A-Z][A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """Cents, and the spreadsheet expression for them; no expression makes it a plain number.

    ``compound`` expressions take parentheses when they are subtracted.
    """

    cents: Cents
    expression: str = ""
    compound: bool = False

    @property
    def is_address(self) -> bool:
        """Whether the expression is a mere cell or name."""
        return _ADDRESS.fullmatch(self.expression) is not None

    def __add__(self, other: Figure) -> Figure:
        sign = "" if other.expression.startswith("-") else "+"
        return Figure(self.cents + other.cents, f"{self.expression}{sign}{other.expression}", compound=True)

    def __sub__(self, other: Figure) -> Figure:
        return Figure(self.cents - other.cents, f"{self.expression}-{other._factor()}", compound=True)

    def __neg__(self) -> Figure:
        return Figure(-self.cents, f"-{self._factor()}", compound=True)

    def _factor(self) -> str:
        return f"({self.expression})" if self.compound else self.expression


class Untied(ValueError):
    """A figure of the statement is not what the detail sheets add up to; nothing is written."""


def tied(figure: Figure, expected: Cents, what: str) -> Figure:
    """``figure``, once it is the statement's own. Raises Untied with both sides."""
    if figure.cents != expected:
        raise Untied(f"{what}: {figure.expression} is {figure.cents}, the statement says {expected}")
    return figure


@dataclass(frozen=True, slots=True)
class Match:
    """What a SUMIFS looks for: the journal's own value, and the criterion as the formula writes it."""

    value: str
    criterion: str


def counts_as(posting: PostingFact) -> str:
    """The kind that a posting counts as: a reversal, whose source is that of what it reverses, as that."""
    kind = posting.source.partition(":")[0]
    return kind if posting.kind == Kind.REVERSED and kind in _KINDS else posting.kind


class Journal:
    """Sums over the postings and the expenses, as figures over the sheets that list them.

    The commitment is counted ``until`` a day: the end of the statement's year (INTERFACES.md).
    """

    def __init__(self, postings: Iterable[PostingFact], expenses: Iterable[ExpenseFact], *, until: date | None) -> None:
        sums: defaultdict[str, Counter[tuple[str, str, str, str | None]]] = defaultdict(Counter)
        self._until = until
        for posting in postings:
            if until is None or posting.account not in _DATED or posting.occurred_on <= until:
                key = counts_as(posting), posting.source, posting.fiscal_year, posting.code
                sums[posting.account][key] += posting.amount
        self._sums = {account: list(counter.items()) for account, counter in sums.items()}
        self._expenses: Counter[tuple[str, str, int]] = Counter()
        for expense in expenses:
            self._expenses[expense.code, expense.fiscal_year, expense.report] += expense.declared

    @property
    def accounts(self) -> frozenset[str]:
        return frozenset(self._sums)

    def posted(
        self,
        account: Match,
        *,
        kind: Match | None = None,
        but: Match | None = None,
        source: Match | None = None,
        year: Match | None = None,
        line: Match | None = None,
    ) -> Figure:
        """The postings of ``account``, of every kind ``but`` one, and so on."""
        cents = sum(
            amount
            for (of_kind, of_source, of_year, of_line), amount in self._sums.get(account.value, ())
            if (kind is None or of_kind == kind.value)
            and (but is None or of_kind != but.value)
            and (source is None or of_source == source.value)
            and (year is None or of_year == year.value)
            and (line is None or of_line == line.value)
        )
        criteria = [f"{ACCOUNT},{account.criterion}"]
        for name, match in ((KIND, kind), (KIND, but), (SOURCE, source), (YEAR, year), (LINE, line)):
            if match is not None:
                criteria.append(f"{name},{match.criterion}")
        if self._until is not None and account.value in _DATED:
            criteria.append(f'{DATE},"<="&DATE({self._until.year},{self._until.month},{self._until.day})')
        return Figure(cents, f"SUMIFS({AMOUNT},{','.join(criteria)})")

    def declared(self, *, line: Match | None = None, year: Match | None = None, report: Match | None = None) -> Figure:
        """What the reports declared, over the sheet of expenses."""
        cents = sum(
            amount
            for (of_line, of_year, of_report), amount in self._expenses.items()
            if (line is None or of_line == line.value)
            and (year is None or of_year == year.value)
            and (report is None or str(of_report) == report.value)
        )
        criteria = [
            f"{name},{match.criterion}"
            for name, match in ((DECLARED_LINE, line), (DECLARED_YEAR, year), (DECLARED_REPORT, report))
            if match is not None
        ]
        return Figure(cents, f"SUMIFS({DECLARED},{','.join(criteria)})" if criteria else f"SUM({DECLARED})")
