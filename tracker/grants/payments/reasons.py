"""Why an instalment cannot be paid today (DOMAIN rules 5, 7, 8, 22). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracker.grants.life import State, since
from tracker.grants.schedule import DueReport, Instrument
from tracker.ledger.money import Cents


class Why(StrEnum):
    UNSIGNED = "unsigned"
    NOT_STARTED = "not_started"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    CONDITION = "condition"
    REPORT_LATE = "report_late"  # due, and not received
    REPORT_TO_REVIEW = "report_to_review"  # received, and not accepted
    REPORT_TO_COME = "report_to_come"  # this instalment's own, not due yet
    NO_HOST = "no_host"
    NO_BANK_DETAILS = "no_bank_details"
    BANK_DETAILS_WAIT = "bank_details_wait"
    NOTHING_LEFT = "nothing_left"


WAIVABLE = frozenset({Why.REPORT_LATE, Why.REPORT_TO_REVIEW, Why.REPORT_TO_COME})
"""What an override may pass over: nobody can be paid without a signature, a host, an account or a commitment."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the way. ``report`` or ``condition`` is its number; ``day`` when it was due, when it began,
    or when it ends by itself."""

    why: Why
    report: int | None = None
    day: date | None = None
    condition: int | None = None

    @property
    def key(self) -> str:
        """The same reason tomorrow: a late report that comes in is the same report not accepted."""
        if self.condition is not None:
            return f"condition:{self.condition}"
        return f"report:{self.report}" if self.report is not None else self.why.value

    @property
    def waivable(self) -> bool:
        return self.why in WAIVABLE


@dataclass(frozen=True, slots=True)
class BankDetails:
    """What is known of the host's account: usable from a moment, or never yet when it is None."""

    usable_at: datetime | None


def reasons(
    *,
    due_on: date,
    required_report: int | None,
    starts_on: date,
    instrument: Instrument,
    reports: Sequence[DueReport],
    conditions: Sequence[int] = (),
    bank: BankDetails,
    left: Cents,
    at: datetime,
    today: date,
) -> tuple[Reason, ...]:
    """Everything in the way of a payment ``today``, the most basic first; empty when it can be paid.

    ``reports`` are the agreement's, ``conditions`` the numbers of those that it waits for and are not met,
    ``left`` what the instalment's allotment has to pay and nobody has asked for. An overdue report holds back
    every unpaid instalment (rule 8).
    """
    return (
        *_of_instrument(instrument, starts_on, today),
        *_of_reports(reports, required_report, max(today, due_on), today),
        *(Reason(Why.CONDITION, condition=number) for number in conditions),
        *_of_bank(bank, at),
        *((Reason(Why.NOTHING_LEFT),) if left <= 0 else ()),
    )


def _of_instrument(instrument: Instrument, starts_on: date, today: date) -> Iterator[Reason]:
    if instrument.signed_on > today:
        yield Reason(Why.UNSIGNED, day=instrument.signed_on)
    if starts_on > today:
        yield Reason(Why.NOT_STARTED, day=starts_on)
    state = instrument.state(today)
    if state is State.SUSPENDED:
        yield Reason(Why.SUSPENDED, day=since(instrument.acts, today))
    elif state is State.WITHDRAWN:
        yield Reason(Why.WITHDRAWN, day=since(instrument.acts, today))
    if not instrument.has_host(today):
        yield Reason(Why.NO_HOST)


def _of_reports(reports: Sequence[DueReport], required: int | None, until: date, today: date) -> Iterator[Reason]:
    for report in reports:
        if report.accepted_on or not (report.number == required or report.due_on < until):
            continue
        if report.submitted_on:
            yield Reason(Why.REPORT_TO_REVIEW, report.number, report.submitted_on)
        elif report.due_on < today:
            yield Reason(Why.REPORT_LATE, report.number, report.due_on)
        else:
            yield Reason(Why.REPORT_TO_COME, report.number, report.due_on)


def _of_bank(bank: BankDetails, at: datetime) -> Iterator[Reason]:
    if bank.usable_at is None:
        yield Reason(Why.NO_BANK_DETAILS)
    elif bank.usable_at > at:
        yield Reason(Why.BANK_DETAILS_WAIT, day=bank.usable_at)
