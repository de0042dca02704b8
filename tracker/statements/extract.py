"""The journal as lines of JSON, for somebody who checks it without this application (docs/verifying.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select

from tracker.db import session
from tracker.ledger import chain
from tracker.ledger.models import JournalEntry, JournalHead, Posting

FORMAT = "trame.journal/1"

_BATCH = 2_000


def lines(
    agreement: str | None,
    progress: Callable[[int], object] = lambda done: None,
    *,
    head: tuple[int, str] | None = None,
) -> Iterator[bytes]:
    """The journal from its first entry to its last, or to the entry that was its ``head`` (number and hash):
    those that move ``agreement`` whole, of the others only the links of the chain, which say nothing of
    anybody. All of them whole without ``agreement``.
    """
    last, digest = head or session.execute(select(JournalHead.seq, JournalHead.hash)).one()
    yield _line({"format": FORMAT, "agreement": agreement, "seq": last, "head": digest})
    after = 0
    while after < last:
        entries = session.execute(
            select(JournalEntry.__table__, _concerns(agreement).label("whole"))
            .where(JournalEntry.seq > after, JournalEntry.seq <= last)
            .order_by(JournalEntry.seq)
            .limit(_BATCH)
        ).all()
        if not entries:
            return
        whole = [row.seq for row in entries if agreement is None or row.whole]
        postings: dict[int, list[list[Any]]] = {seq: [] for seq in whole}
        for it in session.execute(
            select(Posting.__table__)
            .where(Posting.entry >= entries[0].seq, Posting.entry <= entries[-1].seq, Posting.entry.in_(whole))
            .order_by(Posting.id)
        ):
            postings[it.entry].append(
                [it.agreement, it.host, it.account, it.fiscal_year, it.origin_year, it.line, str(it.amount)]
            )
        for row in entries:
            link = {"seq": row.seq, "previous_hash": row.previous_hash, "hash": row.hash}
            yield _line(link | _content(row, postings[row.seq]) if row.seq in postings else link)
        after = entries[-1].seq
        progress(after)


def _concerns(agreement: str | None) -> ColumnElement[bool]:
    if agreement is None:
        return false()
    moved = exists().where(Posting.entry == JournalEntry.seq, Posting.agreement == agreement)
    return or_(JournalEntry.agreement == agreement, moved)


def _content(row: Any, postings: list[list[Any]]) -> dict[str, Any]:
    """What the hash of an entry is of, under the names that it has there."""
    return {
        "kind": row.kind,
        "agreement": row.agreement,
        "occurred_on": row.occurred_on.isoformat(),
        "recorded_at": chain.moment(row.recorded_at),
        "actor": row.actor,
        "source": row.source,
        "memo": row.memo,
        "reverses": row.reverses,
        "postings": postings,
    }


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
