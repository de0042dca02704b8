"""The chain of hashes over the journal. Pure.

``hash`` = SHA-256 of the entry's canonical JSON (RFC 8785), which holds the previous entry's hash;
an edit of any stored entry or posting, or a missing one, breaks the chain from there on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

GENESIS = "0" * 64

# Our records are text, whole numbers and nulls under ASCII keys: there the standard encoder writes what
# RFC 8785 asks for (a test compares them), ten times as fast as a general implementation.
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

PostingFacts = tuple[str, str, str, str, str | None, str | None, int]
"""agreement, host, account, fiscal year, origin year, line, amount in cents."""


def moment(value: datetime) -> str:
    """A moment as ``2026-11-21T20:49:43.000000Z``, whatever zone it was given in."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(
    *,
    seq: int,
    kind: str,
    agreement: str,
    occurred_on: date,
    recorded_at: datetime,
    actor: str,
    source: str,
    memo: str,
    reverses: int | None,
    previous_hash: str,
    postings: Iterable[PostingFacts],
) -> str:
    """The hash of one entry. Amounts go in as strings: JSON numbers are floats to most readers."""
    record: Mapping[str, object] = {
        "seq": seq,
        "kind": str(kind),
        "agreement": agreement,
        "occurred_on": occurred_on.isoformat(),
        "recorded_at": moment(recorded_at),
        "actor": actor,
        "source": source,
        "memo": memo,
        "reverses": reverses,
        "previous_hash": previous_hash,
        "postings": [
            [agreement_, host, str(account), year, origin, line, str(amount)]
            for agreement_, host, account, year, origin, line, amount in postings
        ],
    }
    return hashlib.sha256(_canonical(record).encode()).hexdigest()
