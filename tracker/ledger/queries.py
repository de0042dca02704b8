"""Balances: sums over postings, taken by the database. Reads only.

Two clocks everywhere: ``as_of`` keeps what took effect by a day, ``known_at`` what was written by a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.ledger import organisations
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Leg
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.money import Cents
from tracker.ledger.movements import Movement
from tracker.ledger.position import Position

_Reversed = aliased(JournalEntry)


def movements(agreement: str, *, as_of: date, known_at: datetime) -> tuple[Movement, ...]:
    """Everything that moved in one agreement, summed; in the order of first happening."""
    kind = func.coalesce(_Reversed.kind, JournalEntry.kind).label("kind")
    source = func.coalesce(_Reversed.source, JournalEntry.source).label("source")
    keys = (
        kind,
        source,
        JournalEntry.occurred_on,
        Posting.account,
        Posting.fiscal_year,
        Posting.origin_year,
        Posting.line,
    )
    amount = cast(func.sum(Posting.amount), BigInteger).label("amount")
    query = (
        _visible(select(*keys, amount), as_of, known_at)
        .outerjoin(_Reversed, JournalEntry.reverses == _Reversed.seq)
        .where(Posting.agreement == agreement)
        .group_by(*keys)
        .order_by(func.min(Posting.id))
    )
    return tuple(
        Movement(
            Kind(row.kind),
            row.source,
            row.occurred_on,
            Account(row.account),
            row.fiscal_year,
            row.origin_year,
            row.line,
            row.amount,
        )
        for row in session.execute(query)
    )


def position(agreement: str) -> Position:
    """Where ``agreement`` stands after everything recorded, for the rules to judge what comes next. What a host
    wrote under a code that was merged since is its survivor's."""
    kind = func.coalesce(_Reversed.kind, JournalEntry.kind).label("kind")
    host = organisations.today(Posting.host).label("held_by")
    keys = (kind, Posting.account, Posting.fiscal_year, Posting.origin_year, Posting.line, host)
    query = (
        select(*keys, cast(func.sum(Posting.amount), BigInteger).label("amount"))
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .outerjoin(_Reversed, JournalEntry.reverses == _Reversed.seq)
        .outerjoin(organisations.written, organisations.written.c.code == Posting.host)
        .where(Posting.agreement == agreement)
        .group_by(*keys)
    )
    stands = Position(agreement)
    for row in session.execute(query):
        leg = Leg(Account(row.account), row.fiscal_year, row.amount, row.line, row.origin_year)
        stands.add(Kind(row.kind), leg, row.held_by)
    return stands


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting with its entry, as an auditor lists it. ``host`` is the code that was written; ``host_today``
    the one that it goes by since it was merged (docs/decisions/0026)."""

    seq: int
    kind: str
    occurred_on: date
    recorded_at: datetime
    actor: str
    source: str
    memo: str
    host: str
    account: str
    fiscal_year: str
    origin_year: str | None
    line: str | None
    amount: Cents
    host_today: str


def postings(agreement: str, *, as_of: date, known_at: datetime) -> tuple[PostingRow, ...]:
    """Every posting of one agreement, in the journal's order."""
    query = (
        _visible(
            select(
                JournalEntry.seq,
                JournalEntry.kind,
                JournalEntry.occurred_on,
                JournalEntry.recorded_at,
                JournalEntry.actor,
                JournalEntry.source,
                JournalEntry.memo,
                Posting.host,
                Posting.account,
                Posting.fiscal_year,
                Posting.origin_year,
                Posting.line,
                Posting.amount,
                organisations.today(Posting.host),
            ),
            as_of,
            known_at,
        )
        .outerjoin(organisations.written, organisations.written.c.code == Posting.host)
        .where(Posting.agreement == agreement)
        .order_by(Posting.entry, Posting.id)
    )
    return tuple(PostingRow(*row) for row in session.execute(query))


def sources(agreement: str, kind: Kind, *, as_of: date, known_at: datetime) -> frozenset[str]:
    """The records whose entries of ``kind`` stand: written, in effect and not reversed by both clocks.
    A report without costs has such an entry, though no posting."""
    visible = (JournalEntry.occurred_on <= as_of, JournalEntry.recorded_at <= known_at)
    undone = select(JournalEntry.reverses).where(*visible, JournalEntry.reverses.is_not(None))
    return frozenset(
        session.scalars(
            select(JournalEntry.source).where(
                *visible,
                JournalEntry.agreement == agreement,
                JournalEntry.kind == kind.value,
                JournalEntry.seq.not_in(undone),
            )
        )
    )


def head_at(known_at: datetime) -> tuple[int, str]:
    """The last entry written by ``known_at``: (0, zeros) before the first."""
    row = session.execute(
        select(JournalEntry.seq, JournalEntry.hash)
        .where(JournalEntry.recorded_at <= known_at)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    ).one_or_none()
    return (row.seq, row.hash) if row else (0, "0" * 64)


def _visible(query: Select, as_of: date, known_at: datetime) -> Select:  # type: ignore[type-arg]
    return query.join(JournalEntry, Posting.entry == JournalEntry.seq).where(
        JournalEntry.occurred_on <= as_of, JournalEntry.recorded_at <= known_at
    )
