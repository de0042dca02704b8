"""What each entry brings to a figure: in order, adding up, a reversal with what it undoes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tracker.insight.trace.entries import Traced, shares
from tracker.insight.trace.references import Sum
from tracker.ledger.accounts import Account, Kind

HELD = Sum(Account.HELD)


def posting(seq: int, amount: int, kind: Kind = Kind.PAID, *, reverses: int | None = None) -> Traced:
    at = datetime(2017, 1, 1, tzinfo=UTC)
    source = f"{kind.value}:{seq}"
    return Traced(seq, kind, source, date(2017, 1, seq), at, "", reverses, Account.HELD, "2016-2017", None, amount, "A")


def test_postings_of_one_entry_are_one_share() -> None:
    found = shares([posting(1, 500), posting(1, -200), posting(2, 100)], [HELD])
    assert [(it.entry.seq, it.postings, it.amount, it.running) for it in found] == [(1, 2, 300, 300), (2, 1, 100, 400)]


def test_a_reversal_takes_back_what_it_undoes() -> None:
    found = shares([posting(1, 500), posting(3, -500, reverses=1)], [Sum(Account.HELD, kinds=frozenset({Kind.PAID}))])
    assert [it.running for it in found] == [500, 0]


def test_what_moves_from_one_host_to_the_next_changes_nothing() -> None:
    moved = [posting(2, -500, Kind.HOST_CHANGED), posting(2, 500, Kind.HOST_CHANGED)]
    assert [it.entry.seq for it in shares([posting(1, 500), *moved], [HELD])] == [1]


def test_a_figure_of_two_accounts_takes_both_with_their_sign() -> None:
    both = [Sum(Account.HELD, -1), Sum(Account.HELD, 1, source="payment:2")]
    assert [it.amount for it in shares([posting(1, 500), posting(2, 100)], both)] == [-500]
