"""The whole journal as an auditor reads it: filtered, page by page, taken away. Reads only.

Pages go by sequence numbers, so that the last page costs what the first one does; a file is read in
slices, so that its length does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from tracker.db import session
from tracker.insight.queries import Entry
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.money import Cents

_SLICE = 1_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list keeps: by the day it took effect, ``actor`` by a part of the name, ``amount`` by a
    posting of it, in or out, ``agreement`` with the entries of its framework that give to it."""

    agreement: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    actor: str = ""
    amount: Cents | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Filter()

    def conditions(self) -> list[ColumnElement[bool]]:
        """For the ``where`` of a query on ``JournalEntry``."""
        kept: list[ColumnElement[bool]] = []
        if self.agreement:
            touching = select(Posting.entry).where(Posting.agreement == self.agreement)
            kept.append(or_(JournalEntry.agreement == self.agreement, JournalEntry.seq.in_(touching)))
        if self.kind:
            kept.append(JournalEntry.kind == self.kind)
        if self.since:
            kept.append(JournalEntry.occurred_on >= self.since)
        if self.until:
            kept.append(JournalEntry.occurred_on <= self.until)
        if self.actor:
            kept.append(JournalEntry.actor.icontains(self.actor, autoescape=True))
        if self.amount is not None:
            having = select(Posting.entry).where(Posting.amount.in_([self.amount, -self.amount]))
            kept.append(JournalEntry.seq.in_(having))
        return kept


@dataclass(frozen=True, slots=True)
class Slice:
    """Some entries, the last written first. ``older`` and ``newer`` are the numbers to go on from."""

    rows: Sequence[Entry]
    older: int | None
    newer: int | None


def page(wanted: Filter, *, before: int | None = None, after: int | None = None, size: int) -> Slice:
    """The ``size`` last entries of ``wanted``; those just before entry ``before`` or just after ``after``."""
    query = select(JournalEntry).where(*wanted.conditions()).limit(size + 1)
    if after is not None:
        query = query.where(JournalEntry.seq > after).order_by(JournalEntry.seq)
    else:
        query = query.order_by(JournalEntry.seq.desc())
        if before is not None:
            query = query.where(JournalEntry.seq < before)
    found = list(session.scalars(query))
    more, found = len(found) > size, found[:size]
    if after is not None:
        found.reverse()
    if not found:
        return Slice((), None, None)
    has_older = more if after is None else True
    has_newer = more if after is not None else before is not None
    return Slice(_with_postings(found), found[-1].seq if has_older else None, found[0].seq if has_newer else None)


def posting_count(wanted: Filter) -> int:
    """How many postings the entries of ``wanted`` have."""
    kept = select(JournalEntry.seq).where(*wanted.conditions())
    query = select(func.count()).select_from(Posting)
    return session.scalar(query.where(Posting.entry.in_(kept)) if wanted.narrows else query) or 0


def rows(wanted: Filter, *, upto: int) -> Iterator[tuple[Row[Any], Row[Any] | None]]:
    """Every posting of the entries of ``wanted`` up to entry ``upto``, each with its entry, in the
    journal's order; an entry that moves no money once, without. Rows, not objects, read in slices:
    memory stays constant."""
    last = 0
    while True:
        found = session.execute(
            select(JournalEntry.__table__)
            .where(JournalEntry.seq > last, JournalEntry.seq <= upto, *wanted.conditions())
            .order_by(JournalEntry.seq)
            .limit(_SLICE)
        ).all()
        if not found:
            return
        by_entry: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for posting in session.execute(
            select(Posting.__table__).where(Posting.entry.in_([it.seq for it in found])).order_by(Posting.id)
        ):
            by_entry[posting.entry].append(posting)
        for entry in found:
            for each in by_entry[entry.seq] or (None,):
                yield entry, each
        last = found[-1].seq


def _with_postings(found: Sequence[JournalEntry]) -> list[Entry]:
    by_entry: defaultdict[int, list[Posting]] = defaultdict(list)
    for posting in session.scalars(
        select(Posting).where(Posting.entry.in_([it.seq for it in found])).order_by(Posting.entry, Posting.id)
    ):
        by_entry[posting.entry].append(posting)
    return [Entry(it, by_entry[it.seq]) for it in found]
