"""Statements from the site: the right file, the right figures, a clear answer to a wrong address."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from flask import Flask

from tests import worked
from tests.pages import PageClient

SignIn = Callable[..., PageClient]
ADDRESS = f"/ententes/{worked.NUMBER}/etat"


@pytest.fixture(autouse=True)
def _taken_in(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2020, 4, 1, 14, 0, tzinfo=UTC))
    worked.take_in()


@pytest.mark.parametrize("as_of", ["2017-10-31", "2019-09-01", "2020-03-31"])
@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_json_is_exactly_what_is_promised(sign_in: SignIn, as_of: str, year: str | None) -> None:
    if year and year not in worked.EXPECTED[as_of]["years"]:
        pytest.skip("the example has no such statement")
    answer = sign_in("auditor").get(f"{ADDRESS}.json?arrete={as_of}" + (f"&annee={year}" if year else ""))
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data) == worked.expected(as_of, year)


def test_pdf_and_workbook_are_what_they_say(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    pdf = officer.get(f"{ADDRESS}.pdf?arrete=2020-03-31")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert 'filename="etat-PE-2016-014-cumulatif-2020-03-31.pdf"' in pdf.headers["Content-Disposition"]
    workbook = officer.get(f"{ADDRESS}.xlsx?annee=2017-2018&arrete=31+mars+2020&langue=en")
    assert 'filename="etat-PE-2016-014-2017-2018-2020-03-31.xlsx"' in workbook.headers["Content-Disposition"]
    sheets = openpyxl.load_workbook(BytesIO(workbook.data), data_only=True)
    figures = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert 125022.79 in figures
    assert "Accepted" in figures


def test_the_day_is_today_unless_another_is_asked_for(sign_in: SignIn) -> None:
    assert json.loads(sign_in("officer").get(f"{ADDRESS}.json").data)["as_of"] == "2020-04-01"


def test_what_was_recorded_later_can_be_left_out(sign_in: SignIn) -> None:
    nothing = json.loads(sign_in("officer").get(f"{ADDRESS}.json?connu=2020-03-31").data)
    assert nothing["totals"]["accepted"] == "0.00"
    all_of_it = json.loads(sign_in("officer").get(f"{ADDRESS}.json?connu=2020-04-01T15:00:00+00:00").data)
    assert all_of_it["totals"]["accepted"] == "344004.94"


@pytest.mark.parametrize(
    "query",
    ["annee=2031-2032", "annee=x", "arrete=2020-02-31", "arrete=hier", "arrete=02/03/2018", "connu=x", "connu=2020T"],
)
@pytest.mark.parametrize("form", ["pdf", "xlsx", "json"])
def test_a_wrong_year_or_date_is_refused_clearly(sign_in: SignIn, form: str, query: str) -> None:
    answer = sign_in("officer").get(f"{ADDRESS}.{form}?{query}")
    assert answer.status_code == 409
    assert answer.mimetype == "text/html"
    assert "Traceback" not in answer.text


def test_only_those_who_may_see_the_agreement_take_its_statement(sign_in: SignIn) -> None:
    assert sign_in("preparer", organisation_code="ORG-001").get(f"{ADDRESS}.json").status_code == 200
    other = sign_in("preparer", organisation_code="ORG-002", email="other@demo.example")
    assert other.get(f"{ADDRESS}.json").status_code == 404
    assert sign_in("officer").get("/ententes/PE-0000-000/etat.json").status_code == 404
    assert sign_in("officer").get(f"{ADDRESS}.docx").status_code == 404
