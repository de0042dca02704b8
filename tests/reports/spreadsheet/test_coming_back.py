"""What a returned workbook changes: every kind of cell, rows moved about, and a draft that moved on meanwhile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from openpyxl.workbook import Workbook

from tests.reports.spreadsheet.filling import DOWNLOAD, OTHER, SPENT, at, changed, filled, opened, rows_of, written
from tests.reports.writing import begun
from tracker.errors import DomainError
from tracker.reports import queries
from tracker.reports.models import Report
from tracker.reports.spreadsheet import reading
from tracker.reports.spreadsheet.annotate import annotated
from tracker.reports.spreadsheet.compare import Comparison, Fate, compare
from tracker.reports.spreadsheet.reading import read_workbook
from tracker.web.language import say, speaking

GRID = "contributions.contributions"
TWO = {
    "contributions__contributions__a1__source": "Ville",
    "contributions__contributions__a1__amount": "100",
    "contributions__contributions__a2__source": "Paroisse",
    "contributions__contributions__a2__amount": "200",
}
NEW = f"{GRID}.{DOWNLOAD}-001"


def outcome(app: Flask, report: Report, content: bytes, now: Mapping[str, str] | None = None) -> Comparison:
    layout = queries.layout_of(report)
    texts = queries.texts_of(report)
    return compare(read_workbook(content, layout), layout, {**texts, **(now or {})})


def fates(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {it.path: (it.fate.value, it.mine) for it in comparison.outcomes}


def sent(app: Flask, report: Report, answers: Mapping[str, Any], now: Mapping[str, str] | None = None) -> Comparison:
    return outcome(app, report, filled(written(app, report), queries.layout_of(report), answers), now)


def test_the_file_untouched_changes_nothing(app: Flask) -> None:
    report = begun(**TWO, story__done="Une\nDeux\tTrois _x0041_ =1+1", story__context_changed="peut-être")
    assert outcome(app, report, written(app, report)) == Comparison((), 0, (), ())
    assert outcome(app, report, written(app, report, lang="en")) == Comparison((), 0, (), ())


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        (SPENT, 1234.56, "1234.56"),
        (SPENT, 0.1 + 0.2, "0.30"),
        (SPENT, "1 234,56 $", "1234.56"),
        (SPENT, "\u00a0 1\u202f234,56\u00a0$ ", "1234.56"),
        (SPENT, "1,234.56", "1234.56"),
        (SPENT, "(12,00 $)", "-12.00"),
        ("story.done", 2018, "2018"),
        ("story.done", 0.1 + 0.2, "0.3"),
        ("story.done", date(2018, 2, 16), "2018-02-16"),
        ("story.done", time(14, 30), "14:30:00"),
        ("story.done", "+1 514 555-0100", "+1 514 555-0100"),
        ("story.done", "@moi, -1", "@moi, -1"),
        ("story.done", "#MMIWG2S", "#MMIWG2S"),
        ("story.done", "  Une\r\nDeux  ", "Une\nDeux"),
        ("story.context_changed", True, "yes"),
        ("story.context_changed", "NON", "no"),
        ("story.context_changed", "Yes", "yes"),
        ("story.context_changed", 0, "no"),
        (f"{GRID}.{DOWNLOAD}-001.kind", "EN  NATURE", "in_kind"),
        (f"{GRID}.{DOWNLOAD}-001.kind", "Cash", "cash"),
        (f"{GRID}.{DOWNLOAD}-001.quantity", 1.1 * 3, "3.3"),
        (
            f"actions.actions.{DOWNLOAD}-001.done_on",
            datetime(2018, 2, 16, tzinfo=UTC).replace(tzinfo=None),
            "2018-02-16",
        ),
        (f"actions.actions.{DOWNLOAD}-001.done_on", "16 février 2018", "2018-02-16"),
        (f"actions.actions.{DOWNLOAD}-001.done_on", "16/02/2018", "2018-02-16"),
        (f"actions.actions.{DOWNLOAD}-001.done_on", "  2018-02-16 ", "2018-02-16"),
    ],
)
def test_what_people_type_is_understood(app: Flask, path: str, value: Any, read: str) -> None:
    assert fates(sent(app, begun(), {path: value})) == {path: ("taken", read)}


def test_a_date_as_a_bare_number_is_a_day(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)
    path = f"actions.actions.{DOWNLOAD}-001.done_on"

    def bare(book: Workbook) -> None:
        at(book, layout, path).value = 43147
        at(book, layout, path).number_format = "General"

    assert fates(outcome(app, report, changed(written(app, report), bare))) == {path: ("taken", "2018-02-16")}


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (SPENT, "beaucoup", "Écrivez un montant"),
        (SPENT, "1,234", "deux façons"),
        (SPENT, 12.345, "deux décimales"),
        (SPENT, 1e14, "trop élevé"),
        (SPENT, True, "Écrivez un montant"),
        (SPENT, date(2018, 2, 16), "en a fait une date"),
        (SPENT, "=1/0", "pas encore de valeur"),
        ("finance.lines.materials.forecast", -5, "négatif"),
        ("story.context_changed", "peut-être", "oui ou"),
        ("story.context_changed", 7, "oui ou"),
        (f"{GRID}.{DOWNLOAD}-001.kind", "en bonbons", "réponses proposées"),
        (f"{GRID}.{DOWNLOAD}-001.quantity", "douze", "Inscrivez un nombre"),
        (f"{GRID}.{DOWNLOAD}-001.quantity", -1, "négatif"),
        (f"actions.actions.{DOWNLOAD}-001.done_on", "02/03/2018", "deux façons"),
        (f"actions.actions.{DOWNLOAD}-001.done_on", "31 février 2018", "n’existe pas"),
        (f"actions.actions.{DOWNLOAD}-001.done_on", 20_180_216, "erreur du tableur"),
        ("story.done", "é" * 32_767, "caractères"),
        (f"actions.actions.{DOWNLOAD}-001.title", "t" * 251, "caractères"),
    ],
)
def test_what_the_web_would_refuse_is_refused_in_its_words(app: Flask, path: str, value: Any, why: str) -> None:
    (found,) = sent(app, begun(), {path: value}).outcomes
    assert (found.path, found.fate) == (path, Fate.REJECTED)
    assert found.why is not None
    with app.test_request_context(), speaking("fr"):
        assert why in say(found.why)


def test_a_percentage_is_not_guessed(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)

    def percent(book: Workbook) -> None:
        for path in (f"{NEW}.quantity", "story.done"):
            at(book, layout, path).value = 0.45
            at(book, layout, path).number_format = "0%"

    found = fates(outcome(app, report, changed(written(app, report), percent)))
    assert found == {"story.done": ("taken", "45 %"), f"{NEW}.quantity": ("rejected", "0.45")}


def test_an_error_of_the_spreadsheet_is_named(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)

    def broken(book: Workbook) -> None:
        cell = at(book, layout, SPENT)
        cell.value, cell.data_type = "#REF!", "e"

    assert fates(outcome(app, report, changed(written(app, report), broken))) == {SPENT: ("rejected", "#REF!")}


def test_what_only_one_side_changed_is_taken_and_what_both_did_is_to_choose(app: Flask) -> None:
    report = begun(story__done="avant", finance__lines__materials__spent="10", finance__lines__materials__forecast="5")
    mine = {"story.done": "du fichier", SPENT: 20, "finance.lines.materials.forecast": 7}
    now = {"story.done": "du site", "finance.lines.materials.forecast": "7,00", "identity.contact": "Josée"}
    assert fates(sent(app, report, mine, now)) == {
        "story.done": ("conflict", "du fichier"),
        SPENT: ("taken", "20.00"),
    }


def test_rows_that_were_inserted_moved_or_sorted_are_still_themselves(app: Flask) -> None:
    report = begun(**TWO)
    layout = queries.layout_of(report)

    def move(book: Workbook) -> None:
        sheet, first = rows_of(book, layout, GRID)
        said = [[cell.value for cell in sheet[row]] for row in (first, first + 1)]
        for row, values in zip((first, first + 3), reversed(said), strict=True):
            for place, value in enumerate(values, 1):
                sheet.cell(row, place).value = value
        for row in (first + 1, first + 2):
            for place in range(1, 12):
                sheet.cell(row, place).value = None
        sheet.cell(first + 1, 3).value = "Une nouvelle"

    found = fates(outcome(app, report, changed(written(app, report), move)))
    assert found == {f"{GRID}.{DOWNLOAD}-n001.source": ("taken", "Une nouvelle")}


def test_rows_sorted_without_their_hidden_column_are_found_by_their_words(app: Flask) -> None:
    report = begun(**TWO)
    layout = queries.layout_of(report)

    def swap(book: Workbook) -> None:
        sheet, first = rows_of(book, layout, GRID)
        for place in range(2, 12):
            one, two = sheet.cell(first, place), sheet.cell(first + 1, place)
            one.value, two.value = two.value, one.value

    assert outcome(app, report, changed(written(app, report), swap)).outcomes == ()


def test_a_row_that_was_copied_with_its_key_is_a_new_row(app: Flask) -> None:
    report = begun(**TWO)
    layout = queries.layout_of(report)

    def copy(book: Workbook) -> None:
        sheet, first = rows_of(book, layout, GRID)
        for place in range(1, 12):
            sheet.cell(first + 4, place).value = sheet.cell(first, place).value
        sheet.cell(first + 4, 3).value = "Voisine"

    found = fates(outcome(app, report, changed(written(app, report), copy)))
    assert {path: mine for path, (_fate, mine) in found.items()} == {
        f"{GRID}.{DOWNLOAD}-n001.source": "Voisine",
        f"{GRID}.{DOWNLOAD}-n001.amount": "100.00",
    }


def drop_first(report: Report) -> Callable[[Workbook], None]:
    layout = queries.layout_of(report)

    def drop(book: Workbook) -> None:
        sheet, first = rows_of(book, layout, GRID)
        sheet.delete_rows(first)

    return drop


def test_a_deleted_row_is_taken_out_whole_and_never_half(app: Flask) -> None:
    report = begun(**TWO)
    content = changed(written(app, report), drop_first(report))
    (found,) = outcome(app, report, content).outcomes
    assert (found.path, found.fate, found.question) == (f"{GRID}.a1", Fate.TAKEN, None)
    (found,) = outcome(app, report, content, {f"{GRID}.a1.amount": "150"}).outcomes
    assert (found.path, found.fate) == (f"{GRID}.a1", Fate.CONFLICT)


def test_a_row_emptied_cell_by_cell_is_a_row_taken_out(app: Flask) -> None:
    report = begun(**TWO)
    found = sent(app, report, {f"{GRID}.a1.source": None, f"{GRID}.a1.amount": "  "})
    assert fates(found) == {f"{GRID}.a1": ("taken", "")}


def test_a_row_changed_here_and_taken_out_there_is_to_choose_whole(app: Flask) -> None:
    report = begun(**TWO)
    found = sent(app, report, {f"{GRID}.a1.amount": 150}, {f"{GRID}.a1.source": "", f"{GRID}.a1.amount": ""})
    assert fates(found) == {f"{GRID}.a1.source": ("conflict", "Ville"), f"{GRID}.a1.amount": ("conflict", "150.00")}


def test_two_peoples_new_rows_never_meet_and_the_same_rows_are_not_doubled(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)
    first = sent(app, report, {f"{NEW}.source": "Ville", f"{NEW}.amount": 100})
    now = {it.path: it.mine for it in first.outcomes}
    other = written(app, report, download=OTHER)
    key = f"{GRID}.{OTHER}-001"
    theirs = filled(other, layout, {f"{key}.source": "Paroisse", f"{key}.amount": 50})
    assert set(fates(outcome(app, report, theirs, now))) == {f"{key}.source", f"{key}.amount"}
    again = filled(other, layout, {f"{key}.source": " ville".replace("v", "V"), f"{key}.amount": "100,00 $"})
    found = outcome(app, report, again, now)
    assert (found.outcomes, found.twins) == ((), 1)


def test_budget_lines_go_by_what_they_say(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)

    def swap(book: Workbook) -> None:
        sheet, first = rows_of(book, layout, "finance.lines")
        marks = [sheet.cell(row, 1).value for row in (first, first + 1)]
        sheet.cell(first, 1).value, sheet.cell(first + 1, 1).value = reversed(marks)  # not what they read
        sheet.cell(first, at(book, layout, SPENT).column).value = 10

    line = layout.facts.lines[0].code
    found = fates(outcome(app, report, changed(written(app, report), swap)))
    assert found == {f"finance.lines.{line}.spent": ("taken", "10.00")}


def test_the_hidden_row_of_columns_can_be_lost(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)

    def lose(book: Workbook) -> None:
        cell = at(book, layout, SPENT)
        cell.value = 10
        _sheet, first = rows_of(book, layout, "finance.lines")
        cell.parent.delete_rows(first - 2)

    assert fates(outcome(app, report, changed(written(app, report), lose))) == {SPENT: ("taken", "10.00")}


def test_sheets_can_be_renamed_added_hidden_and_taken_out(app: Flask) -> None:
    report = begun(**TWO, story__done="avant")
    layout = queries.layout_of(report)

    def shuffle(book: Workbook) -> None:
        at(book, layout, SPENT).value = 10
        money = at(book, layout, SPENT).parent
        money.title = "Mes chiffres"
        money.sheet_state = "hidden"
        book.remove(at(book, layout, f"{GRID}.a1.source").parent)
        book.create_sheet("Brouillon")["B2"] = "à moi"
        book.copy_worksheet(at(book, layout, "story.done").parent)

    found = outcome(app, report, changed(written(app, report), shuffle))
    assert fates(found) == {SPENT: ("taken", "10.00")}
    assert [it.path for it in found.missing] == [GRID]
    assert len(found.repeated) == 1


def test_without_its_hidden_column_the_file_is_refused(app: Flask) -> None:
    report = begun()

    def lose(book: Workbook) -> None:
        for sheet in book.worksheets:
            if not sheet.title.startswith("_"):
                sheet.delete_cols(1)

    with pytest.raises(DomainError, match="hidden column"):
        outcome(app, report, changed(written(app, report), lose))


def test_files_that_are_not_ours_are_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    report = begun()
    content = written(app, report)
    plain = io.BytesIO()
    Workbook().save(plain)

    def forget(book: Workbook) -> None:
        book["_trame"]["G1"] = "n'importe quoi"

    for bad in (b"", b"PK\x03\x04", b"bonjour", plain.getvalue(), content[:-2000], changed(content, forget)):
        with pytest.raises(DomainError) as refused:
            outcome(app, report, bad)
        assert refused.value.field == "files"
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1000)
    with pytest.raises(DomainError, match="too large"):
        outcome(app, report, content)


def test_a_sheet_that_is_not_xml_is_refused(app: Flask) -> None:
    report = begun()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written(app, report))) as good, zipfile.ZipFile(stream, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"<broken" if name.endswith("sheet2.xml") else good.read(name))
    with pytest.raises(DomainError, match="damaged"):
        outcome(app, report, stream.getvalue())


def test_an_accepted_section_cannot_change(app: Flask) -> None:
    report = begun()
    layout = queries.layout_of(report)
    content = filled(written(app, report), layout, {SPENT: 10, "story.done": "Oui"})
    found = compare(read_workbook(content, layout), layout, {}, closed={"finance"})
    assert fates(found) == {"story.done": ("taken", "Oui"), SPENT: ("rejected", "10.00")}


def test_the_file_comes_back_with_its_faults_and_all_else(app: Flask) -> None:
    report = begun(story__done="avant", **TWO)
    layout = queries.layout_of(report)
    answers = {SPENT: "beaucoup", "story.done": "=pas une formule", f"{NEW}.kind": "Cash"}
    content = filled(written(app, report), layout, answers)

    def text(book: Workbook) -> None:
        at(book, layout, "story.done").data_type = "s"

    content = changed(content, text)
    found = outcome(app, report, content, {"story.done": "du site"})
    with app.test_request_context(), speaking("fr"):
        back = annotated(content, found.outcomes)
        again = annotated(filled(back, layout, {SPENT: 12}), ())
    book = opened(back)
    wrong = at(book, layout, SPENT)
    assert wrong.fill.fgColor.rgb == "00F6CFC7"
    assert wrong.comment is not None
    assert "Écrivez un montant" in wrong.comment.text
    changed_too = at(book, layout, "story.done")
    assert changed_too.comment is not None
    assert "du site" in changed_too.comment.text
    assert (changed_too.value, changed_too.data_type) == ("=pas une formule", "s")
    assert wrong.parent.protection.sheet
    kind = at(book, layout, f"{NEW}.kind")
    assert any(kind.coordinate in it.cells for it in kind.parent.data_validations.dataValidation)
    assert book["_trame"].sheet_state == "veryHidden"
    assert fates(outcome(app, report, back, {"story.done": "du site"})) == fates(found)
    clean = at(opened(again), layout, SPENT)
    assert clean.comment is None
    assert clean.fill.fgColor.rgb == "00FFF9E5"
