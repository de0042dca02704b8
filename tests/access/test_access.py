"""Who may reach what: every address and method × every role, by real requests (ARCHITECTURE habit 4).

A new view fails here until it has its row in ``table.txt``. A row is a request and what each role gets. The worked
agreement is there; partners host it, except on the rows that write its number in braces, where they
belong to another organisation and must get what an agreement that is not there gives. Words:
``page`` 200, ``done`` 303 to somewhere else, ``enter`` 303 to sign-in, ``fault`` 422 (the form is
sent empty), or the number of the answer.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import people, worked
from tests.csrf import token
from tests.pages import browser_of
from tracker.accounts.permissions import access_of

ROLES = ("anonymous", "officer", "approver", "director", "preparer", "signatory", "auditor", "admin")

TABLE = (Path(__file__).parent / "table.txt").read_text()


AGREEMENT, HOST = "PE-2016-014", "ORG-001"


class Line(NamedTuple):
    """One row of the table, read."""

    method: str
    path: str
    answers: dict[str, str]
    theirs: bool


def lines() -> list[Line]:
    """The rows of the table."""
    heading, *rows = TABLE.strip("\n").splitlines()
    assert tuple(heading.split()) == ROLES
    read = []
    for row in rows:
        method, path, *answers = row.split()
        plain = path.replace("{", "").replace("}", "")
        read.append(Line(method, plain, dict(zip(ROLES, answers, strict=True)), theirs=plain == path))
    return read


@pytest.mark.parametrize(
    "line", lines(), ids=lambda line: f"{line.method} {line.path}{'' if line.theirs else ' others'}"
)
def test_each_role_gets_what_the_table_says(app: Flask, line: Line) -> None:
    if AGREEMENT in line.path:
        worked.take_in()
    got = {}
    for role in ROLES:
        organisation = HOST if line.theirs else "AUTRE"
        client = browser_of(app) if role == "anonymous" else people.sign_in(app, role, organisation_code=organisation)
        data = None if line.method in ("GET", "HEAD") else {"csrf_token": token(client)}
        answer = client.open(line.path, method=line.method, data=data)
        got[role] = _word(answer.status_code, answer.headers.get("Location", ""))
    assert got == line.answers


def test_unknown_and_forbidden_are_the_same_page(app: Flask) -> None:
    worked.take_in()
    client = people.sign_in(app, "preparer", organisation_code="AUTRE")
    pages = [client.get(f"/ententes/{number}").text.replace(number, "…") for number in (AGREEMENT, "PE-0000-000")]
    assert pages[0] == pages[1]


def test_every_view_has_a_row(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    tested = set()
    for line in lines():
        if line.path != "/nulle-part":
            endpoint, _values = adapter.match(line.path, line.method)
            tested.add((endpoint, line.method))
    there = {(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in _methods(rule)}
    assert there - tested == set(), "add a row to the table above"


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    silent = {rule.endpoint for rule in app.url_map.iter_rules() if access_of(rule.endpoint) is None}
    assert silent == set(), "mark it @public, @signed_in or @may(…)"


def test_a_view_that_says_nothing_is_closed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "web.health", lambda: "open")
    assert browser_of(app).get("/healthz").status_code == 303
    assert people.sign_in(app, "admin").get("/healthz").status_code == 403


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def _word(status: int, location: str) -> str:
    if status == 303:
        return "enter" if location.partition("?")[0] == "/login" else "done"
    return {200: "page", 422: "fault"}.get(status, str(status))
