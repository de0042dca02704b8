"""The life of a payment: one table, state × act → state, with who may and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.accounts.permissions import Action


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    AT_BANK = "at_bank"
    PAID = "paid"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Act(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    SEND = "send"  # in a bank batch
    SETTLE = "settle"  # nothing to send: all of it is offset or lapses
    CONFIRM = "confirm"  # the bank has paid
    RETURN = "return"  # the bank has refused


class Need(StrEnum):
    OTHER_PERSON = "other_person"  # who neither asked for it nor approved it already
    PAYABLE = "payable"  # rule 7 holds on the day, but for what is waived
    SIGNATORY = "signatory"  # a director, when something is waived
    PASSWORD = "password"  # noqa: S105 - typed again, within minutes
    REASON = "reason"
    CASH = "cash"
    NO_CASH = "no_cash"


@dataclass(frozen=True, slots=True)
class Step:
    """Where an act leads, who may do it and what it needs."""

    to: State
    who: Action
    needs: frozenset[Need] = frozenset()


S, N = State, Need
_ASK, _APPROVE, _SEND = Action.REQUEST_PAYMENTS, Action.APPROVE_PAYMENTS, Action.SEND_PAYMENTS
_FIRST = frozenset({N.OTHER_PERSON, N.PAYABLE, N.PASSWORD})
_REASON = frozenset({N.REASON})

LIFE: dict[tuple[State, Act], Step] = {
    (S.REQUESTED, Act.APPROVE): Step(S.APPROVED_ONCE, _APPROVE, _FIRST),
    (S.APPROVED_ONCE, Act.APPROVE): Step(S.APPROVED, _APPROVE, _FIRST | {N.SIGNATORY}),
    (S.REQUESTED, Act.REFUSE): Step(S.REFUSED, _APPROVE, _REASON),
    (S.APPROVED_ONCE, Act.REFUSE): Step(S.REFUSED, _APPROVE, _REASON),
    (S.APPROVED, Act.REFUSE): Step(S.REFUSED, _APPROVE, _REASON),
    (S.REQUESTED, Act.CANCEL): Step(S.CANCELLED, _ASK, _REASON),
    (S.APPROVED_ONCE, Act.CANCEL): Step(S.CANCELLED, _ASK, _REASON),
    (S.APPROVED, Act.CANCEL): Step(S.CANCELLED, _ASK, _REASON),
    (S.APPROVED, Act.SEND): Step(S.AT_BANK, _SEND, frozenset({N.PAYABLE, N.CASH})),
    (S.APPROVED, Act.SETTLE): Step(S.PAID, _SEND, frozenset({N.PAYABLE, N.NO_CASH, N.PASSWORD})),
    (S.AT_BANK, Act.CONFIRM): Step(S.PAID, _SEND),
    (S.AT_BANK, Act.RETURN): Step(S.APPROVED, _SEND, _REASON),
}

CLOSED = frozenset({S.REFUSED, S.CANCELLED})
LIVE = frozenset(State) - CLOSED - {S.PAID}
"""States of what is still to be paid, and so takes its part of what remains."""


def acts_in(state: State) -> dict[Act, Step]:
    """What can be done from ``state``."""
    return {act: step for (at, act), step in LIFE.items() if at is state}
