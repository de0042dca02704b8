"""Jobs: nothing twice, nothing lost, every step of the table and no other."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from tracker.db import after_commit, now, session, transaction
from tracker.errors import Amount, DomainError, message
from tracker.jobs import kinds, queries, service, worker
from tracker.jobs.bell import Bell, open_queue
from tracker.jobs.life import LIFE, LIVE, Act, State, after
from tracker.jobs.models import Job
from tracker.jobs.words import frozen, thawed

WHO = "direction@demo.example"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Jobs of the kind ``note`` write their name here; one named ``wrong`` is refused, ``broken`` has a fault."""
    noted: list[str] = []

    def note(arguments: Mapping[str, Any], report: kinds.Report) -> Mapping[str, Any]:
        report(1, 2)
        if arguments["name"] == "wrong":
            raise DomainError(message("%(name)s is wrong", name=arguments["name"]))
        if arguments["name"] == "broken":
            raise ZeroDivisionError
        noted.append(arguments["name"])
        return {"length": len(arguments["name"])}

    monkeypatch.setitem(kinds._WORK, "note", note)
    return noted


def ask(*names: str, family: str = "notes") -> int:
    with transaction():
        tasks = [service.Task(key=f"note {it}", arguments={"name": it}) for it in names]
        return service.enqueue("note", tasks, family=family, requested_by=WHO, at=now())


def states(family: str = "notes") -> dict[str, str]:
    session.expire_all()
    return {job.arguments["name"]: job.state for job in queries.of_family(family)}


def claim() -> service.Claim | None:
    with transaction():
        return service.claim(worker=worker.name(), at=now())


def test_the_table_leads_from_every_state_to_an_end() -> None:
    assert {state for state, _act in LIFE} == set(State) - {State.DONE}
    assert after(State.RUNNING, Act.CANCEL) is None
    assert after(State.DONE, Act.RETRY) is None
    assert {LIFE[State.RUNNING, act] for act in (Act.FINISH, Act.FAIL, Act.GIVE_BACK)} == {
        State.DONE,
        State.FAILED,
        State.WAITING,
    }
    assert frozenset({State.WAITING, State.RUNNING}) == LIVE


def test_jobs_are_done_in_order_and_say_how_it_ended(app: Flask, done: list[str]) -> None:
    assert ask("a", "wrong", "broken", "b") == 4
    worker.run_all(app)
    assert done == ["a", "b"]
    assert states() == {"a": "done", "wrong": "failed", "broken": "failed", "b": "done"}
    first, wrong, broken, _last = queries.of_family("notes")
    assert first.result == {"length": 1}
    assert (first.attempts, first.worker, first.finished_at) == (1, None, now())
    assert wrong.why == message("%(name)s is wrong", name="wrong")
    assert broken.why is not None
    assert str(broken.id) in str(broken.why.values["id"])


def test_nothing_is_asked_for_twice_while_it_is_live(app: Flask, done: list[str]) -> None:
    assert ask("a", "b") == 2
    assert ask("b", "c", family="others") == 1
    taken = claim()
    assert taken is not None
    assert ask("a") == 0, "it is running"
    worker.run_all(app)
    with transaction():
        service.finish(taken, result={}, at=now())
    assert ask("a") == 1, "it is over"


@pytest.mark.parametrize("moment", ["as the claim is committed", "while it works"])
def test_a_worker_told_to_stop_gives_back_what_it_has(
    app: Flask, done: list[str], monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    take = service.claim

    def interrupted(*_asked: object) -> None:
        raise KeyboardInterrupt

    def claimed(**asked: Any) -> service.Claim | None:
        after_commit(interrupted)
        return take(**asked)

    ask("a")
    with monkeypatch.context() as patched:
        if moment == "while it works":
            patched.setitem(kinds._WORK, "note", interrupted)
        else:
            patched.setattr(service, "claim", claimed)
        with pytest.raises(KeyboardInterrupt):
            worker.run_next(app)
    assert states() == {"a": "waiting"}
    worker.run_all(app)
    assert done == ["a"]


def test_what_waits_can_be_stopped_and_taken_up_again(app: Flask, done: list[str]) -> None:
    ask("a", "b")
    taken = claim()
    assert taken is not None
    with transaction():
        assert service.cancel("notes", at=now()) == 1
    assert states() == {"a": "running", "b": "cancelled"}
    with transaction():
        assert service.retry(queries.of_family("notes", State.CANCELLED)) == 1
        assert service.retry(queries.of_family("notes", State.RUNNING)) == 0
    worker.run_all(app)
    assert done == ["b"]


def test_a_job_that_failed_is_not_taken_up_beside_the_same(app: Flask, done: list[str]) -> None:
    ask("wrong", family="first")
    worker.run_all(app)
    ask("wrong", family="second")
    with transaction():
        assert service.retry(queries.of_family("first")) == 0


def test_a_silent_worker_loses_its_job_and_cannot_end_it_any_more(
    app: Flask, done: list[str], clock: time_machine.Traveller
) -> None:
    ask("a")
    late = claim()
    assert late is not None
    clock.shift(service.SILENCE + timedelta(seconds=1))
    with transaction():
        assert service.sweep(at=now()) == 1
    again = claim()
    assert again is not None
    assert again.attempt == 2
    with transaction():
        assert not service.beat(late, at=now())
        service.finish(late, result={"length": -1}, at=now())
    assert states() == {"a": "running"}
    with transaction():
        service.finish(again, result={"length": 1}, at=now())
    assert session.get_one(Job, late.id).result == {"length": 1}


def test_a_worker_that_speaks_keeps_its_job(app: Flask, done: list[str], clock: time_machine.Traveller) -> None:
    ask("a")
    taken = claim()
    assert taken is not None
    for _ in range(5):
        clock.shift(service.SILENCE / 2)
        with transaction():
            assert service.beat(taken, at=now())
            assert service.sweep(at=now()) == 0


def test_what_kills_its_workers_is_given_up(app: Flask, done: list[str]) -> None:
    ask("a")
    for _ in range(5):
        assert claim() is not None
        with transaction():
            service.sweep(at=now(), is_dead=lambda _worker: True)
    assert states() == {"a": "failed"}
    assert claim() is None


def test_a_process_of_this_machine_that_is_gone_is_dead() -> None:
    machine, _slash, own = worker.name().partition("/")
    assert own == str(os.getpid())
    assert not worker.is_dead(worker.name())
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    assert worker.is_dead(f"{machine}/{int(gone.stdout)}")
    assert not worker.is_dead(f"elsewhere/{int(gone.stdout)}"), "nobody can tell from here"


def test_workers_hear_of_jobs_once_they_are_committed(app: Flask, done: list[str]) -> None:
    bell: Bell = app.extensions["bell"]
    before = bell.pending()
    with suppress(ZeroDivisionError), transaction():
        service.enqueue("note", [service.Task("x", {})], family="f", requested_by=WHO, at=now())
        raise ZeroDivisionError
    assert bell.pending() == before
    ask("a", "b")
    assert bell.pending() == before + 2


def test_a_queue_holds_no_pickle(tmp_path: Any) -> None:
    bell = Bell(f"sqlite:///{tmp_path}/queue.db")
    heard: list[int] = []
    bell.answered_by(lambda: heard.append(1))
    bell.ring(2)
    assert bell.pending() == 2
    data = bell.queue.storage.dequeue()
    assert bytes(data).startswith(b"[")
    bell.queue.execute(bell.queue.dequeue())
    assert heard == [1]
    bell.close()


def test_another_kind_of_queue_is_refused() -> None:
    with pytest.raises(ValueError, match="amqp"):
        open_queue("amqp://somewhere")


def test_a_reason_is_kept_with_its_amounts_and_days() -> None:
    said = message(
        "%(a)s %(d)s %(m)s %(n)s", a=Amount(12_34), d=date(2020, 3, 31), m=message("inner %(x)s", x=1), n="x"
    )
    assert thawed(frozen(said)) == said


@pytest.mark.real_clock
def test_two_workers_never_have_the_same_job(committed_app: Flask, done: list[str]) -> None:
    ask(*(f"n{number:02d}" for number in range(30)))
    session.close()
    threads = [threading.Thread(target=worker.run_all, args=(committed_app,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [f"n{number:02d}" for number in range(30)]
    assert set(states().values()) == {"done"}


def test_the_monitor_is_told_how_long_the_oldest_waits(
    app: Flask, done: list[str], clock: time_machine.Traveller
) -> None:
    ask("a", "b")
    claim()
    clock.shift(timedelta(seconds=90))
    assert app.extensions["queue_state"]() == {"waiting": 1, "running": 1, "oldest_seconds": 90}


def test_what_is_done_once_a_day_is_asked_for_once_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[str] = []
    monkeypatch.setattr(kinds, "_DAILY", {"chore": None})
    monkeypatch.setitem(kinds._WORK, "chore", lambda arguments, report: days.append(arguments["day"]) or {})
    for day in (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)):
        with transaction():
            service.ask_daily(day=day, at=now())
        worker.run_all(app)
    assert days == ["2026-11-20", "2026-11-21"]
