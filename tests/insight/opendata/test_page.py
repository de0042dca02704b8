"""The page of open data, its files, and the commands that promise them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from tests import worked
from tests.conftest import TODAY
from tests.insight.pages import said
from tests.pages import PageClient
from tracker.cli import main
from tracker.db import session
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]


def test_it_says_what_is_in_the_files_and_when_they_were_last_made(sign_in: SignIn, worked_alone: None) -> None:
    officer = sign_in("officer", language="en")
    before = said(officer.get("/donnees-ouvertes").text)
    assert "$354,000.00" in before
    assert before.count("Never made yet.") == 2
    assert "Sub-agreements of a framework" in before
    file = officer.get("/donnees-ouvertes/360giving")
    assert file.headers["Content-Disposition"] == 'attachment; filename="ententes-360giving-2019-10-15.json"'
    assert len(json.loads(file.data)["grants"]) == 1
    after = said(officer.get("/donnees-ouvertes").text)
    assert "Last made on" in after
    assert "Marc-André Roy" in after
    assert after.count("Never made yet.") == 1
    (kept,) = session.query(TrailRecord).filter_by(subject_type="open data")
    assert (kept.subject, kept.difference["as_of"], kept.difference["agreements"]) == ("360giving", "2019-10-15", 1)


def test_the_table_comes_as_csv(sign_in: SignIn, worked_alone: None) -> None:
    answer = sign_in("director").get("/donnees-ouvertes/canada")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert [row["amendment_number"] for row in csv.DictReader(StringIO(answer.data.decode("utf-8-sig")))] == ["0", "1"]


def test_the_commands_write_the_same(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    for name, value in (
        ("TRACKER_DATABASE_URL", empty_database),
        ("TRACKER_INSTANCE", str(tmp_path / "instance")),
        ("TRACKER_PUBLISHER_PREFIX", "360G-essai"),
        ("TRACKER_PUBLISHER_DEPARTMENT", "321"),
        ("LC_ALL", "en_CA.UTF-8"),
    ):
        monkeypatch.setenv(name, value)
    run = lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])  # noqa: E731
    assert run("db", "upgrade").exit_code == 0
    nothing = run("export", "360giving", "-")
    assert nothing.exit_code == 2
    assert "nothing to publish" in nothing.stderr
    assert run("import", worked.PATH).exit_code == 0
    path = tmp_path / "grants.json"
    assert run("export", "360giving", path, "--as-of", "2019-09-01").exit_code == 0
    (grant,) = json.loads(path.read_text())["grants"]
    assert (grant["id"], grant["amountDisbursed"]) == (f"360G-essai-{worked.NUMBER}", 341_160)
    out = run("export", "canada", "-", "--as-of", "2017-10-31", "--known-at", TODAY.isoformat())
    assert out.exit_code == 0
    assert [row["ref_number"][:3] for row in csv.DictReader(StringIO(out.stdout.lstrip("\ufeff")))] == ["321"]
