"""The reminders that were sent, and the calendars that people subscribe to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, UTCDateTime


class Reminder(Base):
    """A person was reminded of a report, ``days`` before (negative) or after its due date. A date that was moved
    is told anew."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("obligation_id", "person_id", "due_on", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    days: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CalendarFeed(Base):
    """The secret address of a person's calendar, kept hashed as passwords' tokens are."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
