"""A new agreement written through the pages, then signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from tests import people, worked
from tests.grants.creation import writing
from tests.grants.deciding import entries, press, said
from tests.pages import PageClient
from tracker.db import now
from tracker.grants import models as g
from tracker.statements import json as statement_json
from tracker.statements import service as statements

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def first_of_june(app: Flask, clock: time_machine.Traveller) -> None:
    """Somebody prepares the worked agreement for its signature."""
    clock.move_to(datetime(2016, 6, 20, 16, 0, tzinfo=UTC))
    writing.directory()


def signed(director: PageClient, tasks: str, **answers: str) -> object:
    check = director.get(f"{tasks}/verification")
    return press(director, check, "signature", **{"signed_on": "2016-06-20", "password": people.PASSWORD, **answers})


def figures(year: str | None) -> object:
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
    assert "Chaque étape est complète" in said(officer.get(tasks)) or "Every step is complete" in said(
        officer.get(tasks)
    )
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
