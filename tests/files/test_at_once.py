"""Several at once: one piece is kept once, and a content that somebody adds is not removed under them."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests import people
from tests.csrf import token
from tests.files import samples
from tests.files.test_uploads import CONTENT, announce
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.files import queries, service
from tracker.files.models import StoredFile, Upload

pytestmark = pytest.mark.real_clock
BY = "partenaire@demo.example"


def at_once(app: Flask, *calls: Callable[[], object]) -> list[object]:
    """Begin them together, each in a context of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        start.wait()
        with app.app_context():
            return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_piece_that_is_sent_twice_at_once_is_kept_once(committed_app: Flask) -> None:
    client = people.sign_in(committed_app, "preparer")
    href = announce(client).get_json()["href"]
    headers = {"X-CSRFToken": token(client), "Upload-Offset": "0", "Content-Type": "application/partial-upload"}
    cookies = "; ".join(
        f"{cookie.key}={cookie.value}"
        for name in ("SIGN_IN_COOKIE_NAME", "SESSION_COOKIE_NAME")
        if (cookie := client.get_cookie(committed_app.config[name]))
    )
    headers["Cookie"] = cookies
    session.close()

    def send() -> int:
        sender = committed_app.test_client(use_cookies=False)
        return sender.patch(href, data=CONTENT[:2_000], headers=headers).status_code

    assert sorted(at_once(committed_app, *[send] * 4)) == [200, 409, 409, 409]  # type: ignore[type-var]
    upload = session.query(Upload).one()
    assert (upload.received, len(upload.pieces)) == (2_000, 1)


@pytest.mark.parametrize("_again", range(3))
def test_a_file_added_while_its_twin_is_dropped_keeps_its_content(committed_app: Flask, _again: int) -> None:
    def keep() -> int:
        with transaction():
            return service.keep(io.BytesIO(samples.PDF), name="a.pdf", organisation=None, by=BY, at=now()).id

    first = keep()
    session.close()

    def drop() -> None:
        with transaction():
            service.drop(session.get_one(StoredFile, first))

    at_once(committed_app, keep, drop, keep)
    assert session.query(StoredFile).count() == 2
    assert queries.missing() == []


def test_together_they_do_not_pass_the_quota(committed_app: Flask) -> None:
    committed_app.config["STORAGE_QUOTA"] = 3 * len(samples.PDF)
    with transaction():
        people.organisation("plein")

    def keep() -> bool:
        try:
            with transaction():
                service.keep(io.BytesIO(samples.PDF), name="a.pdf", organisation="plein", by=BY, at=now())
        except DomainError:
            return False
        return True

    assert sorted(at_once(committed_app, *[keep] * 5)) == [False, False, True, True, True]  # type: ignore[type-var]
    assert queries.used("plein") == committed_app.config["STORAGE_QUOTA"]
