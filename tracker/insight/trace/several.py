"""Every figure of the statement of several agreements, and what each is a sum of. Pure.

A figure is a sum over the postings of some of the agreements, so that it divides into what each of them brings. What
a region gets of an agreement by its key is no such sum: it is a share of that agreement's figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from tracker.insight.trace import agreement
from tracker.insight.trace.references import TOTAL, Figure, Figures, Moved, Part, Sum
from tracker.ledger.accounts import BOOK_OF, Account, Book, Kind
from tracker.ledger.money import Cents
from tracker.ledger.movements import Movement
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.arrange import IN_TIME
from tracker.statements.consolidated.value import AMOUNTS, NATIONAL, AgreementRow, Consolidated, ShareRow
from tracker.statements.consolidated.value import Figures as Row
from tracker.statements.ledgers import RECEIVABLES_ROWS, funds_rows
from tracker.statements.statement import Text

A = Account
_INTERNAL = (Book.BUDGET, Book.COMMITMENT)


@dataclass(frozen=True, slots=True)
class Gathered(Figure):
    """A figure that agreements bring together: those of ``numbers``, all without. What a framework passes on to its
    sub-agreements (``inside``) is left out of most, kept in a budget line, and alone in what is taken off them."""

    numbers: frozenset[str] | None = None
    inside: str = "out"  # out, kept, alone

    def brought(self, moved: Iterable[tuple[str, bool, Movement]]) -> dict[str, Cents]:
        """What each agreement brings to it, by number; nothing of those that bring nothing."""
        found: defaultdict[str, Cents] = defaultdict(int)
        sums = {is_sub: self._sums(is_sub) for is_sub in (False, True)}
        for number, is_sub, it in moved:
            if self.numbers is None or number in self.numbers:
                found[number] += sum(each.of([cast(Moved, it)]) for each in sums[is_sub])  # none is of one host
        return {number: amount for number, amount in sorted(found.items()) if amount}

    def within(self, *, is_sub: bool, until: date) -> tuple[Sum, ...]:
        """Its sums over the postings of one agreement, which bear their own days: ``until`` is the last that counts
        in a commitment."""
        return tuple(replace(it, until=until if it.until == IN_TIME else it.until) for it in self._sums(is_sub))

    def _sums(self, is_sub: bool) -> tuple[Sum, ...]:
        def counts(account: Account) -> bool:
            internal = is_sub and BOOK_OF[account] in _INTERNAL
            return {"out": not internal, "kept": True, "alone": internal}[self.inside]

        return tuple(it for it in self.sums if counts(it.account))


def of(statement: Consolidated) -> Figures:
    """Every figure of ``statement`` that has a reference."""
    makers = (_agreements, _groups, _years, _lines, _ledgers, _shares, _regions, _results)
    found = {figure.key: figure for make in makers for figure in make(statement)}
    year = statement.header.fiscal_year
    defaults = {ref: _default(ref, year) for ref, _column in found}
    if statement.eliminated:
        defaults[_eliminated(statement)] = "authorised"
    return Figures(found, defaults)


def _default(ref: str, year: str | None) -> str:
    if ref[0] in "GSQPYL":
        return "accepted"
    return "actual" if ref[0] == "R" else year if year and ref[0] in "UC" else TOTAL


def _row(statement: Consolidated, ref: str, name: Text, row: Row, numbers: Iterable[str] | None) -> Iterator[Figure]:
    """The five amounts of a row of agreements: of the year, or to date."""
    year = statement.header.fiscal_year
    own = frozenset({year}) if year else None
    upto = frozenset(it for it in statement.header.fiscal_years if it <= year) if year else None
    yield from _amounts(ref, name, row, own, upto, None, numbers)


def _amounts(
    ref: str,
    name: Text,
    row: Row,
    own: frozenset[str] | None,
    upto: frozenset[str] | None,
    allotments: frozenset[str] | None,
    numbers: Iterable[str] | None,
) -> Iterator[Figure]:
    """``own``: the years that moved; ``upto``: all by then; ``allotments``: the years committed to."""
    sums = {
        "committed": Sum(A.COMMITTED, -1, years=allotments, until=IN_TIME),
        "paid": Sum(A.HELD, 1, frozenset({Kind.PAID}), own),
        "accepted": Sum(A.EXPENSE, 1, years=own),
        "held": Sum(A.HELD, 1, years=upto),
        "receivable": Sum(A.RECEIVABLE, 1, years=upto),
    }
    of_ = None if numbers is None else frozenset(numbers)
    for column, amount in zip(AMOUNTS, row.amounts, strict=True):
        yield Gathered(ref, column, name, amount, (sums[column],), numbers=of_)


def _agreements(statement: Consolidated) -> Iterator[Figure]:
    for it in statement.rows:
        name = Text(f"{it.number} {it.name.fr}", f"{it.number} {it.name.en}")
        yield from _row(statement, it.ref, name, it.figures, [it.number])


def _groups(statement: Consolidated) -> Iterator[Figure]:
    for it in statement.groups:
        stream, region = w.STREAM_NAME[it.stream], statement.header.region(it.region)
        name = Text(f"{stream.fr}, {region.fr}", f"{stream.en}, {region.en}")
        inside = [row.number for row in statement.rows if (row.stream, row.region) == (it.stream, it.region)]
        yield from _row(statement, it.ref, name, it.figures, inside)


def _years(statement: Consolidated) -> Iterator[Figure]:
    listed = [it.fiscal_year for it in statement.years]
    for at, it in enumerate(statement.years):
        own = frozenset({it.fiscal_year})
        name = Text(f"exercice {it.fiscal_year}", f"fiscal year {it.fiscal_year}")
        yield from _amounts(it.ref, name, it.figures, own, frozenset(listed[: at + 1]), own, None)


def _lines(statement: Consolidated) -> Iterator[Figure]:
    year = statement.header.fiscal_year
    years, kinds = (frozenset({year}), None) if year else (None, agreement.NOT_CARRIED)
    for line in statement.lines:
        for it in agreement.of_line(line.ref, line.name, line, line.code, years, kinds):
            yield _gathered(it, inside="kept")
    for it in agreement.of_line(statement.whole.ref, statement.whole.name, statement.whole, None, years, kinds):
        yield _gathered(it)
    if statement.eliminated:
        for column in ("authorised", "balance"):
            took = Sum(A.AUTHORISED, -1, kinds, years)
            yield Gathered(_eliminated(statement), column, w.ELIMINATED, -statement.eliminated, (took,), inside="alone")


def _eliminated(statement: Consolidated) -> str:
    """The reference of what is taken off the lines, printed before their total."""
    return f"L{len(statement.lines) + 1}"


def _ledgers(statement: Consolidated) -> Iterator[Figure]:
    years = statement.ledgers
    earlier = [it for it in statement.header.fiscal_years if years and it < years[0].fiscal_year]
    for rows in (funds_rows(years), RECEIVABLES_ROWS):
        yield from map(_gathered, agreement.ledger(years, rows, earlier))
    yield from map(_gathered, agreement.bridge(statement.allotments, until=IN_TIME))


def _gathered(it: Figure, inside: str = "out") -> Gathered:
    return Gathered(it.ref, it.column, it.row, it.amount, it.sums, it.parts, inside=inside)


def _shares(statement: Consolidated) -> Iterator[Figure]:
    """A share is of the agreement's own figure, where that is on the statement."""
    rows = {it.number: it for it in statement.rows}
    for it in statement.shares:
        region = statement.header.region(it.region)
        name = Text(f"{it.number} {it.name.fr}, {region.fr}", f"{it.number} {it.name.en}, {region.en}")
        for column, amount in zip(AMOUNTS, it.figures.amounts, strict=True):
            numbers = frozenset({it.number})
            whole = _whole_of(it, rows.get(it.number), column)
            yield Gathered(it.ref, column, name, amount, parts=whole, numbers=numbers)


def _whole_of(share: ShareRow, row: AgreementRow | None, column: str) -> tuple[Part, ...]:
    """What leaves an agreement without a region is all of it, with the other sign."""
    return (Part((row.ref, column), -1),) if row and share.region == NATIONAL else ()


def _regions(statement: Consolidated) -> Iterator[Figure]:
    for it in statement.regions:
        own = [(row.ref, 1) for row in statement.groups if row.region == it.region]
        given = [(row.ref, 1 if row.region == it.region else -1) for row in statement.shares
                 if it.region in (row.region, NATIONAL)]  # fmt: skip
        for column, amount in zip(AMOUNTS, it.figures.amounts, strict=True):
            made = tuple(Part((ref, column), sign) for ref, sign in (*own, *given))
            yield Gathered(it.ref, column, statement.header.region(it.region), amount, parts=made)


def _results(statement: Consolidated) -> Iterator[Figure]:
    for it in statement.indicators:
        yield Gathered(it.ref, "target", it.name, 0, quantity=it.target or "")
        yield Gathered(it.ref, "actual", it.name, 0, quantity=it.actual or "")


def accounts_of(figure: Figure) -> frozenset[Account]:
    """The accounts that it is a sum over."""
    return frozenset(it.account for it in figure.sums)


def years_of(sums: Sequence[Sum]) -> frozenset[str] | None:
    """The years that ``sums`` are of; None for all."""
    if any(it.years is None for it in sums):
        return None
    return frozenset(year for it in sums for year in it.years or ())
