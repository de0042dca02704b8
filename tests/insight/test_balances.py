"""Sums kept in memory are the sums of the journal, whatever was written since."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import func, select

from tests import worked
from tracker.db import now, session, transaction
from tracker.insight import balances
from tracker.ledger import entries, journal
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Entry
from tracker.ledger.models import Posting

DAY = date(2020, 4, 1)


def summed(account: Account) -> int:
    return session.scalar(select(func.sum(Posting.amount)).where(Posting.account == account)) or 0


def held() -> int:
    return sum(it.held for of in balances.by_agreement(DAY).values() for it in of.values())


def test_they_are_the_sums_of_the_postings(app: Flask) -> None:
    worked.take_in()
    of_it = balances.by_agreement(DAY)[worked.NUMBER]
    assert sum(it.accepted for it in of_it.values()) == summed(Account.EXPENSE) == 344_004_94
    assert sum(it.committed for it in of_it.values()) == -summed(Account.COMMITTED) == 354_000_00


def test_what_is_written_later_is_added_and_what_is_undone_is_forgotten(app: Flask) -> None:
    worked.take_in()
    assert held() == 0
    entry = Entry(
        kind=Kind.INTEREST_DECLARED,
        agreement=worked.NUMBER,
        host="ORG-001",
        occurred_on=DAY,
        legs=entries.interest(year="2018-2019", amount=12_34),
        source="interest:99",
    )
    try:
        with transaction():
            journal.append([entry], actor="test", recorded_at=now())
            session.flush()
            assert held() == 12_34
            raise LookupError
    except LookupError:
        assert held() == 0


def test_what_takes_effect_later_does_not_count_yet(app: Flask) -> None:
    worked.take_in()
    early = balances.by_agreement(date(2017, 10, 31))[worked.NUMBER]
    assert sum(it.accepted for it in early.values()) == 96_480_25
    assert sum(it.held for it in early.values()) == 78_364_11


def test_an_empty_journal_has_none(app: Flask) -> None:
    assert balances.by_agreement(DAY) == {}
