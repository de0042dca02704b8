"""Reads of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.db import session
from tracker.jobs.life import LIVE, State
from tracker.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Progress:
    """How many jobs of a family are in each state."""

    counts: dict[State, int]

    def __getitem__(self, state: State) -> int:
        return self.counts.get(state, 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def live(self) -> int:
        return sum(self[state] for state in LIVE)


def of_family(family: str, *states: State) -> Sequence[Job]:
    """The jobs of a family, in the order they were asked for; of these states only, if any is given."""
    query = select(Job).where(Job.family == family).order_by(Job.id)
    return session.scalars(query.where(Job.state.in_(states)) if states else query).all()


def progress(family: str) -> Progress:
    """Where a family stands."""
    return progress_of([family]).get(family, Progress({}))


def progress_of(families: Iterable[str]) -> dict[str, Progress]:
    """Where each of these families stands, in one statement."""
    found: dict[str, dict[State, int]] = {}
    for family, state, count in session.execute(
        select(Job.family, Job.state, func.count())
        .where(Job.family.in_(list(families)))
        .group_by(Job.family, Job.state)
    ):
        found.setdefault(family, {})[State(state)] = count
    return {family: Progress(counts) for family, counts in found.items()}


def notable(limit: int) -> Sequence[Job]:
    """Of each kind of state the last jobs: those that run, those that failed, those that are done."""
    return [
        job
        for state in (State.RUNNING, State.FAILED, State.DONE)
        for job in session.scalars(
            select(Job).where(Job.state == state).order_by(Job.finished_at.desc(), Job.id.desc()).limit(limit)
        )
    ]


def depth() -> tuple[int, int, datetime | None]:
    """How many jobs wait, how many run, and since when the oldest waits."""
    waiting, oldest = session.execute(
        select(func.count(), func.min(Job.created_at)).where(Job.state == State.WAITING)
    ).one()
    running = session.scalar(select(func.count()).where(Job.state == State.RUNNING)) or 0
    return waiting, running, oldest
