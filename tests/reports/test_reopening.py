"""An accepted report reviewed again: by two people, in the journal, and in statements by both clocks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.reports import reviewing
from tests.reports.reviewing import DIRECTOR, OFFICER, by, noon, report
from tests.reports.test_review import REPORT_2
from tracker.db import now, session, transaction
from tracker.grants import service as grants
from tracker.grants.service import RuleBroken
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position
from tracker.reports.life import State
from tracker.reports.models import Interest
from tracker.reports.service import reopening, review
from tracker.statements import check, json
from tracker.web.dates import today


@pytest.fixture
def accepted(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    """Report 2 accepted on 20 September with 1,240.00 refused."""
    clock.move_to(noon("2017-08-29"))
    reviewing.take_in("2017-08-28", tmp_path)
    reviewing.submit(2, REPORT_2, finance__interest="84,36")
    clock.move_to(noon("2017-09-20"))
    with transaction():
        refuse(1_240_00, revision=0)
        review.decide_rest(report(2), author=by(OFFICER))
        reviewing.accept_sections(report(2))
        review.accept(report(2), accepted_on=today(), author=by(OFFICER))


def refuse(amount: int, *, revision: int) -> None:
    review.decide_line(
        report(2),
        "materials",
        disallowed=amount,
        recover=True,
        reason="Achat hors période",
        revision=revision,
        author=by(OFFICER),
    )


def reopen(*, decided_by: str = DIRECTOR, granted: bool = True, issued: bool = False) -> None:
    with transaction():
        request = reopening.ask(report(2), reason="La facture est arrivée", issued=False, author=by(OFFICER))
        again = reopening.ask(report(2), reason="Encore", issued=False, author=by(OFFICER))
        assert again is request
    with transaction():
        waiting = reopening.asked(report(2))
        assert waiting is not None
        reopening.decide(waiting, granted=granted, on=today(), issued=issued, author=by(decided_by))


def totals(as_of: str, known_at: object = None) -> dict[str, str]:
    found: dict[str, str] = json.figures(worked.statement("2016-2017", as_of, known_at))["totals"]  # type: ignore[arg-type]
    return found


def interest(as_of: str) -> str:
    found: str = json.figures(worked.statement("2016-2017", as_of))["funds"]["interest"]
    return found


def test_a_reopened_report_is_taken_back_and_accepted_anew(accepted: None, clock: time_machine.Traveller) -> None:
    known = now()
    before = worked.statement("2016-2017", "2017-09-20", known)
    assert totals("2017-09-20")["disallowed"] == "1240.00"
    clock.move_to(noon("2017-10-02"))
    reopen()
    stands = position(worked.NUMBER)
    assert stands.balance(Account.RECEIVABLE) == 0
    assert stands.balance(Account.EXPENSE, year="2016-2017", line="materials") == 2_915_10
    assert stands.balance(Account.INTEREST, year="2016-2017") == 0
    assert (report(2).state, report(2).accepted_on, report(2).obligation.fulfilled_on) == (State.IN_REVIEW, None, None)
    assert totals("2017-10-02")["declared"] == "44312.85"  # report 1 alone
    clock.move_to(noon("2017-10-10"))
    with transaction():
        refuse(240_00, revision=1)
        review.accept(report(2), accepted_on=today(), author=by(OFFICER))
    assert position(worked.NUMBER).balance(Account.RECEIVABLE) == 240_00
    assert totals("2017-10-10")["disallowed"] == "240.00"
    assert totals("2017-10-05")["declared"] == "44312.85"
    assert totals("2017-09-30")["disallowed"] == "1240.00"  # as it stood on that day
    assert worked.statement("2016-2017", "2017-09-20", known) == before
    standing = session.scalars(select(Interest).where(Interest.withdrawn_at.is_(None))).all()
    assert [it.amount for it in standing] == [84_36]
    assert interest("2017-09-29") == "84.36"  # as it was declared
    assert interest("2017-10-01") == "84.36"  # until it was taken back on the 2nd, then declared again
    assert interest("2017-10-10") == "84.36"
    assert check.check_everything(as_of=today(), known_at=now()) == []


def test_one_asks_and_another_decides(accepted: None) -> None:
    with pytest.raises(RuleBroken, match="Somebody else"):
        reopen(decided_by=OFFICER)
    assert report(2).state == State.ACCEPTED
    reopen(granted=False)
    assert report(2).state == State.ACCEPTED
    assert reopening.asked(report(2)) is None


def test_a_locked_report_stays_as_it_is(accepted: None) -> None:
    with pytest.raises(RuleBroken, match="is issued"), transaction():
        reopening.ask(report(2), reason="Erreur", issued=True, author=by(OFFICER))
    with pytest.raises(RuleBroken, match="is issued"):
        reopen(issued=True)  # issued between the question and the decision
    assert report(2).state == State.ACCEPTED


def test_what_was_recovered_since_cannot_be_taken_back(accepted: None, clock: time_machine.Traveller) -> None:
    clock.move_to(noon("2017-09-29"))
    with transaction():
        agreement = report(2).obligation.agreement
        grants.recover(agreement, received_on=today(), amount=1_000_00, author=by(OFFICER))
    with pytest.raises(RuleBroken, match=r"1,000.00 .* already recovered"):
        reopen()
    assert report(2).state == State.ACCEPTED
    assert position(worked.NUMBER).balance(Account.RECEIVABLE) == 240_00


def test_a_report_that_came_by_a_workbook_can_be_reopened_too(accepted: None) -> None:
    with transaction():
        request = reopening.ask(report(1), reason="Erreur", issued=False, author=by(OFFICER))
        reopening.decide(request, granted=True, on=today() + timedelta(days=1), issued=False, author=by(DIRECTOR))
    assert report(1).state == State.IN_REVIEW
    with transaction():
        review.accept(report(1), accepted_on=today() + timedelta(days=2), author=by(OFFICER))
    assert position(worked.NUMBER).balance(Account.EXPENSE, year="2016-2017", line="travel") == 1_812_35 + 2_044_13
