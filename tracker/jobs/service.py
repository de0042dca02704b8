"""What can be done with jobs. Each verb is a step of ``life.LIFE`` and belongs in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.db import after_commit, session
from tracker.errors import Message, message
from tracker.jobs import kinds
from tracker.jobs.life import LIFE, Act, State
from tracker.jobs.models import Job
from tracker.jobs.queries import depth
from tracker.jobs.words import frozen

HEARTBEAT = timedelta(seconds=5)
SILENCE = timedelta(seconds=40)
"""After so long without a heartbeat a worker counts as dead, be it on a machine that we cannot ask."""

EVERY_DAY = "every day"
"""Who asks for what is done once a day."""

_DEATHS_ENDURED = 5
"""How many workers may die of a job before it is given up: what kills them is then the job, and not a machine that was
restarted a few times."""

_WAITING, _RUNNING = State.WAITING.value, State.RUNNING.value
_LIVE = text("state IN ('waiting', 'running')")  # as the index says it


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: ``key`` names it, ``arguments`` are names and numbers."""

    key: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that a worker has. ``attempt`` sets it apart from those who had it before."""

    id: int
    kind: str
    arguments: Mapping[str, Any]
    worker: str
    attempt: int


def enqueue(kind: str, tasks: Sequence[Task], *, family: str, requested_by: str, at: datetime) -> int:
    """Ask for ``tasks``; how many were added. One whose key is waiting or running already is not added again.

    Workers hear of them once the transaction is committed.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = 0
    for task in tasks:
        added += len(
            session.execute(
                insert(Job)
                .values(
                    kind=kind,
                    key=task.key,
                    family=family,
                    arguments=dict(task.arguments),
                    state=_WAITING,
                    done=0,
                    total=0,
                    requested_by=requested_by,
                    created_at=at,
                    attempts=0,
                )
                .on_conflict_do_nothing(index_elements=[Job.key], index_where=_LIVE)
                .returning(Job.id)
            ).all()
        )
    _ring_for(added)
    return added


def claim(*, worker: str, at: datetime, family: str | None = None) -> Claim | None:
    """Take the job that has waited longest, of one ``family`` if it is given; None when nothing waits.

    No two workers get the same: PostgreSQL passes over rows that another has locked, and on SQLite one
    transaction writes at a time.
    """
    query = select(Job).where(Job.state == _WAITING).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    job = session.scalar(query.where(Job.family == family) if family else query)
    if job is None:
        return None
    _move(job, Act.START)
    job.worker, job.started_at, job.heartbeat_at, job.finished_at = worker, at, at, None
    job.attempts += 1
    job.done = job.total = 0
    session.flush()
    return Claim(job.id, job.kind, job.arguments, worker, job.attempts)


def beat(claim: Claim, *, at: datetime, done: int | None = None, total: int | None = None) -> bool:
    """Say that its worker is alive, and how far it is. False: the job is not that worker's any more."""
    values: dict[str, Any] = {"heartbeat_at": at}
    if total is not None:
        values |= {"done": done or 0, "total": total}
    found = session.execute(_theirs(claim).values(values).returning(Job.id)).all()
    return bool(found)


def finish(claim: Claim, *, result: Mapping[str, Any], at: datetime) -> None:
    """It is done. Said by a worker that was taken for dead meanwhile, it changes nothing."""
    _end(claim, Act.FINISH, at, result=dict(result))


def fail(claim: Claim, *, why: Message, at: datetime) -> None:
    """It cannot be done, for the reason ``why``."""
    _end(claim, Act.FAIL, at, error=frozen(why))


def give_back(claim: Claim, *, at: datetime) -> None:
    """Its worker stops before the end: another one does it."""
    _end(claim, Act.GIVE_BACK, None, heartbeat_at=at)
    _ring_for(1)


def cancel(family: str, *, at: datetime) -> int:
    """What waits is not done; what runs goes on to its end. How many were cancelled."""
    waiting = session.scalars(_of(family, _WAITING)).all()
    for job in waiting:
        _move(job, Act.CANCEL)
        job.finished_at = at
    return len(waiting)


def retry(jobs: Iterable[Job]) -> int:
    """Do again what failed or was cancelled, unless the same is already waiting; how many were taken up."""
    live = set(session.scalars(select(Job.key).where(_LIVE)))
    again = 0
    for job in jobs:
        if (job.status, Act.RETRY) in LIFE and job.key not in live:
            _move(job, Act.RETRY)
            job.error = job.finished_at = None
            job.attempts = 0
            live.add(job.key)
            again += 1
    session.flush()
    _ring_for(again)
    return again


def ask_daily(*, day: date, at: datetime) -> int:
    """Ask for what is done once a day, if it was not asked for ``day`` yet; how many were added."""
    added = 0
    for kind in kinds.every_day():
        key = f"{kind} {day.isoformat()}"
        if session.scalar(select(Job.id).where(Job.key == key).limit(1)) is None:
            task = Task(key=key, arguments={"day": day.isoformat()})
            added += enqueue(kind, [task], family=kind, requested_by=EVERY_DAY, at=at)
    return added


def sweep(*, at: datetime, is_dead: Any = lambda worker: False) -> int:
    """Give back the jobs whose worker is dead: silent for too long, or so ``is_dead(worker)`` says, which
    knows the processes of this machine. How many there were."""
    running = session.scalars(select(Job).where(Job.state == _RUNNING).with_for_update(skip_locked=True)).all()
    dead = [it for it in running if it.heartbeat_at is None or at - it.heartbeat_at > SILENCE or is_dead(it.worker)]
    for job in dead:
        if job.attempts >= _DEATHS_ENDURED:
            _move(job, Act.FAIL)
            job.error = frozen(message("Its worker stopped %(count)s times while at it.", count=job.attempts))
            job.finished_at = at
        else:
            _move(job, Act.GIVE_BACK)
        job.worker = None
    _ring_for(sum(it.status is State.WAITING for it in dead))
    return len(dead)


def ring_for_waiting() -> None:
    """Ring for jobs that the queue has forgotten: a message goes with the worker that took it."""
    bell, (waiting, _running, _oldest) = current_app.extensions["bell"], depth()
    bell.ring(max(0, waiting - bell.pending()))


def _move(job: Job, act: Act) -> None:
    job.state = LIFE[job.status, act].value


def _theirs(claim: Claim) -> Any:
    return update(Job).where(
        Job.id == claim.id, Job.state == _RUNNING, Job.worker == claim.worker, Job.attempts == claim.attempt
    )


def _end(claim: Claim, act: Act, at: datetime | None, **values: Any) -> None:
    session.execute(_theirs(claim).values(state=LIFE[State.RUNNING, act].value, worker=None, finished_at=at, **values))


def _of(family: str, *states: str) -> Any:
    return select(Job).where(Job.family == family, Job.state.in_(states)).order_by(Job.id).with_for_update()


def _ring_for(count: int) -> None:
    if count:
        after_commit(lambda: current_app.extensions["bell"].ring(count))
