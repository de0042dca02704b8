"""An agreement that is suspended, goes on, is withdrawn from; what its payments and reports then say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import func, select

from tests import people, worked
from tests.grants.deciding import AGREEMENT, check, confirm, decide, entries, said, sign
from tests.pages import PageClient
from tracker.db import now, session
from tracker.grants import life, versions
from tracker.grants import models as g
from tracker.grants.life import Act, Interruption, State
from tracker.grants.payments import queries as payments
from tracker.grants.payments.reasons import Why
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position
from tracker.web.dates import today

On = Callable[[str], None]
SignIn = Callable[..., PageClient]


def agreement() -> g.Agreement:
    return session.scalars(select(g.Agreement).where(g.Agreement.number == worked.NUMBER)).one()


def whys(number: int) -> list[Why]:
    """Why an instalment cannot be paid today."""
    session.expire_all()
    (case,) = payments.cases(payments.unpaid(worked.NUMBER, number), at=now(), today=today())
    return [it.why for it in case.reasons]


def approve(director: PageClient) -> None:
    """The director approves what waits."""
    proposal = session.scalars(select(g.Proposal)).one()
    page = director.get(f"{AGREEMENT}/propositions/{proposal.id}")
    answer = sign(director, page, "approve")
    assert answer.status_code == 303, said(answer)


@pytest.mark.parametrize(
    ("state", "act", "leads"),
    [
        (State.IN_FORCE, Act.SUSPEND, State.SUSPENDED),
        (State.IN_FORCE, Act.LIFT, None),
        (State.IN_FORCE, Act.WITHDRAW, State.WITHDRAWN),
        (State.SUSPENDED, Act.SUSPEND, None),
        (State.SUSPENDED, Act.LIFT, State.IN_FORCE),
        (State.SUSPENDED, Act.WITHDRAW, State.WITHDRAWN),
        (State.WITHDRAWN, Act.SUSPEND, None),
        (State.WITHDRAWN, Act.LIFT, None),
        (State.WITHDRAWN, Act.WITHDRAW, None),
    ],
)
def test_the_life_of_an_agreement(state: State, act: Act, leads: State | None) -> None:
    assert life.LIFE.get((state, act)) == leads


def test_a_state_is_that_of_its_day() -> None:
    acts = [Interruption("suspend", date(2018, 1, 10)), Interruption("lift", date(2018, 2, 1))]
    assert [life.state_on(acts, date(2018, 1, day)) for day in (9, 10)] == [State.IN_FORCE, State.SUSPENDED]
    assert life.state_on(acts, date(2018, 2, 1)) is State.IN_FORCE


def test_a_suspension_holds_payments_back_until_it_is_lifted(
    on: On, clock: time_machine.Traveller, sign_in: SignIn
) -> None:
    on("2018-02-15")
    assert Why.SUSPENDED not in whys(6)
    officer = sign_in("officer")
    before = entries()
    page = decide(officer, "suspension", on="2018-02-15", reason="Le conseil d’administration a démissionné")
    assert "L’entente est suspendue" in said(page)
    assert entries() == before  # no money moved
    assert Why.SUSPENDED in whys(6)
    shown = said(officer.get(f"{AGREEMENT}/versements"))
    assert "Suspendue depuis le 15 février 2018" in shown
    assert "Suspendue" in said(officer.get(AGREEMENT))
    refused = check(officer, "suspension", on="2018-02-15", reason="Encore")
    assert refused.status_code == 422
    clock.move_to(datetime(2018, 3, 1, 16, tzinfo=UTC))
    officer, director = sign_in("officer"), sign_in("director")  # theirs have ended
    decide(officer, "reprise", on="2018-03-01", reason="Un nouveau conseil est élu")
    assert Why.SUSPENDED in whys(6)
    approve(director)
    assert Why.SUSPENDED not in whys(6)


def test_a_withdrawal_lets_the_rest_lapse_and_asks_for_a_final_report(
    on: On, clock: time_machine.Traveller, sign_in: SignIn
) -> None:
    """On 15 March 2018: reports 4 (January to June) and 5 fall away, and the final one covers 1 January to
    15 March, due 62 days later as the final of the agreement was after its term."""
    on("2018-03-15")
    known_before = now()
    stands = position(worked.NUMBER)
    left, held = stands.balance(Account.PAYABLE), stands.balance(Account.HELD)
    assert left > 0
    officer, director = sign_in("officer"), sign_in("director")
    clock.shift(60)
    shown = said(check(officer, "retrait", on="2018-03-15", reason="Le regroupement se dissout"))
    assert "2 rapports qui auraient été dus tombent." in shown
    assert "Le rapport final couvre la période du 1er janvier 2018 au 15 mars 2018" in shown
    decide(officer, "retrait", on="2018-03-15", reason="Le regroupement se dissout")
    approve(director)
    after = position(worked.NUMBER)
    assert after.balance(Account.PAYABLE) == 0
    assert after.balance(Account.LAPSED) == left
    assert after.balance(Account.HELD) == held
    session.expire_all()
    due = agreement().obligations
    assert [it.number for it in due] == [1, 2, 3, 6]
    final = due[-1]
    assert (final.from_on, final.to_on, final.due_on) == (date(2018, 1, 1), date(2018, 3, 15), date(2018, 5, 16))
    assert final.fiscal_year == "2017-2018"
    then = versions.obligations_known_at(agreement(), known_before)
    assert [(it.number, it.due_on) for it in then][3:] == [
        (4, date(2018, 8, 31)),
        (5, date(2019, 1, 31)),
        (6, date(2019, 8, 31)),
    ]
    assert worked.statement(None, "2018-03-14", known_at=known_before).reports[3].due_on == date(2018, 8, 31)
    assert Why.WITHDRAWN in whys(7)
    assert "Retrait" in said(officer.get(f"{AGREEMENT}/historique"))


def test_a_decision_sent_after_the_session_ended_is_taken_once_signed_in_again(
    on: On, clock: time_machine.Traveller, sign_in: SignIn
) -> None:
    on("2018-02-15")
    officer = sign_in("officer")
    checked = check(officer, "suspension", on="2018-02-15", reason="Le conseil a démissionné")
    clock.shift(2 * 60 * 60)
    assert confirm(officer, checked).status_code == 401
    officer.submit("/login", {"email": "bailleur@demo.example", "password": people.PASSWORD})
    assert confirm(officer, checked).status_code == 303
    assert confirm(officer, checked).status_code == 303  # the browser sends it twice
    assert session.scalar(select(func.count()).select_from(g.AgreementAct)) == 1
