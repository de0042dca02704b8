"""Reads of what was issued. Nothing here draws anything: files are given as they were made."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from tracker.db import session
from tracker.ledger.models import JournalEntry
from tracker.statements.canonical import Record
from tracker.statements.models import IssuedStatement, StatementFile

FORMS = ("pdf", "xlsx")
"""The files that each language of a statement has."""

_NEAR = 50


def latest(kind: str, subject: str, period: str) -> IssuedStatement | None:
    """The last statement issued of one subject and period, with its record."""
    return session.scalar(
        select(IssuedStatement)
        .where(IssuedStatement.kind == kind, IssuedStatement.subject == subject, IssuedStatement.period == period)
        .order_by(IssuedStatement.rank.desc())
        .limit(1)
        .options(undefer(IssuedStatement.canonical))
    )


def year_is_issued(agreement: str, year: str) -> bool:
    """Whether the statement of one year of an agreement was issued: its reports are locked then (REPORTS.md)."""
    return latest("agreement_year", agreement, year) is not None


def serials_of(period: str) -> frozenset[str]:
    """Every subject's part of a number that is taken in ``period``."""
    return frozenset(session.scalars(select(IssuedStatement.serial).where(IssuedStatement.period == period)))


def by_number(number: str) -> IssuedStatement | None:
    """The statement of this number, with its record."""
    return _one(IssuedStatement.number == number)


def by_code(code: str) -> IssuedStatement | None:
    """The statement of this public code, however it was typed; with its record."""
    return _one(IssuedStatement.code == "".join(letter for letter in code.lower() if letter.isalnum()))


def of_agreement(agreement: str) -> Sequence[IssuedStatement]:
    """What was issued of one agreement and has all its files, the newest first."""
    return _shelf(IssuedStatement.agreement == agreement)


def of_several() -> Sequence[IssuedStatement]:
    """What was issued of regions and programmes and has all its files, the newest first."""
    return _shelf(IssuedStatement.agreement.is_(None))


def _shelf(condition: ColumnElement[bool]) -> Sequence[IssuedStatement]:
    found = session.scalars(
        select(IssuedStatement)
        .where(condition)
        .order_by(IssuedStatement.id.desc())
        .options(
            undefer(IssuedStatement.canonical),
            selectinload(IssuedStatement.files),
            selectinload(IssuedStatement.audits),
            joinedload(IssuedStatement.superseded_by),
            joinedload(IssuedStatement.supersedes),
        )
    )
    return [row for row in found if is_complete(row)]


def is_complete(row: IssuedStatement) -> bool:
    """Whether every file of ``row`` is made."""
    return len(row.files) == len(FORMS) * len(record_of(row)["languages"])


def file_of(kind: str, subject: str, *, period: str, rank: int, lang: str, form: str) -> StatementFile | None:
    """One file of an issued statement, with its bytes."""
    return session.scalar(
        select(StatementFile)
        .join(StatementFile.statement)
        .where(
            IssuedStatement.kind == kind,
            IssuedStatement.subject == subject,
            IssuedStatement.period == period,
            IssuedStatement.rank == rank,
            StatementFile.lang == lang,
            StatementFile.form == form,
        )
        .options(undefer(StatementFile.content))
    )


def file_with(sha256: str) -> StatementFile | None:
    """The file of this fingerprint, with its bytes."""
    return session.scalar(
        select(StatementFile)
        .where(StatementFile.sha256 == sha256)
        .options(undefer(StatementFile.content), joinedload(StatementFile.statement))
    )


def files_of(row: IssuedStatement, form: str) -> Sequence[StatementFile]:
    """The files of ``row`` in one form, with their bytes."""
    return session.scalars(
        select(StatementFile)
        .where(StatementFile.statement_id == row.id, StatementFile.form == form)
        .order_by(StatementFile.lang.desc())
        .options(undefer(StatementFile.content))
    ).all()


def files_of_size(size: int) -> Sequence[StatementFile]:
    """Files as long as one that cannot be read, which may be one of them with a byte changed."""
    return session.scalars(
        select(StatementFile)
        .where(StatementFile.size == size)
        .limit(_NEAR)
        .options(undefer(StatementFile.content), joinedload(StatementFile.statement))
    ).all()


def signed_with(public_key: str) -> bool:
    """Whether a statement was issued under this key, which may since have been replaced."""
    return bool(session.scalar(select(exists().where(IssuedStatement.public_key == public_key))))


def journal_hash(seq: int) -> str | None:
    """The hash of one entry of the journal; None when there is no such entry."""
    return session.scalar(select(JournalEntry.hash).where(JournalEntry.seq == seq))


def journal_end() -> int:
    """The number of the journal's last entry."""
    return session.scalar(select(func.max(JournalEntry.seq))) or 0


def record_of(row: IssuedStatement) -> Record:
    """What was frozen."""
    frozen: Record = json.loads(row.canonical)
    return frozen


def _one(condition: ColumnElement[bool]) -> IssuedStatement | None:
    return session.scalar(
        select(IssuedStatement)
        .where(condition)
        .options(undefer(IssuedStatement.canonical), joinedload(IssuedStatement.superseded_by))
    )
