"""What an auditor was engaged to read: it says which agreements they see, so it lives where agreements do."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Person
from tracker.db import Base, UTCDateTime
from tracker.grants.models.agreement import Agreement
from tracker.grants.models.programme import Programme


class Reach(StrEnum):
    """How much of the portfolio an engagement opens."""

    EVERYTHING = "everything"
    PROGRAMME = "programme"
    AGREEMENTS = "agreements"


engaged_agreement = Table(
    "engaged_agreement",
    Base.metadata,
    Column("engagement_id", ForeignKey("engagement.id"), primary_key=True),
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True, index=True),
)


class Engagement(Base):
    """An auditor's mandate: what they may read, for which ``fiscal_years`` they work (none: all of them), and
    until when. It is ended, never erased. The years say what is audited; they hide nothing of an agreement,
    whose opening balances come from the years before."""

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("(reach = 'programme') = (programme_id IS NOT NULL)", name="reach"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reach: Mapped[str] = mapped_column(String(16))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    fiscal_years: Mapped[list[str]] = mapped_column(JSON)
    until: Mapped[date | None]
    purpose: Mapped[str] = mapped_column(Text)
    given_by: Mapped[str] = mapped_column(String(254))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(254))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    programme: Mapped[Programme | None] = relationship()
    agreements: Mapped[list[Agreement]] = relationship(secondary=engaged_agreement, order_by=Agreement.number)

    def is_open(self, today: date) -> bool:
        """Whether it still opens anything."""
        return self.ended_at is None and (self.until is None or today <= self.until)
