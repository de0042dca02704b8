"""Statements of regions, programmes and disbursements are issued, kept and verified as those of agreements are."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import date, timedelta

import pdfplumber
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.pages import PageClient
from tests.statements.issuing import content, declare_interest, find, finish, freeze_one, inside
from tracker.db import session
from tracker.statements import issue, issued, kinds, service, verify
from tracker.statements.carried import proof_in
from tracker.statements.models import IssuedStatement, StatementFile

SignIn = Callable[..., PageClient]
CASES = {
    ("region", "04", "2016-2017"): "2016-2017/R04/01",
    ("region", "04", None): "2016-2019/R04/01",
    ("programme", "PE", "2016-2017"): "2016-2017/PE/01",
    ("programme", "PE", None): "2016-2019/PE/01",
    ("disbursements", worked.NUMBER, "2016-2017"): "2016-2017/V014/01",
    ("disbursements", worked.NUMBER, None): "2016-2019/V014/01",
}
every_kind = pytest.mark.parametrize(("what", "name", "year"), CASES)
of_each = pytest.mark.parametrize(("what", "name"), [key[:2] for key in CASES if key[2]])


@every_kind
def test_its_number_says_the_years_and_of_what(app: Flask, what: str, name: str, year: str | None) -> None:
    worked.take_in()
    assert freeze_one(what, name, year).number == CASES[what, name, year]


@every_kind
def test_what_is_frozen_is_what_the_statement_says(app: Flask, what: str, name: str, year: str | None) -> None:
    worked.take_in()
    row = find(freeze_one(what, name, year).number)
    working = kinds.build(what, name, year=year, as_of=row.as_of, known_at=row.known_at)
    said = json.loads(service.write(working, form="json", lang="fr"))
    record = json.loads(row.canonical)
    assert record["figures"].items() <= said.items()
    assert set(said) - set(record["figures"]) <= {"agreement", "region", "programme", "fiscal_year", "as_of"}
    assert record["kind"] == row.kind == f"{what}_{'year' if year else 'cumulative'}"
    assert row.canonical == json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.agreement == (worked.NUMBER if what == "disbursements" else None)


@of_each
def test_its_files_in_both_languages_carry_number_code_and_proof(app: Flask, what: str, name: str) -> None:
    worked.take_in()
    row = finish(freeze_one(what, name, "2016-2017", languages=("fr", "en")))
    assert {(it.lang, it.form) for it in row.files} == {(lang, form) for lang in ("fr", "en") for form in issued.FORMS}
    six = f"{int(row.sha256[:16], 16) % 1_000_000:06d}"
    for lang in ("fr", "en"):
        paper, book = content(row, "pdf", lang), content(row, "xlsx", lang)
        with pdfplumber.open(io.BytesIO(paper)) as pdf:
            first = pdf.pages[0].extract_text().replace("\u00a0", " ").replace("\u2011", "-")
        assert row.number in first
        assert f"{six[:3]} {six[3:]}" in first
        assert json.loads(inside(paper, b'{"sha256"'))["statement"] == json.loads(row.canonical)
        assert inside(paper, b"PK") == book
        for form, file in (("pdf", paper), ("xlsx", book)):
            proof = proof_in(file, form)
            assert proof is not None
            assert proof.sha256 == hashlib.sha256(row.canonical.encode()).hexdigest()
            assert verify.judge(file).outcome is verify.Outcome.INTACT


@of_each
def test_a_later_one_supersedes_it_and_says_what_changed(
    app: Flask, clock: time_machine.Traveller, what: str, name: str
) -> None:
    worked.take_in()
    first = freeze_one(what, name, None)
    clock.shift(timedelta(days=3))
    assert freeze_one(what, name, None).number == first.number
    declare_interest(4_321)
    again = freeze_one(what, name, None)
    if what == "disbursements":  # interest is no payment
        assert again.number == first.number
        return
    row = find(again.number)
    assert row.number == first.number.replace("/01", "/02")
    changes = {it["figure"]: (it["before"], it["after"]) for it in json.loads(row.canonical)["changes"]}
    before, after = changes[f"agreements/{worked.NUMBER}/held"]
    assert round(float(after or 0) - float(before or 0), 2) == 43.21
    assert "streams/local · 04/held" in changes
    note = json.loads(row.canonical)["notes"][-1]["text"]["fr"]
    assert f"remplace l’état nᵒ {first.number}" in note
    assert f"ententes, {worked.NUMBER}, détenu" in note


@of_each
def test_drawn_again_from_its_records_it_is_the_same_bytes(app: Flask, what: str, name: str) -> None:
    worked.take_in()
    frozen = freeze_one(what, name, "2016-2017")
    made = {it.name: it.content for it in issue.draw(frozen)}
    assert made == {it.name: it.content for it in issue.draw(issue.Issue(frozen.number, fresh=False))}


@of_each
def test_anybody_who_holds_it_checks_it(app: Flask, client: PageClient, what: str, name: str) -> None:
    worked.take_in()
    row = finish(freeze_one(what, name, "2016-2017"))
    page = client.get(f"/verifier/{row.code}").text
    assert row.number in page
    assert "Cet état est valable" in page
    record = json.loads(row.canonical)
    totals = record["figures"]["totals" if what == "disbursements" else "line_totals"]
    amount = totals["gross" if what == "disbursements" else "accepted"].replace(".", ",")
    assert f"{amount[:-6]}\u00a0{amount[-6:]}\u00a0$" in page
    answer = client.submit(f"/verifier/{row.code}", {"fichier": (io.BytesIO(content(row, "pdf")), "etat.pdf")})
    assert "sans aucune modification" in answer.text


def test_the_funder_issues_them_and_only_those_who_may_take_the_files(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    browser = sign_in("director")
    assert "Aucun état n’a encore été émis" in browser.get("/etats").text
    chosen = {"de": "region-04", "annee": "2016-2017", "arrete": "2018-03-31", "langues": "fr"}
    done = browser.submit("/etats/emettre", chosen)
    assert (done.status_code, done.headers["Location"]) == (303, "/etats")
    page = browser.get("/etats").text
    href = "/etats/region-04/2016-2017/1/fr.pdf"
    assert "2016-2017/R04/01" in page
    assert href in page
    stored = next(it for it in app_files() if it.form == "pdf")
    for role, expected in (("auditor", 200), ("admin", 200), ("signatory", 403)):
        answer = sign_in(role).get(href)
        assert answer.status_code == expected
        assert (answer.data == stored.content) is (expected == 200)


def test_disbursements_are_issued_from_the_agreement(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    browser, tab = sign_in("officer"), f"/ententes/{worked.NUMBER}/etats"
    chosen = {"annee": "versements-cumulatif", "arrete": "2018-03-31", "langues": "en"}
    assert browser.submit(f"{tab}/emettre", chosen).status_code == 303
    assert "2016-2019/V014/01" in browser.get(tab).text
    href = f"{tab}/versements-cumulatif-2016-2019/1/en.xlsx"
    assert browser.get(href).data == next(it for it in app_files() if it.form == "xlsx").content
    assert sign_in("signatory", organisation_code="AUTRE").get(href).status_code == 404


def test_what_cannot_be_issued_is_not_found(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    browser = sign_in("director")
    for path in ("/etats/region-04/2016-2017/1/fr.pdf", "/etats/agreement-x/2016-2017/1/fr.pdf"):
        assert browser.get(path).status_code == 404
    answer = browser.submit("/etats/emettre", {"de": "region-04", "annee": "cumulatif", "arrete": date(2031, 1, 1)})
    assert answer.status_code == 422


def app_files() -> list[StatementFile]:
    return list(session.scalars(select(StatementFile).join(IssuedStatement)))
