"""When money comes, and what it waits for (DOMAIN rules 6 to 8). Pure.

What the records cannot say yet is left out: the bank details of the host, and the two approvals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.grants.life import Interruption, State, state_on
from tracker.ledger.money import Cents


class ReportState(StrEnum):
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"  # received, waiting for its review
    LATE = "late"
    DUE = "due"


class InstalmentState(StrEnum):
    PAID = "paid"
    LAPSED = "lapsed"  # nothing is left of its allotment
    BLOCKED = "blocked"
    READY = "ready"
    TO_COME = "to_come"


class Rule(StrEnum):
    """What rule 7 asks of a payment, as far as the records know."""

    REPORTS = "reports"
    IN_FORCE = "in_force"
    HOST = "host"
    TERMS = "terms"  # the agreement's own conditions


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report that the agreement obliges to, and its two dates."""

    number: int
    kind: str
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date
    submitted_on: date | None
    accepted_on: date | None

    def state(self, today: date) -> ReportState:
        if self.accepted_on:
            return ReportState.ACCEPTED
        if self.submitted_on:
            return ReportState.SUBMITTED
        return ReportState.LATE if self.due_on < today else ReportState.DUE

    def days_late(self, today: date) -> int:
        """Days from the due day to the day it came, or to today while it has not; 0 when in time."""
        return max(0, ((self.submitted_on or today) - self.due_on).days)


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the agreement itself brings to rule 7. Mandates are (first day, last day or None); ``acts`` are its
    suspensions, their liftings and its withdrawal."""

    signed_on: date
    mandates: tuple[tuple[date, date | None], ...]
    acts: tuple[Interruption, ...] = ()

    def state(self, day: date) -> State:
        """Where it stands on ``day``."""
        return state_on(self.acts, day)

    def in_force(self, day: date) -> bool:
        """Whether it is signed, and neither suspended nor withdrawn from."""
        return self.signed_on <= day and self.state(day) is State.IN_FORCE

    def has_host(self, day: date) -> bool:
        """Whether somebody may receive money: not before the first mandate nor in a gap between two
        (rule 22). What is owed after the last one closed is owed to its host."""
        begun = [last for first, last in self.mandates if first <= day]
        if not begun:
            return False
        return begun[-1] is None or day <= begun[-1] or len(begun) == len(self.mandates)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a payment needs. ``reports``: those that are missing; ``terms``: the numbers of the
    agreement's conditions that are not met."""

    rule: Rule
    met: bool
    reports: tuple[int, ...] = ()
    terms: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an instalment stands. ``days``: since the day it was planned for, 0 before it."""

    state: InstalmentState
    conditions: tuple[Condition, ...] = ()
    days: int = 0

    @property
    def missing(self) -> tuple[int, ...]:
        """The reports that it waits for."""
        return next((it.reports for it in self.conditions if it.rule is Rule.REPORTS), ())


def standing(
    *,
    due_on: date,
    required_report: int | None,
    is_paid: bool,
    left: Cents,
    reports: Sequence[DueReport],
    instrument: Instrument,
    today: date,
    unmet: Sequence[int] = (),
) -> Standing:
    """Where an instalment stands ``today``. ``left`` is what its allotment still has to pay, ``unmet`` the
    numbers of the agreement's own conditions that hold it back.

    A report that is late holds back what needs it, even before its day; other instalments that are
    not due yet wait, without being blocked.
    """
    if is_paid:
        return Standing(InstalmentState.PAID)
    if left <= 0:
        return Standing(InstalmentState.LAPSED)
    day = max(today, due_on)
    missing = [it for it in reports if not it.accepted_on and (it.number == required_report or it.due_on < day)]
    conditions = (
        Condition(Rule.REPORTS, not missing, tuple(it.number for it in missing)),
        Condition(Rule.IN_FORCE, instrument.in_force(today)),
        Condition(Rule.HOST, instrument.has_host(today)),
        *((Condition(Rule.TERMS, False, terms=tuple(unmet)),) if unmet else ()),
    )
    days = max(0, (today - due_on).days)
    if all(it.met for it in conditions):
        return Standing(InstalmentState.READY if due_on <= today else InstalmentState.TO_COME, conditions, days)
    needed_is_late = any(it.number == required_report and it.state(today) is ReportState.LATE for it in missing)
    blocked = due_on <= today or needed_is_late
    return Standing(InstalmentState.BLOCKED if blocked else InstalmentState.TO_COME, conditions, days)
