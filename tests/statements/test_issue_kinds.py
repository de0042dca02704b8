"""Statements of every kind are issued, kept and verified as those of agreements are."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pdfplumber
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.pages import PageClient
from tests.statements.issuing import (
    CUT_OFF,
    content,
    declare_interest,
    find,
    finish,
    freeze_one,
    inside,
    take_in_every_kind,
)
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
    ("framework", "CADRE", "2016-2017"): "2016-2017/ECCADRE/01",
    ("framework", "CADRE", None): "2016-2017/ECCADRE/01",  # of the only year that it has
    ("handover", worked.NUMBER, CUT_OFF.isoformat()): "2017-12-31/C014/01",
}
OF_AN_AGREEMENT = ("disbursements", "framework", "handover")
every_kind = pytest.mark.parametrize(("what", "name", "year"), CASES)
of_each = pytest.mark.parametrize(("what", "name", "year"), [key for key in CASES if key[2]])
whole = pytest.mark.parametrize(("what", "name", "year"), [key for key in CASES if not key[2] or key[0] == "handover"])


SHOWS = {  # the figure that 43.21 of interest moves, another that it moves, and the words for the first
    "region": (f"agreements/{worked.NUMBER}/held", "streams/local · 04/held", f"ententes, {worked.NUMBER}, détenu"),
    "programme": (f"agreements/{worked.NUMBER}/held", "streams/local · 04/held", f"ententes, {worked.NUMBER}, détenu"),
    "framework": ("agreements/S-A/held", "streams/indigenous · 10/held", "ententes, S-A, détenu"),
    "handover": ("hosts/ORG-B · 2018-01-01/held", "totals/interest", "mandataires, ORG-B, 2018-01-01, détenu"),
}


@every_kind
def test_its_number_says_the_years_and_of_what(app: Flask, what: str, name: str, year: str | None) -> None:
    take_in_every_kind()
    assert freeze_one(what, name, year).number == CASES[what, name, year]


@every_kind
def test_what_is_frozen_is_what_the_statement_says(app: Flask, what: str, name: str, year: str | None) -> None:
    take_in_every_kind()
    row = find(freeze_one(what, name, year).number)
    working = kinds.build(what, name, year=year, as_of=row.as_of, known_at=row.known_at)
    said = json.loads(service.write(working, form="json", lang="fr"))
    record = json.loads(row.canonical)
    assert record["figures"].items() <= said.items()
    assert set(said) - set(record["figures"]) <= {
        "agreement",
        "framework",
        "region",
        "programme",
        "fiscal_year",
        "as_of",
    }
    of_what = "cumulative" if not year else "day" if what == "handover" else "year"
    assert record["kind"] == row.kind == f"{what}_{of_what}"
    assert row.canonical == json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.agreement == (name if what in OF_AN_AGREEMENT else None)


@of_each
def test_its_files_in_both_languages_carry_number_code_and_proof(app: Flask, what: str, name: str, year: str) -> None:
    take_in_every_kind()
    row = finish(freeze_one(what, name, year, languages=("fr", "en")))
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
        said = zipfile.ZipFile(io.BytesIO(book)).read("xl/sharedStrings.xml").decode()
        assert not {"copie de travail", "working copy", "Working copy", "Copie de travail"} & set(
            re.findall(r"<t[^>]*>([^<]*)</t>", said)
        )
        for form, file in (("pdf", paper), ("xlsx", book)):
            proof = proof_in(file, form)
            assert proof is not None
            assert proof.sha256 == hashlib.sha256(row.canonical.encode()).hexdigest()
            assert verify.judge(file).outcome is verify.Outcome.INTACT


@whole
def test_a_later_one_supersedes_it_and_says_what_changed(
    app: Flask, clock: time_machine.Traveller, what: str, name: str, year: str | None
) -> None:
    take_in_every_kind()
    first = freeze_one(what, name, year)
    clock.shift(timedelta(days=3))
    assert freeze_one(what, name, year).number == first.number
    declare_interest(4_321, "S-A" if what == "framework" else worked.NUMBER)
    again = freeze_one(what, name, year)
    if what == "disbursements":  # interest is no payment
        assert again.number == first.number
        return
    row = find(again.number)
    assert row.number == first.number.replace("/01", "/02")
    changes = {it["figure"]: (it["before"], it["after"]) for it in json.loads(row.canonical)["changes"]}
    moved, also, words = SHOWS[what]
    before, after = changes[moved]
    assert round(float(after or 0) - float(before or 0), 2) == 43.21
    assert also in changes
    note = json.loads(row.canonical)["notes"][-1]["text"]["fr"]
    assert f"remplace l’état nᵒ {first.number}" in note
    assert words in note


@of_each
def test_drawn_again_from_its_records_it_is_the_same_bytes(app: Flask, what: str, name: str, year: str) -> None:
    take_in_every_kind()
    frozen = freeze_one(what, name, year)
    made = {it.name: it.content for it in issue.draw(frozen)}
    assert made == {it.name: it.content for it in issue.draw(issue.Issue(frozen.number, fresh=False))}


@of_each
def test_anybody_who_holds_it_checks_it(app: Flask, client: PageClient, what: str, name: str, year: str) -> None:
    take_in_every_kind()
    row = finish(freeze_one(what, name, year))
    page = client.get(f"/verifier/{row.code}").text
    assert row.number in page
    assert "Cet état est valable" in page
    record = json.loads(row.canonical)
    totals = record["figures"]["line_totals" if "line_totals" in record["figures"] else "totals"]
    amount = totals["gross" if what == "disbursements" else "accepted"].replace(".", ",")
    assert f"{amount[:-6]}\u00a0{amount[-6:]}\u00a0$" in page
    answer = client.submit(f"/verifier/{row.code}", {"fichier": (io.BytesIO(content(row, "pdf")), "etat.pdf")})
    assert "sans aucune modification" in answer.text


def test_the_funder_issues_them_and_only_those_who_may_take_the_files(app: Flask, sign_in: SignIn) -> None:
    take_in_every_kind()
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
    take_in_every_kind()
    browser, tab = sign_in("officer"), f"/ententes/{worked.NUMBER}/etats"
    chosen = {"annee": "versements-cumulatif", "arrete": "2018-03-31", "langues": "en"}
    assert browser.submit(f"{tab}/emettre", chosen).status_code == 303
    assert "2016-2019/V014/01" in browser.get(tab).text
    href = f"{tab}/versements-cumulatif-2016-2019/1/en.xlsx"
    assert browser.get(href).data == next(it for it in app_files() if it.form == "xlsx").content
    assert sign_in("signatory", organisation_code="AUTRE").get(href).status_code == 404


@pytest.mark.parametrize(
    ("number", "which", "filed", "issued_as", "title"),
    [
        (
            worked.NUMBER,
            "coupure-2017-12-31",
            "coupure-2017-12-31",
            "2017-12-31/C014/01",
            "Coupure au 31 décembre 2017",
        ),
        ("CADRE", "cadre-2016-2017", "cadre-2016-2017", "2016-2017/ECCADRE/01", "Avec ses sous-ententes, 2016-2017"),
        (
            "CADRE",
            "cadre-cumulatif",
            "cadre-cumulatif-2016-2017",
            "2016-2017/ECCADRE/01",
            "Avec ses sous-ententes, tous les exercices",
        ),
    ],
)
def test_cut_offs_and_frameworks_are_issued_from_their_agreement_and_stand_on_its_shelf(
    app: Flask, sign_in: SignIn, number: str, which: str, filed: str, issued_as: str, title: str
) -> None:
    take_in_every_kind()
    browser, tab = sign_in("officer"), f"/ententes/{number}/etats"
    chosen = {"annee": which, "arrete": "2018-03-31", "langues": "fr"}
    assert browser.submit(f"{tab}/emettre", chosen).status_code == 303
    page = browser.get(tab).text.replace("\u00a0", " ")
    assert issued_as in page
    assert title in page
    stored = {it.form: it.content for it in app_files()}
    assert {form: browser.get(f"{tab}/{filed}/1/fr.{form}").data for form in stored} == stored


def test_a_cut_off_is_as_of_its_day_or_later(app: Flask, sign_in: SignIn) -> None:
    take_in_every_kind()
    chosen = {"annee": "coupure-2017-12-31", "arrete": "2017-12-30", "langues": "fr"}
    answer = sign_in("officer").submit(f"/ententes/{worked.NUMBER}/etats/emettre", chosen)
    assert answer.status_code == 422
    assert "au jour de la coupure, ou à un jour plus tard" in answer.text


def test_what_cannot_be_issued_is_not_found(app: Flask, sign_in: SignIn) -> None:
    take_in_every_kind()
    browser = sign_in("director")
    for path in ("/etats/region-04/2016-2017/1/fr.pdf", "/etats/agreement-x/2016-2017/1/fr.pdf"):
        assert browser.get(path).status_code == 404
    answer = browser.submit("/etats/emettre", {"de": "region-04", "annee": "cumulatif", "arrete": date(2031, 1, 1)})
    assert answer.status_code == 422


def app_files() -> list[StatementFile]:
    return list(session.scalars(select(StatementFile).join(IssuedStatement)))
