"""A partner's board: what is due next, the money received and to come, and what each part waits for. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.grants.models import Agreement
from tracker.grants.queries import Plans, instrument_of
from tracker.grants.schedule import DueReport, InstalmentState, ReportState, Standing, standing
from tracker.insight.portfolio import Figures, added
from tracker.ledger.money import Cents

_ORDER = (InstalmentState.BLOCKED, InstalmentState.READY, InstalmentState.TO_COME)


@dataclass(frozen=True, slots=True)
class Due:
    """A report that is not accepted yet. ``holds`` is the payment that waits for it."""

    agreement: Agreement
    report: DueReport
    state: ReportState
    days_late: int
    holds: Coming | None


@dataclass(frozen=True, slots=True)
class Coming:
    """An instalment still to be paid."""

    agreement: Agreement
    ref: str
    number: int
    kind: str
    fiscal_year: str
    due_on: date
    amount: Cents
    required: DueReport | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Received:
    agreement: Agreement
    on: date
    cash: Cents


@dataclass(frozen=True, slots=True)
class Board:
    """``dues``: late first, then by date; ``figures`` are those of ``current`` agreements, which still
    owe or are owed something."""

    current: tuple[Agreement, ...]
    past: tuple[Agreement, ...]
    dues: tuple[Due, ...]
    coming: tuple[Coming, ...]
    received: tuple[Received, ...]
    figures: Figures

    @property
    def to_do(self) -> tuple[Due, ...]:
        """What the partner has to send."""
        return tuple(it for it in self.dues if it.state in (ReportState.LATE, ReportState.DUE))

    @property
    def under_review(self) -> tuple[Due, ...]:
        return tuple(it for it in self.dues if it.state is ReportState.SUBMITTED)


def of(plans: Plans, figures: Mapping[str, Figures], left: Mapping[str, Mapping[str, Cents]], today: date) -> Board:
    """The board of these agreements. ``figures`` and ``left`` (to pay, by allotment) are the journal's,
    by agreement number."""
    paid = plans.paid
    coming: list[Coming] = []
    dues: list[Due] = []
    current: list[Agreement] = []
    for agreement in plans.agreements:
        of_it = _coming(plans, agreement, paid, left.get(agreement.number, {}), today)
        open_reports = [it for it in plans.reports[agreement.id] if not it.accepted_on]
        dues += [_due(agreement, it, of_it, today) for it in open_reports]
        coming += of_it
        mine = figures.get(agreement.number, Figures())
        if agreement.ends_on >= today or open_reports or mine.due or mine.held:
            current.append(agreement)
    dues.sort(key=lambda it: (it.state is not ReportState.LATE, it.report.due_on, it.agreement.number))
    coming.sort(key=lambda it: (it.due_on, it.agreement.number))
    by_id = {it.id: it for it in plans.agreements}
    return Board(
        current=tuple(current),
        past=tuple(it for it in plans.agreements if it not in current),
        dues=tuple(dues),
        coming=tuple(coming),
        received=tuple(Received(by_id[it.agreement_id], it.paid_on, it.cash) for it in plans.payments),
        figures=added(figures.get(it.number, Figures()) for it in current),
    )


def _coming(
    plans: Plans, agreement: Agreement, paid: frozenset[int], left: Mapping[str, Cents], today: date
) -> list[Coming]:
    reports = {it.number: it for it in plans.reports[agreement.id]}
    instrument = instrument_of(agreement)
    unmet = [it for it in agreement.conditions if it.met_on is None]
    result = []
    for rank, it in enumerate(plans.instalments[agreement.id], start=1):
        required = it.required_obligation.number if it.required_obligation else None
        where = standing(
            due_on=it.due_on,
            required_report=required,
            is_paid=it.id in paid,
            left=left.get(it.fiscal_year, 0),
            reports=tuple(reports.values()),
            instrument=instrument,
            today=today,
            unmet=[term.number for term in unmet if term.instalment_id in (None, it.id)],
        )
        if where.state in _ORDER:
            needed = reports.get(required) if required is not None else None
            result.append(
                Coming(agreement, f"V{rank}", it.number, it.kind, it.fiscal_year, it.due_on, it.amount, needed, where)
            )
    return result


def _due(agreement: Agreement, report: DueReport, coming: Sequence[Coming], today: date) -> Due:
    waiting = [it for it in coming if report.number in it.standing.missing]
    needing = [it for it in waiting if it.required is report] or [
        it for it in waiting if it.standing.state is InstalmentState.BLOCKED
    ]
    return Due(agreement, report, report.state(today), report.days_late(today), needing[0] if needing else None)
