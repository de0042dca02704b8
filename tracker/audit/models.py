"""Working papers: samples, what was found on each item, what was asked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Person
from tracker.db import Base, Money, UTCDateTime
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
    """Evidence that was asked for about an item, of the partner or of the funder, and by when."""

    __tablename__ = "evidence_request"
    __table_args__ = (CheckConstraint("asked_of IN ('partner', 'funder')", name="asked_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("audit_item.id"), index=True)
    asked_of: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    item: Mapped[AuditItem] = relationship(back_populates="requests")
