"""From movements and agreements to the rows of a consolidated statement: grouping and adding. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tracker.grants.models import Stream
from tracker.ledger.accounts import BOOK_OF, Account, Book, Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.ledger.movements import Movement, total
from tracker.statements.consolidated.value import (
    NATIONAL,
    AgreementRow,
    CellRow,
    Figures,
    GroupRow,
    IndicatorRow,
    OrganisationRow,
    YearRow,
    added,
)
from tracker.statements.figures import aggregate, cumulative_line
from tracker.statements.statement import Allotment, CumulativeLine, LedgerYear, Text

A = Account
IN_TIME = date.min
"""The day of what happened by the end of the statement's year; sums of many days have no other."""

FEWEST = 5
"""A count below it may tell who somebody is: nothing published says it (DOMAIN rule 25)."""

_STREAMS = tuple(Stream)
_INTERNAL = (Book.BUDGET, Book.COMMITMENT)
_SHARES = frozenset({"percent", "%", "pourcentage", "pour cent"})
"""Units that count nobody."""

_OVER_PLACES = {"sum": "sum", "average": "average", "last": "average", "max": "max"}
"""How values of several agreements add up, by how those of one do."""


@dataclass(frozen=True, slots=True)
class Member:
    """An agreement of the scope and what moved in it."""

    number: str
    name: Text
    stream: str
    region: str
    framework: str | None
    host: str
    movements: Sequence[Movement]
    late: Mapping[str, int] = field(default_factory=dict)  # by fiscal year

    @property
    def is_sub(self) -> bool:
        return self.framework is not None


def external(movements: Iterable[tuple[bool, Movement]]) -> tuple[Movement, ...]:
    """The movements without those that are internal to a framework: a sub-agreement's budget and
    commitment. Each comes with whether it is a sub-agreement's."""
    return tuple(it for is_sub, it in movements if not (is_sub and BOOK_OF[it.account] in _INTERNAL))


def figures(movements: Iterable[Movement], *, year: str | None, is_sub: bool, late: int = 0) -> Figures:
    """The figures of one row. ``year`` as on the statement: None adds everything up."""
    committed = paid = accepted = held = receivable = 0
    for it in movements:
        upto = year is None or it.fiscal_year <= year  # post-closing comes after every label
        within = year is None or it.fiscal_year == year
        if it.account is A.COMMITTED:
            committed -= it.amount if in_time(it) and not is_sub else 0
        elif it.account is A.HELD:
            held += it.amount if upto else 0
            paid += it.amount if within and it.kind is Kind.PAID else 0
        elif it.account is A.EXPENSE:
            accepted += it.amount if within else 0
        elif it.account is A.RECEIVABLE:
            receivable += it.amount if upto else 0
    return Figures(committed, paid, accepted, held, receivable, late)


def in_time(movement: Movement) -> bool:
    """Whether it counts in the commitment, which is as at the year's end."""
    return movement.occurred_on == IN_TIME


def agreement_rows(members: Sequence[Member], year: str | None) -> tuple[AgreementRow, ...]:
    """A row each, by stream, region and number."""
    ordered = sorted(members, key=lambda it: (*_place(it.stream, it.region), it.number))
    return tuple(
        AgreementRow(
            ref=f"G{rank}",
            number=it.number,
            name=it.name,
            stream=it.stream,
            region=it.region,
            framework=it.framework,
            host=it.host,
            figures=figures(it.movements, year=year, is_sub=it.is_sub, late=sum(it.late.values())),
        )
        for rank, it in enumerate(ordered, start=1)
    )


def group_rows(rows: Sequence[AgreementRow], organisations: Mapping[tuple[str, str], set[str]]) -> tuple[GroupRow, ...]:
    """Streams × regions, those that have an agreement."""
    places = sorted({(it.stream, it.region) for it in rows}, key=lambda place: _place(*place))
    return tuple(
        GroupRow(
            ref=f"S{rank}",
            stream=stream,
            region=region,
            agreements=sum((it.stream, it.region) == (stream, region) for it in rows),
            organisations=len(organisations.get((stream, region), ())),
            figures=added(it.figures for it in rows if (it.stream, it.region) == (stream, region)),
        )
        for rank, (stream, region) in enumerate(places, start=1)
    )


def cell_rows(members: Sequence[Member]) -> tuple[CellRow, ...]:
    """Streams × regions × fiscal years: what moved in each."""
    cells: defaultdict[tuple[str, str, str], list[Figures]] = defaultdict(list)
    for it in members:
        by_year: defaultdict[str, list[Movement]] = defaultdict(list)
        for movement in it.movements:
            by_year[movement.fiscal_year].append(movement)
        for year in by_year.keys() | it.late.keys():
            moved = figures(by_year[year], year=None, is_sub=it.is_sub, late=it.late.get(year, 0))
            cells[it.stream, it.region, year].append(moved)
    keys = sorted(cells, key=lambda key: (*_place(key[0], key[1]), key[2]))
    return tuple(CellRow(*key, added(cells[key])) for key in keys)


def year_rows(cells: Sequence[CellRow], years: Sequence[str]) -> tuple[YearRow, ...]:
    """The fiscal years, then post-closing if something happened then: flows, and where balances stood."""
    result: list[YearRow] = []
    held = receivable = 0
    for year in (*years, POST_CLOSING):
        moved = added(cell.figures for cell in cells if cell.fiscal_year == year)
        if year == POST_CLOSING and moved == Figures():
            continue
        held, receivable = held + moved.held, receivable + moved.receivable
        stood = Figures(moved.committed, moved.paid, moved.accepted, held, receivable, moved.late)
        result.append(YearRow(f"Y{len(result) + 1}", year, stood))
    return tuple(result)


def line_rows(
    by_line: Sequence[tuple[bool, Movement]], names: Sequence[tuple[str, Text]], year: str | None
) -> tuple[tuple[CumulativeLine, ...], Cents, CumulativeLine]:
    """The budget lines, sub-agreements' included; what of their authorised is eliminated; the total
    without it. Carry-ins cancel out over all years, so a cumulative statement leaves them out."""
    kept = [
        (is_sub, it)
        for is_sub, it in by_line
        if (it.kind is not Kind.CARRIED_FORWARD if year is None else it.fiscal_year == year)
    ]
    used = {it.line for _, it in kept if it.line and it.account in (A.AUTHORISED, A.DECLARED, A.EXPENSE)}
    lines = tuple(
        cumulative_line(f"L{rank}", code, name, [it for _, it in kept if it.line == code])
        for rank, (code, name) in enumerate(((code, name) for code, name in names if code in used), start=1)
    )
    eliminated = total((it for is_sub, it in kept if is_sub), A.AUTHORISED)
    last = f"L{len(lines) + (2 if eliminated else 1)}"
    return lines, eliminated, cumulative_line(last, "", Text("Total", "Total"), external(kept))


def allotments(movements: Sequence[Movement], years: Sequence[str]) -> tuple[Allotment, ...]:
    """The commitment bridge by allotment year, every amendment of every agreement together."""
    return tuple(
        Allotment(
            fiscal_year=year,
            original=-total(movements, A.COMMITTED, year=year, kinds=(Kind.SIGNED,)),
            amendments=((0, -total(movements, A.COMMITTED, year=year, kinds=(Kind.AMENDED,))),),
            settled=total(movements, A.SETTLED, year=year),
            lapsed=total(movements, A.LAPSED, year=year),
            payable=total(movements, A.PAYABLE, year=year),
        )
        for year in years
    )


def with_something(ledgers: Sequence[LedgerYear]) -> tuple[LedgerYear, ...]:
    """The years; post-closing only where something happened then."""
    return tuple(it for it in ledgers if it.fiscal_year != POST_CLOSING or it != _carried_over(it))


def _carried_over(year: LedgerYear) -> LedgerYear:
    """``year`` had nothing happened in it."""
    funds, owed = year.funds, year.receivables
    return LedgerYear(
        year.fiscal_year,
        type(funds)(funds.opening, 0, 0, 0, 0, 0, 0, funds.opening),
        type(owed)(owed.opening, 0, 0, 0, 0, owed.opening),
    )


def identity_of_organisations(rows: Iterable[tuple[str | None, str | None, str]]) -> dict[str, str]:
    """Code → what tells a legal entity from others: its NEQ, else the NEQ known for its BN, else its BN,
    else its code (DOMAIN rule 24). Rows are NEQ, BN, code; a BN is its first nine digits."""
    listed = sorted({(neq or "", (bn or "")[:9], code) for neq, bn, code in rows})
    neq_of: dict[str, str] = {}
    for neq, bn, _ in listed:
        if neq and bn:
            neq_of.setdefault(bn, neq)
    return {
        code: f"neq:{neq or neq_of[bn]}" if neq or bn in neq_of else f"bn:{bn}" if bn else f"code:{code}"
        for neq, bn, code in listed
    }


def organisation_rows(taking_part: Sequence[tuple[str, str, bool, str]]) -> tuple[OrganisationRow, ...]:
    """Distinct organisations by stream, then of all. Rows are stream, region, whether a host, identity."""
    present = {stream for stream, _, _, _ in taking_part}
    scopes: list[str | None] = [*(stream for stream in _STREAMS if stream in present), None]
    return tuple(
        OrganisationRow(
            stream=None if stream is None else str(stream),
            hosts=len({who for of, _, host, who in taking_part if host and stream in (None, of)}),
            organisations=len({who for of, _, _, who in taking_part if stream in (None, of)}),
        )
        for stream in scopes
    )


def indicator_rows(values: Iterable[tuple[Any, ...]]) -> tuple[IndicatorRow, ...]:
    """Each indicator over its agreements: first over the reports of one, then over agreements. What is
    measured under another name, unit or rule is another indicator. Rows begin as ``indicator_values`` do."""
    found: defaultdict[tuple[str, ...], defaultdict[str, list[tuple[str, str]]]]
    found = defaultdict(lambda: defaultdict(list))
    for number, code, name_fr, name_en, unit, system, how, target, actual, *_where in values:
        found[code, name_fr, name_en, unit, system, how][number].append((target, actual))
    return tuple(_indicator(f"R{rank}", key, found[key]) for rank, key in enumerate(sorted(found), start=1))


def _indicator(ref: str, key: tuple[str, ...], by_agreement: Mapping[str, list[tuple[str, str]]]) -> IndicatorRow:
    code, name_fr, name_en, unit, system, how = key
    over = _OVER_PLACES.get(how, "sum")
    target, actual = (
        aggregate([aggregate([pair[side] for pair in pairs], how) for pairs in by_agreement.values()], over)
        for side in (0, 1)
    )
    is_count = unit not in _SHARES and (over != "average" or len(by_agreement) == 1)
    few = actual is not None and is_count and 0 < Decimal(actual) < FEWEST
    return IndicatorRow(
        ref=ref,
        code=code,
        name=Text(name_fr, name_en),
        unit=unit,
        system=system,
        aggregation=how,
        agreements=len(by_agreement),
        target=target,
        actual=None if few else actual,
        suppressed=few,
    )


def _place(stream: str, region: str) -> tuple[int, bool, str]:
    """The order of streams, then of regions, what is national last."""
    return _STREAMS.index(Stream(stream)), region == NATIONAL, region
