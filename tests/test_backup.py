"""A restore drill: the same head, the same balances, every file hashed again; nothing from a damaged backup."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests import people
from tests.conftest import make_app
from tests.worked import statement, take_in
from tracker import backup
from tracker.accounts.models import Role
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.files import queries, service, storage
from tracker.files.models import StoredFile
from tracker.ledger import journal

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def made(committed_app: Flask, tmp_path: Path) -> Path:
    """A backup of the worked agreement, its people and a document."""
    take_in()
    with transaction():
        people.person(Role.OFFICER)
        service.keep(BytesIO(PAPER), name="facture.pdf", organisation=None, by="bailleur@demo.example", at=now())
    path = tmp_path / "trame.zip"
    backup.backup(path)
    return path


@pytest.fixture
def elsewhere(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """Another instance, on a database without a table."""
    app = make_app(empty_database, tmp_path / "elsewhere")
    yield app
    app.extensions["engine"].dispose()


def test_what_comes_back_is_what_was_there(made: Path, elsewhere: Flask) -> None:
    head, figures = journal.head(), statement(None)
    rows = session.execute(text("SELECT count(*) FROM posting")).scalar_one()
    with elsewhere.app_context():
        summary = backup.restore(made)
        assert (summary.entries, summary.head) == head == journal.head()
        assert journal.verify().sound
        assert session.execute(text("SELECT count(*) FROM posting")).scalar_one() == rows
        assert statement(None).cumulative == figures.cumulative
        kept = session.scalars(select(StoredFile)).one()
        with storage.open_(storage.content_name(kept.sha256)) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == kept.sha256
        assert queries.missing() == []


def test_the_restored_instance_goes_on(made: Path, elsewhere: Flask) -> None:
    with elsewhere.app_context():
        backup.restore(made)
        with transaction():
            people.person(Role.DIRECTOR)
        assert session.execute(text("SELECT count(DISTINCT id) FROM person")).scalar_one() == 2


def test_nothing_is_restored_over_something(made: Path) -> None:
    with pytest.raises(DomainError):
        backup.restore(made)
    assert journal.verify().sound


@pytest.mark.parametrize("member", ["tables/posting.ndjson", "manifest.json"])
def test_a_damaged_backup_is_refused_whole(made: Path, elsewhere: Flask, tmp_path: Path, member: str) -> None:
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(damaged, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            after.writestr(info.filename, content.replace(b"1", b"2", 1) if info.filename == member else content)
    with elsewhere.app_context(), pytest.raises(DomainError):
        backup.restore(damaged)


def test_a_file_that_is_no_backup_says_so(elsewhere: Flask, tmp_path: Path) -> None:
    other = tmp_path / "autre.zip"
    other.write_bytes(b"PK nothing")
    with elsewhere.app_context(), pytest.raises(DomainError):
        backup.restore(other)


def test_a_disk_that_fills_leaves_the_backup_before(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.read_bytes()

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_add", full)
    with pytest.raises(OSError, match="No space"):
        backup.backup(made)
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []
