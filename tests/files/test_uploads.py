"""Files in pieces: they go on where they stopped, belong to who began them, and end as a receipt used once."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from tests import people
from tests.csrf import token
from tests.files import samples
from tests.pages import PageClient
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.files import queries, service, storage
from tracker.files.models import StoredFile, Upload
from tracker.files.rules import SIGNED, Rule
from tracker.files.uploads import MAX_PIECE_BYTES, MAX_UNFINISHED
from tracker.files.views import file_size
from tracker.web.language import speaking

SignIn = Callable[..., PageClient]
PARTNER = "partenaire@demo.example"
CONTENT = samples.PDF + b"%" + b"x" * 5_000 + b"\n%%EOF\n"


def announce(
    client: PageClient, content: bytes = CONTENT, *, name: str = "pièce.pdf", sha256: str | None = None
) -> TestResponse:
    form = {
        "csrf_token": token(client),
        "name": name,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest() if sha256 is None else sha256,
    }
    return client.post("/depots", data=form)


def send(client: PageClient, href: str, piece: bytes, *, starts_at: int) -> TestResponse:
    headers = {"X-CSRFToken": token(client), "Upload-Offset": str(starts_at)}
    return client.patch(href, data=piece, headers=headers, content_type="application/partial-upload")


def receipt_of(client: PageClient, content: bytes = CONTENT, *, name: str = "pièce.pdf") -> str:
    begun = announce(client, content, name=name).get_json()
    return str(send(client, begun["href"], content, starts_at=0).get_json()["receipt"])


def claim(*receipts: str, by: str = PARTNER, organisation: str | None = None, rule: Rule | None = None) -> StoredFile:
    with transaction():
        files = service.received(
            [], list(receipts), organisation=organisation, by=by, at=now(), **({"rule": rule} if rule else {})
        )
    return files[0]


def kept(app: Flask, part: str) -> list[Path]:
    return sorted(path for path in Path(app.instance_path, "files", part).rglob("*") if path.is_file())


def test_a_file_arrives_in_pieces_and_becomes_a_receipt(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("preparer")
    begun = announce(client)
    assert (begun.status_code, begun.headers["Upload-Offset"], begun.headers["Upload-Complete"]) == (201, "0", "?0")
    href = begun.get_json()["href"]
    first = send(client, href, CONTENT[:2_000], starts_at=0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (200, "2000")
    assert first.get_json()["receipt"] is None
    last = send(client, href, CONTENT[2_000:], starts_at=2_000)
    assert last.headers["Upload-Complete"] == "?1"
    assert kept(app, "pieces") == []
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0

    file = claim(last.get_json()["receipt"], organisation=people.HOST)
    assert (file.name, file.media_type, file.organisation_code) == ("pièce.pdf", "application/pdf", people.HOST)
    with service.open_content(file) as content:
        assert content.read() == CONTENT
    assert queries.used(people.HOST) == len(CONTENT)


def test_after_a_lost_connection_the_server_says_where_to_go_on(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]
    send(client, href, CONTENT[:3_000], starts_at=0)
    standing = client.head(href)
    assert (standing.headers["Upload-Offset"], standing.headers["Upload-Length"]) == ("3000", str(len(CONTENT)))
    again = send(client, href, CONTENT[:3_000], starts_at=0)  # its answer was lost, so it is sent again
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, "3000")
    assert send(client, href, CONTENT[3_000:], starts_at=3_000).headers["Upload-Complete"] == "?1"
    late = send(client, href, b"", starts_at=len(CONTENT))
    assert late.status_code == 409
    assert late.get_json()["receipt"]


def test_the_same_file_chosen_again_goes_on_where_it_stopped(app: Flask, sign_in: SignIn) -> None:
    href = announce(sign_in("preparer")).get_json()["href"]
    send(sign_in("preparer"), href, CONTENT[:3_000], starts_at=0)
    again = announce(sign_in("preparer")).get_json()  # another browser, perhaps another day
    assert (again["href"], again["received"]) == (href, 3_000)
    other = announce(sign_in("preparer"), CONTENT.replace(b"x", b"y")).get_json()
    assert other["href"] != href


def test_a_file_that_changed_on_its_way_is_refused(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]
    answer = send(client, href, CONTENT.replace(b"x", b"y"), starts_at=0)
    assert answer.status_code == 422
    assert "pièce.pdf" in answer.get_json()["error"]
    assert client.head(href).status_code == 404
    assert kept(app, "") == []


def test_a_file_is_examined_once_it_is_whole(app: Flask, sign_in: SignIn) -> None:
    client, content = sign_in("preparer", language="en"), samples.picture()
    href = announce(client, content, name="invoice.pdf").get_json()["href"]
    answer = send(client, href, content, starts_at=0)
    assert answer.status_code == 422
    assert "“invoice.pdf” is not what its name says: by its content it is PNG" in answer.get_json()["error"]
    assert kept(app, "") == []


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [("outil.exe", 10, "outil.exe"), ("vide.pdf", 0, "vide"), ("gros.pdf", 25_000_001, "25\u00a0Mo")],
)
def test_what_would_be_refused_is_refused_before_it_is_sent(
    app: Flask, sign_in: SignIn, name: str, size: int, why: str
) -> None:
    client = sign_in("preparer")
    answer = client.post("/depots", data={"csrf_token": token(client), "name": name, "size": size, "sha256": ""})
    assert answer.status_code == 422
    assert why in answer.get_json()["error"]


@pytest.mark.parametrize("wrong", [{"size": "beaucoup"}, {"size": "-1"}, {"sha256": "x"}, {"name": "a" * 3_000}])
def test_an_announcement_that_makes_no_sense_is_refused(app: Flask, sign_in: SignIn, wrong: dict[str, str]) -> None:
    client = sign_in("preparer")
    form = {"csrf_token": token(client), "name": "a.pdf", "size": "10", "sha256": ""}
    assert client.post("/depots", data=form | wrong).status_code == 400


def test_a_piece_needs_its_place_and_a_reasonable_size(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]
    headers = {"X-CSRFToken": token(client)}
    assert client.patch(href, data=b"x", headers=headers).status_code == 400
    assert send(client, href, b"x" * (MAX_PIECE_BYTES + 1), starts_at=0).status_code == 413
    assert send(client, href, CONTENT + b"more", starts_at=0).status_code == 409
    assert client.patch(href, data=b"x", headers={"Upload-Offset": "0"}).status_code == 400  # without its token
    assert client.head(href).headers["Upload-Offset"] == "0"


def test_an_upload_is_its_owners_alone(app: Flask, sign_in: SignIn) -> None:
    owner = sign_in("preparer")
    href = announce(owner).get_json()["href"]
    receipt = receipt_of(owner, samples.TEXT, name="notes.txt")
    for other in (sign_in("signatory"), sign_in("officer")):
        assert other.head(href).status_code == 404
        assert send(other, href, CONTENT, starts_at=0).status_code == 404
        assert other.delete(href, headers={"X-CSRFToken": token(other)}).status_code == 404
        assert announce(other).get_json()["href"] != href
    with pytest.raises(DomainError, match="no longer kept"):
        claim(receipt, by="signataire@demo.example")
    assert claim(receipt).name == "notes.txt"


def test_a_receipt_is_good_once(app: Flask, sign_in: SignIn) -> None:
    receipt = receipt_of(sign_in("preparer"))
    assert [each.name for each in queries.waiting([receipt], by=PARTNER)] == ["pièce.pdf"]
    claim(receipt, receipt)
    assert queries.waiting([receipt], by=PARTNER) == []
    with pytest.raises(DomainError, match="no longer kept"):
        claim(receipt)
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_a_form_that_fails_keeps_its_receipts(app: Flask, sign_in: SignIn) -> None:
    receipt = receipt_of(sign_in("preparer"))
    bad = FileStorage(io.BytesIO(b"\0"), filename="x.pdf")
    with pytest.raises(DomainError, match=r"x\.pdf"), transaction():
        service.received([bad], [receipt], organisation=None, by=PARTNER, at=now())
    assert claim(receipt).name == "pièce.pdf"


def test_a_form_takes_by_receipt_only_what_it_takes_itself(app: Flask, sign_in: SignIn) -> None:
    receipt = receipt_of(sign_in("preparer"), samples.TEXT, name="notes.txt")
    with pytest.raises(DomainError, match=r"notes\.txt"):
        claim(receipt, rule=SIGNED)


def test_uploads_count_in_the_quota(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "STORAGE_QUOTA", len(CONTENT) + 100)
    client = sign_in("preparer")
    receipt = receipt_of(client)
    answer = announce(client, samples.TEXT * 10, name="notes.txt")
    assert answer.status_code == 422
    assert "notes.txt" in answer.get_json()["error"]
    assert claim(receipt, organisation=people.HOST).id  # what was counted on its way is not counted twice


def test_one_person_has_only_so_many_on_the_way(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("officer")
    with transaction():
        for number in range(MAX_UNFINISHED):
            session.add(
                Upload(token=f"{number:022}", begun_by="bailleur@demo.example", begun_at=now(), name="a.pdf", size=9)
            )
    assert announce(client).status_code == 422


def test_what_is_given_up_leaves_nothing(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]
    send(client, href, CONTENT[:2_000], starts_at=0)
    done = f"/depots/{receipt_of(client, samples.TEXT, name='notes.txt')}"
    assert len(kept(app, "")) == 2
    for each in (href, done):
        assert client.delete(each, headers={"X-CSRFToken": token(client)}).status_code == 204
    assert kept(app, "") == []
    assert session.scalar(select(func.count()).select_from(Upload)) == 0


def test_what_waits_a_week_is_forgotten(app: Flask, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    client = sign_in("preparer")
    send(client, announce(client).get_json()["href"], CONTENT[:2_000], starts_at=0)
    receipt = receipt_of(client, samples.TEXT, name="notes.txt")
    clock.move_to(now() + timedelta(days=7, minutes=1))
    announce(sign_in("signatory"), samples.picture(), name="a.png")
    assert kept(app, "") == []
    with pytest.raises(DomainError, match="no longer kept"):
        claim(receipt)


def test_a_disk_that_is_full_answers_no_and_goes_on_afterwards(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]
    send(client, href, CONTENT[:2_000], starts_at=0)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    app.testing, usual = False, app.testing  # a server answers; it does not raise
    for broken in ("spooled", "put"):
        with monkeypatch.context() as patch:
            patch.setattr(storage, broken, full)
            assert send(client, href, CONTENT[2_000:], starts_at=2_000).status_code == 500
        assert client.head(href).headers["Upload-Offset"] == "2000"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert send(client, href, CONTENT[2_000:], starts_at=2_000).status_code == 500
    app.testing = usual
    assert [path.parent.name for path in kept(app, "")] == [href.rpartition("/")[2]]
    assert send(client, href, CONTENT[2_000:], starts_at=2_000).headers["Upload-Complete"] == "?1"


def test_when_the_last_step_fails_it_is_done_again(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every piece was acknowledged; putting them together broke. Nothing has to be sent again."""
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]

    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    app.testing, usual = False, app.testing
    with monkeypatch.context() as patch:
        patch.setattr(service, "keep_content", broken)
        assert send(client, href, CONTENT, starts_at=0).status_code == 500
    app.testing = usual
    standing = client.head(href).headers
    assert (standing["Upload-Offset"], standing["Upload-Complete"]) == (str(len(CONTENT)), "?0")
    assert send(client, href, b"", starts_at=len(CONTENT)).get_json()["receipt"]


def test_a_scanner_that_does_not_answer_loses_nothing(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = sign_in("preparer")
    href = announce(client).get_json()["href"]
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "SCANNER_URL", f"unix://{tmp_path}/nobody")
        answer = send(client, href, CONTENT, starts_at=0)
        assert answer.status_code == 503
        assert "pièce.pdf" in answer.get_json()["error"]
    assert send(client, href, b"", starts_at=len(CONTENT)).get_json()["receipt"]


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [
        (1, "1\u00a0ko", "1 KB"),
        (48_200, "48\u00a0ko", "48 KB"),
        (1_840_000, "1,8\u00a0Mo", "1.8 MB"),
        (2_000_000, "2\u00a0Mo", "2 MB"),
        (25_000_000, "25\u00a0Mo", "25 MB"),
        (1_250_000_000, "1250\u00a0Mo", "1250 MB"),
    ],
)
def test_sizes_are_written_as_people_say_them(app: Flask, size: int, french: str, english: str) -> None:
    for language, written in (("fr", french), ("en", english)):
        with speaking(language):
            assert file_size(size) == written
