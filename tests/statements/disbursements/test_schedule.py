"""An agreement's disbursements: what the worked agreement was paid and when, and what it waited for."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime

import pdfplumber
import pytest

from tests import worked
from tests.statements import spreadsheet
from tracker.statements import service
from tracker.statements.disbursements import xlsx
from tracker.statements.disbursements.value import Schedule
from tracker.statements.statement import Lang

EVER = datetime(2100, 1, 1, tzinfo=UTC)
both = pytest.mark.parametrize("lang", ["fr", "en"])

pytestmark = pytest.mark.usefixtures("taken_in")


@pytest.fixture
def taken_in(app: object) -> None:
    worked.take_in()


def schedule(year: str | None = None, as_of: str = "2020-03-31") -> Schedule:
    return service.disbursement_statement(worked.NUMBER, year=year, as_of=date.fromisoformat(as_of), known_at=EVER)


def test_each_year_paid_is_what_the_statement_of_that_year_says() -> None:
    whole = schedule()
    for it in whole.years:
        promised = worked.expected("2020-03-31", None)["years"]
        gross = next(year["funds"]["gross"] for year in promised if year["fiscal_year"] == it.fiscal_year)
        assert it.gross == it.journal == int(gross.replace(".", ""))
        if it.fiscal_year in worked.YEARS:
            (alone,) = schedule(it.fiscal_year).years
            assert (alone.gross, alone.scheduled, alone.cash) == (it.gross, it.scheduled, it.cash)
    assert (whole.gross, whole.offset, whole.cash) == (345_872_03, 1_240_00, 344_632_03)
    assert {it.code for it in whole.identities} == {"I3", "I6", "I11"}


@pytest.mark.parametrize(
    ("as_of", "status", "missing"),
    [
        ("2018-01-31", "to_come", (3,)),
        ("2018-02-01", "blocked", (3,)),  # report 3 was due the day before
        ("2018-02-10", "blocked", (3,)),  # submitted, not accepted
        ("2018-02-14", "ready", ()),
        ("2018-02-16", "paid", ()),
    ],
)
def test_instalment_six_waits_for_the_late_report(as_of: str, status: str, missing: tuple[int, ...]) -> None:
    sixth = next(it for it in schedule(as_of=as_of).rows if it.item.instalment == 6)
    assert (sixth.status, sixth.missing) == (status, missing)


def test_a_year_lists_what_its_allotment_planned_and_what_it_was_paid() -> None:
    rows = schedule("2017-2018").rows
    assert {it.item.fiscal_year for it in rows} == {"2016-2017", "2017-2018"}  # the holdback of the year before
    assert all("2017-2018" in (it.paid_in, it.item.fiscal_year) for it in rows)


@both
def test_the_paper_says_every_payment(lang: Lang) -> None:
    pdf = service.write(schedule(), form="pdf", lang=lang)
    assert pdf == service.write(schedule(), form="pdf", lang=lang)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    text = text.replace("\u00a0", " ").replace("\u2011", "-")
    expected = {
        "fr": ("345 872,03 $", "(1 240,00)", "2018-02-16", "VIR-0001", "Conditionnelle", "Rapport 3", "versée"),
        "en": ("$345,872.03", "(1,240.00)", "2018-02-16", "VIR-0001", "Conditional", "Report 3", "paid"),
    }
    assert [words for words in expected[lang] if words not in text] == []


@both
@pytest.mark.parametrize("year", [None, "2017-2018", "2018-2019"])
def test_the_workbook_recalculates_to_the_same_figures(lang: Lang, year: str | None) -> None:
    book, values = spreadsheet.opened(xlsx.write(schedule(year), lang))
    assert spreadsheet.disagreements(book, values) == []
    checks = values[book.sheetnames[-1]]
    assert {row[4].value for row in checks.iter_rows(min_row=5) if isinstance(row[4].value, int | float)} == {0}


def test_before_it_was_signed_there_is_nothing_to_pay() -> None:
    early = schedule(as_of="2016-06-01")
    assert (early.gross, early.committed) == (0, 0)
    assert service.write(early, form="pdf", lang="fr").startswith(b"%PDF")
    assert service.write(early, form="xlsx", lang="fr").startswith(b"PK")


def test_the_object_names_each_instalment() -> None:
    told = json.loads(service.write(schedule("2017-2018"), form="json", lang="fr"))
    assert told["fiscal_year"] == "2017-2018"
    assert told["disbursements"][0]["reference"] == "VIR-0003"
    assert service.file_name(schedule(), "pdf") == f"versements-{worked.NUMBER}-cumulatif-2020-03-31.pdf"
