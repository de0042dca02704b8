"""kill -9 in the middle of an upload: what was acknowledged is there, and there is no half of anything."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from config import ROOT
from tests import people
from tests.files import samples
from tests.files.test_uploads import announce, claim, send
from tracker.db import engine, now, session
from tracker.files import queries
from tracker.files.models import StoredFile

PIECE = 1_000
CONTENT = samples.PDF + b"%" + b"x" * 3_000 + b"\n%%EOF\n"

PROGRAM = """
import os, signal, sys
from pathlib import Path
from tests import people
from tests.conftest import make_app
from tests.files.test_killed import CONTENT, PIECE
from tests.files.test_uploads import announce, send
from sqlalchemy.orm import Session

url, instance, last = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
app = make_app(url, instance)
count = 0

def counted(usual):
    def act(*args, **options):
        global count
        count += 1
        if count > last:
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(*args, **options)
    return act

with app.app_context():
    client = people.sign_in(app, "preparer")
    os.fsync, Path.rename, Path.unlink = counted(os.fsync), counted(Path.rename), counted(Path.unlink)
    Session.commit = counted(Session.commit)
    href = announce(client, CONTENT).get_json()["href"]
    for at in range(0, len(CONTENT), PIECE):
        answer = send(client, href, CONTENT[at:at + PIECE], starts_at=at)
        print(answer.headers["Upload-Offset"], answer.headers["Upload-Complete"], flush=True)
"""


@pytest.mark.real_clock
@pytest.mark.parametrize("last", [4, 7, 8, 21, 28, 31, 34, 35])
def test_nothing_acknowledged_is_lost(committed_app: Flask, last: int) -> None:
    """``last``: how many writes are let through; the next one never returns."""
    app = committed_app
    url = engine().url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, url, app.instance_path, str(last)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    said = done.stdout.split()
    assert done.returncode == -signal.SIGKILL, done.stderr
    acknowledged, complete = (int(said[-2]), said[-1]) if said else (0, "?0")

    client = people.sign_in(app, "preparer")
    begun = announce(client, CONTENT).get_json()
    assert begun["received"] >= acknowledged
    assert complete == "?0" or begun["receipt"]
    at, receipt = begun["received"], begun["receipt"]
    while not receipt:
        answer = send(client, begun["href"], CONTENT[at : at + PIECE], starts_at=at).get_json()
        at, receipt = answer["received"], answer["receipt"]
    assert claim(receipt).sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert len(session.scalars(select(StoredFile)).all()) == 1

    for path in Path(app.instance_path, "files", "content").rglob("*"):
        assert path.is_dir() or hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert queries.missing() == []
    orphans = queries.orphans(now() + timedelta(hours=2))
    assert [name for name in orphans if not name.startswith(("incoming/", "pieces/"))] == []
