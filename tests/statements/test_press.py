"""The press: what a document does to the PDF library, it does to nobody else (SECURITY promise 10)."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tracker.statements.pdf import Attachment, engine, guarded, press

DATED = datetime(2020, 1, 1, tzinfo=UTC)
HONEST = "<!doctype html><html lang='fr'><title>Essai</title><p>Répit-maison 1 234,56"
ENDLESS = "<table><tr><td colspan=1000000 rowspan=1000000>x"


@pytest.fixture
def scant(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press of the test's own, which allows a second of processor; ended after the test."""
    code = "from tracker.statements.pdf import press; press.allowance = lambda _: press.Allowance(1, 20, 2**28); "
    monkeypatch.setattr(guarded, "_COMMAND", code + guarded._COMMAND)
    monkeypatch.setattr(guarded, "_running", None)


def write(html: str) -> bytes:
    return guarded.write(html, attachments=(), dated=DATED)


def test_it_makes_what_the_engine_makes_byte_for_byte() -> None:
    files = [Attachment("a.json", b"{}", "Données"), Attachment("b.xlsx", b"PK" * 100_000, "Classeur", "Alternative")]
    made = {
        hashlib.sha256(guarded.write(HONEST, attachments=files, dated=DATED)).hexdigest() for _ in range(4)
    }  # by one child or the other
    assert made == {hashlib.sha256(engine.write(HONEST, attachments=files, dated=DATED)).hexdigest()}


@pytest.mark.usefixtures("scant")
def test_an_endless_document_ends_and_the_next_one_is_made() -> None:
    with pytest.raises(guarded.NotMade) as refused:
        write(ENDLESS)
    assert "memory or time" in str(refused.value)
    assert write(HONEST).startswith(b"%PDF-")
    with pytest.raises(guarded.NotMade):
        write(ENDLESS)
    assert write(HONEST).startswith(b"%PDF-")


def test_a_document_that_its_layout_refuses_leaves_the_press_working() -> None:
    with pytest.raises(guarded.NotMade, match="layout"):
        write("<div>" * 3_000 + "x")
    assert write(HONEST).startswith(b"%PDF-")


def test_a_longer_document_is_allowed_more_and_none_is_allowed_everything() -> None:
    short, long = press.allowance(30_000), press.allowance(3_000_000)
    assert all(a < b for a, b in zip(short, long, strict=True))
    assert short.processor < 20


def test_a_press_that_was_killed_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_running", None)
    assert write(HONEST).startswith(b"%PDF-")
    for process in processes():
        os.kill(process, signal.SIGKILL)
    while guarded._answers(guarded._press()):
        time.sleep(0.01)  # until the last of them is gone
    assert write(HONEST).startswith(b"%PDF-")


def test_it_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRACKER_SECRET_KEY", "not for the press")
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/not-for-the-press.db")
    monkeypatch.setattr(guarded, "_running", None)
    write(HONEST)
    for process in processes():
        assert b"TRACKER_" not in Path(f"/proc/{process}/environ").read_bytes()


def test_without_pango_whoever_asks_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(guarded, "_running", None)
    with pytest.raises(guarded.NotMade, match="Pango"):
        write(HONEST)


def processes() -> list[int]:
    """The press and its children."""
    assert guarded._running is not None
    first = guarded._running.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, children)]
