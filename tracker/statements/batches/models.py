"""A year-end that somebody asked for. Where it stands is said by its jobs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.db import Base, UTCDateTime

FAMILIES = "year-end/"
"""How the families of the jobs of year-ends begin. Their rows say what each issued: they are never forgotten."""


class YearEnd(Base):
    """What is issued: the statements of ``year`` of ``programme``, as of a day, in ``languages``."""

    __tablename__ = "year_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(String(32))
    year: Mapped[str] = mapped_column(String(9))
    as_of: Mapped[date]
    languages: Mapped[list[str]] = mapped_column(JSON)
    requested_by: Mapped[str] = mapped_column(String(254))
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def family(self) -> str:
        """What its jobs of issuing have in common."""
        return f"{FAMILIES}{self.id}"

    @property
    def examination(self) -> str:
        """The family, and the key, of the job that looks what there is to issue."""
        return f"{FAMILIES}{self.id}/examine"
