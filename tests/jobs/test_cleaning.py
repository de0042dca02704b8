"""Jobs that ended long ago are forgotten; failures later, and a year-end's never."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tracker.db import now, session, transaction
from tracker.jobs import cleaning, kinds, service
from tracker.jobs.life import State
from tracker.jobs.models import Job
from tracker.statements.batches.models import YearEnd

DAY = timedelta(days=1)


def ended(name: str, state: State, *, ago: timedelta, family: str = "notes") -> None:
    at = now() - ago
    failed = state is State.FAILED
    with transaction():
        session.add(
            Job(
                kind="note", key=name, family=family, arguments={}, state=state.value, requested_by="x@demo.example",
                created_at=at, finished_at=None if state in (State.WAITING, State.RUNNING) else at, attempts=1,
                error={"text": "why"} if failed else None, worker="m/1" if state is State.RUNNING else None,
            )
        )  # fmt: skip


def left() -> set[str]:
    session.expire_all()
    return {it.key for it in session.query(Job)}


def test_what_ended_long_ago_is_forgotten_and_failures_a_year_later(app: Flask) -> None:
    for state in (State.DONE, State.CANCELLED):
        ended(f"{state} 89", state, ago=89 * DAY)
        ended(f"{state} 91", state, ago=91 * DAY)
    ended("failed 91", State.FAILED, ago=91 * DAY)
    ended("failed 366", State.FAILED, ago=366 * DAY)
    ended("waiting 400", State.WAITING, ago=400 * DAY)
    ended("running 400", State.RUNNING, ago=400 * DAY)
    told: list[tuple[int, int]] = []
    assert cleaning.forget({}, lambda done, total: told.append((done, total))) == {"removed": 3}
    assert left() == {"done 89", "cancelled 89", "failed 91", "waiting 400", "running 400"}
    assert told == [(3, 3)]


@pytest.mark.parametrize("state", [State.DONE, State.CANCELLED, State.FAILED])
def test_a_year_ends_jobs_are_kept_for_its_page(app: Flask, state: State) -> None:
    asked = YearEnd(id=7)
    ended("issue", state, ago=4_000 * DAY, family=asked.family)
    ended("examine", state, ago=4_000 * DAY, family=asked.examination)
    ended("another", state, ago=4_000 * DAY, family="year_end/7")  # « _ » is a letter, not any letter
    cleaning.forget({}, lambda done, total: None)
    assert left() == {"issue", "examine"}


def test_workers_do_it_once_a_day(app: Flask, clock: time_machine.Traveller) -> None:
    assert "forget jobs" in kinds.every_day()
    assert kinds.work_of("forget jobs") is cleaning.forget
    with transaction():
        service.ask_daily(day=now().date(), at=now())
    assert f"forget jobs {now().date()}" in left()
