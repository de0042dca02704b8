"""Reads of the directory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Person
from tracker.db import session
from tracker.directory.models import Instance, Membership, Organisation, Project, Region, Regroupement
from tracker.directory.names import Card, alike, folded
from tracker.kept import kept


@kept(1)
def instance() -> Instance:
    """Whose installation this is."""
    return session.scalars(select(Instance)).one()


@kept(1)
def regions() -> Sequence[Region]:
    """The administrative regions, by code."""
    return session.scalars(select(Region).order_by(Region.code)).all()


@kept(1)
def regroupements() -> Sequence[Regroupement]:
    """Every regroupement, by name."""
    return session.scalars(select(Regroupement).order_by(Regroupement.name, Regroupement.code)).all()


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


def organisations_called(words: str, *, limit: int = 12) -> Sequence[Row[*tuple[Any, ...]]]:
    """Organisations by code, NEQ or words of their name, accents aside: rows of id, code, name, city. The code of
    one that was merged finds its survivor."""
    wanted, asked = folded(words).split(), words.strip().lower()
    query = select(
        Organisation.id,
        Organisation.code,
        Organisation.name,
        Organisation.city,
        Organisation.neq,
        Organisation.merged_into_code,
    )
    every = session.execute(query.order_by(Organisation.name, Organisation.code)).all()
    rows = [row for row in every if row.merged_into_code is None]
    survivors = {row.merged_into_code for row in every if row.merged_into_code and row.code.lower() == asked}
    exact = [row for row in rows if asked in (row.code.lower(), row.neq) or row.code in survivors]
    if exact or not wanted:
        return exact
    found = [row for row in rows if all(word in folded(row.name) for word in wanted)]
    return found[:limit]


def proposed_code(model: type[Organisation | Regroupement | Project]) -> str:
    """The code that the next one may have, after those that there are; see ``code_after``."""
    return code_after(session.scalars(select(model.code)), first=f"{model.__tablename__[:3].upper()}-001")


def code_after(codes: Iterable[str], *, first: str) -> str:
    """``ORG-0580`` after ``ORG-0579``: the code after the last one of the series that most ``codes`` are of;
    ``first`` where there is none."""
    parts = [found.groups() for code in codes if (found := re.fullmatch(r"(.*?)([0-9]{1,9})", code))]
    if not parts:
        return first
    series = Counter(prefix for prefix, _number in parts).most_common(1)[0][0]
    last = max((number for prefix, number in parts if prefix == series), key=int)
    return f"{series}{int(last) + 1:0{len(last)}d}"


def regroupements_alike(name: str, region_code: str | None) -> list[str]:
    """The codes of the regroupements that may be the one of this name, the surest first."""
    found = alike(
        Card("", name, region=region_code or ""),
        [Card(it.code, it.name, region=it.region_code or "") for it in regroupements()],
    )
    return [it.second for it in found]


def projects_alike(*names: str) -> list[str]:
    """The codes of the projects that may be the one that is called so in one language or the other."""
    there = session.scalars(select(Project)).all()
    found = [
        it.second
        for name in names
        for called in ("name_fr", "name_en")
        for it in alike(Card("", name), [Card(project.code, getattr(project, called)) for project in there])
    ]
    return list(dict.fromkeys(found))


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
