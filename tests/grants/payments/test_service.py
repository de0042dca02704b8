"""Nobody pays alone or twice (SECURITY promise 5): by the rules, and by the database when they are passed by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests import people, worked
from tests.grants.payments import cast
from tracker.accounts.models import Role
from tracker.db import session, transaction
from tracker.errors import DomainError
from tracker.grants import service as grants
from tracker.grants.models import Obligation
from tracker.grants.payments import queries, service
from tracker.grants.payments.life import LIFE, LIVE, Act, State, acts_in
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.payments.service import Asked
from tracker.trail.models import TrailRecord

EVE = date(2019, 10, 10)


@pytest.fixture
def v10(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    clock.move_to(cast.noon(EVE))
    cast.at(EVE, tmp_path)


def approve(made: int, role: Role, email: str | None = None) -> None:
    with transaction():
        service.approve(made, who=cast.who(role, email))


def test_every_live_state_leads_somewhere_and_every_ended_one_nowhere() -> None:
    for state in State:
        assert bool(acts_in(state)) is (state in LIVE)
    assert {step.to for step in LIFE.values()} | {State.REQUESTED} == set(State)


def test_one_person_approves_once(v10: None) -> None:
    made = cast.asked_for(10)
    for _twice in range(2):
        approve(made, Role.APPROVER)
    assert cast.request(made).status is State.APPROVED_ONCE
    approve(made, Role.DIRECTOR)
    assert cast.request(made).status is State.APPROVED


def test_whoever_asks_does_not_approve(v10: None) -> None:
    made = cast.asked_for(10)
    with transaction():
        asker = people.person(Role.OFFICER)
        asker.role = Role.DIRECTOR.value  # promoted in between
    with pytest.raises(DomainError, match="does not approve"):
        approve(made, Role.DIRECTOR, asker.email)


@pytest.mark.parametrize(
    "change",
    [
        "first_by_id = requested_by_id, state = 'approved_once'",
        "second_by_id = first_by_id, state = 'approved'",
        "state = 'approved'",
        "gross = gross + 1",
        "requested_by_id = requested_by_id + 1",
        "first_by_id = NULL, state = 'requested'",
        "state = 'refused'",
    ],
)
def test_the_database_refuses_what_the_rules_would(v10: None, change: str) -> None:
    made = cast.asked_for(10)
    approve(made, Role.APPROVER)
    with pytest.raises(DBAPIError), transaction():
        session.execute(text(f"UPDATE payment_request SET {change} WHERE id = :id"), {"id": made})


def test_an_instalment_has_one_live_request(v10: None) -> None:
    cast.asked_for(10)
    with pytest.raises(DomainError, match="asked for this payment already"):
        cast.asked_for(10, token="un autre")
    with pytest.raises(IntegrityError), transaction():
        session.execute(
            text(
                "INSERT INTO payment_request (token, agreement_id, instalment_id, state, gross, offset_amount,"
                " lapse_amount, override_reason, waived, requested_by_id, requested_at, closing_reason)"
                " SELECT 'x', agreement_id, instalment_id, state, gross, offset_amount, lapse_amount,"
                " override_reason, waived, requested_by_id, requested_at, '' FROM payment_request"
            )
        )


def test_what_is_asked_for_is_taken_from_what_remains(v10: None) -> None:
    cast.asked_for(10)
    assert cast.case(10).funds.payable == 0
    assert not queries.cases(queries.waiting(EVE), at=cast.noon(EVE), today=EVE)


def test_a_report_that_comes_in_the_way_stops_it(v10: None) -> None:
    made = cast.asked_for(10)
    with transaction():
        report = session.scalars(select(Obligation).where(Obligation.number == 6)).one()
        report.fulfilled_on = None
    with pytest.raises(DomainError, match="cannot be paid any more"):
        approve(made, Role.APPROVER)


def test_an_override_is_signed_by_a_director(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    day = date(2018, 2, 4)
    clock.move_to(cast.noon(day))
    cast.at(day, tmp_path)
    made = cast.asked_for(6, override="Le personnel doit être payé.")
    assert cast.request(made).waived == ["report:3"]
    approve(made, Role.APPROVER)
    with transaction():
        people.person(Role.APPROVER, email="finances2@demo.example")
    with pytest.raises(DomainError, match="director"):
        approve(made, Role.APPROVER, "finances2@demo.example")
    approve(made, Role.DIRECTOR)
    assert cast.request(made).status is State.APPROVED


def test_a_holdback_that_lapses_whole_never_sees_the_bank(v10: None) -> None:
    with transaction():
        it = cast.case(10)
        wanted = Asked(gross=0, offset=0, lapse=it.proposal.lapse)
        made = service.request_payment(it, wanted, token="j", who=cast.who(Role.OFFICER)).id
    approve(made, Role.APPROVER)
    approve(made, Role.DIRECTOR)
    with pytest.raises(DomainError, match="nothing to send"), transaction():
        service.send([made], pay_on=EVE, token="lot", who=cast.who(Role.APPROVER))
    for _twice in range(2):
        with transaction():
            service.settle(made, who=cast.who(Role.APPROVER))
    paid = cast.request(made)
    assert paid.outcome is not None
    assert (paid.status, paid.outcome.payment_id) == (State.PAID, None)
    assert paid.outcome.lapse_id


def test_what_the_bank_refuses_can_be_sent_again(v10: None) -> None:
    made = cast.approved(10)
    reference = cast.request(made).reference
    for number in (1, 2):
        with transaction():
            batch = service.send([made], pay_on=EVE, token=f"lot {number}", who=cast.who(Role.APPROVER))
            assert batch.number == number
            answer = service.keep_answer(
                batch,
                name="banque.csv",
                content=f"reference,amount,status,date\n{reference},,rejected,\n",
                who=cast.who(Role.APPROVER),
            )
            paid, returned = service.take_answer(answer.id, who=cast.who(Role.APPROVER))
        assert (paid, [it.id for it in returned]) == ([], [made])
        assert cast.request(made).status is State.APPROVED


def test_each_act_is_in_the_trail(v10: None) -> None:
    made = cast.approved(10)
    with transaction():
        service.close(made, Act.CANCEL, reason="Une erreur", who=cast.who(Role.OFFICER))
    kept = session.scalars(select(TrailRecord).where(TrailRecord.subject_type == "payment_request")).all()
    assert [(it.action, it.actor) for it in sorted(kept, key=lambda it: it.id)] == [
        ("requested", "bailleur@demo.example"),
        ("approved", "finances@demo.example"),
        ("approved", "direction@demo.example"),
        ("cancelled", "bailleur@demo.example"),
    ]
    assert session.scalar(select(func.count()).select_from(PaymentRequest)) == 1
    assert cast.request(made).agreement.number == worked.NUMBER


def test_what_was_paid_otherwise_is_not_approved(v10: None) -> None:
    made = cast.asked_for(10)
    with transaction():
        request = cast.request(made)
        grants.pay(
            request.agreement,
            paid_on=EVE,
            allotment_year="2018-2019",
            gross=1_00,
            offset=0,
            author=cast.who(Role.OFFICER).author,
            instalment=request.instalment,
        )
    with pytest.raises(DomainError, match="paid already"):
        approve(made, Role.APPROVER)
