"""Fifty people, or clicks, at the same moment make one payment (SECURITY promise 5), with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.grants.payments import cast
from tracker.accounts.models import Role
from tracker.db import session, transaction
from tracker.errors import DomainError
from tracker.grants.models import Payment
from tracker.grants.payments import service
from tracker.grants.payments.life import State
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.payments.service import Asked, Who

EVE = date(2019, 10, 10)
AT_ONCE = 50


def at_once(app: Flask, act: Callable[[int], object]) -> list[str]:
    """Fifty threads do ``act`` in transactions of their own; what each got."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act(number)
            except (DomainError, IntegrityError) as error:
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def test_asked_for_approved_and_paid_by_fifty_at_once(
    committed_app: Flask, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    clock.move_to(cast.noon(EVE))
    cast.at(EVE, tmp_path)
    with transaction():
        officer, approver, director = (cast.who(it) for it in (Role.OFFICER, Role.APPROVER, Role.DIRECTOR))
    it = cast.case(10)
    wanted = Asked(it.proposal.gross, it.proposal.offset, it.proposal.lapse)
    session.rollback()

    def ask(number: int) -> None:
        service.request_payment(it, wanted, token=f"jeton {number}", who=officer)

    assert sorted(at_once(committed_app, ask)).count("done") == 1
    made = session.scalars(select(PaymentRequest.id)).one()
    session.rollback()

    def approve(number: int) -> None:
        who: Who = approver if number % 2 else director
        service.approve(made, who=who)

    at_once(committed_app, approve)
    kept = cast.request(made)
    assert kept.status is State.APPROVED
    assert {kept.first_by_id, kept.second_by_id} == {approver.person_id, director.person_id}
    reference = kept.reference
    session.rollback()

    def send(number: int) -> None:
        service.send([made], pay_on=EVE, token=f"lot {number}", who=approver)

    assert at_once(committed_app, send).count("done") == 1
    with transaction():
        batch = cast.request(made).batch
        assert batch is not None
        answers = [
            service.keep_answer(
                batch,
                name=f"{number}.csv",
                content=f"reference,amount,status,date\n{reference},3472.03,paid,2019-10-10\n",
                who=approver,
            ).id
            for number in range(5)
        ]

    at_once(committed_app, lambda number: service.take_answer(answers[number % 5], who=approver))
    assert cast.request(made).status is State.PAID
    assert session.scalar(select(func.count()).select_from(Payment)) == 10
