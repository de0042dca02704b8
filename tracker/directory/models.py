"""Regions, organisations, regroupements and their members, projects and phases."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Person
from tracker.db import Base, UTCDateTime


class OrganisationKind(StrEnum):
    COMMUNITY = "community"
    CHILDCARE = "childcare"
    SCHOOL = "school"
    HEALTH = "health"
    MUNICIPAL = "municipal"
    INDIGENOUS = "indigenous"
    OTHER = "other"


class RegroupementKind(StrEnum):
    LOCAL = "local"
    REGIONAL = "regional"
    COMMUNITY = "community"


class Region(Base):
    """One of Québec's 17 administrative regions; what is national has none."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))


class Organisation(Base):
    """A legal entity (NEQ, BN): a partner, perhaps a fiscal host. One with ``merged_into_code`` turned out to be
    another: its row stays, for the code that history was written under (docs/decisions/0026)."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(250), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    neq: Mapped[str | None] = mapped_column(String(10), index=True)
    business_number: Mapped[str | None] = mapped_column(String(15), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    city: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    email: Mapped[str | None] = mapped_column(String(254))
    merged_into_code: Mapped[str | None] = mapped_column(ForeignKey("organisation.code"), index=True)

    region: Mapped[Region | None] = relationship()


class Regroupement(Base):
    """A collective on a territory. It may have no legal existence, so it never receives cash itself."""

    __tablename__ = "regroupement"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(250), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)

    region: Mapped[Region | None] = relationship()


class Membership(Base):
    """An organisation in a regroupement, dated; a withdrawn member stays in history."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("regroupement_id", "organisation_id", "from_on"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regroupement_id: Mapped[int] = mapped_column(ForeignKey("regroupement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    regroupement: Mapped[Regroupement] = relationship()
    organisation: Mapped[Organisation] = relationship()


class MergerState(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    DECLINED = "declined"


_OPEN = text("state = 'proposed'")


class Merger(Base):
    """Two organisations said to be one: what the merged one has goes to the survivor. Where either has a mandate,
    somebody else confirms what one person proposes, and the database holds them to it."""

    __tablename__ = "merger"
    __table_args__ = (
        CheckConstraint("merged_code <> survivor_code", name="two"),
        CheckConstraint("state IN ('proposed', 'done', 'declined')", name="state"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by"),
        CheckConstraint("NOT needs_two OR state <> 'done' OR decided_by_id <> proposed_by_id", name="two_people"),
        Index("uq_merger_open", "merged_code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merged_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"))
    survivor_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12))
    needs_two: Mapped[bool]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    merged: Mapped[Organisation] = relationship(foreign_keys=[merged_code])
    survivor: Mapped[Organisation] = relationship(foreign_keys=[survivor_code])


class Distinct(Base):
    """Two organisations that look alike and that somebody said are not the same: they are not offered again."""

    __tablename__ = "distinct_organisations"
    __table_args__ = (CheckConstraint("first_code < second_code", name="order"),)

    first_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"), primary_key=True)
    second_code: Mapped[str] = mapped_column(ForeignKey("organisation.code"), primary_key=True)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)

    said_by: Mapped[Person] = relationship()


class Project(Base):
    """An innovative project, delivered in phases."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_fr: Mapped[str] = mapped_column(String(250))
    name_en: Mapped[str] = mapped_column(String(250))

    phases: Mapped[list[Phase]] = relationship(back_populates="project", order_by="Phase.number")


class Phase(Base):
    """A numbered phase of a project; each is its own agreement."""

    __tablename__ = "phase"
    __table_args__ = (UniqueConstraint("project_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]

    project: Mapped[Project] = relationship(back_populates="phases")


class Instance(Base):
    """Whose installation this is, in one row: the funder's name, and whether its data is made up."""

    __tablename__ = "instance"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    funder_fr: Mapped[str] = mapped_column(String(120))
    funder_en: Mapped[str] = mapped_column(String(120))
    fictional: Mapped[bool]
