"""Issued statements and their files. The database itself refuses to change or delete their rows (see migrations)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.db import Base, UTCDateTime
from tracker.files.models import StoredFile


class IssuedStatement(Base):
    """A statement as it was issued: its number, its canonical record and the signature over it.

    ``kind`` and ``subject`` say of what (``agreement_year`` of an agreement's number…), ``serial`` is
    the subject's part of the number. ``known_at`` is the moment of issue as well: what was recorded by then counts.
    """

    __tablename__ = "issued_statement"
    __table_args__ = (
        UniqueConstraint("period", "serial", "rank"),
        UniqueConstraint("kind", "subject", "period", "rank"),
        CheckConstraint("rank > 0", name="rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    period: Mapped[str] = mapped_column(String(12))
    serial: Mapped[str] = mapped_column(String(40))
    rank: Mapped[int]
    agreement: Mapped[str | None] = mapped_column(ForeignKey("agreement.number"), index=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    as_of: Mapped[date]
    known_at: Mapped[datetime] = mapped_column(UTCDateTime)
    issued_by: Mapped[str] = mapped_column(String(254))
    journal_seq: Mapped[int]
    journal_head: Mapped[str] = mapped_column(String(64))
    canonical: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("issued_statement.id"), unique=True)

    files: Mapped[list[StatementFile]] = relationship(
        back_populates="statement", order_by="StatementFile.lang.desc(), StatementFile.form"
    )
    audits: Mapped[list[AuditReport]] = relationship(back_populates="statement", order_by="AuditReport.id")
    supersedes: Mapped[IssuedStatement | None] = relationship(remote_side=[id], back_populates="superseded_by")
    superseded_by: Mapped[IssuedStatement | None] = relationship(back_populates="supersedes", uselist=False)


class StatementFile(Base):
    """A file of an issued statement, as it was made once; it is never made again."""

    __tablename__ = "statement_file"
    __table_args__ = (UniqueConstraint("statement_id", "lang", "form"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("issued_statement.id"))
    lang: Mapped[str] = mapped_column(String(2))
    form: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    statement: Mapped[IssuedStatement] = relationship(back_populates="files")


class AuditReport(Base):
    """The signed report of an auditor on an issued statement, whose own bytes never change for it.

    ``auditor`` is who signed it, as the report says; ``signatures`` what electronic signatures the PDF
    bears, None for a report signed by hand. What it concludes is in the file, and nowhere here.
    """

    __tablename__ = "audit_report"
    __table_args__ = (UniqueConstraint("statement_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("issued_statement.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    auditor: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date]
    signatures: Mapped[str | None] = mapped_column(Text)
    attached_by: Mapped[str] = mapped_column(String(254))
    attached_at: Mapped[datetime] = mapped_column(UTCDateTime)

    statement: Mapped[IssuedStatement] = relationship(back_populates="audits")
    file: Mapped[StoredFile] = relationship()
