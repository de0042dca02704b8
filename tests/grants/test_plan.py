"""An amendment that moves no budget: the last day, reports and instalments; what they said before stays readable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import time_machine
from sqlalchemy import select

from tests import worked
from tests.grants.deciding import AGREEMENT, entries, press, said, sign
from tests.pages import PageClient
from tracker.db import now, session
from tracker.grants import models as g
from tracker.grants import versions

On = Callable[[str], None]
SignIn = Callable[..., PageClient]

PLAN, CHECK = f"{AGREEMENT}/avenant/plan", f"{AGREEMENT}/avenant/verification"
DATES = {"signed_on": "2018-12-01", "effective_on": "2018-12-01", "reason": "Trois mois de plus"}


def agreement() -> g.Agreement:
    session.expire_all()
    return session.scalars(select(g.Agreement).where(g.Agreement.number == worked.NUMBER)).one()


def test_three_more_months_and_the_older_plan_is_still_known(
    on: On, clock: time_machine.Traveller, sign_in: SignIn
) -> None:
    """Within 2018-2019 nothing is added to the budget; the last holdback and the final report come later."""
    on("2018-12-01")
    known_before = now()
    clock.shift(60)
    officer, director = sign_in("officer"), sign_in("director")
    changes = {
        "last_day": "2019-09-30",
        "t-6": "2019-09-30",
        "u-6": "2019-11-30",
        "d-10": "2020-01-15",
        "i-9": "30 000",
        "i-10": "16 400",
    }
    saved = press(officer, officer.get(PLAN), "plan", **{**DATES, **changes})
    assert saved.status_code == 303, said(saved)
    checked = director.get(CHECK)
    assert "30 septembre 2019" in said(checked)
    before = entries()
    signed = sign(director, checked, "signature")
    assert signed.status_code == 303, said(signed)
    assert entries() == before + 1
    it = agreement()
    assert it.ends_on == date(2019, 9, 30)
    assert it.fiscal_years[-1] == "2019-2020"
    planned = {each.number: (each.due_on, each.amount) for each in it.instalments}
    assert planned[9] == (date(2019, 2, 10), 3_000_000)
    assert planned[10] == (date(2020, 1, 15), 1_640_000)
    then, later = worked.statement(None, "2018-12-31", known_at=known_before), worked.statement(None, "2018-12-31")
    assert (then.header.ends_on, later.header.ends_on) == (date(2019, 6, 30), date(2019, 9, 30))
    assert _due(then, 10) == (date(2019, 10, 15), 1_160_000)
    assert _due(later, 10) == (date(2020, 1, 15), 1_640_000)
    assert [report.due_on for report in then.reports][-1] == date(2019, 8, 31)
    assert [report.due_on for report in later.reports][-1] == date(2019, 11, 30)
    assert versions.ends_on_known_at(it, known_before) == date(2019, 6, 30)
    history = said(director.get(f"{AGREEMENT}/historique"))
    assert "Trois mois de plus" in history
    assert "2019-06-30" in history


def test_instalments_of_a_year_go_on_adding_up(on: On, sign_in: SignIn) -> None:
    on("2018-12-01")
    officer = sign_in("officer")
    refused = press(officer, officer.get(PLAN), "plan", **{**DATES, "i-10": "1,00"})
    assert refused.status_code == 422
    assert "totalisent 46 400,00 $" in said(refused)
    assert press(officer, officer.get(PLAN), "plan", **DATES).status_code == 422  # nothing changes
    gone = press(officer, officer.get(PLAN), "plan", **{**DATES, "last_day": "2018-06-30"})
    assert gone.status_code == 422
    assert "2018-2019" in said(gone)


def _due(statement: object, number: int) -> tuple[date, int]:
    found = next(it for it in statement.disbursements if it.instalment == number)  # type: ignore[attr-defined]
    return found.due_on, found.scheduled
