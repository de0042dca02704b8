"""A new agreement written through the pages, then signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import people, worked
from tests.grants.creation import writing
from tests.grants.deciding import entries, press, said
from tests.pages import PageClient
from tracker.db import now, session
from tracker.grants import models as g
from tracker.grants.payments import queries as payments
from tracker.grants.payments.reasons import Why
from tracker.statements import json as statement_json
from tracker.statements import service as statements
from tracker.web.dates import today

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def first_of_june(app: Flask, clock: time_machine.Traveller) -> None:
    """Somebody prepares the worked agreement for its signature."""
    clock.move_to(datetime(2016, 6, 20, 16, 0, tzinfo=UTC))
    writing.directory()


def signed(director: PageClient, tasks: str, **answers: str) -> TestResponse:
    check = director.get(f"{tasks}/verification")
    return press(director, check, "signature", **{"signed_on": "2016-06-20", "password": people.PASSWORD, **answers})


def figures(year: str | None) -> Any:
    found = statements.agreement_statement(worked.NUMBER, year=year, as_of=date(2016, 6, 20), known_at=now())
    return json.loads(json.dumps(statement_json.figures(found)))


PLAN = (g.Instalment.number, g.Instalment.kind, g.Instalment.fiscal_year, g.Instalment.due_on, g.Instalment.amount)


def test_the_worked_agreement_written_by_hand_says_what_its_first_signature_promised(sign_in: SignIn) -> None:
    """The promised figures are those of the golden file that the first signature alone decides: initial budget by
    line and year, and 330 000 committed. Schedule and reports are the workbook's, but for instalment 5, which the
    amendment added."""
    officer, director = sign_in("officer"), sign_in("director")
    tasks = writing.begin(officer)
    writing.write(officer, tasks)
    assert "Chaque étape est complète" in said(officer.get(tasks))
    before = entries()
    answer = signed(director, tasks)
    assert answer.status_code == 303, said(answer)
    assert entries() == before + 1
    for year in worked.YEARS:
        of_year = figures(year)
        promised = worked.EXPECTED["2017-10-31"]["years"][year]
        for column in ("line", "initial"):
            assert [it[column] for it in of_year["lines"]] == [it[column] for it in promised["lines"]]
        assert of_year["commitment"]["committed"] == promised["commitment"]["committed"] == "330000.00"
    agreement = writing.agreement()
    facts = {it.instalment: it for it in writing.planned()}
    by_hand = [(it.kind, it.fiscal_year, it.due_on) for it in agreement.instalments]
    promised_plan = [(it.kind, it.fiscal_year, it.due_on) for number, it in facts.items() if number != 5]
    assert by_hand == promised_plan
    assert [it.amount for it in agreement.instalments if it.fiscal_year == "2016-2017"] == [6600000, 3300000, 1100000]
    due = [(it.number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on) for it in agreement.obligations]
    assert due == [(it.report, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on) for it in writing.due()]


def ready(officer: PageClient) -> str:
    """A draft that is complete."""
    tasks = writing.begin(officer)
    writing.write(officer, tasks)
    return tasks


def test_a_second_click_signs_nothing_more(sign_in: SignIn) -> None:
    tasks, director = ready(sign_in("officer")), sign_in("director")
    page = director.get(f"{tasks}/verification")
    answers = {"signed_on": "2016-06-20", "password": people.PASSWORD}
    first = press(director, page, "signature", **answers)
    before = entries()
    second = press(director, page, "signature", **answers)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == f"/ententes/{worked.NUMBER}"
    assert entries() == before
    assert director.get(tasks).status_code == 404


def test_whoever_is_to_follow_it_hears_that_it_is_signed(app: Flask, sign_in: SignIn) -> None:
    tasks = ready(sign_in("officer"))
    signed(sign_in("director"), tasks)
    (letter,) = (Path(app.instance_path) / "mail").glob("*.eml")
    said_to = message_from_bytes(letter.read_bytes(), policy=policy.default)
    assert said_to["To"] == "bailleur@demo.example"
    assert f"/ententes/{worked.NUMBER}\n" in said_to.get_content()


def test_the_password_is_asked_again_before_a_signature(sign_in: SignIn) -> None:
    tasks, director = ready(sign_in("officer")), sign_in("director")
    before = entries()
    refused = signed(director, tasks, password="un autre")
    assert refused.status_code == 422
    assert entries() == before


def test_whoever_wrote_part_of_it_does_not_sign_it(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = ready(officer)
    kept = session.scalars(select(g.AgreementDraft)).one()
    kept.written_by = [*kept.written_by, "direction@demo.example"]
    session.commit()
    page = sign_in("director").get(f"{tasks}/verification")
    assert "Qui a écrit une partie d’une entente ne la signe pas." in said(page)
    assert "Signer l’entente" not in said(page)


def test_two_people_writing_are_told_and_see_both_values(sign_in: SignIn) -> None:
    officer, colleague = sign_in("officer"), sign_in("officer", email="collegue@demo.example")
    tasks = ready(officer)
    mine, theirs = officer.get(f"{tasks}/identite"), colleague.get(f"{tasks}/identite")
    press(colleague, theirs, "step", title_fr="Un autre titre")
    told = press(officer, mine, "step", title_fr="Le mien")
    assert told.status_code == 409
    assert "Vous êtes deux à écrire cette entente" in said(told)
    assert "collegue@demo.example a inscrit : Un autre titre." in said(told)
    assert press(officer, told, "step").status_code == 303
    assert "Le mien" in said(colleague.get(tasks))


def test_a_step_that_is_not_complete_is_kept_for_later(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = ready(officer)
    half = {"r1-amount": "65 000,00"}
    refused = writing.save(officer, tasks, "echeancier", **half)
    assert refused.status_code == 422
    assert "Les tranches de 2016-2017 totalisent 109 000,00 $" in said(refused)
    assert "Chaque étape est complète" in said(officer.get(tasks))  # what was refused was not kept
    writing.saved(officer, tasks, "echeancier", press="later", **half)
    page = sign_in("director").get(f"{tasks}/verification")
    assert "totalisent 109 000,00 $" in said(page)
    assert "Signer l’entente" not in said(page)


def test_every_error_is_at_its_cell(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = ready(officer)
    cells = {"c-2016-2017-travel": "1,234", "c-2017-2018-actions": "mille", "c-2018-2019-materials": "-1"}
    refused = writing.save(officer, tasks, "budget", **cells)
    assert refused.status_code == 422
    for name in cells:
        assert f'id="{name}-error"' in refused.text


def test_a_block_is_pasted_without_a_script(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = ready(officer)
    block = "Déplacements\t1 000,00\t2,000.00\t3000\ncoordination\t5\t6\t7\nPoste inconnu\t1\t2\t3"
    pasted = writing.save(officer, tasks, "budget", press="paste", pasted=block)
    assert "Ces lignes ne commencent par aucun poste du budget." in said(pasted)
    for value in ("1 000,00", "2,000.00", "3000"):
        assert f'value="{value}"' in pasted.text
    assert "Poste inconnu" in pasted.text


def test_a_holiday_is_no_due_date(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = ready(officer)
    refused = writing.save(officer, tasks, "rapports", **{"r1-due_on": "2017-06-24"})
    assert "C’est un jour férié (Fête nationale du Québec)" in said(refused)
    assert "25 juin 2017" in said(refused)


def test_a_condition_holds_its_payment_back_until_it_is_recorded_as_met(sign_in: SignIn) -> None:
    officer, director = sign_in("officer"), sign_in("director")
    tasks = ready(officer)
    term = {"r1-text": "Résolution reçue", "r1-checked_by": "Agente", "r1-instalment": "1"}
    writing.saved(officer, tasks, "conditions", **term)
    signed(director, tasks)
    assert Why.CONDITION in whys(1)
    assert Why.CONDITION not in whys(2)
    here = f"/ententes/{worked.NUMBER}"
    assert "Une condition à remplir" in said(officer.get(f"{here}/versements")).replace("1 condition", "Une condition")
    page = officer.get(f"{here}/conditions/1")
    met = press(officer, page, met_on="2016-06-20", note="Résolution 2016-12")
    assert met.status_code == 303
    assert Why.CONDITION not in whys(1)
    assert "Résolution 2016-12" in said(officer.get(f"{here}/documents"))
    assert "Condition remplie" in said(officer.get(f"{here}/historique"))


def whys(number: int) -> list[Why]:
    """Why an instalment cannot be paid today."""
    session.expire_all()
    (case,) = payments.cases(payments.unpaid(worked.NUMBER, number), at=now(), today=today())
    return [it.why for it in case.reasons]


def test_the_next_phase_opens_on_accepted_evidence(sign_in: SignIn) -> None:
    officer, director = sign_in("officer"), sign_in("director")
    tasks = writing.begin(officer)
    added = writing.add(officer, tasks, "projet", {"p-name_fr": "Agir tôt", "p-name_en": "Acting early"})
    assert added.status_code == 303
    writing.saved(officer, tasks, "objet", programme="PE", stream="project")
    writing.write_rest(officer, tasks)
    signed(director, tasks)
    following = writing.begin(officer)
    refused = writing.save(officer, following, "objet", programme="PE", stream="project", words="agir tot")
    assert refused.status_code == 422
    assert "La phase précédente n’a pas encore de rapport final accepté (règle 23)." in said(refused)
    final = writing.agreement().obligations[-1]
    final.received_on = final.fulfilled_on = date(2016, 6, 19)
    session.commit()
    writing.saved(officer, following, "objet", programme="PE", stream="project", words="agir tot")
    assert "Agir tôt, phase 2" in said(officer.get(following))


def test_documents_follow_the_agreement(sign_in: SignIn) -> None:
    officer, director = sign_in("officer"), sign_in("director")
    tasks = ready(officer)
    page = officer.get(f"{tasks}/documents")
    sent = press(officer, page, "add", files=(BytesIO(b"Ce qui fut convenu.\n"), "resolution.txt"))
    assert sent.status_code == 303, said(sent)
    assert "resolution.txt" in said(director.get(f"{tasks}/verification"))
    signed(director, tasks)
    listed = officer.get(f"/ententes/{worked.NUMBER}/documents")
    assert "resolution.txt" in said(listed)
    (file,) = session.scalars(select(g.AgreementDocument)).all()
    answer = officer.get(f"/ententes/{worked.NUMBER}/documents/{file.file_id}")
    assert answer.data == b"Ce qui fut convenu.\n"
    assert sign_in("preparer", organisation_code="AUTRE").get(answer.request.path).status_code == 404


def test_a_step_sent_after_the_session_ended_is_saved_once_signed_in_again(
    sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    officer = sign_in("officer")
    tasks = ready(officer)
    page = officer.get(f"{tasks}/identite")
    clock.shift(2 * 60 * 60)
    assert press(officer, page, "step", title_fr="Écrit trop tard").status_code == 401
    officer.submit("/login", {"email": "bailleur@demo.example", "password": people.PASSWORD})
    assert press(officer, page, "step", title_fr="Écrit trop tard").status_code == 303
    assert "Écrit trop tard" in said(officer.get(tasks))
