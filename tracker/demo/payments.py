"""The money side of a story: the schedule, what is paid when, and how debts are settled. No rule is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tracker.demo import calendar
from tracker.demo.calendar import Due
from tracker.demo.deals import Deal
from tracker.demo.words import RESOLUTION
from tracker.ledger.money import Cents
from tracker.workbook import sheets as s
from tracker.workbook.sheets import Row

_ADVANCE, _CONDITIONAL = 60, 30  # out of a hundred of the year's allotment
_AFTER_THE_FRAMEWORK = timedelta(days=21)  # a framework's holder is paid first


@dataclass(slots=True)
class Outflow:
    """A payment as scheduled, and as made: ``on`` is empty while it waits; ``gross`` may be less than
    ``amount`` for a last holdback."""

    number: int
    kind: str
    year: str
    amount: Cents
    due_on: date
    requires: int | None
    on: date | None = None
    gross: Cents = 0
    offset: Cents = 0


@dataclass(slots=True)
class Debt:
    """Money owed back since ``opened_on``."""

    opened_on: date
    amount: Cents


def schedule(deal: Deal, amended_on: date) -> list[Outflow]:
    """The instalments in the order they fall due; the last is the last year's holdback."""
    planned = []
    for rank, year in enumerate(deal.years):
        first = deal.first + rank
        allotment, change = deal.allotments[rank], deal.changes[rank] if deal.changes else 0
        amended = change > 0 and rank == deal.amended_in
        known = allotment if amended else allotment + change
        advance, extra = known * _ADVANCE // 100, change * _ADVANCE // 100 if amended else 0
        conditional = (allotment + change) * _CONDITIONAL // 100
        holdback = allotment + change - advance - extra - conditional
        progress = 2 * rank + 1
        last = rank == len(deal.years) - 1
        planned += [
            Outflow(0, "advance", year, advance, date(first, 7, 15), None),
            Outflow(0, "conditional", year, conditional, date(first + 1, 2, 10), progress),
            Outflow(0, "holdback", year, holdback, date(first + 1, 10, 15 if last else 1), progress + 1),
        ]
        if extra:
            planned.append(Outflow(0, "advance", year, extra, amended_on + timedelta(days=15), None))
    planned.sort(key=lambda out: out.due_on)
    for number, out in enumerate(planned, start=1):
        out.number = number
    return planned


def pay(outflows: list[Outflow], dues: list[Due], *, sub: bool, random: Random, as_of: date) -> None:
    """Date every payment but the last holdback, which waits for the end: a working day on which no report is late."""
    for out in outflows[:-1]:
        day = out.due_on + timedelta(days=random.randrange(0, 6))
        if out.requires:
            accepted = dues[out.requires - 1].accepted_on
            if accepted is None:
                continue
            day = max(day, accepted + timedelta(days=random.randrange(2, 10)))
        paid = calendar.payable_on(day + _AFTER_THE_FRAMEWORK if sub else day, dues, random)
        if paid and paid <= as_of:
            out.on, out.gross = paid, out.amount


def collect(
    number: str, debts: list[Debt], outflows: list[Outflow], *, sub: bool, random: Random, as_of: date
) -> list[Row]:
    """Each debt is netted from a payment, repaid by cheque, or very rarely written off; recent ones are still owed."""
    rows: list[Row] = []
    for rank, debt in enumerate(sorted(debts, key=lambda debt: debt.opened_on), start=1):
        chance = random.randrange(100)
        repaid = calendar.working_day(debt.opened_on + timedelta(days=random.randrange(25, 120)))
        given_up = calendar.working_day(debt.opened_on + timedelta(days=random.randrange(300, 600)))
        netted = next((out for out in _after(outflows, debt) if out.gross - out.offset >= debt.amount), None)
        if chance < 55 and netted and not sub:
            netted.offset += debt.amount
        elif chance < 98:
            if repaid <= as_of:
                reference = f"CHQ-{number[3:]}-{rank}"
                rows.append(s.Recovery(agreement=number, received_on=repaid, amount=debt.amount, reference=reference))
        elif given_up <= as_of:
            resolution = RESOLUTION.format(year=given_up.year, number=random.randrange(1, 90))
            rows.append(s.WriteOff(agreement=number, decided_on=given_up, amount=debt.amount, resolution=resolution))
    return rows


def _after(outflows: list[Outflow], debt: Debt) -> list[Outflow]:
    return sorted((out for out in outflows if out.on and out.on > debt.opened_on), key=lambda out: out.on or out.due_on)


def rows(deal: Deal, outflows: list[Outflow]) -> list[Row]:
    """The schedule and the payments; for a sub-agreement, what its framework transferred to it."""
    made = sorted((out for out in outflows if out.on and out.gross), key=lambda out: (out.on, out.number))
    if deal.framework:
        return [
            s.FrameworkTransfer(
                framework=deal.framework, agreement=deal.number, transferred_on=out.on or out.due_on, amount=out.gross
            )
            for out in made
        ]
    instalments = [
        s.Instalment(
            agreement=deal.number,
            instalment=out.number,
            kind=out.kind,
            fiscal_year=out.year,
            due_on=out.due_on,
            amount=out.amount,
            requires_report=out.requires,
        )
        for out in outflows
    ]
    payments = [
        s.Payment(
            agreement=deal.number,
            payment=rank,
            instalment=out.number,
            fiscal_year=out.year,
            paid_on=out.on or out.due_on,
            gross=out.gross,
            offset=out.offset,
            reference=f"VIR-{deal.number[3:]}-{rank:02d}",
        )
        for rank, out in enumerate(made, start=1)
    ]
    return [*instalments, *payments]
