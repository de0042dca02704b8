"""Every workbook that is written is one that Excel opens without repairing it; long sheets too."""

from __future__ import annotations

import io
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

from tests import worked
from tests.pages import PageClient
from tests.statements import ooxml
from tests.statements.issuing import content, finish, freeze_one
from tracker.db import session
from tracker.ledger.models import Posting
from tracker.statements.statement import Lang
from tracker.statements.xlsx import flat

KINDS = (
    ("agreement", worked.NUMBER, "2016-2017"),
    ("agreement", worked.NUMBER, None),
    ("region", "04", None),
    ("programme", "PE", "2016-2017"),
    ("disbursements", worked.NUMBER, None),
)
COLUMNS = tuple(flat.Column(kind, kind, 12) for kind in "tidm")


def sheet(rows: list[tuple[Any, ...]]) -> bytes:
    stream = io.BytesIO()
    assert flat.write(stream, COLUMNS, rows, sheet="Écritures") == len(rows)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_issued_workbooks_have_nothing_to_repair(app: Flask, lang: Lang) -> None:
    worked.take_in()
    for what, name, year in KINDS:
        book = content(finish(freeze_one(what, name, year, languages=(lang,))), "xlsx", lang)
        assert ooxml.faults(book) == []


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="Z2"', "cell B2 after column 26"),
        ("xl/worksheets/sheet1.xml", b'<row r="3"', b'<row r="2"', "row 2 after 2"),
        ("xl/worksheets/sheet1.xml", b' s="2"', b' s="9"', "a style that is not there"),
        ("xl/_rels/workbook.xml.rels", b"styles.xml", b"nothing.xml", "nothing.xml is absent"),
        ("[Content_Types].xml", b"/xl/styles.xml", b"/xl/style.xml", "is declared and absent"),
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
    assert ooxml.faults(answer.data) == []
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data))["Écritures"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == session.scalar(select(func.count()).select_from(Posting))
    spent = sum(round(row[11] * 100) for row in rows if row[5] == "coût accepté")
    assert spent == session.scalar(select(func.sum(Posting.amount)).where(Posting.account == "expense"))
