"""Workers: they take jobs, do them and say how it ended. As many as wanted, on any machine."""

from __future__ import annotations

import gc
import hashlib
import itertools
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from huey.consumer import Consumer

from tracker.db import now, transaction
from tracker.errors import DomainError, message
from tracker.jobs import kinds, queries, service
from tracker.jobs.life import State
from tracker.jobs.queries import Progress
from tracker.jobs.service import Claim
from tracker.web.dates import today

_log = logging.getLogger(__name__)
_ROUND = 2  # seconds between two looks for dead workers
_GLANCE = 0.4  # seconds between two looks at how far a family is
_GLANCES_A_SWEEP = 5
_LONGEST_SLEEP = 0.5  # seconds between two looks at a queue that cannot ring by itself


def run_next(app: Flask, *, family: str | None = None) -> bool:
    """Do one job that waits, of ``family`` if it is given. False: nothing waits."""
    with app.app_context():
        claim = None
        try:
            with transaction():
                claim = service.claim(worker=name(), at=now(), family=family)
            if claim is not None:
                _do(app, claim)
        except BaseException:  # told to stop, be it while the claim was committed
            if claim is not None:
                with _undisturbed(), transaction():
                    service.give_back(claim, at=now())
            raise
    return claim is not None


def _do(app: Flask, claim: Claim) -> None:
    try:
        with _beating(app, claim):
            result = kinds.work_of(claim.kind)(claim.arguments, _report(claim))
    except DomainError as error:
        with transaction():
            service.fail(claim, why=error.message, at=now())
    except Exception:  # noqa: BLE001 - whatever it is, the next job has nothing to do with it
        _log.exception("job %s (%s) failed", claim.id, claim.kind)
        said = message("Something unexpected happened: the server’s log tells under job %(id)s.", id=claim.id)
        with transaction():
            service.fail(claim, why=said, at=now())
    else:
        with transaction():
            service.finish(claim, result=result, at=now())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Huey's consumer tells its processes to stop twice, a second apart: the second does not cut short what the
    first began."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def run_all(app: Flask, *, family: str | None = None) -> None:
    """Do what waits until nothing does."""
    while run_next(app, family=family):
        pass


def serve(app: Flask, *, processes: int, begin: Callable[[], object] = lambda: None) -> None:
    """Work until told to stop, in so many processes; ``begin`` is called before they are forked.

    Interrupted (SIGINT), each finishes what it is doing; terminated (SIGTERM), it gives it back at once.
    """
    begin()
    bell = app.extensions["bell"]
    bell.answered_by(lambda: run_next(app))
    bell.queue.on_startup("own connections")(lambda: begin_anew(app))
    consumer = _Consumer(
        bell.queue,
        app=app,
        workers=processes,
        worker_type="process",
        periodic=False,
        scheduler_interval=60,
        max_delay=_LONGEST_SLEEP,
        health_check_interval=_ROUND,
    )
    sweep(app, ring_for_all=True)
    consumer.run()


def sweep(app: Flask, *, ring_for_all: bool = False) -> None:
    """Give back the jobs of dead workers, ask for what is done once a day; ring for everything that waits, if asked."""
    with app.app_context():
        with transaction():
            service.sweep(at=now(), is_dead=is_dead)
            service.ask_daily(day=today(), at=now())
        if ring_for_all:
            service.ring_for_waiting()
    close_connections(app)


def team(app: Flask, *, family: str, processes: int, begin: Callable[[], object]) -> Iterator[Progress]:
    """Do the jobs of ``family`` here, in so many processes, telling again and again how far they are; to the end.

    ``begin`` is called before they are forked. Workers elsewhere take their part. Call it outside any context.
    """
    begin()
    context = multiprocessing.get_context("fork")
    members: list[Any] = []
    for glance in itertools.count():
        if glance % _GLANCES_A_SWEEP == 0:
            sweep(app)
        with app.app_context():
            progress = queries.progress(family)
        close_connections(app)
        yield progress
        if not progress.live:
            break
        members = [it for it in members if it.is_alive()]
        while len(members) < min(processes, progress[State.WAITING]):
            member = context.Process(target=_member, args=(app, family), daemon=True)
            member.start()
            members.append(member)
        time.sleep(_GLANCE)
    for member in members:
        member.join()


def _member(app: Flask, family: str) -> None:
    begin_anew(app)
    run_all(app, family=family)


def close_connections(app: Flask) -> None:
    """Whoever is forked next must not have them."""
    app.extensions["engine"].dispose()
    app.extensions["bell"].close()


def begin_anew(app: Flask) -> None:
    """In a process that was just forked: leave the connections to the one that forked."""
    app.extensions["engine"].dispose(close=False)
    gc.freeze()  # the program itself is here to stay: whoever collects need not walk through it


def name() -> str:
    """Who works: the machine as it was started, and the process."""
    return f"{_machine()}/{os.getpid()}"


def is_dead(worker: str) -> bool:
    """Whether ``worker`` was a process of this machine that is no more. Not of this machine: not known to be."""
    machine, _slash, process = worker.partition("/")
    if machine != _machine():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _is_zombie(int(process))


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey's, which replaces processes that died; it also gives their jobs back, and ends with its parent."""

    def __init__(self, *args: Any, app: Flask, **options: Any) -> None:
        super().__init__(*args, **options)
        self._app, self._parent = app, os.getppid()
        self._rounds = 0

    def check_worker_health(self) -> bool:
        if os.getppid() != self._parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return True
        self._rounds += 1
        try:
            sweep(self._app, ring_for_all=self._rounds % 10 == 0)
        except Exception:  # noqa: BLE001 - the database is away for a moment: the next round tries again
            _log.exception("the jobs could not be looked over")
        return bool(super().check_worker_health())


def _report(claim: Claim) -> kinds.Report:
    def report(done: int, total: int) -> None:
        with transaction():
            service.beat(claim, at=now(), done=done, total=total)

    return report


@contextmanager
def _beating(app: Flask, claim: Claim) -> Iterator[None]:
    """A thread says every few seconds that this process is alive."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(service.HEARTBEAT.total_seconds()):
            try:
                with app.app_context(), transaction():
                    service.beat(claim, at=now())
            except Exception:  # noqa: BLE001 - silence is noticed, and then the job is another's
                _log.exception("no heartbeat of job %s", claim.id)

    thread = threading.Thread(target=beat, name=f"heart of {claim.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _machine() -> str:
    """This machine since it was started, or this container: processes have the same numbers in others."""
    seen = [socket.gethostname()]
    for path in ("/proc/sys/kernel/random/boot_id", "/proc/self/ns/pid"):
        where = Path(path)
        try:
            seen.append(str(where.readlink()) if where.is_symlink() else where.read_text().strip())
        except OSError:
            seen.append("")
    return f"{seen[0][:40]}-{hashlib.sha256('|'.join(seen).encode()).hexdigest()[:12]}"


def _is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
