"""The entries behind a figure, read from the journal. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.insight.trace.references import Sum
from tracker.ledger import organisations
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.money import Cents

_Reversed = aliased(JournalEntry)


@dataclass(frozen=True, slots=True)
class Traced:
    """A posting with its entry. ``kind`` and ``source`` are those of the entry that it ``reverses``, if any:
    so figures count it. ``host`` is the code that it goes by today, as on statements."""

    seq: int
    kind: Kind
    source: str
    occurred_on: date
    recorded_at: datetime
    hash: str
    reverses: int | None
    account: Account
    fiscal_year: str
    line: str | None
    amount: Cents
    host: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one entry brings to a figure, and what the figure is after it."""

    entry: Traced
    postings: int
    amount: Cents
    running: Cents

    @property
    def number(self) -> int:
        """The number of its record within the agreement."""
        return int(self.entry.source.rpartition(":")[2])


def postings(number: str, sums: Iterable[Sum], *, as_of: date, known_at: datetime) -> tuple[Traced, ...]:
    """The postings of agreement ``number`` on the accounts of ``sums``, in the order they took effect."""
    accounts = sorted({it.account.value for it in sums})
    query = (
        select(
            JournalEntry.seq,
            func.coalesce(_Reversed.kind, JournalEntry.kind),
            func.coalesce(_Reversed.source, JournalEntry.source),
            JournalEntry.occurred_on,
            JournalEntry.recorded_at,
            JournalEntry.hash,
            JournalEntry.reverses,
            Posting.account,
            Posting.fiscal_year,
            Posting.line,
            Posting.amount,
            organisations.today(Posting.host),
        )
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .outerjoin(_Reversed, JournalEntry.reverses == _Reversed.seq)
        .outerjoin(organisations.written, organisations.written.c.code == Posting.host)
        .where(Posting.agreement == number, Posting.account.in_(accounts))
        .where(JournalEntry.occurred_on <= as_of, JournalEntry.recorded_at <= known_at)
        .order_by(JournalEntry.occurred_on, JournalEntry.seq, Posting.id)
    )
    return tuple(
        Traced(seq, Kind(kind), source, on, at, digest, undone, Account(account), year, line, amount, host)
        for seq, kind, source, on, at, digest, undone, account, year, line, amount, host in session.execute(query)
    )


def shares(found: Sequence[Traced], sums: Sequence[Sum]) -> tuple[Share, ...]:
    """What each entry brings to a figure that is ``sums`` of ``found``, adding up; an entry that brings
    nothing, such as a change of host to the funds held, is left out. Pure."""
    by_entry: dict[int, list[tuple[Traced, Cents]]] = {}
    for posting in found:
        for each in sums:
            if each.takes(posting):
                by_entry.setdefault(posting.seq, []).append((posting, each.sign * posting.amount))
    result: list[Share] = []
    running = 0
    for taken in by_entry.values():
        amount = sum(signed for _, signed in taken)
        if amount:
            running += amount
            result.append(Share(taken[0][0], len(taken), amount, running))
    return tuple(result)


def of_source(number: str, source: str, *, as_of: date, known_at: datetime) -> int | None:
    """The entry of agreement ``number`` that comes from the record ``source``, the last if there were several."""
    return session.scalar(
        select(func.max(JournalEntry.seq)).where(
            JournalEntry.agreement == number,
            JournalEntry.source == source,
            JournalEntry.occurred_on <= as_of,
            JournalEntry.recorded_at <= known_at,
            JournalEntry.reverses.is_(None),
        )
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """An entry with those of its postings that one agreement may see, and the entry that undid it, if any."""

    entry: JournalEntry
    postings: Sequence[Posting]
    undone_by: int | None


def entry(number: str, seq: int) -> Whole | None:
    """Entry ``seq`` as agreement ``number`` has part in it: its own, or one of its framework that gives to
    it. All postings of its own entries; of another's, its own alone."""
    found = session.scalar(select(JournalEntry).where(JournalEntry.seq == seq))
    if found is None:
        return None
    whole = session.scalars(select(Posting).where(Posting.entry == seq).order_by(Posting.id)).all()
    taken = [it for it in whole if number in (found.agreement, it.agreement)]
    if found.agreement != number and not taken:
        return None
    return Whole(found, taken, session.scalar(select(JournalEntry.seq).where(JournalEntry.reverses == seq)))
