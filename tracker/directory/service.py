"""Changes to the directory. The caller commits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from tracker.db import session
from tracker.directory.models import Instance, Project, Regroupement
from tracker.errors import DomainError, message
from tracker.trail import service as trail


def name_instance(*, funder_fr: str, funder_en: str, fictional: bool, actor: str, at: datetime) -> None:
    """Say whose installation this is, and whether its data is made up; every page and statement shows it."""
    row = session.scalars(select(Instance)).one()
    difference = {
        name: [getattr(row, name), value]
        for name, value in (("funder_fr", funder_fr), ("funder_en", funder_en), ("fictional", fictional))
        if getattr(row, name) != value
    }
    row.funder_fr, row.funder_en, row.fictional = funder_fr, funder_en, fictional
    trail.record(
        actor=actor, at=at, action="instance named", subject_type="instance", subject="1", difference=difference
    )


def add_regroupement(
    *, code: str, name: str, kind: str, region_code: str | None, actor: str, at: datetime
) -> Regroupement:
    """A new regroupement, regional body or community.

    Raises DomainError when its code is taken.
    """
    if session.scalar(select(Regroupement.id).where(Regroupement.code == code)) is not None:
        raise DomainError(message("This code is taken."), "code")
    added = Regroupement(code=code, name=name, kind=kind, region_code=region_code)
    session.add(added)
    session.flush()
    difference = {"name": [None, name], "kind": [None, kind], "region": [None, region_code]}
    trail.record(actor=actor, at=at, action="added", subject_type="regroupement", subject=code, difference=difference)
    return added


def add_project(*, code: str, name_fr: str, name_en: str, actor: str, at: datetime) -> Project:
    """A new project; its phases come with their agreements.

    Raises DomainError when its code is taken.
    """
    if session.scalar(select(Project.id).where(Project.code == code)) is not None:
        raise DomainError(message("This code is taken."), "code")
    added = Project(code=code, name_fr=name_fr, name_en=name_en)
    session.add(added)
    session.flush()
    difference = {"name_fr": [None, name_fr], "name_en": [None, name_en]}
    trail.record(actor=actor, at=at, action="added", subject_type="project", subject=code, difference=difference)
    return added
