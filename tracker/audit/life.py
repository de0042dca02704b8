"""The life of a request for evidence: one table of who may do what, from which state, to which. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.accounts.permissions import Action


class State(StrEnum):
    """Where a request is. One whose auditor's engagement is over is answered no more: that is not stored."""

    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class Step(StrEnum):
    """What somebody does about a request; each is a fact that is kept for ever."""

    ASK = "ask"
    ANSWER = "answer"
    ASK_AGAIN = "ask_again"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step leads, and who may take it."""

    to: State
    by: Action


S = State
MOVES: dict[tuple[State | None, Step], Move] = {
    (None, Step.ASK): Move(S.ASKED, Action.KEEP_WORKING_PAPERS),
    (S.ASKED, Step.ANSWER): Move(S.ANSWERED, Action.ANSWER_AUDITORS),
    (S.ANSWERED, Step.ANSWER): Move(S.ANSWERED, Action.ANSWER_AUDITORS),
    (S.ASKED, Step.ASK_AGAIN): Move(S.ASKED, Action.KEEP_WORKING_PAPERS),
    (S.ANSWERED, Step.ASK_AGAIN): Move(S.ASKED, Action.KEEP_WORKING_PAPERS),
    (S.ASKED, Step.CLOSE): Move(S.CLOSED, Action.KEEP_WORKING_PAPERS),
    (S.ANSWERED, Step.CLOSE): Move(S.CLOSED, Action.KEEP_WORKING_PAPERS),
}
"""state × step → state, and the action of the permissions table that it takes. An answer may be completed until the
auditor closes the request; what they ask afterwards is another request."""


def move(state: State | None, step: Step) -> Move | None:
    """Where ``step`` leads from ``state``; None when it cannot be taken."""
    return MOVES.get((state, step))
