"""Giving auditors their engagements, and ending them. Actor and moment are arguments; nothing is committed here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.models import Person, Role
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement, Engagement, Programme, Reach
from tracker.grants.policy import open_engagements
from tracker.trail import service as trail


def give(
    *,
    auditor: Person,
    programme: str | None = None,
    agreements: Sequence[str] = (),
    fiscal_years: Sequence[str] = (),
    until: date | None,
    purpose: str,
    actor: str,
    at: datetime,
) -> Engagement:
    """Engage ``auditor`` over a programme, over some agreements, or over everything when neither is named.

    Raises DomainError for a person who is no auditor, and on ``agreements`` or ``programme`` for a code
    that nothing has.
    """
    if auditor.role != Role.AUDITOR:
        raise DomainError(message("%(name)s is not an auditor.", name=auditor.name), "auditor")
    pot = session.scalar(select(Programme).where(Programme.code == programme)) if programme else None
    if programme and pot is None:
        raise DomainError(message("there is no programme %(code)s", code=programme), "programme")
    found = list(session.scalars(select(Agreement).where(Agreement.number.in_(agreements)).order_by(Agreement.number)))
    missing = sorted(set(agreements) - {it.number for it in found})
    if missing:
        raise DomainError(message("there is no agreement %(number)s", number=", ".join(missing)), "agreements")
    reach = Reach.PROGRAMME if pot else Reach.AGREEMENTS if found else Reach.EVERYTHING
    given = Engagement(
        person=auditor,
        reach=reach.value,
        programme=pot,
        agreements=found if reach is Reach.AGREEMENTS else [],
        fiscal_years=sorted(set(fiscal_years)),
        until=until,
        purpose=purpose,
        given_by=actor,
        given_at=at,
    )
    session.add(given)
    session.flush()
    trail.record(
        actor=actor,
        at=at,
        action="give engagement",
        subject_type="engagement",
        subject=str(given.id),
        difference={
            "auditor": auditor.email,
            "reach": reach.value,
            "programme": programme,
            "agreements": [it.number for it in given.agreements],
            "fiscal_years": given.fiscal_years,
            "until": until.isoformat() if until else None,
        },
        reason=purpose[:500],
    )
    return given


def end(engagement: Engagement, *, actor: str, at: datetime) -> None:
    """End an engagement: from now on it opens nothing. Raises DomainError when it was ended already."""
    if engagement.ended_at is not None:
        raise DomainError(message("This engagement was ended already."))
    engagement.ended_at, engagement.ended_by = at, actor
    session.flush()
    trail.record(
        actor=actor, at=at, action="end engagement", subject_type="engagement", subject=str(engagement.id),
        difference={"ended_at": [None, at.isoformat()]},
    )  # fmt: skip


def of(person_id: int, today: date) -> Sequence[Engagement]:
    """The engagements of an auditor that are open, those that end first before the others."""
    query = select(Engagement).where(open_engagements(person_id, today))
    return session.scalars(_whole(query).order_by(Engagement.until.is_(None), Engagement.until, Engagement.id)).all()


def everybodys() -> Sequence[Engagement]:
    """Every engagement ever given, the last first."""
    return session.scalars(_whole(select(Engagement)).order_by(Engagement.id.desc())).all()


def by_id(number: int) -> Engagement | None:
    """The engagement of this number, or None."""
    return session.get(Engagement, number)


def auditors() -> Sequence[Person]:
    """Those who can be engaged."""
    query = select(Person).where(Person.role == Role.AUDITOR.value, Person.active).order_by(Person.name, Person.id)
    return session.scalars(query).all()


def years_of(person_id: int, agreement: Agreement, today: date) -> tuple[str, ...]:
    """The fiscal years of ``agreement`` that this auditor works on."""
    years: set[str] = set()
    for it in of(person_id, today):
        over = it.reach == Reach.EVERYTHING or it.programme_id == agreement.programme_id or agreement in it.agreements
        if over:
            years |= set(it.fiscal_years or agreement.fiscal_years)
    return tuple(year for year in agreement.fiscal_years if year in years)


def _whole(query: Select[Engagement]) -> Select[Engagement]:
    return query.options(
        joinedload(Engagement.person), joinedload(Engagement.programme), selectinload(Engagement.agreements)
    )
