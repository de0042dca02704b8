"""Who has an account: invited, changed, closed; and that somebody always administers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import people
from tests.accounts.factors.apps import enter, forget_letters, letters
from tests.accounts.links.test_links import NEW, path_in_mail
from tests.pages import PageClient, browser_of
from tracker.accounts import queries as accounts
from tracker.accounts.models import Person, Role
from tracker.db import now, session, transaction
from tracker.directory.people import service
from tracker.errors import DomainError
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
LISE = "lise@demo.example"
INVITE = "/personnes/invitation"
INVITED = {"email": LISE, "name": "Lise Caron", "role": "officer", "password": people.PASSWORD}


def invited(sign_in: SignIn, **others: str) -> PageClient:
    """The administrator, who invited somebody."""
    admin = sign_in("admin")
    answer = admin.submit(INVITE, {**INVITED, **others})
    assert answer.status_code == 303, answer.text
    return admin


def person(email: str = LISE) -> Person:
    found = accounts.person_by_email(email)
    assert found is not None
    return found


def acts(action: str) -> list[TrailRecord]:
    return list(session.scalars(select(TrailRecord).where(TrailRecord.action == action).order_by(TrailRecord.id)))


def test_an_invitation_leads_to_a_password_that_only_its_owner_knows(app: Flask, sign_in: SignIn) -> None:
    admin = invited(sign_in)
    assert "Invitée" in admin.get("/personnes?q=caron").text
    guest = browser_of(app)
    assert guest.submit(path_in_mail(app, LISE), {"new_password": NEW}).status_code == 303
    assert enter(guest, LISE, NEW) == "/"
    assert "Invitée" not in admin.get("/personnes?q=caron").text
    added = next(it for it in acts("added") if it.subject == str(person().id))
    assert added.actor == "admin@demo.example"
    assert added.difference["role"] == [None, "officer"]
    assert [it.actor for it in acts("invited")] == ["admin@demo.example"]


def test_an_invitation_is_good_for_seven_days(app: Flask, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    invited(sign_in)
    link = path_in_mail(app, LISE)
    clock.shift(timedelta(days=6, hours=23))
    assert browser_of(app).get(link).status_code == 200
    clock.shift(timedelta(hours=2))
    assert browser_of(app).get(link).status_code == 404


def test_a_new_link_ends_the_one_before(app: Flask, sign_in: SignIn) -> None:
    admin = invited(sign_in)
    first, page = path_in_mail(app, LISE), f"/personnes/{person().id}"
    forget_letters(app)
    admin.submit(page, form=f"{page}/lien")
    assert browser_of(app).get(first).status_code == 404
    assert browser_of(app).get(path_in_mail(app, LISE)).status_code == 200


def test_the_password_is_asked_before_access_is_given(app: Flask, sign_in: SignIn) -> None:
    answer = sign_in("admin").submit(INVITE, {**INVITED, "password": "pas le bon"})
    assert answer.status_code == 422
    assert accounts.person_by_email(LISE) is None
    assert letters(app) == []


def test_a_partner_belongs_to_an_organisation_found_by_its_name(app: Flask, sign_in: SignIn) -> None:
    with transaction():
        people.organisation("ORG-1", name="École des Érables")
        people.organisation("ORG-2", name="Maison des Érables")
    admin = sign_in("admin")
    partner = {**INVITED, "role": "preparer"}
    several = admin.submit(INVITE, {**partner, "organisation": "erables"})
    assert several.status_code == 422
    assert "École des Érables" in several.text
    nothing = admin.submit(INVITE, {**partner, "organisation": "introuvable"})
    assert nothing.status_code == 422
    assert admin.submit(INVITE, {**partner, "organisation": "ecole"}).status_code == 303
    assert person().organisation_code == "ORG-1"


def test_another_role_counts_at_once_and_ends_the_sessions(app: Flask, sign_in: SignIn) -> None:
    theirs, admin = sign_in("officer", email=LISE), sign_in("admin")
    page = f"/personnes/{person().id}"
    admin.submit(page, {"name": "Lise Caron-Roy", "role": "approver", "password": people.PASSWORD}, form="person")
    assert theirs.get("/compte").status_code == 303
    (changed,) = acts("changed")
    assert changed.difference["role"] == ["officer", "approver"]
    assert changed.difference["name"][1] == "Lise Caron-Roy"
    assert "Responsable de programme" in admin.get(page).text


def test_a_closed_account_ends_every_session_and_opens_again(app: Flask, sign_in: SignIn) -> None:
    theirs, admin = sign_in("officer", email=LISE), sign_in("admin")
    page = f"/personnes/{person().id}"
    assert admin.submit(page, form="access").status_code == 422, "a reason is asked for"
    admin.submit(page, {"reason": "Départ"}, form="access")
    assert theirs.get("/compte").status_code == 303
    assert enter(browser_of(app), LISE) != "/"
    admin.submit(page, {"reason": "Retour de congé"}, form="access")
    assert enter(browser_of(app), LISE) == "/"
    assert [(it.action, it.reason) for it in (*acts("disabled"), *acts("enabled"))] == [
        ("disabled", "Départ"),
        ("enabled", "Retour de congé"),
    ]


@pytest.mark.parametrize("verb", ["close", "change"])
def test_nobody_locks_themselves_out_nor_removes_the_last_administrator(app: Flask, sign_in: SignIn, verb: str) -> None:
    sign_in("admin")
    only = person("admin@demo.example")

    def take_out(who: Person, actor: str) -> None:
        with transaction():
            if verb == "close":
                service.close(session.get_one(Person, who.id), reason="…", actor=actor, at=now())
            else:
                service.change(
                    session.get_one(Person, who.id), name=who.name, role=Role.OFFICER, organisation_code=None,
                    language="fr", actor=actor, at=now(),
                )  # fmt: skip

    with pytest.raises(DomainError, match="their own account"):
        take_out(only, only.email)
    with pytest.raises(DomainError, match="last administrator"):
        take_out(only, "command line")
    with transaction():
        second = people.person("admin", email="autre@demo.example").email
    take_out(only, second)
    with pytest.raises(DomainError, match="last administrator"):
        take_out(person(second), only.email)


def test_the_list_is_narrowed_by_words_role_and_state(app: Flask, sign_in: SignIn) -> None:
    admin = invited(sign_in)
    with transaction():
        people.person("preparer")
        people.person("auditor").active = False
    assert "Josée Gélinas" in admin.get("/personnes?q=gelinas").text
    assert "Josée Gélinas" in admin.get("/personnes?q=maison").text, "by organisation"
    assert "Josée Gélinas" not in admin.get("/personnes?role=officer").text
    assert "Claire Bouchard" in admin.get("/personnes?etat=closed").text
    assert "Lise Caron" in admin.get("/personnes?etat=invited").text
    assert "Personne ne correspond" in admin.get("/personnes?q=zzz").text
