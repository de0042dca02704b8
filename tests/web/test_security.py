"""What every answer carries, and which requests are turned away."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import request

from tests import signing
from tests.conftest import make_app
from tests.csrf import token
from tests.pages import PageClient, browser_of

FORM = {"email": "a@demo.example", "password": "x"}


@pytest.mark.parametrize("path", ["/login", "/nulle-part", "/", "/healthz"])
def test_every_answer_carries_the_headers(client: PageClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-Id"]) == 12
    assert headers["X-Request-Id"] != client.get(path).headers["X-Request-Id"]


def test_a_form_without_its_token_is_refused_and_says_how_to_go_on(client: PageClient) -> None:
    answer = client.post("/login", data=FORM)
    assert answer.status_code == 400
    assert "<h1>" in answer.text
    assert client.post("/login", data=FORM | {"csrf_token": "wrong"}).status_code == 400


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused_even_with_a_token(client: PageClient, site: str) -> None:
    form = FORM | {"csrf_token": token(client)}
    assert client.post("/login", data=form, headers={"Sec-Fetch-Site": site}).status_code == 400
    assert client.post("/login", data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 422


def test_an_old_browser_is_judged_by_the_origin_it_names(client: PageClient) -> None:
    form = FORM | {"csrf_token": token(client)}
    assert client.post("/login", data=form, headers={"Origin": "https://evil.example"}).status_code == 400
    assert client.post("/login", data=form, headers={"Origin": "null"}).status_code == 400
    assert client.post("/login", data=form, headers={"Origin": "http://localhost"}).status_code == 422


def test_a_form_that_is_far_too_large_is_refused(client: PageClient) -> None:
    answer = client.post("/login", data=FORM | {"csrf_token": token(client), "more": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "<h1>" in answer.text


def test_a_host_that_is_not_ours_is_refused(client: PageClient) -> None:
    answer = client.get("/login", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_in_production_cookies_are_bound_to_the_host(template_database: str, tmp_path: Path) -> None:
    app = make_app(
        template_database,
        tmp_path,
        TRACKER_ENV="production",
        TRACKER_BASE_URL="https://trame.example",
        TRACKER_PROXIES="1",
        TRACKER_SIGNING_KEY=signing.new_key(),
    )
    client = browser_of(app)
    answer = client.get("/login", base_url="https://trame.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-page=")
    for mark in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert mark in cookie
    assert "Domain" not in cookie
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    assert client.get("/login", headers={"Host": "127.0.0.1"}).status_code == 400
    app.extensions["engine"].dispose()


def test_only_a_proxy_of_ours_says_where_a_request_comes_from(template_database: str, tmp_path: Path) -> None:
    for proxies, expected in (("0", "127.0.0.1"), ("1", "203.0.113.9")):
        app = make_app(template_database, tmp_path, TRACKER_PROXIES=proxies)
        seen = []
        app.before_request(lambda seen=seen: seen.append(request.remote_addr))
        browser_of(app).get("/nulle-part", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
        assert seen == [expected]
        app.extensions["engine"].dispose()


@pytest.mark.parametrize("address", ["/ententes/%00", "/ententes?q=%00", "/nulle%00part"])
def test_a_nul_in_an_address_is_refused_before_anything_reads_it(client: PageClient, address: str) -> None:
    assert client.get(address).status_code == 400
