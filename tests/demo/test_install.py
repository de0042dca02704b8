"""Installing the demo: its rows, its journal, its people, and the mark that it is made up."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import worked
from tests.people import PASSWORD
from tracker.accounts.models import Person
from tracker.db import session
from tracker.demo import install
from tracker.directory.queries import instance
from tracker.grants.models import Agreement
from tracker.ledger import journal
from tracker.ledger.models import Posting
from tracker.statements import json


def balances(agreement: str) -> dict[str, int]:
    rows = session.execute(
        select(Posting.account, func.sum(Posting.amount))
        .where(Posting.agreement == agreement)
        .group_by(Posting.account)
    )
    return {account: int(total) for account, total in rows}


@pytest.fixture
def installed(committed_app: Flask) -> Flask:
    summary = install(agreements=12, password=PASSWORD)
    assert summary is not None
    assert summary.agreements == 12
    assert summary.entries == journal.head()[0]
    return committed_app


def test_the_journal_verifies(installed: Flask) -> None:
    verdict = journal.verify()
    assert verdict.sound
    assert verdict.checked > 100


def test_the_worked_agreement_stands_as_promised(installed: Flask) -> None:
    stands = balances(worked.NUMBER)
    assert stands["settled"] == 345_872_03
    assert stands["lapsed"] == 8_127_97
    assert stands["expense"] == 344_004_94
    assert stands["cash"] == -343_756_53
    assert (stands["payable"], stands["held"], stands["receivable"]) == (0, 0, 0)


@pytest.mark.parametrize("as_of", worked.EXPECTED)
def test_its_statements_say_among_others_what_they_say_alone(installed: Flask, as_of: str) -> None:
    for year in (*worked.EXPECTED[as_of]["years"], None):
        assert json.figures(worked.statement(year, as_of)) == worked.expected(as_of, year)


def test_its_people_may_sign_in_and_the_partner_hosts_the_worked_agreement(installed: Flask) -> None:
    assert session.scalar(select(func.count()).select_from(Person)) == 7
    partner = session.scalars(select(Person).where(Person.email == "partenaire@demo.example")).one()
    agreement = session.scalars(select(Agreement).where(Agreement.number == worked.NUMBER)).one()
    assert partner.organisation_code == agreement.mandates[0].organisation.code


def test_every_page_can_know_that_it_is_made_up(committed_app: Flask) -> None:
    assert not instance().fictional
    install(agreements=1, password=PASSWORD)
    assert instance().fictional


def test_a_second_time_changes_nothing(installed: Flask) -> None:
    head = journal.head()
    assert install(agreements=3, password=PASSWORD) is None
    assert journal.head() == head
