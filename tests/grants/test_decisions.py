"""Decisions on screen: what people see before, what is recorded once, what is refused and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import pages, people, worked
from tests.csrf import token
from tests.grants.deciding import AGREEMENT, check, confirm, decide, entries, forms, press, rows, said, sign
from tests.insight import books
from tests.pages import PageClient
from tracker.db import session, transaction
from tracker.grants import models as g
from tracker.grants.service import Author, recover
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position
from tracker.statements import json

On = Callable[[str], None]
SignIn = Callable[..., PageClient]
TRANSFER = {
    "fiscal_year": "2017-2018",
    "from_line": "travel",
    "to_line": "materials",
    "amount": "700",
    "on": "2018-04-12",
    "reason": "Moins de trajets",
}


def test_a_transfer_shows_what_it_changes_and_is_recorded_when_confirmed(on: On, sign_in: SignIn) -> None:
    """5 500 − 700 and 13 000 + 700; the total is 128 000 and the 12 364,11 carried in."""
    on("2018-04-12")
    officer = sign_in("officer")
    before = entries()
    checked = check(officer, "virement", **TRANSFER)
    assert rows(checked) == [
        ["Budget autoriséDéplacements, 2017-2018", "5 500,00", "−700,00", "4 800,00"],
        ["Budget autoriséMatériel et activités, 2017-2018", "13 000,00", "+700,00", "13 700,00"],
        ["Budget autorisétous les postes, 2017-2018", "140 364,11", "–", "140 364,11"],
    ]
    assert entries() == before
    page = officer.get(confirm(officer, checked).location)
    assert "Virement enregistré : 700,00 $ en 2017-2018." in said(page)
    assert entries() == before + 1


def test_the_trail_says_who_what_and_why(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer = sign_in("officer")
    decide(officer, "virement", **TRANSFER)
    history = officer.get(f"{AGREEMENT}/historique")
    assert "bailleur@demo.example" in said(history)
    assert "Moins de trajets" in said(history)
    assert rows(history, 1)[0] == ["Budget autoriséDéplacements, 2017-2018", "5 500,00", "−700,00", "4 800,00"]


def test_confirming_twice_records_once(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer = sign_in("officer")
    before = entries()
    checked = check(officer, "virement", **TRANSFER)
    confirm(officer, checked)
    again = confirm(officer, checked)
    assert "Rien n’a été inscrit deux fois." in said(officer.get(again.location))
    assert entries() == before + 1


def test_four_presses_at_the_same_moment_record_once(
    committed_app: Flask, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    """The same form sent from four windows at once, each in a thread and a transaction of its own."""
    clock.move_to(datetime(2018, 4, 12, 16, 0, tzinfo=UTC))
    worked.take_in(books.as_of(date(2018, 4, 11), tmp_path / "known.xlsx"))
    windows = [people.sign_in(committed_app, "officer") for _ in range(4)]
    checked = check(windows[0], "virement", **TRANSFER)
    fields = {name: value for name, value in pages._fields(forms(checked)[0]).items() if value is not None}
    sent = [{**fields, "csrf_token": token(window), "step": "decide"} for window in windows]
    before = entries()
    session.rollback()
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(window.post, f"{AGREEMENT}/decisions/virement", data=data)
            for window, data in zip(windows, sent, strict=True)
        ]
        assert [call.result().status_code for call in calls] == [303] * 4
    session.rollback()
    assert entries() == before + 1


def test_going_back_and_checking_again_asks_whether_it_is_a_second_time(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer = sign_in("officer")
    form = officer.get(f"{AGREEMENT}/decisions/virement")
    small = {**TRANSFER, "amount": "100"}
    confirm(officer, press(officer, form, step="check", **small))
    second = press(officer, form, step="check", **small)
    assert "Une deuxième fois?" in said(second)
    before = entries()
    confirm(officer, second)
    assert entries() == before + 1


def test_what_was_recorded_meanwhile_is_shown_instead_of_deciding_blindly(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer, colleague = sign_in("officer"), sign_in("officer", email="collegue@demo.example")
    checked = check(officer, "virement", **{**TRANSFER, "amount": "100"})
    decide(colleague, "virement", **{**TRANSFER, "amount": "200"})
    before = entries()
    warned = confirm(officer, checked)
    assert warned.status_code == 409
    assert "Une écriture a été passée entre-temps" in said(warned)
    assert "collegue@demo.example" in said(warned)
    assert rows(warned)[0] == ["Budget autoriséDéplacements, 2017-2018", "5 300,00", "−100,00", "5 200,00"]
    assert entries() == before
    press(officer, warned, step="decide")
    assert entries() == before + 1


def test_changing_one_s_mind_loses_nothing(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer = sign_in("officer")
    form = press(officer, check(officer, "virement", **TRANSFER), step="change")
    assert 'value="700"' in form.text
    assert "Moins de trajets" in form.text


def test_beyond_the_limit_the_director_approves(on: On, sign_in: SignIn) -> None:
    """15 % of the 5 500,00 of travel is 825,00."""
    on("2018-04-12")
    officer, director = sign_in("officer"), sign_in("director")
    before = entries()
    checked = check(officer, "virement", **{**TRANSFER, "amount": "825,01"})
    assert "au plus 825,00 $, la limite automatique (règle 15)" in said(checked)
    sent = confirm(officer, checked)
    assert "Soumis à l’approbation" in said(officer.get(sent.location))
    assert entries() == before
    waiting = director.get(f"{AGREEMENT}/decisions")
    assert "Proposé par bailleur@demo.example" in said(waiting)
    proposal = _link(waiting.text, "propositions")
    page = director.get(proposal)
    assert rows(page)[0] == ["Budget autoriséDéplacements, 2017-2018", "5 500,00", "−825,01", "4 674,99"]
    sign(director, page, "approve")
    sign(director, page, "approve")  # a double click
    assert entries() == before + 1
    assert "Rien n’attend." in said(director.get(f"{AGREEMENT}/decisions"))
    history = said(director.get(f"{AGREEMENT}/historique"))
    assert "Approuvé Virement entre postes Proposé par bailleur@demo.example" in history


def test_the_password_is_asked_again_before_an_approval(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer, director = sign_in("officer"), sign_in("director")
    confirm(officer, check(officer, "virement", **{**TRANSFER, "amount": "825,01"}))
    page, before = director.get(_link(director.get(f"{AGREEMENT}/decisions").text, "propositions")), entries()
    refused = press(director, page, "approve", password="un autre")
    assert refused.status_code == 422
    assert "Ce n’est pas votre mot de passe actuel." in said(refused)
    assert entries() == before
    assert sign(director, refused, "approve").status_code == 303
    assert entries() == before + 1


def test_the_director_sends_a_proposal_back_with_a_reason(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer, director = sign_in("officer"), sign_in("director")
    before = entries()
    confirm(officer, check(officer, "virement", **{**TRANSFER, "amount": "900"}))
    page = director.get(_link(director.get(f"{AGREEMENT}/decisions").text, "propositions"))
    assert press(director, page, "turn-down", reason="").status_code == 422
    press(director, page, "turn-down", reason="Attendre le rapport")
    assert entries() == before
    assert "Attendre le rapport" in said(officer.get(f"{AGREEMENT}/historique"))


@pytest.mark.parametrize(
    ("day", "kind", "answers", "words"),
    [
        ("2018-04-12", "virement", {**TRANSFER, "to_line": "travel"}, "Un autre poste que celui que l’argent quitte"),
        ("2018-04-12", "virement", {**TRANSFER, "amount": "4800000"}, "Au plus les 5 500,00 $ autorisés au poste Dépl"),
        ("2018-04-12", "virement", {**TRANSFER, "amount": "0"}, "Un montant supérieur à zéro."),
        ("2018-04-12", "virement", {**TRANSFER, "amount": "beaucoup"}, "Écrivez un montant tel que"),
        ("2018-04-12", "virement", {**TRANSFER, "on": "2018-04-13"}, "Inscrivez une date qui n’est pas à venir."),
        ("2018-04-12", "virement", {**TRANSFER, "on": "2015-01-01"}, "Une date égale ou postérieure au"),
        ("2018-04-12", "virement", {**TRANSFER, "reason": ""}, "Dites pourquoi"),
        (  # 16 500,00 is 15 % of 110 000; 12 364,11 is the 1 364,11 held and the 11 000 of holdback
            "2017-10-05",
            "report-de-solde",
            {"from_year": "2016-2017", "to_year": "2017-2018", "line": "actions", "amount": "12364,12", "reason": "R"},
            "des reports de 2016-2017 d’au plus 12 364,11 $",
        ),
        ("2019-10-11", "desengagement", {"fiscal_year": "2018-2019", "amount": "11600,01", "reason": "R"}, "11 600,00"),
        ("2020-02-28", "recuperation", {"amount": "875,51", "reference": "CHQ"}, "Au plus les 875,50 $"),
        ("2020-02-28", "radiation", {"amount": "875,50", "resolution": ""}, "Inscrivez la résolution qui l’a décidé."),
        ("2020-02-28", "remise-de-solde", {"amount": "0,01", "reference": "CHQ"}, "Au plus les 0,00 $"),
        (
            "2020-01-20",
            "ajustement",
            {"report": "5", "line": "travel", "amount": "1", "booked_to": "2018-2019", "recover": "yes", "reason": "R"},
            "après-clôture",
        ),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_writes_nothing(
    on: On, sign_in: SignIn, day: str, kind: str, answers: dict[str, str], words: str
) -> None:
    on(day)
    officer = sign_in("officer")
    before = entries()
    answer = check(officer, kind, **answers)
    assert answer.status_code == 422
    assert words.casefold() in said(answer).casefold()
    for value in answers.values():
        assert value in answer.text  # nothing typed is lost
    assert entries() == before


def test_host_administration_cannot_be_chosen_in_a_transfer(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    page = sign_in("officer").get(f"{AGREEMENT}/decisions/virement")
    assert 'value="coordination"' in page.text
    assert 'value="administration"' not in page.text


def test_what_may_still_be_carried_is_in_sight(on: On, sign_in: SignIn) -> None:
    on("2017-10-05")
    page = said(sign_in("officer").get(f"{AGREEMENT}/decisions/report-de-solde"))
    assert "solde non dépensé et retenue non versée 12 364,11 $" in page
    assert "2016-2017, limite de 15 % 16 500,00 $" in page
    assert "2016-2017, peut encore être reporté 12 364,11 $" in page


def test_unspent_funds_come_back(on: On, sign_in: SignIn) -> None:
    """U at 31 October 2017 is 1 364,11 before anything of 2017-2018: held with the 66 000 and 9 760 paid since."""
    on("2017-10-31")
    officer = sign_in("officer")
    held = position(worked.NUMBER).balance(Account.HELD)
    decide(officer, "remise-de-solde", amount="1 000,00", reference="CHQ-9", on="2017-10-31")
    assert position(worked.NUMBER).balance(Account.HELD) == held - 100_000


def test_a_receivable_is_written_off_by_its_resolution(on: On, sign_in: SignIn) -> None:
    on("2020-02-28")
    officer = sign_in("officer")
    checked = check(officer, "radiation", amount="875,50", resolution="CA-2020-11", on="2020-02-28")
    assert rows(checked) == [
        ["À récupérer", "875,50", "−875,50", "–"],
        ["Radié", "–", "+875,50", "875,50"],
    ]
    confirm(officer, checked)
    totals = json.figures(worked.statement(None))["totals"]
    assert (totals["receivable"], totals["written_off"]) == ("0.00", "875.50")


def test_a_change_of_host_moves_what_is_held_once_approved(on: On, sign_in: SignIn) -> None:
    on("2018-05-02")
    officer, director = sign_in("officer"), sign_in("director")
    held = position(worked.NUMBER).balance(Account.HELD)
    several = check(officer, "mandataire", organisation="v", from_on="2018-05-01", reason="Fusion")
    assert several.status_code == 422
    assert "Plusieurs organismes correspondent." in said(several)
    checked = press(officer, several, step="check", chosen="ORG-002")
    assert "CPE Les Petits Voiliers" in said(checked)
    assert "3 rapports encore à accepter deviennent les siens." in said(checked)
    confirm(officer, checked)
    assert position(worked.NUMBER).balance(Account.HELD, host="ORG-001") == held
    page = director.get(_link(director.get(f"{AGREEMENT}/decisions").text, "propositions"))
    sign(director, page, "approve")
    stands = position(worked.NUMBER)
    assert (stands.balance(Account.HELD, host="ORG-001"), stands.balance(Account.HELD, host="ORG-002")) == (0, held)
    mandates = session.scalars(select(g.HostMandate).order_by(g.HostMandate.from_on)).all()
    assert [(it.from_on, it.to_on) for it in mandates] == [
        (date(2016, 7, 1), date(2018, 4, 30)),
        (date(2018, 5, 1), None),
    ]


def test_the_present_host_is_no_new_host(on: On, sign_in: SignIn) -> None:
    on("2018-05-02")
    answer = check(sign_in("officer"), "mandataire", organisation="1140000019", from_on="2018-05-01", reason="R")
    assert "Un autre organisme que le mandataire actuel." in said(answer)


def test_who_may(on: On, sign_in: SignIn) -> None:
    """An officer decides, a director approves and signs, the others read the history; a partner does neither."""
    on("2018-04-12")
    tabs = {role: said(sign_in(role).get(f"{AGREEMENT}/budget")) for role in ("officer", "director", "auditor")}
    assert {role: "Décisions" in words for role, words in tabs.items()} == {
        "officer": True,
        "director": True,
        "auditor": False,
    }
    assert all("Historique" in words for words in tabs.values())
    partner = sign_in("preparer", organisation_code="ORG-001")
    assert partner.get(f"{AGREEMENT}/historique").status_code == 403
    assert partner.get(f"{AGREEMENT}/decisions/virement").status_code == 403


def test_in_english_too(on: On, sign_in: SignIn) -> None:
    on("2018-04-12")
    officer = sign_in("officer", language="en")
    checked = check(officer, "virement", **TRANSFER)
    assert rows(checked)[0] == ["Authorised budgetTravel, 2017-2018", "5,500.00", "−700.00", "4,800.00"]


def test_the_worked_agreement_decided_on_screen_says_what_it_must(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    """Everything that is decided about it but its amendment, payments and reviews (tested elsewhere), typed
    in by an officer on the pages, gives every figure of every year to the cent."""
    clock.move_to(datetime(2020, 4, 1, 16, 0, tzinfo=UTC))
    worked.take_in(books.without(books.DECIDED, tmp_path / "undecided.xlsx"))
    officer = sign_in("officer")
    for year, amount, day in (
        ("2016-2017", "84,36", "2017-08-29"),
        ("2017-2018", "102,58", "2018-08-29"),
        ("2018-2019", "61,47", "2019-08-29"),
    ):
        decide(officer, "interets", fiscal_year=year, amount=amount, on=day)
    for first, second, line, amount, day in (
        ("2016-2017", "2017-2018", "actions", "9 000,00", "2017-10-05"),
        ("2016-2017", "2017-2018", "evaluation", "3 364,11", "2017-10-05"),
        ("2017-2018", "2018-2019", "actions", "8 000,00", "2018-10-04"),
        ("2017-2018", "2018-2019", "materials", "2 443,90", "2018-10-04"),
        ("2017-2018", "2018-2019", "evaluation", "5 000,00", "2018-10-04"),
    ):
        facts = {"from_year": first, "to_year": second, "line": line, "amount": amount}
        decide(officer, "report-de-solde", **facts, on=day, reason="Reporté")
    decide(officer, "virement", **TRANSFER)
    facts = {"report": "5", "line": "travel", "amount": "875,50", "booked_to": "post-closing", "recover": "yes"}
    checked = check(officer, "ajustement", **facts, on="2020-01-20", reason="Déplacement réclamé deux fois")
    assert "Exercice d’origine 2018-2019" in said(checked)
    assert "Présenté en après clôture" in said(checked)
    confirm(officer, checked)
    decide(officer, "recuperation", amount="875,50", reference="CHQ-0207", on="2020-02-28")
    decide(
        officer,
        "desengagement",
        fiscal_year="2018-2019",
        amount="8 127,97",
        on="2019-10-11",
        reason="Retenue non requise",
    )
    for as_of in worked.EXPECTED:
        for year in (None, *worked.YEARS):
            assert json.figures(worked.statement(year, as_of)) == worked.expected(as_of, year)


def test_a_recovery_that_came_first_is_seen_under_the_lock(on: On, sign_in: SignIn) -> None:
    """What the check allowed is judged again when it is confirmed: 875,50 cannot be recovered twice."""
    on("2020-02-28")
    officer = sign_in("officer")
    checked = check(officer, "recuperation", amount="875,50", reference="CHQ", on="2020-02-28")
    with transaction():
        agreement = session.scalars(select(g.Agreement)).one()
        author = Author("autre@demo.example", datetime(2020, 2, 28, tzinfo=UTC))
        recover(agreement, received_on=date(2020, 2, 28), amount=87_550, author=author)
    refused = confirm(officer, checked)
    assert refused.status_code == 422
    assert "Au plus les 0,00 $" in said(refused)
    assert forms(refused)


def _link(html: str, part: str) -> str:
    found = re.search(rf'href="([^"]*/{part}/[^"]*)"', html)
    assert found, f"no link to {part}"
    return found[1]
