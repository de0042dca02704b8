"""The suite's own promises: a test leaves nothing behind, and a page that is wrong fails."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, request
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import func, select

from tests import databases
from tests.conftest import TODAY
from tests.pages import PageClient, browser_of, check_html
from tracker import db
from tracker.accounts.models import Role
from tracker.accounts.service import DEMO_PEOPLE
from tracker.db import after_commit, now, session, transaction
from tracker.trail import service as trail
from tracker.trail.models import TrailRecord


def write_a_record() -> None:
    trail.record(actor="someone", at=now(), action="tested", subject_type="test", subject="1")


def records() -> int:
    return session.scalar(select(func.count()).select_from(TrailRecord)) or 0


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_commits_is_gone_for_the_next(app: Flask, time: str) -> None:
    assert records() == 0
    with transaction():
        write_a_record()
    assert records() == 1


def test_an_error_undoes_the_whole_transaction_and_what_waited_for_it(app: Flask) -> None:
    with transaction():
        write_a_record()
    sent: list[str] = []

    def act() -> None:
        with transaction():
            write_a_record()
            after_commit(lambda: sent.append("mail"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert records() == 1
    assert sent == []


def test_what_waits_for_the_commit_runs_once_after_it(app: Flask) -> None:
    seen: list[int] = []
    with transaction():
        write_a_record()
        after_commit(lambda: seen.append(records()))
        assert seen == []
    assert seen == [1]


def test_a_committed_app_commits_for_real(committed_app: Flask) -> None:
    with transaction():
        write_a_record()
    with committed_app.extensions["engine"].connect() as another:
        assert another.scalar(select(func.count()).select_from(TrailRecord)) == 1


def test_the_clock_stands_still() -> None:
    assert now() == TODAY
    assert date.today() == TODAY.date()  # noqa: DTZ011 - that is what is tested


def test_nothing_outside_can_be_reached() -> None:
    with pytest.warns(match="tried to use socket"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)  # an address kept for documentation (RFC 5737)


PAGE = '<!doctype html><html lang="fr-CA"><head><title>Page</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div>boîte</div></p>", "p"),
        ("<table><p>hors de place</p></table>", "table"),
        ('<p id="a">1</p><p id="a">2</p>', "used 2 times"),
        ('<p style="color: red">rouge</p>', "inline style="),
        ('<button onclick="go()">Aller</button>', "inline onclick="),
        ("<script>go()</script>", "inline <script>"),
        ('<img src="a.svg">', "image without a text"),
    ],
)
def test_a_bad_page_fails(body: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        check_html(PAGE.format(body))


def test_a_good_page_and_a_good_fragment_pass() -> None:
    body = '<main><p id="a">Bonjour</p><svg viewBox="0 0 1 1"><title>Rien</title><path d="M0 0"/></svg></main>'
    check_html(PAGE.format(body))
    check_html("<li>un</li><li>deux</li>")


@pytest.fixture
def bare_app(template_database: str, scratch_folder: Path) -> Iterator[Flask]:
    """Nothing but a database and two pages, one of which does what a page must not."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = Flask(__name__)
        db.init_app(app, url)
        app.test_client_class = PageClient

        @app.route("/", methods=["GET", "POST"])
        def writes() -> str:
            with transaction():
                write_a_record()
            return f"<p>{records()}</p>"

        @app.get("/reads")
        def reads() -> str:
            return f"<p>{records()}</p>"

        with app.app_context():
            yield app
        app.extensions["engine"].dispose()


def test_a_request_finds_what_the_test_wrote(bare_app: Flask) -> None:
    client = bare_app.test_client()
    write_a_record()
    assert client.get("/reads").text == "<p>1</p>"
    assert client.post("/").text == "<p>2</p>"
    assert records() == 2


def test_a_form_is_sent_as_a_browser_would(bare_app: Flask) -> None:
    got: list[dict[str, str]] = []
    page = PAGE.format(
        '<main><form method="post" action="/form"><input type="hidden" name="token" value="t">'
        '<input name="name"><textarea name="note">Note</textarea><input type="checkbox" name="agree" value="yes">'
        '<select name="line"><option value="a">A</option><option value="b" selected>B</option></select>'
        '<button name="act" value="save">Save</button></form></main>'
    )

    @bare_app.route("/form", methods=["GET", "POST"])
    def form() -> str:
        got.append(request.form.to_dict())
        return page

    client = browser_of(bare_app)
    client.submit("/form", {"name": "Josée"})
    assert got[-1] == {"token": "t", "name": "Josée", "note": "Note", "line": "b"}
    client.submit("/form", {"agree": "yes", "act": "save"}, form="/form")
    assert got[-1] == {"token": "t", "name": "", "note": "Note", "line": "b", "agree": "yes", "act": "save"}
    with pytest.raises(AssertionError, match="the form has no \\['amount'\\]"):
        client.submit("/form", {"amount": "1"})


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_a_person_who_is_signed_in(sign_in: Callable[..., PageClient], role: Role) -> None:
    _email, name, _role = next(person for person in DEMO_PEOPLE if person[2] == role)
    assert name in sign_in(role).get("/compte").text


def test_two_people_have_a_browser_each(sign_in: Callable[..., PageClient], client: PageClient) -> None:
    officer, auditor = sign_in("officer"), sign_in("auditor", email="autre@demo.example")
    assert "bailleur@demo.example" in officer.get("/compte").text
    assert "autre@demo.example" in auditor.get("/compte").text
    assert client.get("/compte").status_code != 200


def test_a_page_that_writes_when_it_is_read_fails(bare_app: Flask) -> None:
    with pytest.raises(AssertionError, match=r"GET / wrote to \['trail'\]"):
        bare_app.test_client().get("/")
