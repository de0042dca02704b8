"""Regions, organisations, regroupements and their members, projects and phases."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base


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
    """A legal entity (NEQ, BN): a partner, perhaps a fiscal host."""

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
