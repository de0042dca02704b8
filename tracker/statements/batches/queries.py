"""Reads of year-ends and of what their jobs made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.db import session
from tracker.jobs.models import Job
from tracker.statements.batches.models import YearEnd
from tracker.statements.models import IssuedStatement

_SHOWN = 20


def latest() -> Sequence[YearEnd]:
    """The last year-ends, the newest first."""
    return session.scalars(select(YearEnd).order_by(YearEnd.id.desc()).limit(_SHOWN)).all()


def numbers_of(jobs: Sequence[Job]) -> list[str]:
    """The numbers of the statements that these jobs issued, or found issued."""
    return [job.result["number"] for job in jobs if job.result]


def statements(numbers: Sequence[str]) -> dict[str, IssuedStatement]:
    """These statements with the names of their files, by number."""
    rows = session.scalars(
        select(IssuedStatement)
        .where(IssuedStatement.number.in_(numbers))
        .options(selectinload(IssuedStatement.files), joinedload(IssuedStatement.superseded_by))
    )
    return {row.number: row for row in rows}
