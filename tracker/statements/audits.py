"""Auditors' signed reports on issued statements: kept beside them, whose bytes stay as they were issued.

The program never writes an opinion: it says that a report of somebody is attached, and gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.db import session
from tracker.errors import DomainError, Message, message
from tracker.files import service as files
from tracker.files.rules import PDF, Rule
from tracker.statements import pades
from tracker.statements.models import AuditReport, IssuedStatement
from tracker.trail import service as trail

REPORTS = Rule(kinds=frozenset({PDF}), max_files=1)
"""A signed report is a PDF."""


def attach(
    row: IssuedStatement, stream: BinaryIO, *, name: str, auditor: str, signed_on: date, by: str, at: datetime
) -> AuditReport:
    """Keep the report of ``auditor`` on statement ``row``. Raises DomainError for a file that is no PDF, for a
    day before the statement was issued, or for the same file again."""
    if signed_on < row.known_at.date() or signed_on > at.date():
        raise DomainError(message("A report is signed after the statement is issued, and not later than today."), "day")
    file = files.keep(stream, name=name, organisation=None, by=by, at=at, rule=REPORTS)
    if any(it.sha256 == file.sha256 for it in of(row)):
        raise DomainError(message("This report is attached already."), "file")
    with files.open_content(file) as content:
        signatures = pades.signatures_in(content)
    report = AuditReport(
        statement_id=row.id,
        file_id=file.id,
        sha256=file.sha256,
        auditor=auditor,
        signed_on=signed_on,
        signatures="; ".join(signatures) or None,
        attached_by=by,
        attached_at=at,
    )
    session.add(report)
    session.flush()
    trail.record(
        actor=by,
        at=at,
        action="attach auditor's report",
        subject_type="statement",
        subject=row.number,
        difference={"auditor": auditor, "signed_on": signed_on.isoformat(), "sha256": file.sha256},
    )
    return report


def of(row: IssuedStatement) -> Sequence[AuditReport]:
    """The reports attached to a statement, in the order they came, with their files."""
    return session.scalars(
        select(AuditReport)
        .where(AuditReport.statement_id == row.id)
        .order_by(AuditReport.id)
        .options(joinedload(AuditReport.file))
    ).all()


def said(row: IssuedStatement) -> list[Message]:
    """Whether the statement is audited, in one sentence for each report; that it is not, without any."""
    found = [
        message(
            "Audited: the report of %(auditor)s, signed on %(date)s, is attached.",
            auditor=it.auditor,
            date=it.signed_on,
        )
        for it in of(row)
    ]
    return found or [message("Unaudited: no signed report of an auditor is attached.")]
