"""A report as it is written: its answers, who signed what off, what is attached, and what was submitted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.files.models import StoredFile
from tracker.grants.models import Obligation
from tracker.reports.models.facts import Report
from tracker.reports.models.templates import TemplateVersion


class Answer(Base):
    """One answer of a draft, as it was typed. ``path`` is its place in the form (``tracker.reports.form.layout``);
    ``revision`` counts its savings, so that a field that two people changed shows both values. An answer that was
    emptied stays, with the empty text."""

    __tablename__ = "report_answer"
    __table_args__ = (UniqueConstraint("report_id", "path"), CheckConstraint("revision > 0", name="revision"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    path: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(LongText)
    revision: Mapped[int]
    edited_by: Mapped[str] = mapped_column(String(254))
    edited_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Attachment(Base):
    """A supporting document of a report; ``path`` is the row or question that it belongs to, if one."""

    __tablename__ = "report_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    path: Mapped[str | None] = mapped_column(String(160))
    description: Mapped[str] = mapped_column(String(250), default="")
    added_by: Mapped[str] = mapped_column(String(254))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_by: Mapped[str | None] = mapped_column(String(254))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    report: Mapped[Report] = relationship()
    file: Mapped[StoredFile] = relationship()


class SignOff(Base):
    """Somebody vouches for a part of the draft, ``content`` or ``finance``, as it stood at ``revision`` of the
    report: a later change of that part asks for it again."""

    __tablename__ = "report_sign_off"
    __table_args__ = (
        UniqueConstraint("report_id", "part"),
        CheckConstraint("part IN ('content', 'finance')", name="part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    part: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    signed_by: Mapped[str] = mapped_column(String(254))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Submission(Base):
    """A numbered version of a report as it was submitted; the database refuses to change or delete it.

    ``answers`` is canonical text by path, ``files`` the attachments (name, size, SHA-256), ``sha256`` the fingerprint
    of the canonical record of both; ``receipt`` holds the PDF receipt once it is made. ``on_behalf_of`` is the
    person for whom ``submitted_by`` acted, or themselves.
    """

    __tablename__ = "report_submission"
    __table_args__ = (UniqueConstraint("report_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    template_version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"))
    submitted_by: Mapped[str] = mapped_column(String(254))
    on_behalf_of: Mapped[str] = mapped_column(String(254))
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    language: Mapped[str] = mapped_column(String(2))
    answers: Mapped[dict[str, str]] = mapped_column(JSON)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)

    report: Mapped[Report] = relationship(back_populates="submissions")
    template_version: Mapped[TemplateVersion] = relationship()
    receipts: Mapped[list[Receipt]] = relationship(back_populates="submission")


class Receipt(Base):
    """The PDF receipt of a submission, as it was made once."""

    __tablename__ = "report_receipt"
    __table_args__ = (UniqueConstraint("submission_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("report_submission.id"))
    lang: Mapped[str] = mapped_column(String(2))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    submission: Mapped[Submission] = relationship(back_populates="receipts")


class Extension(Base):
    """A due date that was moved, perhaps after it had passed, and why."""

    __tablename__ = "report_extension"
    __table_args__ = (
        CheckConstraint("to_due_on > from_due_on", name="dates"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    from_due_on: Mapped[date]
    to_due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[str] = mapped_column(String(254))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)

    obligation: Mapped[Obligation] = relationship()
