"""Sums of the whole journal by agreement and year, kept in memory as long as they stay true.

The journal is append-only and chained: while its entry ``seq`` has the same hash, what was summed up
to there is still the sum. So a page reads one row, and only what was written since is added. Nothing
is stored: another process, or a restart, sums again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import BigInteger, cast, func, select

from tracker.db import session
from tracker.ledger.accounts import BOOK_OF, Account, Book
from tracker.ledger.models import JournalEntry, JournalHead, Posting
from tracker.ledger.money import Cents

A = Account
_FUNDS = frozenset(account for account, book in BOOK_OF.items() if book is Book.FUNDS)
_ACCOUNTS = (A.COMMITTED, A.SETTLED, A.PAYABLE, A.LAPSED, *_FUNDS)


@dataclass(frozen=True, slots=True)
class Sums:
    """What one agreement's postings of one year add up to.

    ``transferred`` is what came in under a framework less what went out: the funds book of one
    agreement is nil but for that.
    """

    committed: Cents = 0
    settled: Cents = 0
    payable: Cents = 0
    lapsed: Cents = 0
    accepted: Cents = 0
    held: Cents = 0
    transferred: Cents = 0


ByYear: TypeAlias = Mapping[str, Sums]
_Balances: TypeAlias = dict[str, dict[str, dict[Account, Cents]]]


@dataclass(frozen=True, slots=True)
class _Known:
    """``balances`` up to entry ``seq``, of what took effect by ``day``."""

    seq: int
    hash: str
    day: date
    balances: _Balances
    sums: Mapping[str, ByYear]


_NOTHING = _Known(0, "0" * 64, date.min, {}, {})
_known = _NOTHING


def by_agreement(day: date) -> Mapping[str, ByYear]:
    """What took effect by ``day``: agreement number → fiscal year → sums. One statement, or two after
    something was written."""
    global _known
    known = _known
    before = select(JournalEntry.hash).where(JournalEntry.seq == known.seq).scalar_subquery()
    head = session.execute(select(JournalHead.seq, JournalHead.hash, before.label("before"))).one_or_none()
    if head is None:
        return {}
    if known.day != day or (known.seq and head.before != known.hash):
        known = _Known(0, _NOTHING.hash, day, {}, {})
    if known.seq != head.seq:
        balances = _added(known, head.seq, day)
        known = _Known(head.seq, head.hash, day, balances, _arranged(balances))
    _known = known
    return known.sums


def forget() -> None:
    """Sum from the first entry at the next question, as after a restart."""
    global _known
    _known = _NOTHING


def _added(known: _Known, seq: int, day: date) -> _Balances:
    """The balances of ``known`` and what was written after it, up to entry ``seq``."""
    later = select(JournalEntry.seq).where(JournalEntry.occurred_on > day)
    query = (
        select(
            Posting.agreement,
            Posting.fiscal_year,
            Posting.account,
            cast(func.sum(Posting.amount), BigInteger).label("amount"),
        )
        .where(Posting.entry > known.seq, Posting.entry <= seq, Posting.entry.not_in(later))
        .where(Posting.account.in_(_ACCOUNTS))
        .group_by(Posting.agreement, Posting.fiscal_year, Posting.account)
    )
    balances: defaultdict[str, dict[str, dict[Account, Cents]]] = defaultdict(dict)
    for number, years in known.balances.items():
        balances[number] = {year: dict(of_year) for year, of_year in years.items()}
    for number, year, account, amount in session.execute(query):
        of_year = balances[number].setdefault(year, {})
        name = Account(account)
        of_year[name] = of_year.get(name, 0) + amount
    return dict(balances)


def _arranged(balances: _Balances) -> Mapping[str, ByYear]:
    return {
        number: {year: _sums(of_year) for year, of_year in sorted(years.items())} for number, years in balances.items()
    }


def _sums(of_year: Mapping[Account, Cents]) -> Sums:
    return Sums(
        committed=-of_year.get(A.COMMITTED, 0),
        settled=of_year.get(A.SETTLED, 0),
        payable=of_year.get(A.PAYABLE, 0),
        lapsed=of_year.get(A.LAPSED, 0),
        accepted=of_year.get(A.EXPENSE, 0),
        held=of_year.get(A.HELD, 0),
        transferred=sum(amount for account, amount in of_year.items() if account in _FUNDS),
    )
