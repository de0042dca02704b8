"""The life of a job: one table, state × act → state."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    START = "start"  # a worker takes it
    FINISH = "finish"
    FAIL = "fail"
    GIVE_BACK = "give_back"  # its worker stopped or died
    CANCEL = "cancel"
    RETRY = "retry"


S = State

LIFE: dict[tuple[State, Act], State] = {
    (S.WAITING, Act.START): S.RUNNING,
    (S.RUNNING, Act.FINISH): S.DONE,
    (S.RUNNING, Act.FAIL): S.FAILED,
    (S.RUNNING, Act.GIVE_BACK): S.WAITING,
    (S.WAITING, Act.CANCEL): S.CANCELLED,
    (S.FAILED, Act.RETRY): S.WAITING,
    (S.CANCELLED, Act.RETRY): S.WAITING,
}
"""What is running is not cancelled: it ends within seconds, and half of it would be worth nothing."""

LIVE = frozenset({S.WAITING, S.RUNNING})
"""States in which a second job of the same key would be the same work twice."""


def after(state: State, act: Act) -> State | None:
    """Where ``act`` leads from ``state``; None where it cannot be done."""
    return LIFE.get((state, act))
