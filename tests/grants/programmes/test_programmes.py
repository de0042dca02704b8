"""A programme is added, changed, and what was signed under it keeps its meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.grants.deciding import said
from tests.pages import PageClient
from tracker.db import now, session, transaction
from tracker.grants.models import Agreement, BudgetLine, Programme
from tracker.grants.service import terms_of
from tracker.grants.terms import Limits
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
PAGE = "/programmes/PE"
LINES = "/programmes/postes"


def programme(code: str = "PE") -> Programme:
    return session.scalars(select(Programme).where(Programme.code == code)).one()


def agreement() -> Agreement:
    return session.scalars(select(Agreement)).one()


def last_act(action: str) -> TrailRecord:
    return session.scalars(select(TrailRecord).where(TrailRecord.action == action).order_by(TrailRecord.id)).all()[-1]


def change(client: PageClient, **answers: str) -> None:
    answer = client.submit(PAGE, {"reason": "Décision du conseil", **answers}, form="settings")
    assert answer.status_code == 303, said(answer)


def test_a_new_rate_is_for_what_is_signed_next(app: Flask, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    worked.take_in()
    before = worked.statement("2017-2018")
    clock.shift(timedelta(days=1))
    change(sign_in("director"), transfer_limit_rate="5,00", holdback_rate="12.5")
    assert (programme().transfer_limit_rate, programme().holdback_rate) == (50_000, 125_000)
    assert terms_of(agreement()).limits.transfer == 150_000
    assert agreement().rates.holdback_rate == 100_000
    assert Limits.of(programme()).transfer == 50_000
    after = worked.statement("2017-2018")
    assert (after.notes, after.year) == (before.notes, before.year), "not a word of a statement moves"
    act = last_act("programme changed")
    assert act.difference == {"holdback_rate": [100_000, 125_000], "transfer_limit_rate": [150_000, 50_000]}
    assert (act.actor, act.reason) == ("direction@demo.example", "Décision du conseil")
    assert "Retenue : 10 %, maintenant 12,50 %" in said(sign_in("admin").get(PAGE))


def test_each_agreement_keeps_the_rates_of_its_own_signature(
    app: Flask, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    worked.take_in()
    director, taken = sign_in("director"), {}
    for rate in ("20,00", "30,00"):
        clock.shift(timedelta(minutes=1))
        change(director, holdback_rate=rate)
        clock.shift(timedelta(minutes=1))
        taken[rate] = now()
    assert agreement().rates.holdback_rate == 100_000
    assert programme().rates_at(taken["20,00"]).holdback_rate == 200_000
    assert programme().rates_at(taken["30,00"]).holdback_rate == 300_000


def test_the_fiscal_year_of_signed_agreements_does_not_move(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    director = sign_in("director")
    answer = director.submit(PAGE, {"fiscal_year_start": "01-01", "reason": "…"}, form="settings")
    assert answer.status_code == 422
    assert "Des ententes sont signées sous ces exercices" in said(answer)
    assert programme().fiscal_year_start == "07-01"


def test_a_programme_is_added_and_its_year_can_still_change(app: Flask, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    new = {"code": "NV", "name_fr": "Nouveau", "name_en": "New", "reason": "Création"}
    assert admin.submit("/programmes/nouveau", new, form="settings").location == "/programmes/NV"
    assert (programme("NV").holdback_rate, programme("NV").stacking_limit_rate) == (100_000, 900_000)
    assert admin.submit("/programmes/nouveau", new, form="settings").status_code == 422
    changed = admin.submit("/programmes/NV", {"fiscal_year_start": "07-01", "reason": "Erreur"}, form="settings")
    assert changed.status_code == 303
    assert programme("NV").fiscal_year_start == "07-01"
    assert programme("NV").former == []


def test_what_is_written_badly_is_said_beside_its_field(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    wrong = {"fiscal_year_start": "31-12", "holdback_rate": "120", "administration_limit_rate": "", "reason": ""}
    text = said(sign_in("director").submit(PAGE, wrong, form="settings"))
    assert "Écrivez un mois et un jour, par exemple 04-01." in text
    assert "Écrivez 100 % au plus." in text
    assert "Écrivez un pourcentage." in text


def test_a_model_proposes_the_next_schedule_and_leaves_what_is_signed(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    director, page = sign_in("director"), f"{PAGE}/versements"
    planned = [(it.due_on, it.amount) for it in agreement().instalments]
    assert "V1. Avance" in said(director.get(page))
    answer = director.submit(page, {"r1-share": "50,00", "r1-month": "1", "reason": "Trésorerie"}, form="model")
    assert answer.status_code == 303, said(answer)
    first = programme().payment_model["instalments"][0]
    assert (first["share"], first["month"]) == (500_000, 1)
    assert "50 000,00" in said(director.get(page)), "half of the example's 100,000"
    assert [(it.due_on, it.amount) for it in agreement().instalments] == planned
    two = director.submit(page, {"r1-share": "", "reason": "…"}, form="model")
    assert "Un versement, et un seul, prend le reste de l’enveloppe" in said(two)


def test_a_reporting_calendar_is_checked(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    director, page = sign_in("director"), f"{PAGE}/rapports"
    early = director.submit(page, {"r1-due_month": "3", "reason": "…"}, form="model")
    assert "Un rapport est dû après la période qu’il couvre." in said(early)
    assert (
        director.submit(page, {"r1-due_month": "7", "r1-due_day": "15", "reason": "…"}, form="model").status_code == 303
    )
    assert programme().payment_model["reports"][0]["due_month"] == 7


def test_lines_are_added_renamed_and_moved_and_one_in_use_stays(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    director = sign_in("director")
    known = session.scalars(select(BudgetLine).order_by(BudgetLine.position)).all()
    new = len(known) + 1
    added = {f"r{new}-code": "essai", f"r{new}-name_fr": "Essai", f"r{new}-name_en": "Trial", f"r{new}-rank": "1"}
    answer = director.submit(LINES, {**added, "r1-name_fr": "Coordination et appui", "reason": "…"}, form="lines")
    assert answer.status_code == 303, said(answer)
    codes = list(session.scalars(select(BudgetLine.code).order_by(BudgetLine.position)))
    assert codes == ["essai", *(it.code for it in known)]
    assert session.get_one(BudgetLine, known[0].code).name_fr == "Coordination et appui"
    assert last_act("budget lines changed").difference["lines"]["essai"][0] is None
    blank = dict.fromkeys(("code", "name_fr", "name_en", "rank"), "")
    gone = director.submit(LINES, {**{f"r1-{name}": "" for name in blank}, "reason": "…"}, form="lines")
    assert gone.status_code == 303
    assert session.get(BudgetLine, "essai") is None
    kept = director.submit(LINES, {**{f"r1-{name}": "" for name in blank}, "reason": "…"}, form="lines")
    assert kept.status_code == 422
    assert f"Le poste {known[0].code} est utilisé" in said(kept)
    flag = director.submit(LINES, {"r1-administration": "y", "reason": "…"}, form="lines")
    assert flag.status_code == 422


def test_only_a_director_and_the_administrator_keep_programmes(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    for role, status in (("director", 200), ("admin", 200), ("officer", 403), ("approver", 403), ("auditor", 403)):
        assert sign_in(role).get("/programmes").status_code == status


def test_years_after_a_leap_day_are_shown(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    with transaction():
        programme().fiscal_year_start = "03-01"
    assert str(date(2020, 3, 1).year) in said(sign_in("director").get(f"{PAGE}/versements"))
