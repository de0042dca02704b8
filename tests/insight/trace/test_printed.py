"""Every reference that any statement prints leads somewhere, and to the amount beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import get_args

import openpyxl
import pytest
from flask import Flask

from tests import worked
from tests.insight.trace import printed
from tests.pages import PageClient
from tests.statements.handover import two_hosts
from tracker.db import now
from tracker.insight.trace import figures
from tracker.statements import kinds, service
from tracker.statements.service import AnyStatement
from tracker.web.filters import money

AS_OF = date(2020, 3, 31)
CUT_OFF = date(2017, 12, 31)
KINDS = [
    (kinds.AGREEMENT, None),
    *((kinds.AGREEMENT, year) for year in worked.YEARS),
    (kinds.DISBURSEMENTS, None),
    *((kinds.DISBURSEMENTS, year) for year in worked.YEARS),
    (kinds.HANDOVER, CUT_OFF.isoformat()),
]


def address(what: str, year: str | None) -> str:
    """What is asked of the trace of this statement."""
    day = AS_OF.isoformat()
    if what == kinds.HANDOVER:
        return f"arrete={day}&etat={kinds.prefixed(what, year or '')}"
    etat = f"&etat={kinds.SORTS[what].prefix}" if what != kinds.AGREEMENT else ""
    return f"arrete={day}{etat}" + (f"&exercice={year}" if year else "")


def built(what: str, year: str | None) -> AnyStatement:
    return kinds.build(what, worked.NUMBER, year=year, as_of=AS_OF, known_at=now())


def test_each_kind_of_statement_has_its_references() -> None:
    assert set(figures.OF) == set(get_args(service.AnyStatement))


@pytest.mark.parametrize(("what", "year"), KINDS)
def test_every_reference_in_a_margin_leads_to_the_amounts_beside_it(
    app: Flask, sign_in: Callable[..., PageClient], what: str, year: str | None
) -> None:
    if what == kinds.HANDOVER:
        two_hosts.take_in(CUT_OFF)
    else:
        worked.take_in()
    statement = built(what, year)
    found = figures.of(statement)
    browser = sign_in("auditor")
    asked = address(what, year)
    beside = list(printed.rows(statement))
    assert len({ref for ref, _ in beside}) >= {kinds.AGREEMENT: 30, kinds.DISBURSEMENTS: 8, kinds.HANDOVER: 4}[what]
    for ref, amounts in beside:
        answer = browser.get(f"/ententes/{worked.NUMBER}/trace?repere={ref}&{asked}")
        assert answer.status_code == 303, ref
        columns = {abs(found.by_key[ref, column].amount) for column in found.columns(ref)}
        assert [it for it in amounts if it not in columns] == [], ref


@pytest.mark.parametrize(("what", "year"), [it for it in KINDS if it[0] != kinds.AGREEMENT])
def test_every_column_has_its_page_with_the_same_amount(
    app: Flask, sign_in: Callable[..., PageClient], what: str, year: str | None
) -> None:
    two_hosts.take_in(CUT_OFF)
    browser = sign_in("auditor")
    asked = address(what, year)
    for (ref, column), figure in figures.of(built(what, year)).by_key.items():
        page = browser.get(f"/ententes/{worked.NUMBER}/trace/{ref}/{column}?{asked}")
        assert page.status_code == 200, (ref, column)
        assert str(money(figure.amount, parentheses=True)) in page.text.split("</h1>")[0] + page.text, (ref, column)


@pytest.mark.parametrize(("what", "year"), KINDS)
def test_the_workbook_bears_the_references_of_the_paper(app: Flask, what: str, year: str | None) -> None:
    two_hosts.take_in(CUT_OFF)
    statement = built(what, year)
    book = openpyxl.load_workbook(io.BytesIO(service.write(statement, form="xlsx", lang="fr")), read_only=True)
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    written = {ref for text in cells for ref in re.findall(r"\b[A-Z]\d+\b", text)}
    assert {ref for ref, _amounts in printed.rows(statement)} - written == set()
