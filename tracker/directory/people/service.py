"""Giving accounts, changing and closing them. The caller commits.

Whatever is asked, somebody administers afterwards, and nobody takes their own access away.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.accounts import passwords
from tracker.accounts import service as accounts
from tracker.accounts.factors import letters as factor_letters
from tracker.accounts.factors import service as factors
from tracker.accounts.links import service as links
from tracker.accounts.models import PARTNER_ROLES, Person, Role
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.trail import service as trail
from tracker.web.text import clean


def invite(
    *, email: str, name: str, role: str, organisation_code: str | None, language: str, actor: str, at: datetime
) -> Person:
    """Open an account whose password only its owner will know, and send them the link to choose it.

    Raises DomainError on ``email``, ``name``, ``role`` or ``organisation``.
    """
    if not clean(name):
        raise DomainError(message("Write the name."), "name")
    person = accounts.add_person(
        email=email,
        name=name,
        role=role,
        password=passwords.generate(),
        actor=actor,
        at=at,
        organisation_code=organisation_code,
        language=language,
    )
    links.invite(person, actor=actor, at=at)
    return person


def change(
    person: Person, *, name: str, role: Role, organisation_code: str | None, language: str, actor: str, at: datetime
) -> bool:
    """Change what a person is called, what they may do and for whom; whether anything changed. Their sessions end
    when their role or organisation is another one (SECURITY 7).

    Raises DomainError on ``role`` or ``organisation``.
    """
    if (role in PARTNER_ROLES) != (organisation_code is not None):
        raise DomainError(message("A partner’s person needs an organisation."), "organisation")
    if role != person.role:
        _stays_administered(person, actor=actor, field="role")
    after = {
        "name": clean(name)[:120],
        "role": role.value,
        "organisation_code": organisation_code,
        "language": language,
    }
    difference = {key: [getattr(person, key), value] for key, value in after.items() if getattr(person, key) != value}
    for key, (_before, value) in difference.items():
        setattr(person, key, value)
    if not difference:
        return False
    session.flush()
    if {"role", "organisation_code"} & set(difference):
        accounts.end_sessions(person_id=person.id)
    _record(person, "changed", actor, at, difference=difference)
    return True


def close(person: Person, *, reason: str, actor: str, at: datetime) -> None:
    """Disable an account: every session of it ends at once, its links too. Twice is once.

    Raises DomainError when it is one's own, or the last administrator's.
    """
    _stays_administered(person, actor=actor)
    if person.active:
        accounts.disable(person, actor=actor, at=at, reason=reason)


def open_again(person: Person, *, reason: str, actor: str, at: datetime) -> None:
    """Enable an account that was closed, with the password that it had. Twice is once."""
    if not person.active:
        person.active = True
        session.flush()
        _record(person, "enabled", actor, at, difference={"active": [False, True]}, reason=reason)


def remove_second_step(person: Person, *, reason: str, actor: str, at: datetime) -> bool:
    """Signing in takes the password alone again, for somebody who lost their telephone; they are told by a letter.
    False when it did already."""
    removed = factors.remove(person, actor=actor, at=at, reason=reason)
    if removed:
        accounts.end_sessions(person_id=person.id)
        factor_letters.removed(person)
    return removed


def _stays_administered(person: Person, *, actor: str, field: str | None = None) -> None:
    """Of two administrators who take each other out at once, the second finds one left and is refused."""
    if person.email == actor:
        raise DomainError(message("Nobody closes their own account or changes their own role: ask another one."), field)
    if person.role != Role.ADMIN or not person.active:
        return
    locked = select(Person.id).where(Person.role == Role.ADMIN, Person.active).with_for_update()
    if len(session.scalars(locked).all()) < 2:
        raise DomainError(message("This is the last administrator: name another one first."), field)


def _record(
    person: Person,
    action: str,
    actor: str,
    at: datetime,
    *,
    difference: dict[str, list[object]],
    reason: str = "",
) -> None:
    trail.record(
        actor=actor,
        at=at,
        action=action,
        subject_type="person",
        subject=str(person.id),
        difference=difference,
        reason=reason,
    )
