"""Writing a new agreement through the pages, step by step, as somebody would: the worked agreement as first signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import pages, worked
from tests.grants.deciding import forms, press, said
from tests.pages import PageClient
from tracker.db import now, session, transaction
from tracker.grants import models as g
from tracker.workbook import service as workbook
from tracker.workbook import sheets as s
from tracker.workbook import store
from tracker.workbook.portfolio import Portfolio

BASE = "/ententes/nouvelle"
YEARS = worked.YEARS
LINES = {
    "coordination": "48 000,00",
    "actions": "34000",
    "travel": "5,500.00",
    "materials": "9 000",
    "evaluation": "5500.00",
    "administration": "8 000,00 $",
}
"""Of every year, as people write amounts: 110 000."""

BUDGET = {f"c-{year}-{line}": text for year in YEARS for line, text in LINES.items()}
TITLES = {"title_fr": "Plan d'action concerté 2016-2019", "title_en": "Joint action plan 2016-2019"}


def directory() -> None:
    """What the worked agreement needs to be there: its programme, lines, organisations and regroupement."""
    facts = workbook.read(worked.PATH, workbook.Findings())
    kept = Portfolio()
    for cls in (s.Programme, s.Organisation, s.Regroupement, s.Membership, s.BudgetLine):
        kept.add(*facts.rows(cls))
    with transaction():
        store.store(kept, store.existing_rows(), at=now())


def planned() -> list[s.Instalment]:
    """The instalments of the workbook."""
    return workbook.read(worked.PATH, workbook.Findings()).rows(s.Instalment)


def due() -> list[s.Report]:
    """The reports of the workbook."""
    return workbook.read(worked.PATH, workbook.Findings()).rows(s.Report)


def begin(officer: PageClient) -> str:
    """A new draft; the address of its tasks."""
    listing = officer.get(BASE)
    begun = press(officer, listing, "begin")
    assert begun.status_code == 303
    return begun.location


def save(officer: PageClient, tasks: str, step: str, **answers: str) -> TestResponse:
    """Fill a step in and save it; the page it leads to, or the same one with what is wrong."""
    page = officer.get(f"{tasks}/{step}")
    assert page.status_code == 200, f"{step} leads to {page.location}"
    return press(officer, page, "step", **answers)


def saved(officer: PageClient, tasks: str, step: str, **answers: str) -> None:
    """``save``, and nothing was wrong."""
    answer = save(officer, tasks, step, **answers)
    assert answer.status_code == 303, said(answer)


def add(
    officer: PageClient, tasks: str, what: str, answers: Mapping[str, str], *, page: TestResponse | None = None
) -> TestResponse:
    """Press the button of the first step that adds what the directory does not have: ``regroupement`` or
    ``projet``; ``page`` is that step, opened now unless it is given."""
    step = page or officer.get(f"{tasks}/objet")
    (form,) = forms(step)
    assert f'formaction="{tasks}/{what}"' in step.text
    fields = {name: value for name, value in pages._fields(form).items() if value is not None}
    return officer.post(f"{tasks}/{what}", data={**fields, **answers})


def write(officer: PageClient, tasks: str) -> None:
    """The nine steps of the worked agreement; reports and schedule as proposed."""
    saved(officer, tasks, "objet", programme="PE", stream="local", words="rapides")
    write_rest(officer, tasks)


def write_rest(officer: PageClient, tasks: str) -> None:
    """The steps after the first."""
    saved(officer, tasks, "mandataire", words="1140000019")
    saved(officer, tasks, "identite", starts_on="2016-07-01", ends_on="2019-06-30", number=worked.NUMBER, **TITLES)
    saved(officer, tasks, "budget", **BUDGET)
    saved(officer, tasks, "rapports")
    saved(officer, tasks, "echeancier")


def agreement() -> g.Agreement:
    """The worked agreement, once it is signed."""
    return session.scalars(select(g.Agreement).where(g.Agreement.number == worked.NUMBER)).one()


SIGNED_ON = date(2016, 6, 20)
