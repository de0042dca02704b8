"""Reads of the directory."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Person
from tracker.db import session
from tracker.directory.models import Instance, Membership, Organisation, Region
from tracker.kept import kept


@kept(1)
def instance() -> Instance:
    """Whose installation this is."""
    return session.scalars(select(Instance)).one()


@kept(1)
def regions() -> Sequence[Region]:
    """The administrative regions, by code."""
    return session.scalars(select(Region).order_by(Region.code)).all()


def organisation(code: str) -> Organisation | None:
    """The organisation of this code, with its region; one that was merged too."""
    return session.scalar(
        select(Organisation).where(Organisation.code == code).options(joinedload(Organisation.region))
    )


def organisation_today(code: str) -> Organisation | None:
    """The organisation that goes by this code today: the survivor, for one that was merged."""
    survivor = select(Organisation.merged_into_code).where(Organisation.code == code).scalar_subquery()
    return session.scalar(
        select(Organisation).where(
            or_(Organisation.code == survivor, (Organisation.code == code) & Organisation.merged_into_code.is_(None))
        )
    )


def organisations_by_code() -> dict[str, int]:
    """The number of each organisation, by its code and by those of what was merged into it."""
    rows = session.execute(select(Organisation.id, Organisation.code, Organisation.merged_into_code)).all()
    ids = {row.code: row.id for row in rows}
    return {row.code: ids[row.merged_into_code or row.code] for row in rows}


def former(code: str) -> Sequence[Organisation]:
    """The organisations that were merged into the one of this code, by their code."""
    return session.scalars(
        select(Organisation).where(Organisation.merged_into_code == code).order_by(Organisation.code)
    ).all()


def memberships(organisation_id: int) -> Sequence[Membership]:
    """The regroupements of an organisation, those that it left at the end."""
    return session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.regroupement))
        .order_by(Membership.to_on.is_not(None), Membership.from_on, Membership.id)
    ).all()


def people_of(code: str) -> Sequence[Person]:
    """Who has an account for an organisation, closed accounts at the end."""
    return session.scalars(
        select(Person).where(Person.organisation_code == code).order_by(Person.active.desc(), Person.name, Person.id)
    ).all()
