"""Allocation keys: how what an agreement does for several regions is divided among them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime

WHOLE = 10_000
"""A hundred per cent, in hundredths of a per cent."""


class AllocationKey(Base):
    """A key as it was decided; the last one decided is in force for the whole agreement, its past included.

    It moves no money: statements of regions divide figures by it. Never edited: another one replaces it.
    """

    __tablename__ = "allocation_key"
    __table_args__ = (UniqueConstraint("agreement_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    number: Mapped[int]
    decided_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)

    shares: Mapped[list[AllocationShare]] = relationship(order_by="AllocationShare.region_code")


class AllocationShare(Base):
    """A region's share, in hundredths of a per cent; those of a key add up to ``WHOLE``."""

    __tablename__ = "allocation_share"
    __table_args__ = (CheckConstraint(f"share > 0 AND share <= {WHOLE}", name="share"),)

    key_id: Mapped[int] = mapped_column(ForeignKey("allocation_key.id"), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(2), ForeignKey("region.code"), primary_key=True)
    share: Mapped[int]
