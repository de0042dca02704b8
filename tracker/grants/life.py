"""The life of a signed agreement: one table, state × act → state. Pure.

A suspension stops payments until it is lifted; a withdrawal ends the agreement early, and nothing follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tracker.errors import message
from tracker.grants.events import Event
from tracker.grants.terms import Finding, Terms
from tracker.ledger import entries
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Leg
from tracker.ledger.position import Position


class State(StrEnum):
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    SUSPEND = "suspend"
    LIFT = "lift"
    WITHDRAW = "withdraw"


LIFE: dict[tuple[State, Act], State] = {
    (State.IN_FORCE, Act.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Act.LIFT): State.IN_FORCE,
    (State.IN_FORCE, Act.WITHDRAW): State.WITHDRAWN,
    (State.SUSPENDED, Act.WITHDRAW): State.WITHDRAWN,
}


class Happened(Protocol):
    """An act, be it a record or a value."""

    @property
    def act(self) -> str: ...

    @property
    def effective_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Interruption:
    """An act and its day, as the schedule and the payments know it."""

    act: str
    effective_on: date


def state_on(acts: Iterable[Happened], day: date) -> State:
    """Where an agreement stands on ``day``, after the acts that took effect by then."""
    state = State.IN_FORCE
    for it in sorted(acts, key=lambda it: it.effective_on):
        if it.effective_on <= day:
            state = LIFE[state, Act(it.act)]
    return state


def since(acts: Iterable[Happened], day: date) -> date | None:
    """When the state of ``day`` began; None for an agreement that nothing interrupted."""
    begun = [it.effective_on for it in acts if it.effective_on <= day]
    return max(begun, default=None)


def refusals(acts: Sequence[Happened], act: Act, on: date) -> Iterator[Finding]:
    """What stands in the way of ``act``: the table above, and the day of the act before."""
    state = state_on(acts, date.max)
    if (state, act) not in LIFE:
        said = {
            State.IN_FORCE: message("an agreement that is suspended"),
            State.SUSPENDED: message("an agreement that is not suspended already"),
            State.WITHDRAWN: message("an agreement that was not withdrawn from"),
        }[state]
        yield Finding(said)
    last = since(acts, date.max)
    if last and on <= last:
        yield Finding(message("a date after %(date)s", date=last), "on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted(Event):
    """A suspension or its lifting: no money moves, so nothing is posted."""

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    """The end before its term: all that is left to pay lapses, allotment by allotment."""

    kind = Kind.LAPSED

    def legs(self, terms: Terms, position: Position) -> tuple[Leg, ...]:
        left = {year: position.balance(Account.PAYABLE, year=year) for year in terms.years}
        return tuple(
            leg for year, amount in left.items() if amount > 0 for leg in entries.lapse(year=year, amount=amount)
        )
