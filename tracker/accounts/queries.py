"""Reading people and their sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from tracker.accounts.factors.models import Authenticator
from tracker.accounts.models import Person, Role, SignIn
from tracker.accounts.saved.models import SavedView
from tracker.db import session
from tracker.kept import stamp_column

_SESSION = (
    select(
        SignIn.id,
        SignIn.created_at,
        Person.id.label("person_id"),
        Person.email,
        Person.name,
        Person.role,
        Person.organisation_code,
        Person.language,
        Authenticator.confirmed_at.is_not(None).label("has_second_step"),
        stamp_column(),
        SavedView.id.label("view_id"),
        SavedView.name.label("view_name"),
        SavedView.query.label("view_query"),
    )
    .join(Person, SignIn.person_id == Person.id)
    .outerjoin(Authenticator, Authenticator.person_id == Person.id)
    .outerjoin(SavedView, (SavedView.person_id == Person.id) & (SavedView.endpoint == bindparam("endpoint")))
    .where(SignIn.token_hash == bindparam("token_hash"), Person.active)
    .order_by(SavedView.created_at, SavedView.id)
)
"""Built once: every request sends it."""


def session_of(token_hash: str, *, endpoint: str | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The session of a token and its person, if active, and the database's stamp: one query for each request.

    One row, or one for each view that they saved of the list of ``endpoint``; none for nobody's token.
    """
    return session.execute(_SESSION, {"token_hash": token_hash, "endpoint": endpoint}).all()


def person_by_email(email: str) -> Person | None:
    """The person of this address, in lower case; disabled ones too."""
    return session.scalar(select(Person).where(Person.email == email))


def sessions_of(person_id: int) -> Sequence[SignIn]:
    """The person's sessions, the newest first, the expired ones included until the next sign-in."""
    return session.scalars(
        select(SignIn).where(SignIn.person_id == person_id).order_by(SignIn.created_at.desc(), SignIn.id.desc())
    ).all()


def names(emails: Iterable[str]) -> dict[str, str]:
    """What the people of these addresses are called; an address nobody has any more is left out."""
    rows = select(Person.email, Person.name).where(Person.email.in_(set(emails)))
    return {email: name for email, name in session.execute(rows)}  # noqa: C416 - rows, not pairs


def signatories(organisation: str) -> Sequence[Person]:
    """Those who may sign for an organisation today, by name."""
    found = select(Person).where(Person.organisation_code == organisation, Person.role == Role.SIGNATORY, Person.active)
    return session.scalars(found.order_by(Person.name)).all()
