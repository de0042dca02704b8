"""The canonical text of an entry is that of RFC 8785, as another implementation of it has it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger.chain import GENESIS, digest

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(memo=WORDS, actor=WORDS, line=st.none() | WORDS, amount=st.integers(), seq=st.integers(1, 2**53 - 1))
def test_any_text_is_hashed_in_its_canonical_form(
    memo: str, actor: str, line: str | None, amount: int, seq: int
) -> None:
    postings = [("PE-1", "ORG-1", "held", "2016-2017", None, line, amount)]
    record = {
        "seq": seq,
        "kind": "payment",
        "agreement": "PE-1",
        "occurred_on": "2018-02-16",
        "recorded_at": "2018-02-16T14:00:00.000000Z",
        "actor": actor,
        "source": "payment:1",
        "memo": memo,
        "reverses": None,
        "previous_hash": GENESIS,
        "postings": [["PE-1", "ORG-1", "held", "2016-2017", None, line, str(amount)]],
    }
    assert (
        digest(
            seq=seq,
            kind="payment",
            agreement="PE-1",
            occurred_on=date(2018, 2, 16),
            recorded_at=datetime(2018, 2, 16, 14, tzinfo=UTC),
            actor=actor,
            source="payment:1",
            memo=memo,
            reverses=None,
            previous_hash=GENESIS,
            postings=postings,
        )
        == hashlib.sha256(rfc8785.dumps(record)).hexdigest()
    )  # type: ignore[arg-type]
