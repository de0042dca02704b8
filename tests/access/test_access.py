"""Who may reach what: every address and method × every role, by real requests (ARCHITECTURE habit 4).

A new view fails here until it has its row. A row is a request and what each role gets:
``page`` 200, ``done`` 303 to somewhere else, ``enter`` 303 to sign-in, ``fault`` 422 (the form is
sent empty), or the number of the answer.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests import people
from tests.csrf import token
from tests.pages import browser_of
from tracker.accounts.permissions import access_of

ROLES = ("anonymous", "officer", "approver", "director", "preparer", "signatory", "auditor", "admin")

TABLE = """
                                        anonymous officer approver director preparer signatory auditor admin
GET   /                                 enter     done    done     done     done     done      done    done
GET   /healthz                          page      page    page     page     page     page      page    page
GET   /static/0/css/trame.css           page      page    page     page     page     page      page    page
GET   /composants                       page      page    page     page     page     page      page    page
GET   /login                            page      done    done     done     done     done      done    done
POST  /login                            fault     done    done     done     done     done      done    done
POST  /logout                           enter     enter   enter    enter    enter    enter     enter   enter
POST  /langue/en                        done      done    done     done     done     done      done    done
GET   /compte                           enter     page    page     page     page     page      page    page
POST  /compte/mot-de-passe              enter     fault   fault    fault    fault    fault     fault   fault
POST  /compte/sessions/fin              enter     done    done     done     done     done      done    done
POST  /compte/sessions/999/fin          enter     404     404      404      404      404       404     404
GET   /importer                         enter     403     403      403      403      403       403     page
POST  /importer                         enter     403     403      403      403      403       403     fault
GET   /importer/modele.xlsx             enter     403     403      403      403      403       403     page
GET   /importer/0                       enter     403     403      403      403      403       403     404
POST  /importer/0                       enter     403     403      403      403      403       403     404
GET   /exporter/portefeuille.xlsx       enter     403     403      403      403      403       403     page
GET   /nulle-part                       404       404     404      404      404      404       404     404
"""


class Attempt(NamedTuple):
    """One cell of the table."""

    method: str
    path: str
    role: str
    answer: str


def attempts() -> list[Attempt]:
    """The cells of the table, read."""
    heading, *rows = TABLE.strip("\n").splitlines()
    assert tuple(heading.split()) == ROLES
    cells = []
    for row in rows:
        method, path, *answers = row.split()
        assert len(answers) == len(ROLES), row
        cells += [Attempt(method, path, role, answer) for role, answer in zip(ROLES, answers, strict=True)]
    return cells


@pytest.mark.parametrize("attempt", attempts(), ids=lambda cell: f"{cell.method} {cell.path} {cell.role}")
def test_each_role_gets_what_the_table_says(app: Flask, attempt: Attempt) -> None:
    client = browser_of(app) if attempt.role == "anonymous" else people.sign_in(app, attempt.role)
    data = {"csrf_token": token(client)} if attempt.method == "POST" else None
    answer = client.open(attempt.path, method=attempt.method, data=data)
    assert _word(answer.status_code, answer.headers.get("Location", "")) == attempt.answer


def test_every_view_has_a_row(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    tested = set()
    for method, path in {(cell.method, cell.path) for cell in attempts()} - {("GET", "/nulle-part")}:
        endpoint, _values = adapter.match(path, method)
        tested.add((endpoint, method))
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
