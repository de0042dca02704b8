"""The signed instrument: who, what, how much, over which years, and what it obliges both sides to."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Person
from tracker.db import Base, Money, UTCDateTime, now
from tracker.directory.models import Organisation, Phase, Regroupement
from tracker.grants.models.programme import Programme
from tracker.grants.terms import Rates

if TYPE_CHECKING:
    from tracker.grants.models.plan import AgreementAct, Condition


class Stream(StrEnum):
    LOCAL = "local"
    REGIONAL = "regional"
    INDIGENOUS = "indigenous"
    PROJECT = "project"


class InstalmentKind(StrEnum):
    ADVANCE = "advance"
    CONDITIONAL = "conditional"
    HOLDBACK = "holdback"
    ADJUSTMENT = "adjustment"


class ReportKind(StrEnum):
    PROGRESS = "progress"
    ANNUAL = "annual"
    FINAL = "final"


class Agreement(Base):
    """An agreement with a regroupement or for a project's phase; perhaps under a framework."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("(regroupement_id IS NULL) <> (phase_id IS NULL)", name="subject"),
        CheckConstraint("framework_id IS NULL OR framework_id <> id", name="framework"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    stream: Mapped[str] = mapped_column(String(16), index=True)
    title_fr: Mapped[str] = mapped_column(String(250))
    title_en: Mapped[str] = mapped_column(String(250))
    regroupement_id: Mapped[int | None] = mapped_column(ForeignKey("regroupement.id"), index=True)
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("phase.id"), index=True)
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    signed_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who at the funder follows it; ``tracker.grants.officers`` assigns."""

    programme: Mapped[Programme] = relationship()
    officer: Mapped[Person | None] = relationship()
    regroupement: Mapped[Regroupement | None] = relationship()
    phase: Mapped[Phase | None] = relationship()
    framework: Mapped[Agreement | None] = relationship(remote_side=[id], back_populates="sub_agreements")
    sub_agreements: Mapped[list[Agreement]] = relationship(back_populates="framework", order_by="Agreement.number")
    mandates: Mapped[list[HostMandate]] = relationship(back_populates="agreement", order_by="HostMandate.from_on")
    amendments: Mapped[list[Amendment]] = relationship(back_populates="agreement", order_by="Amendment.number")
    instalments: Mapped[list[Instalment]] = relationship(back_populates="agreement", order_by="Instalment.number")
    obligations: Mapped[list[Obligation]] = relationship(back_populates="agreement", order_by="Obligation.number")
    acts: Mapped[list[AgreementAct]] = relationship(back_populates="agreement", order_by="AgreementAct.number")
    conditions: Mapped[list[Condition]] = relationship(back_populates="agreement", order_by="Condition.number")

    @property
    def fiscal_years(self) -> tuple[str, ...]:
        """The years that tile the agreement's dates (DOMAIN rule 2)."""
        return self.programme.calendar.years_between(self.starts_on, self.ends_on)

    @property
    def rates(self) -> Rates:
        """The programme's rates and limits that it was signed under: a later change of them is not its own."""
        return self.programme.rates_at(self.recorded_at)


class HostMandate(Base):
    """The organisation that signs, receives, employs and reports, between two dates (DOMAIN rule 22)."""

    __tablename__ = "host_mandate"
    __table_args__ = (
        UniqueConstraint("agreement_id", "from_on"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    agreement: Mapped[Agreement] = relationship(back_populates="mandates")
    organisation: Mapped[Organisation] = relationship()


class Amendment(Base):
    """A numbered signed change; the original agreement is n° 0."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("number >= 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    signed_on: Mapped[date]
    effective_on: Mapped[date]
    former_ends_on: Mapped[date | None]
    """When the agreement ended before this amendment; empty when it did not change that."""
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    agreement: Mapped[Agreement] = relationship(back_populates="amendments")
    lines: Mapped[list[AmendmentLine]] = relationship(order_by="AmendmentLine.id")


class AmendmentLine(Base):
    """What an amendment (or the original) adds to one line of one year."""

    __tablename__ = "amendment_line"
    __table_args__ = (UniqueConstraint("amendment_id", "fiscal_year", "line_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    line_code: Mapped[str] = mapped_column(ForeignKey("budget_line.code"))
    amount: Mapped[int] = mapped_column(Money)


class Instalment(Base):
    """A scheduled payment and what it waits for."""

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("amount >= 0", name="amount"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date] = mapped_column(index=True)
    amount: Mapped[int] = mapped_column(Money)
    required_obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    """When its first version was written; FormerInstalment keeps those that were superseded."""

    agreement: Mapped[Agreement] = relationship(back_populates="instalments")
    required_obligation: Mapped[Obligation | None] = relationship()


class Obligation(Base):
    """A report due. ``received_on`` and ``fulfilled_on`` are set by the reports slice when the report
    is submitted and accepted, so that a payment never has to ask upward."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("to_on >= from_on", name="dates"),
        CheckConstraint("fulfilled_on IS NULL OR received_on IS NOT NULL", name="fulfilled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date]
    to_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    received_on: Mapped[date | None]
    fulfilled_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    """When this version was written; FormerObligation keeps those before it."""

    agreement: Mapped[Agreement] = relationship(back_populates="obligations")
