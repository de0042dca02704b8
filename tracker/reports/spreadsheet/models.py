"""The workbooks that were sent back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.files.models import StoredFile
from tracker.reports.models import Report


class ReturnedWorkbook(Base):
    """A workbook that somebody sent back for a report. What it changes is worked out each time it is looked at;
    ``taken_at`` is when its answers were saved into the draft, the last time."""

    __tablename__ = "returned_workbook"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    sent_by: Mapped[str] = mapped_column(String(254))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()
    file: Mapped[StoredFile] = relationship()
