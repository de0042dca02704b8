"""Adding people, changing passwords, closing accounts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import people
from tracker.accounts import queries, service
from tracker.accounts.models import Person, SignIn
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.trail.models import TrailRecord

GOOD = {
    "email": "Nouvelle@Demo.example ",
    "name": "Nouvelle Venue",
    "role": "officer",
    "password": "quatre mots sans lien",
}


def add(**facts: Any) -> Person:
    with transaction():
        return service.add_person(**(GOOD | {"actor": "admin@demo.example", "at": now()} | facts))


def test_somebody_new_can_sign_in_whatever_the_case_of_their_address(app: Flask) -> None:
    add()
    person = service.authenticate(email="NOUVELLE@demo.example", password=str(GOOD["password"]))
    assert person is not None
    assert (person.email, person.language) == ("nouvelle@demo.example", "fr")
    assert service.authenticate(email="nouvelle@demo.example", password="quatre mots sans liens") is None


def test_the_trail_tells_who_added_whom_and_no_secret(app: Flask) -> None:
    person = add()
    record = session.scalars(select(TrailRecord)).one()
    assert (record.actor, record.action, record.subject) == ("admin@demo.example", "added", str(person.id))
    assert record.difference == {
        "email": [None, "nouvelle@demo.example"],
        "role": [None, "officer"],
        "organisation": [None, None],
    }


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "pas une adresse"}, "email"),
        ({"email": ""}, "email"),
        ({"role": "king"}, "role"),
        ({"role": "preparer"}, "organisation"),
        ({"organisation_code": "hote"}, "organisation"),
        ({"role": "preparer", "organisation_code": "inconnu"}, "organisation"),
        ({"password": "court"}, "new_password"),
    ],
)
def test_what_is_refused_and_on_which_field(app: Flask, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        add(**facts)
    assert refused.value.field == field
    assert queries.person_by_email("nouvelle@demo.example") is None


def test_one_account_for_one_address(app: Flask) -> None:
    add()
    with pytest.raises(DomainError, match=r"nouvelle@demo\.example already has an account"):
        add(name="Une autre")


def test_a_new_password_ends_the_other_sessions(app: Flask) -> None:
    person = add()
    with transaction():
        kept, _ = service.sign_in(person, agent="", at=now())
        service.sign_in(person, agent="", at=now())
    with transaction():
        service.set_password(
            person, password="cinq autres mots sans lien", actor=person.email, at=now(), except_id=kept
        )
    assert [row.id for row in queries.sessions_of(person.id)] == [kept]
    assert service.authenticate(email=person.email, password=str(GOOD["password"])) is None
    assert service.authenticate(email=person.email, password="cinq autres mots sans lien") is not None


def test_a_closed_account_has_no_session_and_no_sign_in(app: Flask) -> None:
    person = add()
    with transaction():
        service.sign_in(person, agent="", at=now())
    with transaction():
        service.disable(person, actor="admin@demo.example", at=now(), reason="Départ")
    assert queries.sessions_of(person.id) == []
    assert service.authenticate(email=person.email, password=str(GOOD["password"])) is None


def test_nobody_keeps_more_than_twenty_sessions(app: Flask) -> None:
    person = add()
    with transaction():
        numbers = [service.sign_in(person, agent="", at=now())[0] for _ in range(25)]
    assert [row.id for row in queries.sessions_of(person.id)] == numbers[:-21:-1]


def test_a_token_is_kept_only_hashed(app: Flask) -> None:
    person = add()
    with transaction():
        _, token = service.sign_in(person, agent="", at=now())
    assert len(token) >= 43
    row = session.scalars(select(SignIn)).one()
    assert token not in (row.token_hash, row.agent)


def test_the_demo_people_once(app: Flask) -> None:
    with transaction():
        people.organisation("hote")
    for _ in range(2):
        with transaction():
            cast = service.demo_people(
                password=people.PASSWORD, partner_organisation_code="hote", actor="demo", at=now()
            )
    assert [(person.email, person.role, person.organisation_code) for person in cast] == [
        ("bailleur@demo.example", "officer", None),
        ("finances@demo.example", "approver", None),
        ("direction@demo.example", "director", None),
        ("partenaire@demo.example", "preparer", "hote"),
        ("signataire@demo.example", "signatory", "hote"),
        ("verification@demo.example", "auditor", None),
        ("admin@demo.example", "admin", None),
    ]


def test_the_demo_takes_the_password_that_its_operator_says(app: Flask) -> None:
    with transaction():
        people.organisation("hote")
        service.demo_people(password="demo", partner_organisation_code="hote", actor="demo", at=now())
    assert service.authenticate(email="direction@demo.example", password="demo") is not None
