"""What is taken away: the right bytes under the right name, at arm's length."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from werkzeug.test import run_wsgi_app

from tests.files import samples
from tracker.db import now, transaction
from tracker.files import service
from tracker.files.downloads import send
from tracker.files.models import StoredFile
from tracker.web.security import HEADERS


def keep(content: bytes, name: str) -> StoredFile:
    with transaction():
        return service.keep(io.BytesIO(content), name=name, organisation=None, by="a@demo.example", at=now())


def answer(app: Flask, file: StoredFile, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body, through all that the application does to an answer."""
    with app.test_request_context("/", headers=headers) as context:
        response = app.process_response(send(file))
        body, status, given = run_wsgi_app(response, context.request.environ)
        content = b"".join(body)
        body.close()  # type: ignore[attr-defined]
    return int(status[:3]), dict(given), content


def test_a_file_is_a_download_that_can_do_nothing(app: Flask) -> None:
    status, headers, content = answer(app, keep(samples.PDF, "facture.pdf"))
    assert (status, content) == (200, samples.PDF)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(samples.PDF))
    assert headers["Content-Disposition"] == "attachment; filename=facture.pdf"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == HEADERS["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Reçu n° 4.pdf", "attachment; filename=\"Recu n 4.pdf\"; filename*=UTF-8''Re%C3%A7u%20n%C2%B0%204.pdf"),
        ('a"; x=.pdf', 'attachment; filename="a\\"; x=.pdf"'),
        ("ᐃᓄᒃ.pdf", "attachment; filename=document.pdf; filename*=UTF-8''%E1%90%83%E1%93%84%E1%92%83.pdf"),
    ],
)
def test_it_keeps_its_name(app: Flask, name: str, disposition: str) -> None:
    _status, headers, _content = answer(app, keep(samples.PDF, name))
    assert headers["Content-Disposition"] == disposition


def test_text_is_sent_as_it_is(app: Flask) -> None:
    content = b"nom;montant\n" * 1_000
    _status, headers, sent = answer(app, keep(content, "liste.csv"), accept_encoding="br, gzip")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert sent == content


def test_a_download_can_be_continued(app: Flask) -> None:
    file = keep(samples.PDF, "facture.pdf")
    status, headers, content = answer(app, file, range="bytes=10-", if_range=f'"{file.sha256}"')
    assert (status, content) == (206, samples.PDF[10:])
    assert headers["Content-Range"] == f"bytes 10-{len(samples.PDF) - 1}/{len(samples.PDF)}"
    status, _headers, content = answer(app, file, range="bytes=10-", if_range='"another"')
    assert (status, content) == (200, samples.PDF)
