"""What an agreement undertakes to measure, and how it adds up over periods and places."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.grants.models.agreement import Agreement


class System(StrEnum):
    CHILD = "child"
    FAMILY = "family"
    COMMUNITY = "community"


class Aggregation(StrEnum):
    SUM = "sum"
    AVERAGE = "average"
    LAST = "last"
    MAX = "max"


class ProtectiveFactor(Base):
    """What an action strengthens (ecosystemic approach)."""

    __tablename__ = "protective_factor"

    code: Mapped[str] = mapped_column(String(48), primary_key=True)
    system: Mapped[str] = mapped_column(String(16))
    name_fr: Mapped[str] = mapped_column(String(250))
    name_en: Mapped[str] = mapped_column(String(250))


class Indicator(Base):
    """What an agreement measures, and how it adds up over periods and places."""

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("agreement_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    code: Mapped[str] = mapped_column(String(32))
    name_fr: Mapped[str] = mapped_column(String(250))
    name_en: Mapped[str] = mapped_column(String(250))
    unit: Mapped[str] = mapped_column(String(48))
    system: Mapped[str] = mapped_column(String(16))
    factor_code: Mapped[str | None] = mapped_column(ForeignKey("protective_factor.code"))
    aggregation: Mapped[str] = mapped_column(String(16))
    baseline: Mapped[str | None] = mapped_column(String(24))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)

    agreement: Mapped[Agreement] = relationship()
