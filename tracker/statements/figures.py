"""The figures of a statement: sums over movements, arranged as the tables want them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.ledger.movements import Movement, total
from tracker.statements.statement import (
    Allotment,
    Commitment,
    Cumulative,
    CumulativeLine,
    Funds,
    LedgerYear,
    Receivables,
    Text,
    Totals,
    YearLine,
    YearTable,
)

A = Account
LineName = tuple[str, Text]

ESTABLISHES = (Kind.REPORT_ACCEPTED, Kind.ADJUSTED)
"""What opens a receivable."""

MOVES_FUNDS = (Kind.FRAMEWORK_TRANSFERRED, Kind.HOST_CHANGED)


def source_number(movement: Movement) -> int:
    """``report_accepted:3`` → 3."""
    return int(movement.source.rpartition(":")[2])


def year_table(
    movements: Sequence[Movement],
    by_its_end: Sequence[Movement],
    *,
    year: str,
    years: Sequence[str],
    lines: Sequence[LineName],
    reports: Sequence[int],
) -> YearTable:
    """Statement a: one fiscal year by budget line. ``reports`` are the year's accepted ones, in order;
    the commitment is as at the year's end, so ``by_its_end`` leaves out what happened after."""
    of_year = [it for it in movements if it.fiscal_year == year]
    table = [
        _year_line(f"L{rank}", code, name, [it for it in of_year if it.line == code], reports)
        for rank, (code, name) in enumerate(lines, start=1)
    ]
    whole = _year_line(f"L{len(table) + 1}", "", Text("Total", "Total"), of_year, reports)
    ledger = next(it for it in ledgers(movements, years) if it.fiscal_year == year)
    return YearTable(year, tuple(reports), tuple(table), whole, ledger, committed(by_its_end))


def _year_line(ref: str, code: str, name: Text, movements: Sequence[Movement], reports: Sequence[int]) -> YearLine:
    authorised = total(movements, A.AUTHORISED)
    accepted = total(movements, A.EXPENSE)
    return YearLine(
        ref=ref,
        code=code,
        name=name,
        initial=total(movements, A.AUTHORISED, kinds=(Kind.SIGNED,)),
        amendments=total(movements, A.AUTHORISED, kinds=(Kind.AMENDED,)),
        carry_in=total(movements, A.AUTHORISED, kinds=(Kind.CARRIED_FORWARD,)),
        transfers=total(movements, A.AUTHORISED, kinds=(Kind.LINE_TRANSFERRED,)),
        authorised=authorised,
        reports=tuple(total(movements, A.DECLARED, source=f"{Kind.REPORT_ACCEPTED.value}:{n}") for n in reports),
        declared=total(movements, A.DECLARED),
        disallowed=-total(movements, A.DISALLOWED),
        accepted=accepted,
        balance=authorised - accepted,
    )


def cumulative(
    movements: Sequence[Movement],
    *,
    years: Sequence[str],
    lines: Sequence[LineName],
) -> Cumulative:
    """Statement b: the whole agreement; carry-ins, which only move authority between years, are left out."""
    kept = [it for it in movements if it.kind is not Kind.CARRIED_FORWARD]
    table = tuple(
        cumulative_line(f"L{rank}", code, name, [it for it in kept if it.line == code])
        for rank, (code, name) in enumerate(lines, start=1)
    )
    whole = cumulative_line("", "", Text("Total", "Total"), kept)
    gross = total(movements, A.HELD, kinds=(Kind.PAID,))
    offset = -total(movements, A.RECEIVABLE, kinds=(Kind.PAID,))
    recovered = total(movements, A.CASH, kinds=(Kind.RECOVERED,))
    returned = total(movements, A.CASH, kinds=(Kind.RETURNED,))
    cash = -total(movements, A.CASH, kinds=(Kind.PAID,))
    totals = Totals(
        authorised=whole.authorised,
        declared=whole.declared,
        disallowed=whole.disallowed,
        accepted=whole.accepted,
        balance=whole.balance,
        gross=gross,
        offset=offset,
        cash=cash,
        recovered=recovered,
        returned=returned,
        net_cost=cash - recovered - returned,
        interest=-total(movements, A.INTEREST),
        unspent=total(movements, A.HELD),
        receivable=total(movements, A.RECEIVABLE),
        written_off=total(movements, A.WRITTEN_OFF),
    )
    return Cumulative(table, totals, ledgers(movements, years), committed(movements))


def cumulative_line(ref: str, code: str, name: Text, movements: Sequence[Movement]) -> CumulativeLine:
    """One line, or the total, of those ``movements``: of an agreement, or of many together."""
    authorised = total(movements, A.AUTHORISED)
    accepted = total(movements, A.EXPENSE)
    return CumulativeLine(
        ref=ref,
        code=code,
        name=name,
        authorised=authorised,
        declared=total(movements, A.DECLARED),
        disallowed=-total(movements, A.DISALLOWED),
        accepted=accepted,
        balance=authorised - accepted,
    )


def ledgers(movements: Iterable[Movement], years: Sequence[str]) -> tuple[LedgerYear, ...]:
    """U and receivables by the year they are reported in, post-closing last; each opens where the one
    before closed (identities I4 and I5)."""
    by_year: dict[str, list[Movement]] = {year: [] for year in (*years, POST_CLOSING)}
    for it in movements:
        if it.account in (A.HELD, A.RECEIVABLE, A.EXPENSE, A.INTEREST, A.WRITTEN_OFF, A.CASH):
            by_year[it.fiscal_year].append(it)
    result = []
    held = owed = 0
    for year, of_year in by_year.items():
        funds = Funds(
            opening=held,
            gross=total(of_year, A.HELD, kinds=(Kind.PAID,)),
            interest=-total(of_year, A.INTEREST),
            accepted=total(of_year, A.EXPENSE),
            receivables_established=total(of_year, A.RECEIVABLE, kinds=ESTABLISHES),
            returned=total(of_year, A.CASH, kinds=(Kind.RETURNED,)),
            transferred=total(of_year, A.HELD, kinds=MOVES_FUNDS),
            closing=held + total(of_year, A.HELD),
        )
        receivables = Receivables(
            opening=owed,
            established=funds.receivables_established,
            offset=-total(of_year, A.RECEIVABLE, kinds=(Kind.PAID,)),
            recovered=-total(of_year, A.RECEIVABLE, kinds=(Kind.RECOVERED,)),
            written_off=total(of_year, A.WRITTEN_OFF),
            closing=owed + total(of_year, A.RECEIVABLE),
        )
        held, owed = funds.closing, receivables.closing
        result.append(LedgerYear(year, funds, receivables))
    return tuple(result)


def committed(movements: Sequence[Movement]) -> Commitment:
    """Where the commitment book stands after ``movements`` (identity I6)."""
    return Commitment(
        committed=-total(movements, A.COMMITTED),
        settled=total(movements, A.SETTLED),
        lapsed=total(movements, A.LAPSED),
        payable=total(movements, A.PAYABLE),
    )


def allotments(movements: Sequence[Movement], years: Sequence[str]) -> tuple[Allotment, ...]:
    """The commitment bridge by allotment year: original → amendments → settled → lapsed → payable."""
    numbers = sorted({source_number(it) for it in movements if it.kind is Kind.AMENDED})

    def change(year: str, number: int) -> Cents:
        return -total(movements, A.COMMITTED, year=year, source=f"{Kind.AMENDED.value}:{number}")

    return tuple(
        Allotment(
            fiscal_year=year,
            original=-total(movements, A.COMMITTED, year=year, kinds=(Kind.SIGNED,)),
            amendments=tuple((number, change(year, number)) for number in numbers),
            settled=total(movements, A.SETTLED, year=year),
            lapsed=total(movements, A.LAPSED, year=year),
            payable=total(movements, A.PAYABLE, year=year),
        )
        for year in years
    )


def aggregate(values: Iterable[str | None], how: str) -> str | None:
    """Decimal texts added up over periods: ``sum``, ``average``, ``last`` or ``max``; None of nothing."""
    known = [Decimal(value) for value in values if value is not None]
    if not known:
        return None
    if how == "sum":
        result = sum(known, Decimal(0))
    elif how == "average":
        result = (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01"))
    elif how == "max":
        result = max(known)
    else:
        result = known[-1]
    text = f"{result:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
