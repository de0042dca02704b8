"""The workbooks that were sent back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.files.models import StoredFile
from tracker.reports.models import Report


class ReturnedWorkbook(Base):
    """A workbook that somebody sent back for a report. What it changes is worked out each time it is looked at.

    ``download`` names the download that it was made of. ``taken_at`` is when its answers were last saved into the
    draft, and ``settled`` what it then said, by path, whether it was taken or the draft's was kept: the same file
    sent again asks nothing again.
    """

    __tablename__ = "returned_workbook"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    download: Mapped[str] = mapped_column(String(40))
    sent_by: Mapped[str] = mapped_column(String(254))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    report: Mapped[Report] = relationship()
    file: Mapped[StoredFile] = relationship()
