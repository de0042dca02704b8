"""The life of a report: one table of who may do what, from which state, to which. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.accounts.permissions import Action


class State(StrEnum):
    """Where a report is. Before it is begun an obligation is not due, due or overdue; once its year's
    statement is issued an accepted report is locked: neither is stored."""

    DRAFT = "draft"
    READY = "ready"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class Step(StrEnum):
    """What somebody does to a report."""

    BEGIN = "begin"
    EDIT = "edit"
    SIGN_OFF = "sign_off"
    SUBMIT = "submit"
    TAKE_UP = "take_up"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step leads and who may take it. What else it needs is written beside the verb."""

    to: State
    by: Action


S = State
MOVES: dict[tuple[State | None, Step], Move] = {
    (None, Step.BEGIN): Move(S.DRAFT, Action.PREPARE_REPORTS),
    (S.DRAFT, Step.EDIT): Move(S.DRAFT, Action.PREPARE_REPORTS),
    (S.READY, Step.EDIT): Move(S.DRAFT, Action.PREPARE_REPORTS),
    (S.RETURNED, Step.EDIT): Move(S.RETURNED, Action.PREPARE_REPORTS),
    (S.DRAFT, Step.SIGN_OFF): Move(S.READY, Action.PREPARE_REPORTS),
    (S.READY, Step.SIGN_OFF): Move(S.READY, Action.PREPARE_REPORTS),
    (S.RETURNED, Step.SIGN_OFF): Move(S.RETURNED, Action.PREPARE_REPORTS),
    (S.DRAFT, Step.SUBMIT): Move(S.SUBMITTED, Action.SUBMIT_REPORTS),
    (S.READY, Step.SUBMIT): Move(S.SUBMITTED, Action.SUBMIT_REPORTS),
    (S.RETURNED, Step.SUBMIT): Move(S.SUBMITTED, Action.SUBMIT_REPORTS),
    (S.SUBMITTED, Step.TAKE_UP): Move(S.IN_REVIEW, Action.REVIEW_REPORTS),
    (S.IN_REVIEW, Step.TAKE_UP): Move(S.IN_REVIEW, Action.REVIEW_REPORTS),
    (S.SUBMITTED, Step.RETURN): Move(S.RETURNED, Action.REVIEW_REPORTS),
    (S.IN_REVIEW, Step.RETURN): Move(S.RETURNED, Action.REVIEW_REPORTS),
    (S.SUBMITTED, Step.ACCEPT): Move(S.ACCEPTED, Action.REVIEW_REPORTS),
    (S.IN_REVIEW, Step.ACCEPT): Move(S.ACCEPTED, Action.REVIEW_REPORTS),
    (S.ACCEPTED, Step.REOPEN): Move(S.IN_REVIEW, Action.REOPEN_REPORTS),
}
"""state × step → state, and the action of the permissions table that it takes."""


def move(state: State | None, step: Step) -> Move | None:
    """Where ``step`` leads from ``state``; None when it cannot be taken."""
    return MOVES.get((state, step))
