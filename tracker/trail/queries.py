"""Reading the trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from tracker.db import session
from tracker.trail.models import TrailRecord


def of(
    subject_type: str, subject: str, *, page: int, size: int, without: Sequence[str] = ()
) -> tuple[Sequence[TrailRecord], int]:
    """A page of what was done to one thing, the last first, and how many acts there are; some acts left out."""
    theirs = (
        TrailRecord.subject_type == subject_type,
        TrailRecord.subject == subject,
        TrailRecord.action.not_in(without),
    )
    total = session.scalar(select(func.count()).select_from(TrailRecord).where(*theirs)) or 0
    found = session.scalars(
        select(TrailRecord).where(*theirs).order_by(TrailRecord.id.desc()).limit(size).offset((page - 1) * size)
    ).all()
    return found, total


def last_of(subject_type: str) -> dict[str, TrailRecord]:
    """The last act on each subject of a type, by subject."""
    last = (
        select(func.max(TrailRecord.id)).where(TrailRecord.subject_type == subject_type).group_by(TrailRecord.subject)
    )
    return {it.subject: it for it in session.scalars(select(TrailRecord).where(TrailRecord.id.in_(last)))}
