"""Static files: found, kept for ever by browsers, renewed when one changes."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from tests import people
from tests.pages import PageClient
from tracker.web.assets import read, static_url


def test_everything_that_a_page_names_is_there(client: PageClient) -> None:
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/login").text)
    assert named
    for address in named:
        assert client.get(address).status_code == 200, address


def test_a_file_is_kept_for_ever_under_its_version_and_not_under_another(app: Flask, client: PageClient) -> None:
    with app.test_request_context():
        address = static_url("css/trame.css")
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.headers.getlist("Set-Cookie")
    older = client.get("/static/000000000000/css/trame.css")
    assert (older.status_code, older.data) == (200, answer.data)
    assert "immutable" not in older.headers["Cache-Control"]


def test_who_asks_makes_no_difference_to_a_file(app: Flask) -> None:
    answer = people.sign_in(app, "officer").get("/static/0/css/trame.css")
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_text_travels_compressed(app: Flask, client: PageClient) -> None:
    address = "/static/0/css/trame.css"
    whole = app.extensions["assets"].files["css/trame.css"]
    assert client.get(address).data == whole
    small = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "br"
    assert brotli.decompress(small.data) == whole
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "Content-Encoding" not in client.get(address, headers={"Accept-Encoding": "br;q=0"}).headers


@pytest.mark.parametrize("name", ["missing.css", "../__init__.py", "%2e%2e/__init__.py", "css"])
def test_nothing_else_is_served(client: PageClient, name: str) -> None:
    assert client.get(f"/static/0/{name}").status_code == 404


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    first = read(tmp_path).version
    assert read(tmp_path).version == first
    (tmp_path / "a.css").write_text("b")
    second = read(tmp_path).version
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, read(tmp_path).version}) == 3
