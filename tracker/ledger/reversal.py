"""Undoing an entry by another that takes back each of its postings: nothing is ever erased."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.ledger import organisations
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Entry, Leg
from tracker.ledger.models import JournalEntry, Posting


def standing_entry(agreement: str, source: str) -> JournalEntry | None:
    """The entry of ``source`` (``report_accepted:3``) that nothing has undone; None when there is none."""
    later = aliased(JournalEntry)
    return session.scalar(
        select(JournalEntry)
        .where(
            JournalEntry.agreement == agreement,
            JournalEntry.source == source,
            JournalEntry.reverses.is_(None),
            ~select(later.seq).where(later.reverses == JournalEntry.seq).exists(),
        )
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )


def undoing(entry: JournalEntry, *, on: date, memo: str) -> Entry:
    """The entry that takes back every posting of ``entry``, where and with whom each was made; with the survivor,
    if who it was made with was merged since.

    Its source is that of ``entry``, so that figures count it as what it undoes.
    """
    rows = session.execute(
        select(Posting, organisations.today(Posting.host))
        .outerjoin(organisations.written, organisations.written.c.code == Posting.host)
        .where(Posting.entry == entry.seq)
        .order_by(Posting.id)
    ).all()
    return Entry(
        kind=Kind.REVERSED,
        agreement=entry.agreement,
        host=rows[0][1] if rows else "",
        occurred_on=on,
        legs=tuple(
            Leg(
                Account(it.account),
                it.fiscal_year,
                -it.amount,
                it.line,
                it.origin_year,
                host=host,
                agreement=it.agreement,
            )
            for it, host in rows
        ),
        source=entry.source,
        memo=memo[:500],
        reverses=entry.seq,
    )
