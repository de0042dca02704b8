"""The directory and an organisation's page: what each role finds, and how many queries it takes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from tests import people
from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient
from tests.people import organisation
from tests.statements.handover import two_hosts
from tracker.accounts.models import Role
from tracker.db import now, session, transaction
from tracker.directory.models import Membership, Organisation, Regroupement
from tracker.grants.models import Agreement, Engagement
from tracker.grants.payments import details

SignIn = Callable[..., PageClient]
Portfolio = Callable[[int], None]


def found(html: str) -> list[str]:
    """The names listed."""
    return [row[0] for row in rows(html)]


@pytest.fixture
def listed(closed: str) -> None:
    """The worked agreement's organisations, and one without place nor number."""
    with transaction():
        people.organisation("ORG-NU", name="Œuvre d’Éloïse")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=oeuvre+eloise", ["Œuvre d’Éloïse"]),
        ("q=1140000027", ["CPE Les Petits Voiliers"]),
        ("q=org-003", ["Ville de Shawinigan"]),
        ("q=SHAWINIGAN+voiliers", ["CPE Les Petits Voiliers"]),
        ("genre=municipal", ["Ville de Shawinigan"]),
        ("region=national", ["Œuvre d’Éloïse"]),
        ("regroupement=RLP-014&genre=childcare", ["CPE Les Petits Voiliers"]),
        ("mandat=host", ["Maison de la famille des Rapides"]),
        ("mandat=was", []),
        ("genre=rien", []),
    ],
)
def test_filters(sign_in: SignIn, listed: None, query: str, names: list[str]) -> None:
    html = sign_in("officer").get(f"/organismes?{query}").text
    if names:
        assert [row.split("ORG")[0] for row in found(html)] == names
    else:
        assert "Aucun organisme ne correspond" in said(html)


def test_a_partner_finds_what_is_public_and_nothing_else(sign_in: SignIn, listed: None) -> None:
    partner = sign_in("preparer", organisation_code="ORG-002")
    page = partner.get("/organismes").text
    assert found(page)[0] == "CPE Les Petits VoiliersShawinigan"
    hidden = ("1140000027", "ORG-002", "info@voiliers.example", "direction@mf-rapides.example")
    one = partner.get("/organismes/ORG-001").text
    taken = partner.get("/organismes.csv").text
    for text in (*hidden, "354"):
        assert text not in said(page)
        assert text not in said(one)
        assert text not in taken
    for asked in ("q=1140000027", "q=ORG-002", "q=info%40voiliers.example"):
        assert "Aucun organisme ne correspond" in said(partner.get(f"/organismes?{asked}").text)
    assert len(found(partner.get("/organismes?mandat=host").text)) == 4  # no such filter for them
    assert "Table petite enfance des Rapides" in said(one)


def test_the_files_have_what_the_screen_has(sign_in: SignIn, listed: None) -> None:
    officer = sign_in("officer")
    text = officer.get("/organismes.csv?genre=childcare").data.decode("utf-8-sig")
    (line,) = csv.DictReader(StringIO(text), delimiter=";")
    assert (line["Code"], line["Ville"], line["NEQ"]) == ("ORG-002", "Shawinigan", "1140000027")
    sheet = openpyxl.load_workbook(BytesIO(officer.get("/organismes.xlsx").data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == ["Code", "ORG-002", "ORG-001", "ORG-NU", "ORG-003"]


def test_the_page_says_what_it_has_in_hand(sign_in: SignIn, closed: str) -> None:
    html = sign_in("auditor").get("/organismes/ORG-001").text
    figures = key_figures(html)
    assert figures["Engagé"] == "354 000,00 $"
    assert figures["Versé"] == "345 872,03 $"
    assert figures["Accepté"] == "344 004,94 $"
    assert "2016-07-01 aujourd’hui 354 000,00 345 872,03 344 004,94" in said(html)
    assert "1140000019" in said(html)
    assert "Qui a un compte pour lui" not in said(html)


def test_a_host_that_left_shows_its_past_mandate(sign_in: SignIn, app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime.fromisoformat("2020-04-01T14:00:00+00:00"))
    two_hosts.take_in(date(2018, 6, 30))
    officer = sign_in("officer")
    gone, there = officer.get("/organismes/ORG-001").text, officer.get("/organismes/ORG-B").text
    assert "Il n’a aujourd’hui le mandat d’aucune entente." in said(gone)
    assert "A été mandataire" in said(gone)
    assert "2016-07-01 2018-06-30 354 000,00" in said(gone)
    assert "2018-07-01 aujourd’hui 354 000,00" in said(there)
    assert found(officer.get("/organismes?mandat=was").text) == ["Maison de la famille des RapidesORG-001 · Shawinigan"]


def test_those_who_keep_the_directory_see_its_people_and_late_reports(sign_in: SignIn, blocked: str) -> None:
    with transaction():
        people.person(Role.SIGNATORY, organisation_code="ORG-001")
    page = sign_in("officer").get("/organismes/ORG-001").text
    assert "signataire@demo.example" in page
    assert key_figures(page)["Rapports en retard"] == "1"
    assert "hote=ORG-001" in page
    for role in ("director", "auditor"):
        assert "signataire@demo.example" not in sign_in(role).get("/organismes/ORG-001").text


def test_the_state_of_bank_details(sign_in: SignIn, closed: str) -> None:
    officer = sign_in("officer")
    assert "Aucune : on ne peut rien lui verser" in said(officer.get("/organismes/ORG-001").text)
    with transaction():
        host = session.scalars(select(Organisation).where(Organisation.code == "ORG-001")).one()
        details.record_verified(
            [host.id],
            entered_by=people.person(Role.OFFICER),
            confirmed_by=people.person(Role.APPROVER),
            actor="demo",
            at=now() - timedelta(days=3),
        )
    page = officer.get("/organismes/ORG-001").text
    assert "Vérifiées et utilisées" in said(page)
    assert "/organismes/ORG-001/banque" in page


def test_an_auditor_of_other_agreements_sees_no_figure(sign_in: SignIn, closed: str) -> None:
    with transaction():
        other = people.person(Role.AUDITOR, email="autre@demo.example")
        for given in session.scalars(select(Engagement).where(Engagement.person_id == other.id)):
            session.delete(given)
    page = sign_in("auditor", email="autre@demo.example").get("/organismes/ORG-001").text
    assert "354 000,00" not in said(page)
    assert "Seules les ententes de votre mission sont montrées." in said(page)


@pytest.mark.parametrize("path", ["/organismes", "/organismes/ORG-001", "/organismes/doublons"])
def test_the_number_of_queries_does_not_grow(sign_in: SignIn, portfolio: Portfolio, app: Flask, path: str) -> None:
    portfolio(3)
    officer = sign_in("officer")

    def queries() -> int:
        asked = []
        engine = app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", lambda *_: asked.append(1))
        with transaction():  # a new stamp: nothing kept answers
            session.scalars(select(Organisation).where(Organisation.code == "O-1")).one().city = f"Ville {len(asked)}"
        asked.clear()
        assert officer.get(path).status_code == 200
        return len(asked)

    few = queries()
    with transaction():
        host = session.scalars(select(Organisation).where(Organisation.code == "ORG-001")).one()
        group = session.scalars(select(Regroupement)).first()
        assert group is not None
        for number in range(30):
            made = organisation(f"PLUS-{number}", name=f"Carrefour des Rives {number}")
            session.add(Membership(regroupement_id=group.id, organisation_id=made.id, from_on=date(2017, 1, 1)))
        for number in range(4):
            day = date(2010 + number, 1, 1)
            session.add(
                Membership(regroupement_id=group.id, organisation_id=host.id, from_on=day, to_on=day + timedelta(9))
            )
        for agreement in session.scalars(select(Agreement)):
            agreement.mandates[0].organisation = host
    assert queries() <= few + 1


def test_unknown_is_not_found(sign_in: SignIn, closed: str) -> None:
    assert sign_in("officer").get("/organismes/RIEN").status_code == 404
