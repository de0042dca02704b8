"""Dates that move and reports asked for beside the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from tests.pages import PageClient
from tests.worked import NUMBER, take_in
from tracker.accounts.models import Role
from tracker.db import session, transaction
from tracker.grants import versions
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author, RuleBroken
from tracker.reports.service import periods

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
AUTHOR = Author("bailleur@demo.example", AT)


@pytest.fixture
def third(app: Flask) -> Obligation:
    """Report 3 of the worked agreement, due on 31 January 2018, not come yet."""
    take_in(at=datetime(2026, 1, 1, tzinfo=UTC))
    with transaction():
        obligation = session.query(Agreement).filter_by(number=NUMBER).one().obligations[2]
        obligation.fulfilled_on = obligation.received_on = None
    return obligation


def test_a_date_moves_even_after_it_passed_and_nothing_else_does(third: Obligation) -> None:
    others = [(it.number, it.due_on) for it in third.agreement.obligations if it is not third]
    instalments = [it.due_on for it in third.agreement.instalments]
    with transaction():
        periods.extend(third, due_on=date(2018, 2, 28), reason="Incendie au local", author=AUTHOR)
    assert third.due_on == date(2018, 2, 28)
    assert [(it.number, it.due_on) for it in third.agreement.obligations if it is not third] == others
    assert [it.due_on for it in third.agreement.instalments] == instalments
    known = versions.obligations_known_at(third.agreement, datetime(2026, 11, 19, tzinfo=UTC))
    assert [it.due_on for it in known if it.number == 3] == [date(2018, 1, 31)]


@pytest.mark.parametrize("day", [date(2018, 1, 31), date(2017, 12, 1), date(2018, 12, 25)])
def test_a_date_moves_later_and_never_to_a_holiday(third: Obligation, day: date) -> None:
    with pytest.raises(RuleBroken), transaction():
        periods.extend(third, due_on=day, reason="Incendie", author=AUTHOR)


def test_a_report_that_came_needs_no_other_date(third: Obligation) -> None:
    first = third.agreement.obligations[0]
    with pytest.raises(RuleBroken), transaction():
        periods.extend(first, due_on=date(2030, 1, 31), reason="Incendie", author=AUTHOR)


def test_one_more_report_is_asked_for_on_screen(third: Obligation, sign_in: Callable[..., PageClient]) -> None:
    browser = sign_in(Role.OFFICER)
    answer = browser.submit(
        f"/ententes/{NUMBER}/rapports/demander",
        {
            "kind": "progress",
            "fiscal_year": "2018-2019",
            "from_on": "2018-04-01",
            "to_on": "2018-09-30",
            "due_on": "2018-10-31",
            "reason": "Point d’étape demandé par le conseil",
        },
        follow_redirects=True,
    )
    assert 'id="r7"' in answer.text  # the calendar asked for six
    assert "2018-10-31" in answer.text


def test_a_fault_keeps_what_was_typed(third: Obligation, sign_in: Callable[..., PageClient]) -> None:
    answer = sign_in(Role.OFFICER).submit(
        f"/ententes/{NUMBER}/rapports/3/echeance", {"due_on": "2017-01-31", "reason": "Incendie"}
    )
    assert answer.status_code == 422
    assert 'value="2017-01-31"' in answer.text
    assert "Incendie" in answer.text
