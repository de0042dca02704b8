"""Who follows an agreement: chosen, changed, found in a queue, and counted."""

from __future__ import annotations

import email
from collections.abc import Callable
from email import policy as mails
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tests import people, worked
from tests.grants.deciding import said
from tests.pages import PageClient
from tracker.accounts.models import Person
from tracker.db import now, session, transaction
from tracker.grants import officers
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author
from tracker.reports.review import lists
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
NUMBER = worked.NUMBER
PEOPLE = f"/ententes/{NUMBER}/personnes"
LISE = "lise@demo.example"


def _officer(address: str = LISE) -> str:
    with transaction():
        people.person("officer", email=address)
    return address


def _give(address: str | None) -> None:
    with transaction():
        agreements = session.scalars(select(Agreement)).all()
        officers.assign(agreements, officer=officers.called(address or ""), author=Author("tests", now()))


def test_an_officer_is_chosen_from_the_people_and_the_trail_says_before_and_after(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    lise, director = _officer(), sign_in("director")
    assert "Personne chez le bailleur ne suit encore cette entente" in said(director.get(PEOPLE))
    for chosen in (lise, people.person("officer").email, "personne"):
        director.submit(PEOPLE, {"officer": chosen}, form=f"/ententes/{NUMBER}/agent")
    acts = session.scalars(select(TrailRecord).where(TrailRecord.action == "officer assigned")).all()
    assert [it.difference["officer"] for it in acts] == [
        [None, lise],
        [lise, "bailleur@demo.example"],
        ["bailleur@demo.example", None],
    ]
    assert {it.actor for it in acts} == {"direction@demo.example"}
    assert f"Avant : {lise}. Maintenant : bailleur@demo.example." in said(
        director.get(f"/ententes/{NUMBER}/historique")
    )


def test_the_same_choice_twice_is_written_once(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    officer = sign_in("officer")
    for _time in range(2):
        officer.submit(PEOPLE, {"officer": "bailleur@demo.example"}, form=f"/ententes/{NUMBER}/agent")
    assert len(session.scalars(select(TrailRecord).where(TrailRecord.action == "officer assigned")).all()) == 1


def test_only_an_active_officer_is_offered(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    with transaction():
        people.person("officer", email=LISE).active = False
        people.person("approver")
    director = sign_in("director")
    assert LISE not in director.get(PEOPLE).text
    assert director.submit(PEOPLE, {"officer": LISE}, form=f"/ententes/{NUMBER}/agent").status_code == 400


def test_a_partner_reads_who_follows_the_agreement_and_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    _officer()
    _give(LISE)
    page = sign_in("preparer", organisation_code="ORG-001").get(PEOPLE)
    assert LISE in page.text
    assert "/agent" not in page.text


def test_an_officer_s_queue_is_theirs_and_everybody_s_is_one_click_away(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    _officer()
    _give(LISE)
    theirs, other = sign_in("officer", email=LISE), sign_in("officer")
    assert "Les miennes, 1" in said(theirs.get("/"))
    assert "Les miennes" not in said(other.get("/")), "who follows nothing sees everything"
    _give("bailleur@demo.example")
    with transaction():
        session.scalars(select(Agreement)).one().officer = None
    assert "Les miennes" not in said(theirs.get("/"))


def test_a_late_report_is_counted_with_who_follows_the_agreement(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    _officer()
    with transaction():
        agreement = session.scalars(select(Agreement)).one()
        last = agreement.obligations[-1]
        dates = {"from_on": last.from_on, "to_on": last.to_on, "due_on": last.due_on}
        agreement.obligations.append(Obligation(number=7, kind=last.kind, fiscal_year=last.fiscal_year, **dates))
    _give(LISE)
    rows = lists.late(Agreement.id.is_not(None), today=now().date(), lang="fr")
    late = [(it.number, it.officer, it.officer_name) for it in rows]
    assert late == [(7, LISE, session.scalars(select(Person.name).where(Person.email == LISE)).one())]
    assert LISE in sign_in("approver").get(f"/examen/retards?par=officer&agent={LISE}").text


def test_the_whole_filtered_list_changes_hands_at_once(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    _officer()
    director = sign_in("director")
    page = director.get("/ententes/agents?agent=personne")
    assert NUMBER in page.text
    empty = director.submit("/ententes/agents?agent=personne", {"officer": LISE}, form="officers")
    assert empty.status_code == 422
    assert "Cochez au moins une entente." in said(empty)
    given = director.submit("/ententes/agents?agent=personne", {"officer": LISE, "everything": "1"}, form="officers")
    assert given.status_code == 303
    assert officers.followed_by(people.person("officer", email=LISE).id) == {NUMBER}
    assert NUMBER not in director.get("/ententes/agents?agent=personne").text
    assert NUMBER in director.get(f"/ententes?agent={LISE}").text
    assert NUMBER not in director.get("/ententes?agent=personne").text


def _letters(app: Flask) -> list[tuple[str, str]]:
    """To whom, and what."""
    found = [
        email.message_from_bytes(path.read_bytes(), policy=mails.default)
        for path in sorted((Path(app.instance_path) / "mail").glob("*.eml"))
    ]
    return [(it["To"], f"{it['Subject']}\n{it.get_content()}") for it in found]


def test_who_is_given_an_agreement_hears_of_it_in_their_language(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    with transaction():
        people.person("officer", email=LISE, language="en")
    director = sign_in("director")
    for chosen in (LISE, LISE, "personne"):
        director.submit(PEOPLE, {"officer": chosen}, form=f"/ententes/{NUMBER}/agent")
    ((to, words),) = _letters(app)
    assert to == LISE
    assert "You follow one more agreement" in words
    assert f"(direction@demo.example) chose you to follow this agreement: {NUMBER}, " in " ".join(words.split())
    assert f"/ententes/{NUMBER}\n" in words


def test_a_whole_list_is_one_letter_and_who_takes_it_themselves_gets_none(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    _officer()
    sign_in("officer").submit(
        "/ententes/agents", {"officer": "bailleur@demo.example", "everything": "1"}, form="officers"
    )
    assert _letters(app) == []
    given = {"officer": LISE, "everything": "1"}
    for _time in range(2):
        sign_in("director").submit("/ententes/agents", given, form="officers")
    ((to, words),) = _letters(app)
    assert to == LISE
    assert "Vous suivez une entente de plus" in words


def test_an_agreement_says_on_each_of_its_pages_whom_to_write_to(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    partner, auditor = sign_in("preparer", organisation_code="ORG-001"), sign_in("auditor", language="en")
    page = f"/ententes/{NUMBER}/budget"
    assert "Suivie par" not in partner.get(page).text
    _officer()
    _give(LISE)
    assert f'<a href="mailto:{LISE}">' in partner.get(page).text
    assert "· Suivie par Marc-André Roy" in said(partner.get(page))
    assert "· Followed by Marc-André Roy" in said(auditor.get(page))
    with transaction():
        people.person("officer", email=LISE).active = False
    assert LISE not in partner.get(page).text
    assert LISE in partner.get(PEOPLE).text
