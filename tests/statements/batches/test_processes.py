"""Year-end by several workers: every statement, once, whatever is killed and started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config import ROOT, _queue_beside
from tests.conftest import make_app
from tests.databases import scratch
from tracker.db import now, session, transaction
from tracker.jobs import queries, worker
from tracker.jobs.life import State
from tracker.statements.batches import plan, service
from tracker.statements.models import IssuedStatement, StatementFile

YEAR = "2017-2018"
PATIENCE = 120
pytestmark = pytest.mark.real_clock  # workers and commands live in the present


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "en_CA.UTF-8",
        "TRACKER_DATABASE_URL": url,
        "TRACKER_INSTANCE": str(folder / "instance"),
    }


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "tracker", *args]


def test_killed_at_any_moment_it_goes_on_and_issues_nothing_twice(
    template_database: str, scratch_folder: Path, tmp_path: Path
) -> None:
    """Workers are killed at random moments while they share a year-end; then others finish it."""
    with scratch(scratch_folder, template=template_database) as url:
        around = environment(url, tmp_path)
        subprocess.run(command("demo", "--agreements", "6"), cwd=ROOT, env=around, check=True, capture_output=True)
        app = make_app(url, tmp_path / "instance", TRACKER_QUEUE_URL=queue_of(url))
        with app.app_context(), transaction():
            asked = service.ask(
                programme="PE", year=YEAR, as_of=date(2020, 3, 31), languages=["fr"], actor="a@b.example", at=now()
            )
            wanted = service.start(asked, actor="a@b.example", at=now())
            family = asked.family
        worker.close_connections(app)

        def progress() -> queries.Progress:
            with app.app_context():
                return queries.progress(family)

        chance = random.Random(1)  # noqa: S311 - the same moments each time
        for _ in range(3):
            team = [start_worker(around) for _ in range(2)]
            time.sleep(2.5 + 2 * chance.random())
            for each in team:
                os.killpg(each.pid, signal.SIGKILL)
                each.wait()
        last = start_worker(around)
        until = time.monotonic() + PATIENCE
        while progress().live and time.monotonic() < until:
            time.sleep(0.2)
        last.send_signal(signal.SIGINT)
        assert last.wait(timeout=PATIENCE) == 0
        assert progress().counts == {State.DONE: wanted}
        with app.app_context():
            rows = session.execute(select(IssuedStatement.kind, IssuedStatement.subject, IssuedStatement.rank)).all()
            assert len(rows) == len(set(rows)) == wanted
            assert {row.rank for row in rows} == {1}, "the first of each, and nothing issued over"
            assert {row.subject for row in rows} == {it.name for it in plan.subjects("PE", YEAR)}
            assert session.scalar(select(func.count()).select_from(StatementFile)) == 2 * wanted  # PDF and Excel
        worker.close_connections(app)


def test_the_command_goes_on_where_it_was_killed(template_database: str, scratch_folder: Path, tmp_path: Path) -> None:
    with scratch(scratch_folder, template=template_database) as url:
        around = environment(url, tmp_path)

        def run(*args: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(command(*args), cwd=ROOT, env=around, capture_output=True, text=True, check=False)

        assert run("demo", "--agreements", "5").returncode == 0
        issue = ("issue", "PE", "--year", YEAR, "--lang", "fr", "--workers", "2", "--as-of", "2020-03-31")
        first = subprocess.Popen(
            command(*issue), cwd=ROOT, env=around, start_new_session=True, stderr=subprocess.DEVNULL
        )
        time.sleep(5)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
        folder = tmp_path / "year-end"
        last = run(*issue, "--output", str(folder))
        assert last.returncode == 0, last.stderr
        assert "Failed: 0" in last.stdout
        files = sorted(path.name for path in folder.iterdir())
        assert all("-01-fr." in name for name in files)
        assert "Issued: 0" in run(*issue).stdout
        for name in files[-2:]:
            assert run("verify", str(folder / name)).returncode == 0


def test_a_worker_told_to_stop_gives_back_what_it_had(
    template_database: str, scratch_folder: Path, tmp_path: Path
) -> None:
    with scratch(scratch_folder, template=template_database) as url:
        around = environment(url, tmp_path)
        subprocess.run(command("demo", "--agreements", "3"), cwd=ROOT, env=around, check=True, capture_output=True)
        app = make_app(url, tmp_path / "instance", TRACKER_QUEUE_URL=queue_of(url))
        with app.app_context(), transaction():
            asked = service.ask(
                programme="PE", year=YEAR, as_of=date(2020, 3, 31), languages=["fr"], actor="a@b.example", at=now()
            )
            service.start(asked, actor="a@b.example", at=now())
            family = asked.family
        worker.close_connections(app)
        running = start_worker(around)
        until = time.monotonic() + PATIENCE
        with app.app_context():
            while not queries.progress(family)[State.RUNNING] and time.monotonic() < until:
                session.rollback()
                time.sleep(0.05)
            running.terminate()
            running.wait(timeout=PATIENCE)
            session.rollback()
            stands = queries.progress(family)
        assert stands[State.RUNNING] == 0
        assert stands.live
        worker.close_connections(app)


def start_worker(around: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command("worker", "--processes", "2"),
        cwd=ROOT,
        env=around,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def queue_of(url: str) -> str:
    """As the settings find it beside the database."""
    return _queue_beside(url, Path())
