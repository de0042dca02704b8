"""Year-end: every agreement of the year, once, whatever is killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from tests.databases import scratch
from tracker.db import now, session, transaction
from tracker.demo import portfolio
from tracker.demo.service import AS_OF
from tracker.statements import batch
from tracker.statements.models import IssuedStatement, StatementFile
from tracker.workbook import service as workbook

YEAR = "2017-2018"
pytestmark = pytest.mark.real_clock  # forked workers and commands live in the present


@pytest.fixture
def with_agreements(committed_app: Flask) -> Flask:
    """A database of its own with a dozen agreements."""
    with transaction():
        plan = workbook.plan(portfolio(agreements=12, seed=1, as_of=AS_OF))
        workbook.carry_out(plan, actor="import@demo.example", at=now())
    session.close()
    return committed_app


def tasks() -> tuple[batch.Task, ...]:
    found = batch.year_end("PE", year=YEAR, as_of=date(2020, 3, 31), languages=("fr",), actor="a@demo.example")
    session.close()
    return found


def issued() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(IssuedStatement)) or 0


def test_each_agreement_of_the_year_is_issued_once(with_agreements: Flask) -> None:
    all_of_them = tasks()
    assert 3 <= len(all_of_them) <= 12
    first = list(batch.issue_all(with_agreements, all_of_them, workers=2))
    assert sorted(it.task.agreement for it in first) == [it.agreement for it in all_of_them]
    assert all(it.fresh and it.fault is None for it in first)
    assert issued() == len(all_of_them)
    again = list(batch.issue_all(with_agreements, all_of_them, workers=1))
    assert {it.number for it in again} == {it.number for it in first}
    assert not any(it.fresh for it in again)
    assert issued() == len(all_of_them)
    assert session.scalar(select(func.count()).select_from(StatementFile)) == 2 * len(all_of_them)  # PDF and Excel


def test_asking_again_on_another_day_changes_nothing(with_agreements: Flask) -> None:
    one = tasks()[:1]
    (before,) = batch.issue_all(with_agreements, one, workers=1)
    later = [batch.Task(it.agreement, it.year, date(2020, 4, 30), it.languages, it.actor) for it in one]
    (after,) = batch.issue_all(with_agreements, later, workers=1)
    assert (after.number, after.fresh) == (before.number, False)


def test_a_year_that_no_agreement_has_is_refused(with_agreements: Flask) -> None:
    with pytest.raises(batch.NothingToIssue):
        batch.year_end("PE", year="2031-2032", as_of=date(2020, 3, 31), languages=("fr",), actor="a@demo.example")


def test_killed_at_any_moment_it_goes_on_and_issues_nothing_twice(
    template_database: str, scratch_folder: Path, tmp_path: Path
) -> None:
    """The command and its workers are killed three times, then left alone."""
    with scratch(scratch_folder, template=template_database) as url:
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "en_CA.UTF-8",
            "TRACKER_DATABASE_URL": url,
            "TRACKER_INSTANCE": str(tmp_path / "instance"),
        }

        def command(*args: str) -> list[str]:
            return [sys.executable, "-m", "tracker", *args]

        def run(*args: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                command(*args), cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )

        assert run("demo", "--agreements", "8").returncode == 0
        issue = ("issue", "PE", "--year", YEAR, "--lang", "fr", "--workers", "2", "--as-of", "2020-03-31")
        for seconds in (2.5, 4.0, 5.0):
            process = subprocess.Popen(
                command(*issue), cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
            )
            time.sleep(seconds)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        last = run(*issue, "--output", str(tmp_path / "year-end"))
        assert last.returncode == 0, last.stderr
        assert "Failed: 0" in last.stdout
        files = sorted(path.name for path in (tmp_path / "year-end").iterdir())
        again = run(*issue)
        assert "Issued: 0" in again.stdout
        numbers = {name.rsplit("-fr.", 1)[0] for name in files}
        assert len(files) == 2 * len(numbers)
        assert all(name.endswith("-01") for name in numbers)  # the first of each, nothing was issued over
        for name in files[:2]:
            assert run("verify", str(tmp_path / "year-end" / name)).returncode == 0
