"""Disbursements as people see them: from what can be paid to what the bank has paid."""

from __future__ import annotations

import email
import email.policy
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests import people, worked
from tests.csrf import token
from tests.grants.payments import cast
from tests.insight.pages import rows, said
from tests.pages import PageClient
from tracker.accounts.models import Role
from tracker.db import now
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position

BEFORE_V10 = date(2019, 10, 10)
LATE = date(2018, 2, 4)
ASK_V10 = f"/ententes/{worked.NUMBER}/versements/10/demande"
SignIn = Callable[..., PageClient]


@pytest.fixture
def v10(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    """The day before the last holdback was paid."""
    clock.move_to(cast.noon(BEFORE_V10))
    cast.at(BEFORE_V10, tmp_path)


@pytest.fixture
def blocked(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    """Four days after the third report was due."""
    clock.move_to(cast.noon(LATE))
    cast.at(LATE, tmp_path)


def test_what_can_be_paid_is_listed_with_its_proposal(v10: None, sign_in: SignIn) -> None:
    page = sign_in("officer").get("/versements").text
    (row,) = rows(page)
    assert "PE-2016-014" in row[0]
    assert row[2:] == ["11 600,00", "(3 472,03)", "3 472,03", "–", "8 127,97"]


def test_what_cannot_be_paid_says_why_with_a_link(blocked: None, sign_in: SignIn) -> None:
    client = sign_in("officer")
    page = client.get("/versements?vue=blocked").text
    assert "En retard depuis le 31 janvier 2018" in said(page)
    assert f"/ententes/{worked.NUMBER}/rapports#r3" in page
    asked = client.get(f"/ententes/{worked.NUMBER}/versements/6/demande").text
    assert "Ce versement ne peut être fait" in said(asked)


def test_a_payment_from_request_to_the_bank_and_back(
    v10: None, app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    officer, approver, director = sign_in("officer"), sign_in("approver"), sign_in("director")

    answer = officer.submit(ASK_V10)
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert "Demandé" in said(officer.get(where).text)

    for client in (approver, director):
        wrong = client.submit(where, {"password": "un autre"}, form=f"{where}/approbation")
        assert wrong.status_code == 422
        answer = client.submit(where, {"password": people.PASSWORD}, form=f"{where}/approbation")
        assert answer.status_code == 303

    made = int(where.rsplit("/", 1)[1])
    answer = approver.submit("/versements?vue=approved", form="/versements/lots")
    batch = answer.headers["Location"]
    assert batch == "/versements/lots/1"
    assert "3 472,03" in said(approver.get(batch).text)

    file = approver.submit(batch, form=f"{batch}/fichier.txt")
    records = file.data.decode("ascii").split("\r\n")
    assert [len(it) for it in records] == [1464, 1464, 1464, 0]
    assert [it[0] for it in records[:3]] == ["A", "C", "Z"]
    listed = approver.submit(batch, form=f"{batch}/fichier.csv").data.decode("utf-8-sig").splitlines()
    number, *rest = listed[1].split(",")[4:]
    assert (len(number), rest) == (7, ["3472.03", "2019-10-10"])

    clock.move_to(cast.noon(date(2019, 10, 14)))
    approver = sign_in("approver")
    reference = cast.request(made).reference
    sent = f"reference;montant;statut;date\n{reference};3 472,03;payé;2019-10-11\nTR0000000999;5,00;payé;2019-10-11\n"
    answer = approver.submit(
        batch,
        {"file": (io.BytesIO(sent.encode()), "banque.csv")},
        form=f"{batch}/reponse",
        content_type="multipart/form-data",
    )
    preview = answer.headers["Location"]
    text = said(approver.get(preview).text)
    assert "Concorde" in text
    assert "Pas dans ce lot" in text
    for _twice in range(2):
        answer = approver.post(preview, data={"csrf_token": token(approver)})
        assert answer.headers["Location"] == batch

    stands = position(worked.NUMBER)
    assert {name: stands.balance(name) for name in (Account.HELD, Account.PAYABLE, Account.LAPSED)} == {
        Account.HELD: 0,
        Account.PAYABLE: 0,
        Account.LAPSED: 8_127_97,
    }
    paid = cast.request(made)
    assert paid.state == "paid"
    assert paid.outcome is not None
    assert paid.outcome.payment is not None
    assert (paid.outcome.payment.number, paid.outcome.payment.paid_on) == (10, date(2019, 10, 11))
    (letter,) = (Path(app.instance_path) / "mail").glob("*.eml")
    read = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
    assert read["To"] == "hote@demo.example"
    body = read.get_body()
    assert body is not None
    assert "3\u00a0472,03\u00a0$" in body.get_content()


def test_every_page_is_read_in_both_languages(v10: None, app: Flask) -> None:
    made = cast.approved(10)
    for lang in ("fr", "en"):
        for role in (Role.OFFICER, Role.AUDITOR, Role.APPROVER):
            client = people.sign_in(app, role, email=f"{role}-{lang}@demo.example", language=lang)
            for view in ("ready", "blocked", "approve", "approved", "bank", "ended", "overrides"):
                assert client.get(f"/versements?vue={view}").status_code == 200
            assert client.get(f"/versements/{made}").status_code == 200
            assert client.get(f"/organismes/{cast.HOST}/banque").status_code == 200


def test_asked_for_twice_is_asked_for_once(v10: None, sign_in: SignIn) -> None:
    client = sign_in("officer")
    data = {"csrf_token": token(client), "token": "même jeton", "gross": "3 472,03", "offset": "0", "lapse": "y"}
    places = {client.post(ASK_V10, data=data).headers["Location"] for _click in range(3)}
    assert len(places) == 1
    assert client.get(ASK_V10).headers["Location"] == places.pop()


def test_more_than_is_proposed_is_refused_beside_its_field(v10: None, sign_in: SignIn) -> None:
    answer = sign_in("officer").submit(ASK_V10, {"gross": "3 472,04"})
    assert answer.status_code == 422
    assert "Inscrivez au plus 3 472,03 $." in said(answer.text)


def test_an_override_needs_a_reason_and_is_listed_first_to_auditors(blocked: None, sign_in: SignIn) -> None:
    officer, ask = sign_in("officer"), f"/ententes/{worked.NUMBER}/versements/6/demande"
    assert officer.submit(ask).status_code == 422
    assert officer.submit(ask, {"override": "Le personnel doit être payé."}).status_code == 303
    page = said(sign_in("auditor").get("/versements").text)
    assert "Le personnel doit être payé." in page


def test_a_refusal_needs_a_reason_and_frees_the_instalment(v10: None, sign_in: SignIn) -> None:
    made, client = cast.asked_for(10), sign_in("approver")
    where = f"/versements/{made}"
    assert client.submit(where, form=f"{where}/refus").status_code == 422
    answer = client.submit(where, {"refuse-reason": "Mauvais montant"}, form=f"{where}/refus")
    assert answer.status_code == 303
    assert "Mauvais montant" in said(client.get(where).text)
    assert sign_in("officer").submit(ASK_V10).status_code == 303


def test_the_password_counts_for_five_minutes(v10: None, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    made, client = cast.asked_for(10), sign_in("approver")
    where = f"/versements/{made}"
    assert client.post(f"{where}/approbation", data={"csrf_token": token(client)}).status_code == 422
    client.submit(where, {"password": people.PASSWORD}, form=f"{where}/approbation")
    again = {"csrf_token": token(client)}
    assert client.post(f"{where}/approbation", data=again).status_code == 303
    clock.shift(301)
    assert client.post(f"{where}/approbation", data=again).status_code == 422


def test_bank_details_take_two_people_and_two_days(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    clock.move_to(cast.noon(BEFORE_V10))
    cast.at(BEFORE_V10, tmp_path, verified=False)
    where = f"/organismes/{cast.HOST}/banque"
    officer, approver = sign_in("officer"), sign_in("approver")
    assert "Coordonnées bancaires à vérifier" in said(officer.get("/versements?vue=blocked").text)
    wrong = officer.submit(where, {"institution": "12", "transit": "00000", "account": "1234567"}, form=where)
    assert wrong.status_code == 422
    officer.submit(where, {"institution": "000", "transit": "00000", "account": "1234567"}, form=where)
    check = f"{where}/verification"
    assert officer.post(check, data={"csrf_token": token(officer), "check-account": "1234567"}).status_code == 422
    assert approver.submit(where, {"check-account": "1234568"}, form=check).status_code == 422
    assert approver.submit(where, {"check-account": "1234567"}, form=check).status_code == 303
    page = approver.get(where).text
    assert "1234567" not in page
    assert "••••567" in page
    assert "utilisables à partir du" in said(officer.get("/versements?vue=blocked").text)
    clock.shift(48 * 3600)
    assert len(rows(sign_in("officer").get("/versements?vue=ready").text)) == 1
    assert now() > cast.noon(BEFORE_V10)


def test_the_agreement_s_schedule_leads_to_the_payment(v10: None, sign_in: SignIn) -> None:
    assert f'href="{ASK_V10}"' in sign_in("officer").get(f"/ententes/{worked.NUMBER}/versements").text
    assert (
        ASK_V10
        not in sign_in("preparer", organisation_code=cast.HOST).get(f"/ententes/{worked.NUMBER}/versements").text
    )
