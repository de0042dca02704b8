"""The amendment of the worked agreement, prepared by an officer and signed by the director."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import func, select

from tests import worked
from tests.grants.deciding import AGREEMENT, entries, press, rows, said, sign
from tests.pages import PageClient
from tracker.db import session
from tracker.grants import models as g
from tracker.statements import json

On = Callable[[str], None]
SignIn = Callable[..., PageClient]

CHANGES = {
    "c-2017-2018-actions": "14 000",
    "c-2017-2018-materials": "4 000,00",
    "c-2018-2019-actions": "4500",
    "c-2018-2019-materials": "1500.00",
    "signed_on": "2017-11-15",
    "effective_on": "2017-11-15",
    "reason": "Deux haltes-garderies de plus",
}
BUDGET, SCHEDULE, CHECK = (f"{AGREEMENT}/avenant{step}" for step in ("", "/echeancier", "/verification"))


def prepare(officer: PageClient, **changes: str) -> PageClient:
    """Type the amendment and its schedule in, as the workbook has them."""
    saved = press(officer, officer.get(BUDGET), **{**CHANGES, **changes})
    assert saved.status_code == 303, said(saved)
    return officer


def test_the_amendment_is_prepared_checked_and_signed(on: On, sign_in: SignIn) -> None:
    """330 000 + 18 000 + 6 000 = 354 000. The schedule before it, by hand: the workbook's instalments of
    2017-2018 add up to 128 000 already, so its 18 000 are taken from what was typed here."""
    on("2017-11-15")
    _schedule_as_signed()
    officer, director = prepare(sign_in("officer")), sign_in("director")
    before = entries()
    page = officer.get(SCHEDULE)
    assert rows(page)[-1][:4] == ["8", "Retenue", "2018-09-30", "11 000,00"]
    spread = {"i-6": "38 400", "i-8": "12 800", "new-2017-2018": "10 800", "due-2017-2018": "2017-11-30"}
    spread["kind-2017-2018"] = "advance"
    later = {"i-7": "69 600", "i-9": "34 800", "i-10": "11 600"}
    placed = press(officer, page, **spread, **later)
    assert placed.location == CHECK
    checked = director.get(CHECK)
    assert "Engagement actuel 330 000,00 $ Engagement après 354 000,00 $" in said(checked)
    assert ["Salaires et honoraires – actions", "34 000,00", "+14 000,00", "48 000,00"] in rows(checked)
    assert ["Nouvelle", "2017-2018", "2017-11-30", "–", "+10 800,00", "10 800,00"] in rows(checked, 2)
    assert entries() == before
    signed = sign(director, checked, "signature")
    assert "Avenant signé : l’engagement varie de 24 000,00 $." in said(director.get(signed.location))
    sign(director, checked, "signature")  # a double click
    assert entries() == before + 1
    assert session.scalar(select(func.count()).select_from(g.AmendmentDraft)) == 0
    added = session.scalars(select(g.Instalment).order_by(g.Instalment.number.desc())).all()[0]
    assert (added.kind, added.amount) == ("advance", 1_080_000)
    planned = session.execute(
        select(g.Instalment.fiscal_year, func.sum(g.Instalment.amount)).group_by(g.Instalment.fiscal_year)
    )
    assert {year: total for year, total in planned} == {  # noqa: C416 - rows, not pairs
        "2016-2017": 11_000_000,
        "2017-2018": 12_800_000,
        "2018-2019": 11_600_000,
    }
    for year in worked.YEARS:
        of_year = json.figures(worked.statement(year, "2017-12-31"))
        promised = worked.EXPECTED["2019-09-01"]["years"][year]
        for column in ("line", "initial", "amendments"):
            assert [it[column] for it in of_year["lines"]] == [it[column] for it in promised["lines"]]
    history = director.get(f"{AGREEMENT}/historique")
    assert "Deux haltes-garderies de plus" in said(history)
    assert "Tranche 6 de 2017-2018 : 33 000,00 $, maintenant 38 400,00 $" in said(history)


def test_the_difference_is_proposed_on_the_last_unpaid_instalment(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    _schedule_as_signed()
    page = prepare(sign_in("officer")).get(SCHEDULE)
    assert _values(page.text, "i-6", "i-8") == ["33 000,00", "29 000,00"]
    assert _values(page.text, "i-7", "i-9", "i-10") == ["66 000,00", "33 000,00", "17 000,00"]


def test_a_schedule_that_does_not_add_up_is_refused(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    _schedule_as_signed()
    officer = prepare(sign_in("officer"))
    answer = press(officer, officer.get(SCHEDULE), **{"i-8": "12 800"})
    assert answer.status_code == 422
    assert "totalisent 62 000,00 $ : elles totalisent 45 800,00 $" in said(answer)


def test_never_below_what_is_settled(on: On, sign_in: SignIn) -> None:
    """Of the 110 000 of 2016-2017 all is paid: nothing can be taken away."""
    on("2017-11-15")
    answer = press((officer := sign_in("officer")), officer.get(BUDGET), **{**CHANGES, "c-2016-2017-actions": "-0,01"})
    assert answer.status_code == 422
    assert "Une réduction d’au plus 0,00 $ en 2016-2017" in said(answer)
    assert 'value="14 000"' in answer.text


def test_nothing_to_change_and_missing_dates_are_said(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    officer = sign_in("officer")
    empty = press(officer, officer.get(BUDGET))
    assert empty.status_code == 422
    assert said(empty).count("Inscrivez la date.") >= 2
    none = press(officer, officer.get(BUDGET), signed_on="2017-11-15", effective_on="2017-11-15", reason="R")
    assert "Modifiez au moins un montant." in said(none)
    late = press(officer, officer.get(BUDGET), **{**CHANGES, "effective_on": "2019-07-01"})
    assert "qui se termine le 30 juin 2019" in said(late)


def test_a_draft_waits_for_whoever_comes_back(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    prepare(sign_in("officer"))
    page = sign_in("officer", email="collegue@demo.example").get(BUDGET)
    assert _values(page.text, "c-2017-2018-actions", "signed_on") == ["14 000,00", "2017-11-15"]


def test_two_people_editing_are_told_and_see_both_values(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    officer, colleague = sign_in("officer"), sign_in("officer", email="collegue@demo.example")
    prepare(officer)
    mine, theirs = officer.get(BUDGET), colleague.get(BUDGET)
    press(colleague, theirs, **{"c-2017-2018-actions": "12 000"})
    told = press(officer, mine, **{"c-2017-2018-actions": "13 000"})
    assert told.status_code == 409
    assert "Vous êtes deux à modifier cet avenant" in said(told)
    assert "collegue@demo.example a inscrit : 12 000,00 $." in said(told)
    assert _values(told.text, "c-2017-2018-actions") == ["13 000"]
    assert press(officer, told).status_code == 303
    assert _values(colleague.get(BUDGET).text, "c-2017-2018-actions") == ["13 000,00"]


def test_the_director_signs_only_what_was_seen(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    officer, director = prepare(sign_in("officer")), sign_in("director")
    press(officer, officer.get(SCHEDULE))
    checked = director.get(CHECK)
    prepare(officer, **{"c-2017-2018-actions": "15 000"})
    before = entries()
    told = sign(director, checked, "signature")
    assert told.status_code == 409
    assert "L’avenant a changé entre-temps" in said(told)
    assert entries() == before


def test_the_password_is_asked_again_before_an_amendment_is_signed(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    officer, director = sign_in("officer"), sign_in("director")
    prepare(officer)
    checked, before = director.get(CHECK), entries()
    for typed in ({}, {"password": "un autre"}):
        refused = press(director, checked, "signature", **typed)
        assert refused.status_code == 422
        assert "Ce n’est pas votre mot de passe actuel." in said(refused)
        assert entries() == before
    assert sign(director, refused, "signature").status_code == 303
    assert entries() == before + 1
    prepare(officer)
    assert 'name="password"' not in director.get(CHECK).text  # typed a moment ago


def test_only_the_director_signs_and_only_an_officer_prepares(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    officer = prepare(sign_in("officer"))
    assert "Signer l’avenant" not in said(officer.get(CHECK))
    assert sign_in("director").get(BUDGET).status_code == 403


def test_an_amendment_can_be_dropped_and_the_history_knows(on: On, sign_in: SignIn) -> None:
    on("2017-11-15")
    officer = prepare(sign_in("officer"))
    press(officer, officer.get(CHECK), "drop")
    assert officer.get(CHECK).status_code == 404
    assert "Avenant abandonné avant sa signature" in said(officer.get(f"{AGREEMENT}/historique"))


def _schedule_as_signed() -> None:
    """The workbook's schedule is the one after the amendment; before it, each year was 60 %, 30 % and 10 %."""
    before = {6: 3_300_000, 8: 1_100_000, 7: 6_600_000, 9: 3_300_000, 10: 1_100_000}
    for instalment in session.scalars(select(g.Instalment)).all():
        if instalment.number == 5:
            session.delete(instalment)
        elif instalment.number in before:
            instalment.amount = before[instalment.number]
    session.commit()


def _values(html: str, *names: str) -> list[str]:
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[name[1]] = value[1].replace("\u00a0", " ")
    return [found[name] for name in names]
