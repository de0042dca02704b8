"""Files are examined, kept once by their content, and counted; what is hostile is refused and named."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from werkzeug.datastructures import FileStorage

from tests import people
from tests.files import samples
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.files import queries, service
from tracker.files.models import StoredFile
from tracker.files.rules import DOCUMENTS, SIGNED, Rule
from tracker.web.language import say, speaking

BY = "partenaire@demo.example"


def keep(
    content: bytes, name: str = "pièce.pdf", *, organisation: str | None = None, rule: Rule = DOCUMENTS
) -> StoredFile:
    with transaction():
        return service.keep(io.BytesIO(content), name=name, organisation=organisation, by=BY, at=now(), rule=rule)


def refusal(content: bytes, name: str, *, rule: Rule = DOCUMENTS) -> str:
    """Why it is refused, in French; nothing is recorded."""
    with pytest.raises(DomainError) as refused:
        keep(content, name, rule=rule)
    assert refused.value.field == "files"
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert queries.orphans(now()) == []
    with speaking("fr"):
        return say(refused.value.message)


def folder(app: Flask) -> Path:
    return Path(app.instance_path, "files")


def contents(app: Flask) -> list[str]:
    return sorted(path.name for path in folder(app).rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (samples.PDF, "facture.pdf", "application/pdf"),
        (samples.PDF, "FACTURE.PDF", "application/pdf"),
        (samples.picture(), "scan.png", "image/png"),
        (samples.picture("JPEG"), "photo.jpeg", "image/jpeg"),
        (samples.picture("JPEG"), "photo.JPG", "image/jpeg"),
        (samples.picture("WEBP"), "photo.webp", "image/webp"),
        (samples.heic(), "IMG_0042.HEIC", "image/heic"),
        (samples.xlsx(), "budget.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (samples.docx(), "bilan.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (samples.opendocument("spreadsheet"), "budget.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        (samples.opendocument("text"), "bilan.odt", "application/vnd.oasis.opendocument.text"),
        (samples.TEXT, "notes.txt", "text/plain"),
        (b"\xef\xbb\xbfnom;montant\r\nA;12,50\r\n", "liste.csv", "text/csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_people_send_is_known_by_its_content(app: Flask, content: bytes, name: str, media_type: str) -> None:
    file = keep(content, name)
    assert (file.name, file.media_type, file.size) == (name, media_type, len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    with service.open_content(file) as kept:
        assert kept.read() == content


def test_the_same_bytes_are_kept_once(app: Flask) -> None:
    first, second = keep(samples.PDF, "a.pdf"), keep(samples.PDF, "b.pdf")
    assert contents(app) == [first.sha256]
    assert queries.same_content(second) == [first]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "vide.pdf", "vide"),
        (b"MZ\x90\0" + b"\0" * 60, "outil.exe", "pas d’une sorte"),
        (b"MZ\x90\0" + b"\0" * 60, "facture.pdf", "pas d’une sorte"),
        (samples.picture(), "facture.pdf", "PNG"),
        (samples.PDF, "facture.pdf.exe", "PDF"),
        (samples.PDF[:40], "coupée.pdf", "endommagé"),
        (b"<html><script>alert(1)</script>", "page.html", "TXT"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "dessin.svg", "TXT"),
        ("Présences".encode("cp1252"), "notes.txt", "UTF-8"),
        (b"a\0b", "notes.csv", "UTF-8"),
        (samples.archive({"a.txt": b"x"}), "budget.xlsx", "pas d’une sorte"),
        (samples.docx(), "budget.xlsx", "Word"),
        (samples.xlsx()[:-30], "budget.xlsx", "endommagé"),
        (samples.xlsx(**{"xl/vbaProject.bin": b"x"}), "budget.xlsx", "macros"),
        (samples.locked(), "budget.xlsx", "mot de passe"),
        (samples.PDF + samples.archive({"a.txt": b"x"}), "facture.pdf", "un autre fichier"),
        (samples.picture() + samples.archive({"a.txt": b"x"}), "photo.png", "un autre fichier"),
        (b"\xff\xd8\xff\xe0 nothing more", "photo.jpg", "endommagé"),
        (samples.png_that_says(60_000, 60_000), "photo.png", "80\u00a0millions"),
        (samples.heic(60_000, 60_000), "photo.heic", "80\u00a0millions"),
        (samples.heic()[:30], "photo.heic", "endommagé"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_hostile_or_broken_is_refused_by_name(app: Flask, content: bytes, name: str, why: str) -> None:
    said = refusal(content, name)
    assert f"«\u00a0{name}\u00a0»" in said
    assert why in said


def test_a_zip_is_measured_before_it_is_opened(app: Flask) -> None:
    small = replace(DOCUMENTS, max_unpacked=1_000_000, max_entries=50)
    packed = samples.bomb(2_000_000)
    assert len(packed) < 3_000
    assert "1\u00a0Mo" in refusal(packed, "budget.xlsx", rule=small)
    many = samples.xlsx(**{f"xl/{number}.xml": b"x" for number in range(60)})
    assert "50" in refusal(many, "budget.xlsx", rule=small)


def test_a_zip_that_lies_about_what_it_unpacks_to_is_refused(app: Flask) -> None:
    assert "endommagé" in refusal(samples.liar(2_000_000), "budget.xlsx")


def test_a_rare_compression_is_not_unpacked(app: Flask) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
    assert "endommagé" in refusal(samples.archive(parts, method=zipfile.ZIP_LZMA), "budget.xlsx")


def test_a_file_that_is_too_large_is_not_read_to_its_end(app: Flask) -> None:
    small = replace(DOCUMENTS, max_bytes=1_000_000)
    stream = io.BytesIO(samples.PDF + b"\0" * 5_000_000)
    with pytest.raises(DomainError, match="too large"), transaction():
        service.keep(stream, name="gros.pdf", organisation=None, by=BY, at=now(), rule=small)
    assert stream.tell() == 1_000_001


def test_a_form_may_take_less(app: Flask) -> None:
    said = refusal(samples.xlsx(), "entente.xlsx", rule=SIGNED)
    assert "PDF, JPEG, PNG, HEIC" in said
    assert keep(samples.PDF, "entente.pdf", rule=SIGNED).id


def test_a_name_without_an_extension_gets_that_of_its_content(app: Flask) -> None:
    assert keep(samples.picture("JPEG"), "image").name == "image.jpg"


def test_an_organisation_has_a_quota(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "STORAGE_QUOTA", 2 * len(samples.PDF))
    with transaction():
        people.organisation("plein")
        people.organisation("autre")
    keep(samples.PDF, "1.pdf", organisation="plein")
    keep(samples.PDF, "2.pdf", organisation="plein")
    with pytest.raises(DomainError, match=r"3\.pdf"):
        keep(samples.PDF, "3.pdf", organisation="plein")
    keep(samples.PDF, "3.pdf", organisation="autre")
    keep(samples.PDF, "3.pdf")
    assert queries.used("plein") == 2 * len(samples.PDF)


def test_a_form_brings_all_its_files_or_none(app: Flask) -> None:
    def sent(*files: tuple[bytes, str]) -> list[FileStorage]:
        return [FileStorage(io.BytesIO(content), filename=name) for content, name in files]

    with transaction():
        kept = service.received(
            sent((samples.PDF, "a.pdf"), (b"", ""), (samples.TEXT, "b.txt")), organisation=None, by=BY, at=now()
        )
    assert [file.name for file in kept] == ["a.pdf", "b.txt"]
    with pytest.raises(DomainError, match=r"d\.pdf"), transaction():
        service.received(sent((samples.PDF, "c.pdf"), (b"x\0", "d.pdf")), organisation=None, by=BY, at=now())
    with pytest.raises(DomainError, match="20 files"), transaction():
        service.received(sent(*[(samples.TEXT, f"{n}.txt") for n in range(21)]), organisation=None, by=BY, at=now())
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 2


@pytest.mark.parametrize("broken", ["fsync", "rename"])
def test_a_disk_that_fails_keeps_nothing_and_the_next_one_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os if broken == "fsync" else Path, broken, full)
        with pytest.raises(OSError, match="No space"):
            keep(samples.PDF)
    assert contents(app) == []
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    kept = keep(samples.PDF)
    assert contents(app) == [kept.sha256]


def test_a_stored_file_does_not_change(app: Flask) -> None:
    file = keep(samples.PDF)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(
            text("UPDATE stored_file SET sha256 = :other WHERE id = :id"), {"other": "0" * 64, "id": file.id}
        )


def test_a_dropped_file_takes_its_content_with_it_unless_another_has_it(app: Flask) -> None:
    first, second = keep(samples.PDF, "a.pdf"), keep(samples.PDF, "b.pdf")
    with transaction():
        service.drop(session.get_one(StoredFile, first.id))
    assert contents(app) == [second.sha256]
    with transaction():
        service.drop(session.get_one(StoredFile, second.id))
    assert contents(app) == []


def test_a_transaction_that_fails_leaves_at_worst_an_orphan(app: Flask) -> None:
    def keep_and_fail() -> None:
        with transaction():
            service.keep(io.BytesIO(samples.PDF), name="a.pdf", organisation=None, by=BY, at=now())
            session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(DatabaseError):
        keep_and_fail()
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert contents(app) == [hashlib.sha256(samples.PDF).hexdigest()]
