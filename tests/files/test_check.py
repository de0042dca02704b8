"""Records and contents agree, and ``check`` says where they do not."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from tests.files import samples
from tracker.cli import main
from tracker.db import now, transaction
from tracker.files import queries, service, storage
from tracker.files.cleaning import clean
from tracker.files.models import StoredFile


def keep(content: bytes) -> StoredFile:
    with transaction():
        return service.keep(io.BytesIO(content), name="notes.txt", organisation=None, by="a@demo.example", at=now())


def put_aside(app: Flask, name: str, *, minutes_ago: int) -> None:
    path = Path(app.instance_path, "files", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    at = (now() - timedelta(minutes=minutes_ago)).timestamp()
    os.utime(path, (at, at))


def test_an_orphan_is_named_once_it_is_surely_one(app: Flask) -> None:
    keep(samples.TEXT)
    put_aside(app, "incoming/tmpabc", minutes_ago=90)
    put_aside(app, "content/00/0000", minutes_ago=90)
    put_aside(app, "pieces/token/1111", minutes_ago=59)
    assert queries.orphans(now()) == ["content/00/0000", "incoming/tmpabc"]


def test_what_was_interrupted_long_ago_goes(app: Flask) -> None:
    kept = keep(samples.TEXT)
    for name in ("incoming/tmpabc", "content/00/0000" + "0" * 60, "pieces/token/1111"):
        put_aside(app, name, minutes_ago=26 * 60)
    put_aside(app, "incoming/tmpnew", minutes_ago=23 * 60)
    clean({}, lambda done, total: None)
    assert [each.name for each in storage.everything()] == [storage.content_name(kept.sha256), "incoming/tmpnew"]


def test_a_content_that_is_gone_or_cut_is_named(app: Flask) -> None:
    kept, gone, cut = keep(samples.TEXT), keep(b"another"), keep(b"whole")
    storage.remove(storage.content_name(gone.sha256))
    Path(app.instance_path, "files", storage.content_name(cut.sha256)).write_bytes(b"who")
    assert queries.missing() == [gone, cut]
    assert kept not in queries.missing()


def test_the_command_lists_them(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", empty_database)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    run = CliRunner().invoke
    assert run(main, ["db", "upgrade"]).exit_code == 0
    assert run(main, ["check"]).exit_code == 0
    lost = tmp_path / "instance/files/content/00/0000"
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"x")
    assert run(main, ["check"]).exit_code == 0  # written just now: it may be on its way
    os.utime(lost, (0, 0))
    checked = run(main, ["check"])
    assert (checked.exit_code, checked.stdout) == (1, "file without a record: content/00/0000\n")


def test_a_storage_that_is_not_a_folder_keeps_and_gives_back(app: Flask) -> None:
    """What production uses is reached in the same way: here, memory."""
    usual = app.config["STORAGE_URL"]
    app.config["STORAGE_URL"] = "memory://trame/files"
    try:
        file = keep(samples.TEXT)
        with service.open_content(file) as content:
            assert content.read() == samples.TEXT
        assert [each.name for each in storage.everything()] == [storage.content_name(file.sha256)]
        assert queries.missing() == []
        with transaction():
            service.drop(file)
        assert list(storage.everything()) == []
    finally:
        app.config["STORAGE_URL"] = usual
