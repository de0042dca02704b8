"""Who of the funder's people follows an agreement: one officer, or nobody yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from tracker.accounts.models import Person, Role
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement
from tracker.grants.service import Author
from tracker.trail import service as trail


def choosable() -> Sequence[Person]:
    """The officers who may be given an agreement, by name."""
    found = select(Person).where(Person.role == Role.OFFICER, Person.active)
    return session.scalars(found.order_by(Person.name, Person.email)).all()


def known() -> Sequence[Person]:
    """The same, and whoever still has an agreement from the time when they were an officer."""
    has_some = select(Agreement.officer_id).where(Agreement.officer_id.is_not(None))
    found = select(Person).where(or_((Person.role == Role.OFFICER) & Person.active, Person.id.in_(has_some)))
    return session.scalars(found.order_by(Person.name, Person.email)).all()


def called(email: str) -> Person | None:
    """The officer of this address who may be given an agreement."""
    return next((it for it in choosable() if it.email == email), None) if email else None


def is_one(person: Person) -> bool:
    """Whether somebody who follows an agreement is still an officer: to be written to, and given others."""
    return person.active and person.role == Role.OFFICER


def followed_by(person_id: int) -> frozenset[str]:
    """The numbers of the agreements that a person follows."""
    return frozenset(session.scalars(select(Agreement.number).where(Agreement.officer_id == person_id)))


def counts() -> dict[int, int]:
    """How many agreements each person follows, by the person's id; those who follow none are left out."""
    query = select(Person.id, func.count()).join(Agreement, Agreement.officer_id == Person.id).group_by(Person.id)
    return {row[0]: row[1] for row in session.execute(query)}


def names(numbers: Sequence[str]) -> dict[str, str]:
    """What the officer of each of these agreements is called; those that nobody follows are left out."""
    query = select(Agreement.number, Person.name).join(Agreement.officer).where(Agreement.number.in_(numbers))
    return {row[0]: row[1] for row in session.execute(query)}


def assign(agreements: Sequence[Agreement], *, officer: Person | None, author: Author) -> list[Agreement]:
    """Have ``officer`` follow these agreements, or nobody; returns those that changed hands.

    Raises DomainError on ``officer`` when they are no officer, or no longer.
    """
    if officer is not None and not is_one(officer):
        raise DomainError(message("%(name)s is not a programme officer.", name=officer.name), "officer")
    changed = [it for it in agreements if it.officer is not officer]
    for agreement in changed:
        before, agreement.officer = agreement.officer, officer
        trail.record(
            actor=author.actor,
            at=author.at,
            action="officer assigned",
            subject_type="agreement",
            subject=agreement.number,
            difference={"officer": [before.email if before else None, officer.email if officer else None]},
        )
    session.flush()
    return changed
