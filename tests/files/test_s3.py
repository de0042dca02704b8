"""Files kept in a bucket, over the real protocol of S3: sent whole and in pieces, read from the middle, continued,
listed, removed. The server is moto's, on this machine."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import fsspec
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from tests import people
from tests.files import samples
from tests.files.test_uploads import CONTENT, announce, receipt_of, send
from tracker.db import now, session, transaction
from tracker.files import cleaning, queries, service, storage
from tracker.files.models import StoredFile

pytestmark = pytest.mark.real_clock
BY = "partenaire@demo.example"


@dataclass(frozen=True, slots=True)
class Bucket:
    """What the server holds, apart from the application's own reading of it."""

    system: fsspec.AbstractFileSystem
    root: str

    @property
    def names(self) -> list[str]:
        """Every object, by its name in the application's folder."""
        return [path.removeprefix(f"{self.root}/") for path in self.system.find(self.root)]


@pytest.fixture
def bucket(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """The application keeps its files in a bucket, in a folder, as its settings and the environment say."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for variable, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "essai",
        "AWS_SECRET_ACCESS_KEY": "essai",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(variable, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    system = fsspec.filesystem("s3", use_listings_cache=False)
    name = f"trame-{secrets.token_hex(4)}"  # the server's memory is this process's, and outlives it
    system.mkdir(name)
    monkeypatch.setitem(app.config, "STORAGE_URL", f"s3://{name}/fichiers")
    yield Bucket(system, f"{name}/fichiers")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.stop()


def keep(content: bytes, name: str = "pièce.pdf") -> StoredFile:
    with transaction():
        return service.keep(BytesIO(content), name=name, organisation=None, by=BY, at=now())


def test_a_content_is_kept_under_its_hash_and_read_from_any_place(bucket: Bucket) -> None:
    file = keep(CONTENT)
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert bucket.names == [f"content/{sha256[:2]}/{sha256}"]
    with service.open_content(file) as opened:
        assert opened.read() == CONTENT
        opened.seek(2_000)
        assert opened.read(100) == CONTENT[2_000:2_100]
    assert (queries.missing(), queries.orphans(now() + timedelta(days=2))) == ([], [])


def test_pieces_become_a_file_and_leave_nothing_behind(app: Flask, bucket: Bucket) -> None:
    partner = people.sign_in(app, "preparer")
    begun = announce(partner).get_json()
    assert send(partner, begun["href"], CONTENT[:2_000], starts_at=0).get_json()["received"] == 2_000
    receipt = send(partner, begun["href"], CONTENT[2_000:], starts_at=2_000).get_json()["receipt"]
    with transaction():
        (file,) = service.received([], [receipt], organisation=None, by=BY, at=now())
    with service.open_content(file) as opened:
        assert opened.read() == CONTENT
    assert [name for name in bucket.names if name.startswith("pieces/")] == []


def test_two_files_share_a_content_until_the_last_is_dropped(bucket: Bucket) -> None:
    first, second = keep(samples.PDF), keep(samples.PDF, "copie.pdf")
    assert len(bucket.names) == 1
    for left, file in ((1, first), (0, second)):
        with transaction():
            service.drop(session.get_one(StoredFile, file.id))
        assert len(bucket.names) == left


def test_what_was_interrupted_is_swept_and_what_is_lost_is_named(
    app: Flask, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keep(samples.PDF)
    bucket.system.pipe(f"{bucket.root}/{storage.content_name('a' * 64)}", b"nobody's")
    later = now() + timedelta(days=2)
    monkeypatch.setattr(cleaning, "now", lambda: later)
    assert cleaning.clean({}, lambda done, total: None) == {"removed": 1}
    assert len(bucket.names) == 1
    assert receipt_of(people.sign_in(app, "preparer"))  # finished, and waiting for its form
    assert queries.orphans(later) == []
    bucket.system.rm(f"{bucket.root}/{storage.content_name(file.sha256)}")
    assert [it.id for it in queries.missing()] == [file.id]


def test_what_is_not_there_is_not_found(bucket: Bucket) -> None:
    with pytest.raises(FileNotFoundError):
        storage.open_(storage.content_name("b" * 64))
