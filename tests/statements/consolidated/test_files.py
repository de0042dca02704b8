"""The files of a consolidated statement say the same figures in both languages, and are what they claim."""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import date
from typing import Any

import pdfplumber
import pikepdf
import pytest

from tests import worked
from tests.statements import spreadsheet
from tests.statements.consolidated.conftest import of_programme, of_region
from tests.statements.consolidated.framework import AS_OF, BY_HAND, YEAR
from tracker.statements import service
from tracker.statements.consolidated import json as to_json
from tracker.statements.consolidated import xlsx
from tracker.statements.consolidated.pdf import render
from tracker.statements.consolidated.value import Consolidated
from tracker.statements.statement import Lang

both = pytest.mark.parametrize("lang", ["fr", "en"])
CLOSED = date(2020, 3, 31)


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = "\n".join(page.extract_text() for page in document.pages)
    return text.replace("\u00a0", " ").replace("\u2011", "-")


def amount(cents: int, lang: str) -> str:
    """As a statement says it without its dollar sign, worked out apart from the program."""
    whole, part = divmod(abs(cents), 100)
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", " " if lang == "fr" else ",", str(whole))
    text = f"{grouped}{',' if lang == 'fr' else '.'}{part:02d}"
    return f"({text})" if cents < 0 else text


@both
@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("year", [None, YEAR])
def test_every_figure_worked_out_by_hand_is_on_paper(lang: Lang, year: str | None) -> None:
    text = text_of(render(of_programme("PX", year, AS_OF), lang)).replace("$", "")
    for cents in (*BY_HAND["programme"][:5], -1_000_00, 2_012_34, 37_500_00, -90_000_00):
        assert amount(cents, lang) in text
    for words in ("CADRE", "S-A", "< 5", {"fr": "Non audité", "en": "Unaudited"}[lang]):
        assert words in text
    assert ("Données fictives" if lang == "fr" else "Fictional data") not in text


@both
@pytest.mark.usefixtures("demo")
def test_large_amounts_turn_the_pages_round_and_heads_are_repeated(lang: Lang) -> None:
    statement = of_programme("PE", None, CLOSED)
    pdf = render(statement, lang)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        first, *rest = document.pages
        assert first.width < first.height
        assert all(page.width > page.height for page in rest)
        head = {"fr": "Engagement Versé brut Accepté", "en": "Commitment Gross paid Accepted"}[lang]
        assert sum(head in page.extract_text() for page in rest) >= 5
        assert all(char["x1"] <= page.width for page in document.pages for char in page.chars)
    text = text_of(pdf)
    for row in statement.rows:
        assert row.number in text
    assert text.count({"fr": "Données fictives", "en": "Fictional data"}[lang]) >= len(rest) + 1


@pytest.mark.usefixtures("worked_alone")
def test_small_amounts_stay_on_upright_pages() -> None:
    with pdfplumber.open(io.BytesIO(render(of_region("04", None, CLOSED), "fr"))) as document:
        assert all(page.width < page.height for page in document.pages)
        assert "354 000,00" in document.pages[0].extract_text().replace("\u00a0", " ")


@pytest.mark.usefixtures("by_hand")
def test_the_same_statement_is_the_same_bytes() -> None:
    files = [
        [service.write(of_region("10", None, AS_OF), form=form, lang="fr") for form in ("pdf", "xlsx", "json")]
        for _ in range(2)
    ]
    digests = [[hashlib.sha256(file).hexdigest() for file in each] for each in files]
    # the moment known is the same, so everything is
    assert digests[0] == digests[1]
    with pikepdf.open(io.BytesIO(files[0][0])) as pdf:
        assert len(pdf.attachments) == 2


@both
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("year", [None, "2017-2018"])
def test_the_workbook_recalculates_to_the_same_figures(lang: Lang, year: str | None) -> None:
    statement = of_programme("PE", year, CLOSED)
    book, values = spreadsheet.opened(xlsx.write(statement, lang))
    assert spreadsheet.disagreements(book, values) == []
    totals = [values[book.sheetnames[0]], *(values[name] for name in book.sheetnames[1:3])]
    for sheet in totals:
        shown = {cell.value for row in sheet.iter_rows() for cell in row}
        assert float(statement.total.committed) / 100 in shown
    checks = values[book.sheetnames[-1]]
    differences = [row[4].value for row in checks.iter_rows(min_row=6) if isinstance(row[4].value, int | float)]
    assert len(differences) > 15
    assert set(differences) == {0}
    assert any("SUMIFS(" in text for _, _, text in spreadsheet.formulas(book))


@pytest.mark.usefixtures("by_hand")
def test_the_object_says_the_figures_worked_out_by_hand() -> None:
    told: dict[str, Any] = json.loads(to_json.write(of_programme("PX", None, AS_OF)))
    assert told["programme"] == "PX"
    assert told["totals"] == {
        "committed": "100000.00", "paid": "95000.00", "accepted": "73000.00", "held": "21512.34",
        "receivable": "500.00", "late_reports": 1,
    }  # fmt: skip
    assert {it["agreement"]: it["held"] for it in told["agreements"]} == {
        "CADRE": "500.00", "S-A": "2012.34", "S-B": "-1000.00", "S-C": "20000.00",
    }  # fmt: skip
    assert told["indicators"][0]["actual"] is None


@pytest.mark.usefixtures("worked_alone")
def test_files_are_named_by_what_they_are_of() -> None:
    def name(statement: Consolidated) -> str:
        return service.file_name(statement, "pdf")

    assert name(of_region("04", "2016-2017", CLOSED)) == "etat-region-04-2016-2017-2020-03-31.pdf"
    assert name(of_programme("PE", None, CLOSED)) == "etat-programme-PE-cumulatif-2020-03-31.pdf"
    assert worked.NUMBER in text_of(render(of_region("04", None, CLOSED), "en"))
