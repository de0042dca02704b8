"""Working papers: samples, what was found on each item, what was asked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Person
from tracker.audit.life import State
from tracker.db import Base, Money, UTCDateTime
from tracker.directory.models import Organisation
from tracker.files.models import StoredFile
from tracker.grants.models import Agreement


class AuditSample(Base):
    """A sample of one auditor: its population by both clocks, how it was drawn, from which seed.

    ``interval`` and ``start`` are of monetary units; ``population_size`` and ``population_amount`` are what
    it was drawn from, so that a second draw shows that nothing moved.
    """

    __tablename__ = "audit_sample"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("risk IN (5, 10, 20)", name="risk"),
        CheckConstraint("seed <> ''", name="seed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    population: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str | None] = mapped_column(String(12))
    as_of: Mapped[date]
    known_at: Mapped[datetime] = mapped_column(UTCDateTime)
    method: Mapped[str] = mapped_column(String(16))
    seed: Mapped[str] = mapped_column(String(64))
    risk: Mapped[int]
    tolerable: Mapped[int] = mapped_column(Money)
    interval: Mapped[int] = mapped_column("sampling_interval", Money)
    start: Mapped[int] = mapped_column("random_start", Money)
    population_size: Mapped[int]
    population_amount: Mapped[int] = mapped_column(Money)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    drawn_at: Mapped[datetime] = mapped_column(UTCDateTime)

    agreement: Mapped[Agreement] = relationship()
    drawn_by: Mapped[Person] = relationship()
    items: Mapped[list[AuditItem]] = relationship(back_populates="sample", order_by="AuditItem.rank")


class AuditItem(Base):
    """An item of a sample. ``misstated`` is how much too much was claimed, None until it was looked at;
    ``ticks`` are the letters of what was checked (tracker.audit.papers.TICKS)."""

    __tablename__ = "audit_item"
    __table_args__ = (
        UniqueConstraint("sample_id", "rank"),
        UniqueConstraint("sample_id", "key"),
        CheckConstraint("misstated IS NULL OR misstated = 0 OR reason <> ''", name="reason"),
        CheckConstraint("(misstated IS NULL) = (looked_at IS NULL)", name="looked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"))
    rank: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    amount: Mapped[int] = mapped_column(Money)
    certain: Mapped[bool]
    hit: Mapped[int | None] = mapped_column(Money)
    ticks: Mapped[list[str]] = mapped_column(JSON)
    misstated: Mapped[int | None] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text, default="")
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    sample: Mapped[AuditSample] = relationship(back_populates="items")
    requests: Mapped[list[EvidenceRequest]] = relationship(back_populates="item", order_by="EvidenceRequest.id")


class EvidenceRequest(Base):
    """Evidence that was asked for about an item, of the partner or of the funder. ``organisation`` is the fiscal host
    that is asked; ``due_on`` the day that was asked for last. What was said is in ``turns``, the asking first."""

    __tablename__ = "evidence_request"
    __table_args__ = (
        CheckConstraint("asked_of IN ('partner', 'funder')", name="asked_of"),
        CheckConstraint("state IN ('asked', 'answered', 'closed')", name="state"),
        CheckConstraint("asked_of = 'partner' OR organisation_id IS NULL", name="organisation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("audit_item.id"), index=True)
    asked_of: Mapped[str] = mapped_column(String(8))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date]

    item: Mapped[AuditItem] = relationship(back_populates="requests")
    organisation: Mapped[Organisation | None] = relationship()
    turns: Mapped[list[EvidenceTurn]] = relationship(back_populates="request", order_by="EvidenceTurn.number")

    @property
    def status(self) -> State:
        """Its state, as a value of the table of ``life``."""
        return State(self.state)


class EvidenceTurn(Base):
    """What was asked, answered or closed, as a fact: the database refuses to change or remove it.

    ``step`` is of ``life.Step``; ``due_on`` goes with what is asked. ``said_by`` is an e-mail address, ``name``
    that person's name on that day.
    """

    __tablename__ = "evidence_turn"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        CheckConstraint("step IN ('ask', 'answer', 'ask_again', 'close')", name="step"),
        CheckConstraint("(due_on IS NOT NULL) = (step IN ('ask', 'ask_again'))", name="due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("evidence_request.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    said_by: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    said_at: Mapped[datetime] = mapped_column(UTCDateTime)

    request: Mapped[EvidenceRequest] = relationship(back_populates="turns")
    files: Mapped[list[EvidenceFile]] = relationship(back_populates="turn", order_by="EvidenceFile.id")


class EvidenceFile(Base):
    """A file of an answer; as much a fact as the answer."""

    __tablename__ = "evidence_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("evidence_turn.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)

    turn: Mapped[EvidenceTurn] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()
