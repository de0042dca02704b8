"""Which agreements somebody may see, and until when. Unknown and forbidden are the same 404."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tracker.accounts.models import Role
from tracker.accounts.policy import organisation_of, visitor
from tracker.accounts.visitor import Visitor
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, Engagement, HostMandate, Reach
from tracker.grants.models.engagement import engaged_agreement
from tracker.web.dates import today


@dataclass(frozen=True, slots=True)
class Sight:
    """Which agreements somebody sees: those that a partner's ``organisation`` hosts or has hosted, those of the
    engagements of an ``auditor`` (a person's number), or, with neither, all of them. Two people of the same
    sight see the same ones."""

    organisation: str | None = None
    auditor: int | None = None


def sight_of(person: Visitor) -> Sight:
    """What ``person`` sees."""
    return Sight(organisation_of(person), person.person_id if person.role is Role.AUDITOR else None)


def within(sight: Sight) -> ColumnElement[bool]:
    """For the ``where`` of any query on ``Agreement``: those of this sight."""
    if sight.organisation is not None:
        return _hosted(sight.organisation)
    return true() if sight.auditor is None else engaged(sight.auditor)


def may_see(person: Visitor) -> ColumnElement[bool]:
    """For the ``where`` of any query on ``Agreement``: those that ``person`` sees."""
    return within(sight_of(person))


def still_theirs(person: Visitor) -> ColumnElement[bool]:
    """For the ``where`` of any query on ``Agreement``: those whose last mandate is of the partner's
    organisation; all of them for everybody else (DOMAIN rule 22)."""
    code = organisation_of(person)
    if code is None:
        return true()
    later = aliased(HostMandate)
    last = (
        select(Organisation.code)
        .join(HostMandate, HostMandate.organisation_id == Organisation.id)
        .where(
            HostMandate.agreement_id == Agreement.id,
            ~exists().where(later.agreement_id == HostMandate.agreement_id, later.from_on > HostMandate.from_on),
        )
        .correlate(Agreement)
        .scalar_subquery()
    )
    return last == code


def visible_agreements() -> Select[Any]:
    """The agreements that the person of this request may see, to filter and sort further."""
    return select(Agreement).where(may_see(visitor()))


def load_agreement(number: str) -> Agreement:
    """The agreement of this number, if the person of this request may see it; 404 otherwise."""
    agreement: Agreement | None = session.scalar(visible_agreements().where(Agreement.number == number))
    if agreement is None:
        abort(404)
    return agreement


def sees_all(person: Visitor) -> bool:
    """Whether no agreement is hidden from ``person``, now or when the next one is signed."""
    if person.role is not Role.AUDITOR:
        return sight_of(person) == Sight()
    everything = open_engagements(person.person_id, today()) & (Engagement.reach == Reach.EVERYTHING)
    return bool(session.scalar(select(exists().where(everything))))


def whole_portfolio() -> None:
    """403 for somebody of whom part of the portfolio is hidden: before a page that adds all of it up."""
    if not sees_all(visitor()):
        abort(403)


def open_engagements(person_id: int | InstrumentedAttribute[int], day: date) -> ColumnElement[bool]:
    """For the ``where`` of a query on ``Engagement``: those of this person that open something on ``day``."""
    return (
        (Engagement.person_id == person_id)
        & Engagement.ended_at.is_(None)
        & or_(Engagement.until.is_(None), Engagement.until >= day)
    )


def _hosted(organisation: str) -> ColumnElement[bool]:
    hosted = exists().where(
        HostMandate.agreement_id == Agreement.id,
        HostMandate.organisation_id == Organisation.id,
        Organisation.code == organisation,
    )
    return hosted.correlate(Agreement)  # whatever else the query joins


def engaged(auditor: int | InstrumentedAttribute[int], *beside: Any) -> ColumnElement[bool]:
    """For the ``where`` of any query on ``Agreement``: those that the open engagements of ``auditor`` open, a person's
    number or a column of the tables ``beside`` agreements in that query."""
    named = select(engaged_agreement.c.agreement_id).where(engaged_agreement.c.engagement_id == Engagement.id)
    opened = or_(
        Engagement.reach == Reach.EVERYTHING,
        Engagement.programme_id == Agreement.programme_id,
        Agreement.id.in_(named.correlate(Engagement)),
    )
    return exists().where(open_engagements(auditor, today()), opened).correlate(Agreement, *beside)


def last_day(agreement: Agreement, person: Visitor | None = None) -> date | None:
    """The last day of ``agreement`` that ``person`` (the reader, if not said) sees: the end of their
    organisation's last mandate, once another has it (DOMAIN rule 22). None sees to this day."""
    code = organisation_of(person or visitor())
    if code is None:
        return None
    theirs = [it for it in agreement.mandates if it.organisation.code == code]
    if not theirs or theirs[-1] is agreement.mandates[-1]:
        return None
    return theirs[-1].to_on
