"""kill -9 in the middle of a submission: all of it or none, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from flask import Flask
from sqlalchemy import select

from config import ROOT
from tests import people
from tests.csrf import token
from tests.reports.writing import ANSWERS, HERE, HOST, complete
from tracker.db import engine, session
from tracker.jobs.models import Job
from tracker.reports import queries
from tracker.reports.life import State
from tracker.reports.models import Expense, Report, Submission

PROGRAM = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from tests import people
from tests.conftest import make_app
from tests.csrf import token
from tests.reports.writing import HERE, HOST

url, instance, last, commit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
app = make_app(url, instance)
writes = 0

def count(connection, cursor, statement, *rest):
    global writes
    if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
        writes += 1
        if writes > last:
            os.kill(os.getpid(), signal.SIGKILL)

def killed(usual):
    def act(self):
        if commit == "after":
            usual(self)
        os.kill(os.getpid(), signal.SIGKILL)
    return act

with app.app_context():
    client = people.sign_in(app, "signatory", organisation_code=HOST)
    data = {"csrf_token": token(client), "attested": "y", "on_behalf_of": "signataire@demo.example"}
    if commit == "no":
        event.listen(Engine, "before_cursor_execute", count)
    else:
        Session.commit = killed(Session.commit)
    answer = client.post(f"{HERE}/remise", data=data)
    print(answer.status_code, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.real_clock
@pytest.mark.parametrize(
    ("last", "commit"), [(0, "no"), (1, "no"), (3, "no"), (6, "no"), (99, "before"), (99, "after"), (999, "no")]
)
def test_a_submission_is_whole_or_not_at_all(committed_app: Flask, last: int, commit: str) -> None:
    """``last``: how many writes are let through; or killed just before or just after the commit."""
    app = committed_app
    complete()
    people.sign_in(app, "signatory", organisation_code=HOST)  # the person is there before the program starts
    session.rollback()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM,
            engine().url.render_as_string(hide_password=False),
            app.instance_path,
            str(last),
            commit,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    session.rollback()
    report = session.scalars(select(Report).where(Report.template_version_id.is_not(None))).one()
    versions = session.scalars(select(Submission)).all()
    expenses = session.scalars(select(Expense).where(Expense.report_id == report.id)).all()
    if "303" in done.stdout:
        assert versions, "it was acknowledged"
    if versions:
        assert (report.state, len(expenses)) == (State.SUBMITTED, 1)
        assert session.scalars(select(Job.key)).all() == [f"receipt:{versions[0].id}"]
    else:
        assert (report.state, len(expenses)) == (State.DRAFT, 0)
        assert session.scalars(select(Job)).all() == []
        kept = queries.texts_of(report)
        assert {path: kept[path] for path in ANSWERS} == ANSWERS
    session.rollback()

    client = people.sign_in(app, "signatory", organisation_code=HOST)
    data = {"csrf_token": token(client), "attested": "y", "on_behalf_of": "signataire@demo.example"}
    assert client.post(f"{HERE}/remise", data=data).status_code == 303
    session.rollback()
    assert [it.number for it in session.scalars(select(Submission))] == [1]
