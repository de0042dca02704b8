"""Writing to the journal, and proving that nobody rewrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text, update

from tracker.db import engine, session
from tracker.ledger import chain
from tracker.ledger.accounts import BOOK_OF, Account
from tracker.ledger.entries import Entry
from tracker.ledger.models import JournalEntry, JournalHead, Posting

_BATCH = 5_000
_ONE_STATEMENT = {"render_nulls": True}  # or rows are cut into as many statements as they differ in their blanks
_SEALED = [column.name for column in JournalEntry.__table__.columns if column.name != "hash"]


def lock() -> tuple[int, str]:
    """Hold the end of the chain until the transaction ends, and say where it is. Who reads balances
    in order to write an entry locks first."""
    row = session.execute(select(JournalHead.seq, JournalHead.hash).with_for_update()).one()
    return row.seq, row.hash


def append(entries: Iterable[Entry], *, actor: str, recorded_at: datetime) -> list[int]:
    """Add ``entries`` at the end of the chain, in order; returns their sequence numbers.

    Call it inside ``transaction()``: the head is locked until the commit, so that numbers have no
    gap and two writers never extend the same entry.
    """
    seq, previous = lock()
    numbers: list[int] = []
    rows: list[dict[str, Any]] = []
    postings: list[dict[str, Any]] = []

    def flush() -> None:
        if rows:
            session.execute(insert(JournalEntry), rows, execution_options=_ONE_STATEMENT)
            if postings:
                session.execute(insert(Posting), postings, execution_options=_ONE_STATEMENT)
            rows.clear()
            postings.clear()

    for entry in entries:
        seq += 1
        facts = [
            (
                leg.agreement or entry.agreement,
                leg.host or entry.host,
                leg.account.value,
                leg.fiscal_year,
                leg.origin_year,
                leg.line,
                leg.amount,
            )
            for leg in entry.legs
        ]
        row: dict[str, Any] = {
            "seq": seq,
            "kind": entry.kind.value,
            "agreement": entry.agreement,
            "occurred_on": entry.occurred_on,
            "recorded_at": recorded_at,
            "actor": actor,
            "source": entry.source,
            "memo": entry.memo,
            "reverses": entry.reverses,
            "previous_hash": previous,
        }
        row["hash"] = previous = chain.digest(postings=facts, **row)
        rows.append(row)
        postings += [
            {
                "entry": seq,
                "agreement": agreement,
                "host": host,
                "account": account,
                "fiscal_year": year,
                "origin_year": origin,
                "line": line,
                "amount": amount,
            }
            for agreement, host, account, year, origin, line, amount in facts
        ]
        numbers.append(seq)
        if len(rows) >= _BATCH:
            flush()
    flush()
    session.execute(update(JournalHead).values(seq=seq, hash=previous))
    return numbers


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``journal verify`` found: ``broken`` is the first entry that does not hold, ``why`` says
    ``number``, ``link``, ``hash``, ``balance`` or ``head``."""

    checked: int
    head: str
    broken: int | None = None
    why: str = ""

    @property
    def sound(self) -> bool:
        return self.broken is None


def head() -> tuple[int, str]:
    """The number and hash of the last entry; (0, zeros) for an empty journal."""
    row = session.execute(select(JournalHead.seq, JournalHead.hash)).one()
    return row.seq, row.hash


def verify(progress: Callable[[int], object] = lambda done: None) -> Verdict:
    """Recompute the chain from the first entry; memory stays constant whatever its length.

    Reads through a connection of its own so that what it sees is one moment of the database.
    """
    with engine().connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        stored = connection.execute(select(JournalHead.seq, JournalHead.hash)).one()
        previous, checked, after = chain.GENESIS, 0, 0
        while True:
            entries = connection.execute(
                select(JournalEntry.__table__).where(JournalEntry.seq > after).order_by(JournalEntry.seq).limit(_BATCH)
            ).all()
            if not entries:
                break
            by_entry: dict[int, list[Any]] = {row.seq: [] for row in entries}
            for posting in connection.execute(
                select(Posting.__table__)
                .where(Posting.entry > after, Posting.entry <= entries[-1].seq)
                .order_by(Posting.id)
            ):
                by_entry.setdefault(posting.entry, []).append(posting)
            for row in entries:
                why = _fault(row, by_entry.pop(row.seq), expected=checked + 1, previous=previous)
                if why:
                    return Verdict(checked, previous, row.seq, why)
                checked, previous = row.seq, row.hash
            after = entries[-1].seq
            progress(checked)
        if (stored.seq, stored.hash) != (checked, previous):
            return Verdict(checked, previous, checked + 1, "head")
        return Verdict(checked, previous)


def _fault(row: Any, postings: Sequence[Any], *, expected: int, previous: str) -> str:
    if row.seq != expected:
        return "number"
    if row.previous_hash != previous:
        return "link"
    facts = [(p.agreement, p.host, p.account, p.fiscal_year, p.origin_year, p.line, p.amount) for p in postings]
    fields = {name: getattr(row, name) for name in _SEALED}
    if chain.digest(postings=facts, **fields) != row.hash:
        return "hash"
    sums: dict[str, int] = {}
    for posting in postings:
        book = BOOK_OF[Account(posting.account)]
        sums[book] = sums.get(book, 0) + posting.amount
    return "balance" if any(sums.values()) else ""


def entry_count() -> int:
    """How many entries the journal holds."""
    return session.scalar(select(func.count()).select_from(JournalEntry)) or 0
