"""The document is valid, and says all that there is; problems, entity tags."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests import people
from tests.insight.api.asking import check, document, program
from tests.pages import PageClient, browser_of
from tracker.db import now, transaction
from tracker.insight.api import answers
from tracker.ledger import journal
from tracker.ledger.entries import Entry

SignIn = Callable[..., PageClient]


def test_the_document_is_valid_and_has_every_endpoint(app: Flask) -> None:
    found = document(app)
    OpenAPIV31SpecValidator(found).validate()
    there = {str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/api/")}
    assert {path.replace("{", "<").replace("}", ">") for path in found["paths"]} == there
    for path, methods in found["paths"].items():
        assert set(methods) <= {"get", "parameters"}, path
        assert methods["get"]["summary"]


def test_who_is_not_signed_in_gets_a_problem_and_no_page(app: Flask) -> None:
    answer = browser_of(app).get("/api/v1/agreements", headers={"Accept-Language": "en"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Trame"'
    assert answer.get_json()["title"] == "Not signed in"
    check(app, answer)


def test_a_browser_that_is_signed_in_reads_too(sign_in: SignIn, closed: str) -> None:
    answer = sign_in("officer").get(f"/api/v1/agreements/{closed}")
    assert answer.get_json()["number"] == closed


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/agreements?limit=0", "limit"),
        ("/agreements?limit=many", "limit"),
        ("/agreements?stream=solar", "stream"),
        ("/agreements?cursor=%21%21", "cursor"),
        ("/agreements?page=2", "page"),
        ("/agreements/PE-2016-014/statement?as_of=yesterday", "as_of"),
        ("/agreements/PE-2016-014/statement?known_at=noon", "known_at"),
        ("/agreements/PE-2016-014/statement?year=2016-2017&cumulative=true", "cumulative"),
        ("/agreements/PE-2016-014/statement?cumulative=perhaps", "cumulative"),
        ("/organisations?kind=bank", "kind"),
    ],
)
def test_what_cannot_be_read_is_named(app: Flask, closed: str, path: str, parameter: str) -> None:
    answer = program(app, "officer").get(path)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [it["parameter"] for it in answer.get_json()["errors"]] == [parameter]


def test_a_year_that_the_agreement_has_not_is_refused(app: Flask, closed: str) -> None:
    answer = program(app, "officer").get(f"/agreements/{closed}/statement?year=1999-2000")
    assert answer.status_code == 422
    assert "2016-2017" in answer.get_json()["errors"][0]["detail"]


def test_nothing_else_is_there_and_nothing_is_changed(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer", language="fr")
    nowhere = officer.get("/api/v1/nowhere")
    assert (nowhere.status_code, nowhere.mimetype) == (404, "application/problem+json")
    assert nowhere.get_json()["title"] == "Introuvable"
    posted = officer.post("/api/v1/agreements")
    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert posted.mimetype == "application/problem+json"
    assert officer.get("/nulle-part").mimetype == "text/html"


@pytest.mark.parametrize("rest", ["/statement", "/statement?year=2016-2017", ""])
def test_who_has_the_answer_already_is_told_so(app: Flask, closed: str, rest: str) -> None:
    reader = program(app, "officer")
    first = reader.get(f"/agreements/{closed}{rest}")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = reader.get(f"/agreements/{closed}{rest}", **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    compressed = reader.get(f"/agreements/{closed}{rest}", **{"Accept-Encoding": "gzip"})
    known = compressed.headers["ETag"]
    assert reader.get(f"/agreements/{closed}{rest}", **{"If-None-Match": known}).status_code == 304
    assert reader.get(f"/agreements/{closed}{rest}", **{"If-None-Match": '"other"'}).status_code == 200


def test_the_tag_of_a_statement_is_the_journals_head(app: Flask, closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = program(app, "officer")
    tag = reader.get(f"/agreements/{closed}/statement").headers["ETag"]
    monkeypatch.setattr("tracker.statements.service.agreement_statement", lambda *_, **__: pytest.fail("built again"))
    assert reader.get(f"/agreements/{closed}/statement", **{"If-None-Match": tag}).status_code == 304
    monkeypatch.undo()
    with transaction():
        journal.append([_interest(closed)], actor="tests", recorded_at=now())
    later = reader.get(f"/agreements/{closed}/statement", **{"If-None-Match": tag})
    assert later.status_code == 200
    assert later.get_json()["totals"]["interest"] == "248.42"


def _interest(number: str) -> Entry:
    from datetime import date

    from tracker.ledger.accounts import Account, Kind
    from tracker.ledger.entries import Leg

    return Entry(
        kind=Kind.INTEREST_DECLARED,
        agreement=number,
        host="ORG-001",
        occurred_on=date(2020, 4, 1),
        source="interest_declared:9",
        memo="",
        legs=(
            Leg(Account.HELD, "post-closing", 1, None, None),
            Leg(Account.INTEREST, "post-closing", -1, None, None),
        ),
    )


def test_what_breaks_gives_a_number_and_no_trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = program(app, "officer")
    monkeypatch.setattr("tracker.insight.api.directory.Region", None)
    monkeypatch.setattr(app, "testing", False)
    answer = reader.get("/regions")
    assert answer.status_code == 500
    assert answer.get_json()["request"] == answer.headers["X-Request-Id"]
    assert "Traceback" not in answer.text


def test_titles_and_details_are_said_for_every_refusal() -> None:
    assert set(answers._TITLES) == set(answers._DETAILS)


def test_a_disabled_person_is_nobody(app: Flask) -> None:
    reader = program(app, "officer")
    assert reader.get("/regions").status_code == 200
    with transaction():
        people.person("officer").active = False
    assert reader.get("/regions").status_code == 401
