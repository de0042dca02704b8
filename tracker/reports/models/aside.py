"""A draft that was set aside because the report that it was for fell away."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.files.models import StoredFile
from tracker.grants.models import Agreement
from tracker.reports.models.templates import TemplateVersion


class SetAside(Base):
    """What was written for a report that is no longer due, as it stood; the database refuses to change or delete it.

    The period is that of the report. ``answers`` is text by path and ``facts`` what the form knew, as in a
    ``Submission``; ``written_by`` who wrote in it (e-mail addresses), ``indicators`` the targets that came with it.
    """

    __tablename__ = "report_set_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    fiscal_year: Mapped[str] = mapped_column(String(12))
    from_on: Mapped[date]
    to_on: Mapped[date]
    due_on: Mapped[date]
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)
    template_version_id: Mapped[int | None] = mapped_column(ForeignKey("template_version.id"))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    indicators: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    written_by: Mapped[list[str]] = mapped_column(JSON)
    set_aside_by: Mapped[str] = mapped_column(String(254))
    set_aside_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(500))

    agreement: Mapped[Agreement] = relationship()
    template_version: Mapped[TemplateVersion | None] = relationship()
    files: Mapped[list[SetAsideFile]] = relationship(back_populates="draft", order_by="SetAsideFile.file_id")


class SetAsideFile(Base):
    """A document that was attached to a draft set aside, or a workbook that was sent back for it."""

    __tablename__ = "report_set_aside_file"

    set_aside_id: Mapped[int] = mapped_column(ForeignKey("report_set_aside.id"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, index=True)
    path: Mapped[str | None] = mapped_column(String(160))
    description: Mapped[str] = mapped_column(String(250))

    draft: Mapped[SetAside] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()
