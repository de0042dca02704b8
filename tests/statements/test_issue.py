"""Issuing: one number for one statement, frozen, signed, kept as made; another one when something changed."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

import pdfplumber
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from tests import people, worked
from tests.pages import PageClient
from tests.statements.issuing import declare_interest, find, finish, freeze, inside
from tracker.db import session, transaction
from tracker.statements import issue, issued, kinds
from tracker.statements.models import IssuedStatement, StatementFile
from tracker.statements.signing import signer
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
TAB = f"/ententes/{worked.NUMBER}/etats"


def test_what_is_frozen_is_what_the_statement_says(app: Flask) -> None:
    worked.take_in()
    frozen = freeze("2016-2017", as_of=date(2019, 9, 1))
    record = json.loads(find(frozen.number).canonical)
    promised = worked.expected("2019-09-01", "2016-2017")
    assert record["figures"] == {key: value for key, value in promised.items() if key not in ("agreement", "as_of")}
    assert record["header"]["host"] == "Maison de la famille des Rapides"
    assert record["journal"]["seq"] == 30
    assert record["entries"]
    assert set(record["entries"]) <= set(range(1, 31))
    assert (record["audited"], record["languages"], record["supersedes"]) == (False, ["fr"], None)
    assert all(it["left"] == it["right"] for it in record["identities"])
    assert [fact["what"]["en"] for fact in record["facts"]][:2] == [
        "Report 1 submitted",
        "Report 1 reviewed and accepted",
    ]


def test_the_record_is_canonical_hashed_and_signed(app: Flask) -> None:
    worked.take_in()
    row = find(freeze().number)
    # RFC 8785 of text and whole numbers under ASCII keys is what the standard library writes so
    again = json.dumps(json.loads(row.canonical), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.canonical == again
    assert row.sha256 == hashlib.sha256(again.encode()).hexdigest()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(row.public_key))
    key.verify(bytes.fromhex(row.signature), again.encode())


def test_a_number_says_the_years_the_agreement_and_the_issue(app: Flask) -> None:
    worked.take_in()
    assert freeze("2016-2017").number == "2016-2017/014/01"
    assert freeze("2017-2018").number == "2017-2018/014/01"
    assert freeze(None).number == "2016-2019/014/01"


def test_what_stands_for_an_agreement_is_never_used_up() -> None:
    assert list(islice(kinds.endings("PE-2016-014"), 5)) == [
        "014",
        "2016-014",
        "PE-2016-014",
        "PE-2016-014.2",
        "PE-2016-014.3",
    ]
    assert list(islice(kinds.endings("été/7"), 3)) == ["7", "été-7", "été-7.2"]


def test_another_agreement_never_takes_the_same_number(app: Flask) -> None:
    worked.take_in()
    first = find(freeze().number)
    taken = kinds.Subject("agreement_year", "PE-2015-014", first.period, kinds.endings("PE-2015-014"))
    statement = worked.statement("2016-2017", "2018-03-31")
    with transaction():
        other = issue.freeze(taken, statement, languages=["fr"], signer=signer(), actor="x@demo.example")
    assert other.number == "2016-2017/2015-014/01"


def test_issued_again_without_a_change_it_keeps_its_number(app: Flask, clock: time_machine.Traveller) -> None:
    worked.take_in()
    first = freeze()
    clock.shift(timedelta(days=3))
    again = freeze()
    assert (first.fresh, again.fresh) == (True, False)
    assert again.number == first.number
    assert session.scalar(select(func.count()).select_from(IssuedStatement)) == 1


def test_after_a_change_another_number_takes_its_place_and_says_what_changed(
    app: Flask, clock: time_machine.Traveller
) -> None:
    worked.take_in()
    first = find(freeze().number)
    clock.shift(timedelta(days=3))
    declare_interest(4_321)
    second = find(freeze().number)
    assert second.number == "2016-2017/014/02"
    assert second.supersedes_id == first.id
    record, before = json.loads(second.canonical), json.loads(first.canonical)
    assert record["supersedes"] == first.number
    changes = {change["figure"]: (change["before"], change["after"]) for change in record["changes"]}
    opened = before["figures"]["funds"]["closing"]
    grown = f"{Decimal(opened) + Decimal('43.21')}"
    assert changes["funds/closing"] == (opened, grown)
    assert changes["funds/interest"][0] != changes["funds/interest"][1]
    assert "totals/accepted" not in changes
    note = record["notes"][-1]["text"]
    assert f"remplace l’état nᵒ {first.number}" in note["fr"]
    assert f"supersedes statement No. {first.number}" in note["en"]


def test_its_files_are_made_once_and_carry_number_code_record_and_workbook(app: Flask) -> None:
    worked.take_in()
    row = finish(freeze(languages=("fr", "en")))
    files = {(it.lang, it.form): it for it in session.scalars(select(StatementFile))}
    assert set(files) == {(lang, form) for lang in ("fr", "en") for form in ("pdf", "xlsx")}
    for it in files.values():
        assert (it.size, it.sha256) == (len(it.content), hashlib.sha256(it.content).hexdigest())
    pdf = files["fr", "pdf"].content
    with pdfplumber.open(io.BytesIO(pdf)) as paper:
        first = paper.pages[0].extract_text().replace("\u00a0", " ").replace("\u2011", "-")
    assert "État nᵒ 2016-2017/014/01" in first
    six = f"{int(row.sha256[:16], 16) % 1_000_000:06d}"
    assert f"{six[:3]} {six[3:]}" in first
    assert f"/verifier/{issue.grouped(row.code)}" in first
    assert "Non audité" in first
    carried = json.loads(inside(pdf, b'{"sha256"'))
    assert carried["statement"] == json.loads(row.canonical)
    assert inside(pdf, b"PK") == files["fr", "xlsx"].content
    assert issue.draw(issue.Issue(row.number, fresh=False)) == []


def test_what_stopped_before_its_files_is_finished_by_doing_it_again(app: Flask, clock: time_machine.Traveller) -> None:
    worked.take_in()
    first = freeze()
    clock.shift(timedelta(hours=1))
    again = freeze()
    assert again.statement is None
    row = finish(again)
    assert row.number == first.number
    assert {it.form for it in row.files} == {"pdf", "xlsx"}


def test_the_same_issue_is_the_same_bytes(app: Flask) -> None:
    worked.take_in()
    frozen = freeze()
    made = {it.name: it.content for it in issue.draw(frozen)}
    rebuilt = {it.name: it.content for it in issue.draw(issue.Issue(frozen.number, fresh=False))}
    assert made == rebuilt


def test_records_that_changed_under_a_frozen_statement_are_not_drawn(app: Flask) -> None:
    worked.take_in()
    frozen = freeze()
    session.execute(text("UPDATE agreement SET title_fr = 'Un autre titre'"))
    session.commit()
    with pytest.raises(issue.NoLongerAsIssued):
        issue.draw(issue.Issue(frozen.number, fresh=False))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issued_statement SET sha256 = 'x'",
        "DELETE FROM issued_statement",
        "UPDATE statement_file SET size = 1",
        "DELETE FROM statement_file",
    ],
)
def test_the_database_refuses_to_change_what_was_issued(app: Flask, statement: str) -> None:
    worked.take_in()
    keep_a_file(freeze().number)
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


@pytest.mark.parametrize("table", ["issued_statement", "statement_file"])
def test_replace_and_truncate_do_not_walk_past_the_refusal(app: Flask, table: str) -> None:
    worked.take_in()
    keep_a_file(freeze().number)
    statement = f"REPLACE INTO {table} SELECT * FROM {table}"
    if session.get_bind().dialect.name == "postgresql":
        statement = f"TRUNCATE {table} CASCADE"
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def keep_a_file(number: str) -> None:
    with transaction():
        issue.keep(number, [issue.Made("fr", "pdf", "etat.pdf", b"%PDF-")])


def test_kept_files_stay_as_they_are(app: Flask) -> None:
    worked.take_in()
    number = freeze().number
    keep_a_file(number)
    with transaction():
        issue.keep(number, [issue.Made("fr", "pdf", "etat.pdf", b"another")])
    assert [it.content for it in session.scalars(select(StatementFile))] == [b"%PDF-"]


def test_issued_by_several_at_once_it_has_one_number(committed_app: Flask) -> None:
    worked.take_in()
    barrier, numbers = threading.Barrier(6), []

    def go() -> None:
        with committed_app.app_context():
            barrier.wait()
            numbers.append(freeze().number)

    threads = [threading.Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers == ["2016-2017/014/01"] * 6
    assert session.scalar(select(func.count()).select_from(IssuedStatement)) == 1


def test_the_trail_says_who_issued_what(app: Flask) -> None:
    worked.take_in()
    row = find(freeze().number)
    told = session.scalars(select(TrailRecord).where(TrailRecord.action == "issue statement")).one()
    assert (told.actor, told.subject) == ("direction@demo.example", row.number)
    assert told.difference["sha256"] == row.sha256


def test_a_funder_issues_from_the_agreement_and_everybody_concerned_takes_the_files(
    app: Flask, sign_in: SignIn
) -> None:
    worked.take_in()
    browser = sign_in("director")
    assert "Aucun état n’a encore été émis" in browser.get(TAB).text
    form = f"{TAB}/emettre"
    assert "Nul ne peut le retirer" in browser.get(form).text
    done = browser.submit(form, {"annee": "2016-2017", "arrete": "2018-03-31", "langues": "fr"})
    assert (done.status_code, done.headers["Location"]) == (303, TAB)
    page = browser.get(TAB).text
    assert "2016-2017/014/01" in page
    href = f"{TAB}/2016-2017/1/fr.pdf"
    assert href in page
    stored = session.scalars(select(StatementFile).where(StatementFile.form == "pdf")).one()
    for role, organisation, expected in (
        ("director", people.HOST, 200),
        ("auditor", people.HOST, 200),
        ("preparer", "ORG-001", 200),
        ("signatory", "AUTRE", 404),
    ):
        answer = sign_in(role, organisation_code=organisation).get(href)
        assert answer.status_code == expected
        if expected == 200:
            assert answer.data == stored.content
            assert answer.headers["Content-Disposition"] == 'attachment; filename="etat-2016-2017-014-01-fr.pdf"'
    again = browser.submit(form, {"annee": "2016-2017", "arrete": "2018-03-31", "langues": "fr"})
    assert "Rien n’a changé depuis l’état 2016-2017/014/01" in browser.get(again.headers["Location"]).text


def test_a_form_that_cannot_be_read_is_kept_and_said(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    browser = sign_in("officer")
    answer = browser.submit(f"{TAB}/emettre", {"arrete": "02/03/2018", "annee": "2016-2017"})
    assert answer.status_code == 422
    assert "02/03/2018" in answer.text
    later = browser.submit(f"{TAB}/emettre", {"arrete": "2031-01-01"})
    assert later.status_code == 422
    assert "jour à venir" in later.text


def test_a_superseded_statement_is_marked_with_what_changed(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    worked.take_in()
    for number in (1, 2):
        frozen = freeze()
        with transaction():
            issue.keep(
                frozen.number, [issue.Made("fr", form, f"etat-{number}.{form}", b"%PDF-") for form in issued.FORMS]
            )
        clock.shift(timedelta(days=1))
        declare_interest()
    page = sign_in("auditor", language="en").get(TAB).text
    assert "superseded by 2016-2017/014/02" in page
    assert "What changed since 2016-2017/014/01" in page
    assert "unspent balance, closing: from " in page
