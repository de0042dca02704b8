"""The named cast: the people of the demonstration, one for each role, signed in without the form.

The sign-in page itself is tested in tests/accounts; everywhere else a session is simply there.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from functools import cache

from flask import Flask
from sqlalchemy import select

from tests.pages import PageClient, browser_of
from tracker.accounts import passwords, visitor
from tracker.accounts.models import PARTNER_ROLES, Person, Role, SignIn
from tracker.accounts.service import DEMO_PEOPLE
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation, OrganisationKind
from tracker.grants.models import Agreement, Engagement, Reach

PASSWORD = "un mot de passe pour les essais"
HOST = "hote"
"""The code of the organisation that partners belong to unless a test says otherwise."""


@cache
def _password_hash() -> str:
    return passwords.hash_password(PASSWORD)


def organisation(code: str = HOST, *, name: str = "Maison de la famille") -> Organisation:
    """The organisation of this code, made if need be. Inside a transaction."""
    found = session.scalar(select(Organisation).where(Organisation.code == code))
    if found is None:
        found = Organisation(code=code, name=name, kind=OrganisationKind.COMMUNITY)
        session.add(found)
        session.flush()
    return found


def person(
    role: Role | str, *, organisation_code: str = HOST, email: str | None = None, language: str = "fr"
) -> Person:
    """The demonstration's person of ``role``, or another one of this ``email``. Inside a transaction.

    A partner belongs to ``organisation_code``, which is made if need be.
    """
    usual, name = next((email, name) for email, name, of in DEMO_PEOPLE if of == role)
    found = session.scalar(select(Person).where(Person.email == (email or usual)))
    if found is None:
        found = Person(
            email=email or usual,
            name=name,
            role=Role(role).value,
            organisation_code=organisation(organisation_code).code if role in PARTNER_ROLES else None,
            language=language,
            password_hash=_password_hash(),
        )
        session.add(found)
        session.flush()
        if role == Role.AUDITOR:
            engagement(found)
    return found


def engagement(auditor: Person, *, agreements: Sequence[Agreement] = (), until: date | None = None) -> Engagement:
    """What an auditor may read: everything, or these agreements. Inside a transaction."""
    given = Engagement(
        person=auditor,
        reach=Reach.AGREEMENTS if agreements else Reach.EVERYTHING,
        agreements=list(agreements),
        fiscal_years=[],
        until=until,
        purpose="Essais",
        given_by="tests",
        given_at=now(),
    )
    session.add(given)
    session.flush()
    return given


def sign_in(
    app: Flask, role: Role | str, *, organisation_code: str = HOST, email: str | None = None, language: str = "fr"
) -> PageClient:
    """A browser of its own in which this person (see ``person``) is signed in."""
    token = secrets.token_urlsafe(32)
    with transaction():
        who = person(role, organisation_code=organisation_code, email=email, language=language)
        started = SignIn(token_hash=visitor.hashed(token), person_id=who.id, created_at=now(), agent="tests")
        session.add(started)
        session.flush()
        number = started.id
    client = browser_of(app)
    client.set_cookie(app.config["SIGN_IN_COOKIE_NAME"], token)
    with client.session_transaction() as kept:
        kept[visitor.SEEN] = [number, int(now().timestamp())]
    return client
