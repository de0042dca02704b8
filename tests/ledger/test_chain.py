"""The chain of hashes, against one worked out with the standard library alone."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from tracker.ledger.chain import GENESIS, digest, moment

ENTRY: dict[str, Any] = {
    "seq": 7,
    "kind": "payment",
    "agreement": "RL-042",
    "occurred_on": date(2018, 2, 16),
    "recorded_at": datetime(2018, 2, 16, 14, 3, 9, 250, tzinfo=UTC),
    "actor": "finances@demo.example",
    "source": "payment:3",
    "memo": "Dépôt d’avril « deux »",
    "reverses": None,
    "previous_hash": "ab" * 32,
    "postings": [
        ("RL-042", "hote", "held", "2017-2018", "2016-2017", None, 100_000),
        ("RL-042", "hote", "cash", "2017-2018", "2016-2017", None, -100_000),
    ],
}

CANONICAL = (
    '{"actor":"finances@demo.example","agreement":"RL-042","kind":"payment",'
    '"memo":"Dépôt d’avril « deux »","occurred_on":"2018-02-16",'
    '"postings":[["RL-042","hote","held","2017-2018","2016-2017",null,"100000"],'
    '["RL-042","hote","cash","2017-2018","2016-2017",null,"-100000"]],'
    f'"previous_hash":"{"ab" * 32}","recorded_at":"2018-02-16T14:03:09.000250Z",'
    '"reverses":null,"seq":7,"source":"payment:3"}'
)


def test_the_hash_is_that_of_the_canonical_text_written_out_by_hand() -> None:
    assert digest(**ENTRY) == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_the_hash_never_changes_between_versions() -> None:
    """Journals already written depend on it: a change here breaks every chain in use."""
    assert digest(**ENTRY) == "78992b0f8c046f688b55fc423560453e8d77c7030a419d34b86340a10af6ebcf"


def test_the_standard_library_writes_the_same_canonical_text() -> None:
    record = json.loads(CANONICAL)
    assert json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == CANONICAL


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("seq", 8),
        ("kind", "recovery"),
        ("agreement", "RL-043"),
        ("occurred_on", date(2018, 2, 17)),
        ("recorded_at", datetime(2018, 2, 16, 14, 3, 9, 251, tzinfo=UTC)),
        ("actor", "direction@demo.example"),
        ("source", "payment:4"),
        ("memo", "Dépôt d’avril « deux » "),
        ("reverses", 6),
        ("previous_hash", GENESIS),
        ("postings", ENTRY["postings"][::-1]),
        ("postings", ENTRY["postings"][:1]),
        ("postings", []),
    ],
)
def test_a_change_of_any_field_changes_the_hash(field: str, other: object) -> None:
    assert digest(**{**ENTRY, field: other}) != digest(**ENTRY)


@pytest.mark.parametrize(
    ("place", "other"),
    list(enumerate(["RL-043", "autre", "interest", "2018-2019", None, "travel", 100_001])),
)
def test_a_change_of_any_part_of_a_posting_changes_the_hash(place: int, other: object) -> None:
    first = list(ENTRY["postings"][0])
    first[place] = other
    assert digest(**{**ENTRY, "postings": [tuple(first), ENTRY["postings"][1]]}) != digest(**ENTRY)


def test_words_cannot_slide_from_one_field_to_the_next() -> None:
    one = digest(**{**ENTRY, "actor": "ab", "source": "c"})
    other = digest(**{**ENTRY, "actor": "a", "source": "bc"})
    assert one != other


def test_the_time_zone_a_moment_is_given_in_does_not_matter() -> None:
    montreal = timezone(timedelta(hours=-5))
    same = ENTRY["recorded_at"].astimezone(montreal)
    assert same.hour == 9
    assert digest(**{**ENTRY, "recorded_at": same}) == digest(**ENTRY)
    assert moment(same) == "2018-02-16T14:03:09.000250Z"
