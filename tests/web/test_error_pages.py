"""Error pages say what happened, that nothing was lost, and how to go on; in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests

from tests.pages import PageClient
from tracker.errors import Amount, DomainError, message


def breaks_with(app: Flask, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make /healthz raise ``error``."""

    def view() -> None:
        raise error

    view.access = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "web.health", view)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("path", "method", "code"), [("/nulle-part", "GET", 404), ("/logout", "GET", 405), ("/logout", "POST", 400)]
)
def test_pages_in_both_languages(client: PageClient, lang: str, path: str, method: str, code: int) -> None:
    answer = client.open(path, method=method, headers={"Accept-Language": lang})
    assert answer.status_code == code
    assert f'<html lang="{lang}-CA">' in answer.text
    assert answer.text.count("<h1>") == 1
    assert 'href="/"' in answer.text


def test_a_refused_method_names_those_that_are_taken(client: PageClient) -> None:
    assert "POST" in client.get("/logout").headers["Allow"]


def test_what_breaks_shows_a_number_and_no_trace(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks_with(app, monkeypatch, RuntimeError("the secret is Xanadu"))
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert "Xanadu" not in answer.text
    assert "Traceback" not in answer.text


def test_without_a_database_people_still_get_a_page(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(_hash: str) -> None:
        raise OperationalError("SELECT", {}, Exception("disk I/O error"))

    monkeypatch.setattr("tracker.accounts.queries.session_of", unavailable)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    client.set_cookie(app.config["SIGN_IN_COOKIE_NAME"], "some token")
    answer = client.get("/compte")
    assert answer.status_code == 500
    assert "<h1>" in answer.text
    assert "disk" not in answer.text


def test_when_the_frame_of_the_page_is_what_broke(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("navigation")

    monkeypatch.setitem(app.jinja_env.globals, "navigation", broken)
    answer = client.get("/nulle-part")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_a_rule_refused_outside_a_form_is_said_in_words(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = DomainError(message("Only %(left)s can still be paid.", left=Amount(123_456)))
    breaks_with(app, monkeypatch, told)
    answer = client.get("/healthz", headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    assert "$1,234.56" in answer.text


@pytest.mark.parametrize("error", [TooManyRequests(retry_after=900), NotFound()])
def test_the_page_of_an_error_keeps_its_code(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, error: HTTPException
) -> None:
    breaks_with(app, monkeypatch, error)
    answer = client.get("/healthz")
    assert answer.status_code == error.code
    assert answer.headers.get("Retry-After") == ("900" if error.code == 429 else None)
