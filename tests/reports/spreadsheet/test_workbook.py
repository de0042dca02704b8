"""The workbook of a draft: what it holds, what a reader's program works out, and that it opens without repair."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.spreadsheet.filling import DOWNLOAD, OTHER, SPENT, at, opened, rows_of, written
from tests.reports.writing import begun
from tests.statements import ooxml
from tests.statements.spreadsheet import opened as both
from tracker.reports import queries
from tracker.reports.spreadsheet.reading import read_workbook

FACTS = {"finance.lines.materials.spent": "1 234,56", "finance.lines.materials.forecast": "100"}


def test_it_holds_what_is_written_as_what_it_is(app: Flask) -> None:
    report = begun(
        **FACTS,
        story__done='=HYPERLINK("http://ailleurs")',
        story__context_changed="no",
        contributions__contributions__a1__source="+Ville",
        contributions__contributions__a1__kind="in_kind",
        actions__actions__a1__done_on="16 février 2018",
    )
    layout = queries.layout_of(report)
    book = opened(written(app, report))
    assert at(book, layout, SPENT).value == 1234.56
    assert at(book, layout, SPENT).number_format == r'#,##0.00\ "$"'
    formula = at(book, layout, "story.done")
    assert (formula.value, formula.data_type) == ('=HYPERLINK("http://ailleurs")', "s")
    assert at(book, layout, "story.context_changed").value == "Non"
    assert at(book, layout, "contributions.contributions.a1.kind").value == "En nature"
    assert at(book, layout, "contributions.contributions.a1.source").data_type == "s"
    assert str(at(book, layout, "actions.actions.a1.done_on").value) == "2018-02-16 00:00:00"
    english = opened(written(app, report, lang="en"))
    assert at(english, layout, "story.context_changed").value == "No"
    assert at(english, layout, SPENT).number_format == '"$"#,##0.00'


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_excel_has_nothing_to_repair_and_the_same_download_has_the_same_bytes(app: Flask, lang: str) -> None:
    report = begun(**FACTS)
    content = written(app, report, lang=lang)
    assert ooxml.faults(content) == []
    assert written(app, report, lang=lang) == content
    assert written(app, report, lang=lang, download=OTHER) != content


def test_every_total_is_there_before_anything_is_worked_out(app: Flask) -> None:
    report = begun(**FACTS)
    layout = queries.layout_of(report)
    content = written(app, report)
    formulas, values = both(content)
    sheet, first = rows_of(formulas, layout, "finance.lines")
    heads = [cell.value for cell in sheet[first - 1]]
    line = next(row for row in range(first, first + 20) if sheet.cell(row, 1).value == "materials")
    told = values[sheet.title]

    def said(head: str, row: int) -> Decimal:
        return Decimal(str(told.cell(row, heads.index(head) + 1).value or 0)).quantize(Decimal("0.01"))

    facts = next(it for it in layout.facts.lines if it.code == "materials")
    cumulative = facts.accepted + facts.pending + 123_456
    assert said("Cumulatif", line) * 100 == cumulative
    assert said("Solde", line) * 100 == facts.authorised - cumulative - 10_000
    total = first + len(layout.facts.lines)
    assert said("Autorisé", total) * 100 == sum(it.authorised for it in layout.facts.lines)
    assert said("Cette période", total) == Decimal("1234.56")


def test_a_final_report_foresees_nothing_and_its_balance_is_what_is_left(app: Flask) -> None:
    report = begun(kind="final", finance__lines__materials__spent="1 234,56")
    layout = queries.layout_of(report)
    formulas, values = both(written(app, report))
    sheet, first = rows_of(formulas, layout, "finance.lines")
    heads = [cell.value for cell in sheet[first - 1]]
    assert [head for head in heads if str(head).startswith("Prévision")] == []
    facts = next(it for it in layout.facts.lines if it.code == "materials")
    line = next(row for row in range(first, first + 20) if sheet.cell(row, 1).value == "materials")
    left = Decimal(str(values[sheet.title].cell(line, heads.index("Solde") + 1).value)).quantize(Decimal("0.01"))
    assert left * 100 == facts.authorised - facts.accepted - facts.pending - 123_456


def test_only_answers_can_be_changed_and_rows_added_or_taken_out(app: Flask) -> None:
    report = begun(**FACTS)
    layout = queries.layout_of(report)
    book = opened(written(app, report))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.protection.sheet
    cell = at(book, layout, SPENT)
    assert not cell.protection.locked
    assert cell.parent.cell(cell.row, 3).protection.locked  # what is authorised
    rows = at(book, layout, f"contributions.contributions.{DOWNLOAD}-001.source")
    assert isinstance(rows.parent, Worksheet)
    assert not rows.parent.cell(rows.row, 1).protection.locked
    assert rows.parent.protection.insertRows is False  # False allows it
    assert rows.parent.protection.deleteRows is False
    assert [it.sheet_state for it in book.worksheets if it.title.startswith("_")].count("veryHidden") >= 1


def test_choices_are_offered_in_the_readers_language(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)
    for lang, wanted in (("fr", '"Oui,Non"'), ("en", '"Yes,No"')):
        book = opened(written(app, report, lang=lang))
        cell = at(book, layout, "story.context_changed")
        (found,) = [it for it in cell.parent.data_validations.dataValidation if cell.coordinate in it.cells]
        assert found.formula1 == wanted
    cell = at(book, layout, f"actions.actions.{DOWNLOAD}-001.factor")
    (found,) = [it for it in cell.parent.data_validations.dataValidation if cell.coordinate in it.cells]
    if not found.formula1.startswith('"'):
        sheet, _sign, _area = book.defined_names[found.formula1].attr_text.partition("!")
        assert book[sheet].sheet_state == "veryHidden"


def test_an_accepted_section_can_only_be_read(app: Flask) -> None:
    report = begun(**FACTS)
    layout = queries.layout_of(report)
    book = opened(written(app, report, closed={"finance"}))
    assert at(book, layout, SPENT).protection.locked
    assert not at(book, layout, "story.done").protection.locked


def test_what_comes_back_untouched_says_what_was_downloaded(app: Flask) -> None:
    report = begun(**FACTS, story__done="Deux lignes\n\tet plus, _x0041_", story__context_changed="peut-être")
    layout = queries.layout_of(report)
    returned = read_workbook(written(app, report), layout)
    assert returned.base == queries.texts_of(report)
    assert returned.missing == ()
    assert returned.repeated == ()
    assert returned.origin.download == DOWNLOAD


def test_a_text_too_long_for_a_cell_is_cut_in_the_file_alone(app: Flask) -> None:
    report = begun(story__done="é" * 40_000)
    layout = queries.layout_of(report)
    returned = read_workbook(written(app, report), layout)
    assert len(returned.base["story.done"]) == 32_767
    assert len(queries.texts_of(report)["story.done"]) == 40_000
