"""What the directory itself, and the people below it, have of an organisation that is merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from tracker.accounts.models import Person
from tracker.db import session
from tracker.directory.merging.followers import Follower
from tracker.directory.models import Membership, Organisation
from tracker.errors import message
from tracker.files.models import StoredFile

Span = tuple[date, date | None]


def union(spans: Iterable[Span]) -> list[Span]:
    """Spans of days, those that share a day made one; no end is for ever."""
    joined: list[Span] = []
    for begin, end in sorted(spans, key=lambda it: it[0]):
        last = joined[-1] if joined else None
        if last is None or (last[1] is not None and last[1] < begin):
            joined.append((begin, end))
        else:
            ends = None if last[1] is None or end is None else max(last[1], end)
            joined[-1] = (last[0], ends)
    return joined


def _memberships(of: Organisation) -> Sequence[Membership]:
    found = select(Membership).where(Membership.organisation_id == of.id).order_by(Membership.from_on, Membership.id)
    return session.scalars(found).all()


def _count_memberships(of: Organisation) -> int:
    query = select(func.count()).select_from(Membership).where(Membership.organisation_id == of.id)
    return session.scalar(query) or 0


def _move_memberships(merged: Organisation, survivor: Organisation, at: datetime) -> list[list[str | None]]:
    """In each regroupement that the merged one was in, both were there when either was."""
    theirs, known = _memberships(merged), _memberships(survivor)
    told = []
    for regroupement_id in sorted({it.regroupement_id for it in theirs}):
        rows = [it for it in (*theirs, *known) if it.regroupement_id == regroupement_id]
        code = rows[0].regroupement.code
        told += [[code, it.organisation.code, it.from_on.isoformat(), _day(it.to_on)] for it in rows]
        spans = union((it.from_on, it.to_on) for it in rows)
        for row in rows:
            session.delete(row)
        session.flush()
        session.add_all(
            Membership(regroupement_id=regroupement_id, organisation_id=survivor.id, from_on=begin, to_on=end)
            for begin, end in spans
        )
    session.flush()
    return told


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _count_people(of: Organisation) -> int:
    query = select(func.count()).select_from(Person).where(Person.organisation_code == of.code)
    return session.scalar(query) or 0


def _move_people(merged: Organisation, survivor: Organisation, at: datetime) -> list[str]:
    """Their next page is already the survivor's: what one may see is read at each request."""
    people = session.scalars(select(Person).where(Person.organisation_code == merged.code).order_by(Person.id)).all()
    for person in people:
        person.organisation_code = survivor.code
    session.flush()
    return [person.email for person in people]


def _count_files(of: Organisation) -> int:
    query = select(func.count()).select_from(StoredFile).where(StoredFile.organisation_code == of.code)
    return session.scalar(query) or 0


def _leave_files(merged: Organisation, survivor: Organisation, at: datetime) -> None:
    """A file says for ever under which code it came; the survivor's quota counts it (tracker.files.queries)."""


OWN = (
    Follower("memberships", message("Memberships of regroupements"), _count_memberships, _move_memberships),
    Follower("people", message("People who have an account"), _count_people, _move_people),
    Follower("files", message("Files"), _count_files, _leave_files),
)
