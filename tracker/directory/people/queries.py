"""Reading people together, and the organisations that they may belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from tracker.accounts.factors.models import Authenticator
from tracker.accounts.links.service import Purpose
from tracker.accounts.models import PasswordLink, Person
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.directory.names import folded
from tracker.directory.queries import organisations_called

ACTIVE, INVITED, CLOSED = "active", "invited", "closed"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the list. ``state``: INVITED until they choose a password; CLOSED when disabled."""

    id: int
    name: str
    email: str
    role: str
    organisation: str
    state: str
    two_steps: bool


def listed(*, words: str = "", role: str = "", state: str = "") -> list[Listed]:
    """The people who match all that is given, by name, accents aside: one statement."""
    waits = exists().where(PasswordLink.person_id == Person.id, PasswordLink.purpose == Purpose.INVITATION)
    steps = exists().where(Authenticator.person_id == Person.id, Authenticator.confirmed_at.is_not(None))
    query = select(
        Person.id,
        Person.name,
        Person.email,
        Person.role,
        Person.active,
        Organisation.name.label("organisation"),
        waits.label("invited"),
        steps.label("two_steps"),
    ).outerjoin(Organisation, Person.organisation_code == Organisation.code)
    if role:
        query = query.where(Person.role == role)
    wanted = folded(words).split()
    found = [
        Listed(
            it.id, it.name, it.email, it.role, it.organisation or "", _state(it.active, it.invited), bool(it.two_steps)
        )
        for it in session.execute(query)
        if all(word in folded(f"{it.name} {it.email} {it.organisation or ''}") for word in wanted)
    ]
    kept = [it for it in found if not state or it.state == state]
    return sorted(kept, key=lambda it: (folded(it.name), it.email))


def state_of(person: Person) -> str:
    """ACTIVE, INVITED or CLOSED."""
    waits = exists().where(PasswordLink.person_id == person.id, PasswordLink.purpose == Purpose.INVITATION)
    return _state(person.active, bool(session.scalar(select(waits))))


def organisation_called(code: str | None) -> str:
    """What the organisation of this code is called; empty for none."""
    return session.scalar(select(Organisation.name).where(Organisation.code == code)) or "" if code else ""


def organisations(words: str) -> Sequence[tuple[str, str]]:
    """Code and name of the organisations that are called so."""
    found = organisations_called(words)
    return [(it.code, " · ".join(part for part in (it.name, it.city, it.code) if part)) for it in found]


def _state(active: bool, invited: bool) -> str:
    if not active:
        return CLOSED
    return INVITED if invited else ACTIVE
