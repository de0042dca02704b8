"""Every workbook that the program writes is valid by Microsoft's rules, and opens in Excel without repair."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from config import ROOT
from tests import worked
from tests.pages import PageClient
from tests.reports.spreadsheet.filling import SPENT, filled, written
from tests.reports.writing import begun
from tests.statements import ooxml
from tests.statements.issuing import KINDS, content, finish, freeze_one, take_in_every_kind
from tracker.audit.package import bundle, read
from tracker.db import now, session
from tracker.ledger.models import Posting
from tracker.reports import queries
from tracker.reports.spreadsheet.annotate import annotated
from tracker.reports.spreadsheet.compare import compare
from tracker.reports.spreadsheet.reading import read_workbook
from tracker.statements.statement import Lang
from tracker.statements.xlsx import flat
from tracker.web.language import speaking

both = pytest.mark.parametrize("lang", ["fr", "en"])
COLUMNS = tuple(flat.Column(kind, kind, 12) for kind in "tidm")


def sheet(rows: list[tuple[Any, ...]]) -> bytes:
    stream = io.BytesIO()
    assert flat.write(stream, COLUMNS, rows, sheet="Écritures") == len(rows)
    return stream.getvalue()


@both
def test_issued_workbooks_are_valid(app: Flask, lang: Lang) -> None:
    take_in_every_kind()
    for what, name, year in KINDS:
        book = content(finish(freeze_one(what, name, year, languages=(lang,))), "xlsx", lang)
        assert ooxml.faults(book) == [], what


@both
@pytest.mark.parametrize("year", ["2017-2018", None])
def test_the_workbooks_of_an_audit_package_are_valid(app: Flask, lang: Lang, year: str | None) -> None:
    worked.take_in()
    out = io.BytesIO()
    dossier = read.dossier(worked.NUMBER, year=year, as_of=date(2020, 3, 31), known_at=now())
    bundle.write(dossier, form="zip", lang=lang, out=out)
    with zipfile.ZipFile(out) as package:
        books = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(books) == 2
        assert {name: ooxml.faults(package.read(name)) for name in books} == {name: [] for name in books}


@both
@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("auditor", "/journal.xlsx"),
        ("auditor", "/etats/ecritures.xlsx?de=programme-PE&arrete=2020-03-31"),
        ("officer", "/ententes.xlsx"),
        ("officer", "/examen/retards.xlsx"),
        ("admin", "/importer/modele.xlsx"),
        ("admin", "/exporter/portefeuille.xlsx"),
    ],
)
def test_a_workbook_that_a_page_gives_is_valid(
    app: Flask, sign_in: Callable[..., PageClient], lang: Lang, role: str, path: str
) -> None:
    worked.take_in()
    answer = sign_in(role, language=lang).get(path)
    assert answer.status_code == 200
    assert ooxml.faults(answer.data) == []


@both
def test_a_report_to_write_and_the_same_come_back_with_faults_are_valid(app: Flask, lang: Lang) -> None:
    report = begun(**{SPENT.replace(".", "__"): "1 234,56"})
    layout = queries.layout_of(report)
    sent = written(app, report, lang=lang)
    wrong = filled(sent, layout, {SPENT: "beaucoup"})
    with app.test_request_context(), speaking(lang):
        outcomes = compare(read_workbook(wrong, layout), layout, queries.texts_of(report)).outcomes
        back = annotated(wrong, outcomes)
    assert outcomes
    assert b"comments" in b"".join(name.encode() for name in zipfile.ZipFile(io.BytesIO(back)).namelist())
    assert [ooxml.faults(book) for book in (sent, back)] == [[], []]


def test_no_other_part_of_the_program_writes_a_workbook() -> None:
    """What makes a workbook, by the words that it does it with: a new one is to be validated above."""
    makes = re.compile(r"xlsxwriter\.Workbook\(|flat\.write\(|\bbook\.save\(|openpyxl\.Workbook\(")
    found = {
        path.relative_to(ROOT / "tracker").as_posix()
        for path in (ROOT / "tracker").rglob("*.py")
        if makes.search(path.read_text())
    }
    assert found == {
        "insight/exports.py",
        "insight/journal/files.py",
        "reports/spreadsheet/annotate.py",
        "reports/spreadsheet/writer.py",
        "statements/consolidated/detail.py",
        "statements/xlsx/binder.py",
        "web/spreadsheet.py",
        "workbook/writer.py",
    }


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/worksheets/sheet1.xml", b'state="frozen"', b'state="cold"', "Value 'cold' is not in allowed values"),
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetDatum/><sheetData>", "Unexpected element 'sheetDatum'"),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="Z2"', "cell B2 after column 26"),
        ("xl/worksheets/sheet1.xml", b'<row r="3"', b'<row r="2"', "row 2 after 2"),
        ("xl/worksheets/sheet1.xml", b' s="2"', b' s="9"', "a style that is not there"),
        ("xl/_rels/workbook.xml.rels", b"styles.xml", b"nothing.xml", "target not found: /xl/nothing.xml"),
        ("xl/_rels/workbook.xml.rels", b'/theme"', b'/dream"', "/theme' is missing"),
        ("[Content_Types].xml", b"/xl/styles.xml", b"/xl/style.xml", "has content type 'application/xml'"),
    ],
)
def test_what_excel_would_repair_is_found(part: str, old: bytes, new: bytes, said: str) -> None:
    stream = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(sheet([("a", 1, date(2020, 1, 1), 5), ("b", 2, None, 7)])))
    with good, zipfile.ZipFile(stream, "w") as bad:
        for name in good.namelist():
            written = good.read(name)
            bad.writestr(name, written.replace(old, new, 1) if name == part else written)
    assert any(said in fault for fault in ooxml.faults(stream.getvalue()))


ROW = st.tuples(
    st.none() | st.text(st.characters(codec="utf-8"), max_size=40),
    st.none() | st.integers(-(10**9), 10**9),
    st.none() | st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.none() | st.integers(-(10**13), 10**13),
).filter(lambda row: row != (None,) * 4)  # a last row without anything is not read back


@given(st.lists(ROW, max_size=12))
def test_a_long_sheet_says_what_it_was_given(rows: list[tuple[Any, ...]]) -> None:
    written = sheet(rows)
    assert written == sheet(rows)
    assert ooxml.faults(written) == []
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert [cell.value for cell in book["Écritures"][1]] == ["t", "i", "d", "m"]
    for row, (said, count, day, cents) in zip(book["Écritures"].iter_rows(min_row=2), rows, strict=True):
        assert row[1].value == count
        assert (row[2].value.date() if row[2].value else None) == day
        assert row[3].value is None if cents is None else round(row[3].value * 100) == cents
        assert row[0].data_type != "f"
        if said is not None and said.isprintable() and said:
            assert row[0].value == said


@pytest.mark.parametrize("evil", ["=1+1", "+A1", "@SUM(A1)", "-1", "http://example.org", "<v>", "a\x00b", "'"])
def test_no_text_is_ever_a_formula(evil: str) -> None:
    (cell,) = [
        row[0]
        for row in openpyxl.load_workbook(io.BytesIO(sheet([(evil, None, None, None)])))["Écritures"].iter_rows(
            min_row=2
        )
    ]
    assert (cell.data_type, cell.value) == ("s", evil.replace("\x00", ""))


def test_more_rows_than_excel_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flat, "MOST_ROWS", 2)
    with pytest.raises(flat.TooManyRows):
        sheet([("a", 1, None, 1)] * 3)


def test_every_posting_behind_a_programme_is_taken_away(app: Flask, sign_in: Callable[..., PageClient]) -> None:
    worked.take_in()
    answer = sign_in("auditor").get("/etats/ecritures.xlsx?de=programme-PE&langue=fr&arrete=2020-03-31")
    assert answer.status_code == 200
    assert "ecritures-programme-PE-cumulatif-2020-03-31.xlsx" in answer.headers["Content-Disposition"]
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data))["Écritures"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == session.scalar(select(func.count()).select_from(Posting))
    spent = sum(round(row[11] * 100) for row in rows if row[5] == "coût accepté")
    assert spent == session.scalar(select(func.sum(Posting.amount)).where(Posting.account == "expense"))
