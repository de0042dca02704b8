"""The workbook as a file: the same bytes for the same input, set up for paper, safe to open."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.statements import spreadsheet
from tests.statements.spreadsheet import opened
from tests.statements.workbooks import SHEETS, cached, long_agreement
from tracker.statements import xlsx
from tracker.statements.statement import Lang, Statement

Worked = Callable[..., Statement]
both = pytest.mark.parametrize("lang", ["fr", "en"])


def test_no_text_ever_becomes_a_formula_or_a_link() -> None:
    data = long_agreement()
    formulas, _ = opened(data)
    hostile = [
        cell
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value[:1] in "=+-@" and cell.data_type != "f"
    ]
    written = {cell.value for cell in hostile}
    assert {"=cmd|' /C calc'!A0", "@SUM(A1), en nature, évaluée, fonds publics", "=Titre", "=Fait"} <= written
    assert any(text.startswith("+Familles") for text in written)
    for sheet, _, text in spreadsheet.formulas(formulas):
        assert re.fullmatch(r"=[-A-Za-z0-9_'$!:(),.&<=>+/\" À-ÿ’–]*", text), (sheet, text)
        assert "cmd" not in text
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "externalLink" in name]
        assert b"hyperlink" not in b"".join(package.read(name) for name in package.namelist())


def test_the_same_input_gives_the_same_bytes_everywhere(worked_statement: Worked, tmp_path: Path) -> None:
    statement = worked_statement(None)
    (tmp_path / "statement").write_bytes(pickle.dumps(statement))
    program = (
        "import pickle, sys, pathlib; from tracker.statements.xlsx import write; "
        "sys.stdout.buffer.write(write(pickle.loads(pathlib.Path(sys.argv[1]).read_bytes()), 'fr'))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "statement"],
        env=os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1"},
        capture_output=True,
        check=True,
        cwd=Path(xlsx.__file__).parents[3],
    )
    assert elsewhere.stdout == xlsx.write(statement, "fr") == xlsx.write(statement, "fr")


def test_both_languages_have_the_same_names_and_the_same_shape(worked_statement: Worked) -> None:
    french, english = (cached(worked_statement(None), lang) for lang in ("fr", "en"))
    assert french.sheetnames == SHEETS["fr"]
    assert english.sheetnames == SHEETS["en"]
    assert set(french.defined_names) == set(english.defined_names) >= {"Total_accepte", "Cout_net", "Ecritures_montant"}
    for one, other in zip(french, english, strict=True):
        assert one.dimensions == other.dimensions
        for name in ("B1", "A4", "B4"):
            assert bool(one[name].value) == bool(other[name].value)


@both
def test_pages_are_set_up_for_paper(worked_statement: Worked, lang: Lang) -> None:
    statement = worked_statement("2018-2019")
    fictional = replace(statement, header=replace(statement.header, fictional=True, number="2018-2019/014/01"))
    real = replace(statement, header=replace(statement.header, fictional=False))
    for sheet in cached(fictional, lang):
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (1, None)  # Letter; one page wide
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert not sheet.sheet_view.showGridLines
        footer = {"fr": "Non audité · arrêté au 31 mars 2020", "en": "Unaudited · as of March 31, 2020"}[lang]
        assert sheet.oddFooter.left.text == footer
        assert sheet.oddFooter.right.text == ("Page &P de &N" if lang == "fr" else "Page &P of &N")
        assert sheet.oddHeader.center.text == ("Données fictives" if lang == "fr" else "Fictional data")
        assert "2018-2019/014/01" in sheet.oddHeader.right.text
        if sheet.title != SHEETS[lang][0]:
            assert sheet.freeze_panes
            assert sheet.print_title_rows
    plain = cached(real, lang)
    assert plain[SHEETS[lang][0]].oddHeader.center.text is None
    shown = {cell.value for sheet in plain for row in sheet.iter_rows() for cell in row}
    assert not shown & {"Données fictives", "Fictional data"}


@both
def test_the_file_says_what_it_is(worked_statement: Worked, lang: Lang) -> None:
    statement = worked_statement("2018-2019", known_at=datetime(2019, 10, 15, 14, 0, 5, 999, tzinfo=UTC))
    properties = cached(statement, lang).properties
    assert "2018-2019" in properties.title
    assert "PE-2016-014" in properties.title
    assert properties.creator == statement.header.funder[lang]
    assert properties.created == properties.modified == datetime(2019, 10, 15, 14, 0, 5)  # noqa: DTZ001


def test_amounts_are_shown_as_each_language_writes_them(worked_statement: Worked) -> None:
    french, english = (cached(worked_statement(None), lang) for lang in ("fr", "en"))
    first, second, total = (french["Postes"][f"C{row}"].number_format for row in (5, 6, 11))
    assert first.split(";")[0].endswith(r'_)\ "$"_ ')
    assert '"$"' not in second
    assert second.split(";")[2] == r'_ * "–"_)\ _$_ '  # nil is a dash, but 0.00 in a total
    assert total.split(";")[2] == total.split(";")[0]
    first, second = (english["Lines"][f"C{row}"].number_format for row in (5, 6))
    assert first.startswith('_ * "$"#,##0.00_)')
    assert first.split(";")[1] == r'_ * \("$"#,##0.00\)_ '
    assert '"$"' not in second


def test_long_text_wraps_in_a_row_high_enough() -> None:
    _, book = opened(long_agreement())
    sheet = book["Postes"]
    assert sheet["B5"].alignment.wrap_text
    heights: dict[int, Any] = {row: sheet.row_dimensions[row].height for row in (5, 19)}
    assert heights[5] > 3 * 13  # three lines of text
    assert heights[19] < 20
