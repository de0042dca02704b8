"""A portfolio: its rows, their sums by year and by region, in the order asked for. Pure.

A sub-agreement's commitment is internal to its framework, and what it receives was paid to the
framework first: where both are in the list, the totals count the framework's (DOMAIN rule 21).
Accepted cost and funds held are counted where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.web.charts import Parts


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one agreement, or of several. ``due`` is still to be paid."""

    committed: Cents = 0
    paid: Cents = 0
    accepted: Cents = 0
    held: Cents = 0
    due: Cents = 0

    @property
    def parts(self) -> Parts:
        return Parts(self.accepted, self.held, self.due)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an agreement's reports ask for: ``state`` is late, review, soon, current or done."""

    state: str
    number: int | None = None
    on: date | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One agreement of the list. ``ready`` and ``blocked`` are what could be paid, and what is held back."""

    number: str
    title: str
    subject: str
    stream: str
    region: str | None
    region_name: str
    host: str
    host_neq: str
    framework: str | None
    late: int
    review: int
    ready: Cents
    blocked: Cents
    expected: Expected
    years: Mapping[str, Figures]
    figures: Figures


@dataclass(frozen=True, slots=True)
class Region:
    code: str | None
    name: str
    figures: Figures
    late: int


Summed: TypeAlias = Mapping[str, Any]
SOON = 45
"""Days before a report is due from which the list says so."""

VIEWS: dict[str, Callable[[Row], bool]] = {
    "late": lambda row: row.late > 0,
    "review": lambda row: row.review > 0,
    "ready": lambda row: row.ready > 0,
}

_URGENCY = ("late", "review", "soon", "current", "done")
ORDERS: dict[str, Callable[[Row], Any]] = {
    "title": lambda row: row.subject,
    "stream": lambda row: row.stream,
    "committed": lambda row: row.figures.committed,
    "paid": lambda row: row.figures.paid,
    "accepted": lambda row: row.figures.accepted,
    "held": lambda row: row.figures.held,
    "due": lambda row: row.figures.due,
    "report": lambda row: (_URGENCY.index(row.expected.state), -row.expected.days, row.expected.on or date.max),
}
DEFAULT_ORDER = "report"


def years_of(sums: Summed, *, is_sub: bool) -> dict[str, Figures]:
    """The figures of each year. What a sub-agreement receives comes from its framework."""
    held = held_by_year(sums)
    result = {}
    for year, it in sums.items():
        received = it.transferred if is_sub else 0
        result[year] = Figures(it.committed, it.settled + received, it.accepted, held[year], it.payable - received)
    return result


def held_by_year(sums: Summed) -> dict[str, Cents]:
    """The funds held today, laid to the payments they come from: the last paid is the last spent.

    Money has no year; this is the usual assumption, and the parts add up to the balance. What the
    host advanced (a negative balance) is laid to the last year that has a cost.
    """
    years = [year for year in sums if year != POST_CLOSING]
    left = sum(it.held for it in sums.values())
    result = dict.fromkeys(sums, 0)
    if left < 0:
        spent = [year for year in years if sums[year].accepted]
        result[(spent or years or list(sums))[-1]] = left
        return result
    for year in reversed(years):
        part = min(left, max(0, sums[year].settled + sums[year].transferred))
        result[year] = part
        left -= part
    if left and sums:
        result[(years or list(sums))[0]] += left  # interest, beyond everything paid
    return result


def added(figures: Iterable[Figures]) -> Figures:
    """``figures`` added up."""
    committed = paid = accepted = held = due = 0
    for it in figures:
        committed += it.committed
        paid += it.paid
        accepted += it.accepted
        held += it.held
        due += it.due
    return Figures(committed, paid, accepted, held, due)


def internal(rows: Sequence[Row]) -> frozenset[str]:
    """The sub-agreements among ``rows`` whose framework is there too."""
    numbers = {row.number for row in rows}
    return frozenset(row.number for row in rows if row.framework in numbers)


def total(rows: Sequence[Row], inside: Collection[str]) -> Figures:
    """The sum of the rows, the commitment of those ``inside`` another left out."""
    return added(_counted(row.figures, row.number in inside) for row in rows)


def by_year(rows: Sequence[Row], inside: Collection[str]) -> dict[str, Figures]:
    """The same by fiscal year, in order; post-closing last."""
    years: dict[str, list[Figures]] = {}
    for row in rows:
        for year, figures in row.years.items():
            years.setdefault(year, []).append(_counted(figures, row.number in inside))
    return {year: added(years[year]) for year in sorted(years)}


def by_region(rows: Sequence[Row], inside: Collection[str]) -> list[Region]:
    """The same by region, what is national last."""
    groups: dict[str | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.region, []).append(row)
    return [
        Region(code, group[0].region_name, total(group, inside), sum(row.late for row in group))
        for code, group in sorted(groups.items(), key=lambda pair: pair[0] or "~")
    ]


def in_order(rows: Sequence[Row], sort: str, fold: Callable[[str], str]) -> list[Row]:
    """``rows`` sorted by the key that ``sort`` names, ``-`` before it for descending; ties by number."""
    name = sort.removeprefix("-")
    key = ORDERS.get(name, ORDERS[DEFAULT_ORDER])
    ranked = sorted(rows, key=lambda row: row.number)
    descending = sort.startswith("-") and name in ORDERS

    def rank(row: Row) -> Any:
        value = key(row)
        return fold(value) if isinstance(value, str) else value

    return sorted(ranked, key=rank, reverse=descending)


def _counted(figures: Figures, is_inside: bool) -> Figures:
    return Figures(0, 0, figures.accepted, figures.held, 0) if is_inside else figures
