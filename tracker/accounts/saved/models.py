"""Saved views."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, UTCDateTime

NAME_LENGTH, QUERY_LENGTH = 60, 2000


class SavedView(Base):
    """A list as somebody wants to find it again. ``query`` is what its address says after the question mark:
    filters and order, in the order of ``@filtered_by``, without the page.
    """

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "endpoint", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    endpoint: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    query: Mapped[str] = mapped_column(String(QUERY_LENGTH))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
