"""The workbook opened, filled in and saved by LibreOffice itself."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from tests.libreoffice import by_hand, needed
from tests.reports.spreadsheet.filling import DOWNLOAD, SPENT, at, opened, rows_of, written
from tests.reports.writing import begun
from tracker.reports import queries
from tracker.reports.spreadsheet.annotate import annotated
from tracker.reports.spreadsheet.compare import compare
from tracker.reports.spreadsheet.reading import read_workbook
from tracker.web.language import speaking

GRID = "contributions.contributions"


pytestmark = needed


def test_filled_in_libreoffice(app: Flask, tmp_path: Path) -> None:
    report = begun(
        story__done="Deux\nlignes",
        identity__contact="Josée",
        contributions__contributions__a1__source="Ville",
        contributions__contributions__a1__amount="100",
        contributions__contributions__a2__source="Paroisse",
        finance__lines__materials__forecast="100,50",
    )
    layout = queries.layout_of(report)
    content = written(app, report)
    book = opened(content)
    _sheet, first = rows_of(book, layout, GRID)
    new = f"{GRID}.{DOWNLOAD}-001"
    steps: list[list[Any]] = []

    def type_(path: str, text: str) -> None:
        cell = at(book, layout, path)
        steps.append([book.worksheets.index(cell.parent), "type", cell.coordinate, text])

    type_(SPENT, "=1000+234.56")
    type_("finance.lines.materials.forecast", "'1 234,56 $")
    type_("finance.interest", "'beaucoup")
    type_("story.context_changed", "oui")
    type_("story.done", "'=1+1 et plus")
    type_("identity.contact", "=1/0")
    type_(f"{new}.source", "École")
    type_(f"{new}.kind", "En nature")
    type_(f"actions.actions.{DOWNLOAD}-001.done_on", "2018-02-16")
    at_contributions = book.worksheets.index(at(book, layout, f"{new}.source").parent)
    steps += [
        [at_contributions, "insert", first + 1],
        [at_contributions, "type", f"C{first + 1}", "Caisse"],
        [at_contributions, "delete", first],
    ]
    back, worked_out = by_hand(content, steps, tmp_path)
    found = compare(read_workbook(back, layout), layout, queries.texts_of(report))
    assert {it.path: (it.fate.value, it.mine) for it in found.outcomes} == {
        SPENT: ("taken", "1234.56"),
        "finance.lines.materials.forecast": ("taken", "1234.56"),
        "finance.interest": ("rejected", "beaucoup"),
        "story.context_changed": ("taken", "yes"),
        "story.done": ("taken", "=1+1 et plus"),
        "identity.contact": ("rejected", "#DIV/0!"),
        f"{new}.source": ("taken", "École"),
        f"{new}.kind": ("taken", "in_kind"),
        f"actions.actions.{DOWNLOAD}-001.done_on": ("taken", "2018-02-16"),
        f"{GRID}.{DOWNLOAD}-n001.source": ("taken", "Caisse"),
        f"{GRID}.a1": ("taken", ""),
    }
    assert found.missing == found.repeated == ()
    facts = next(it for it in layout.facts.lines if it.code == "materials")
    assert round((facts.accepted + facts.pending + 123_456) / 100, 2) in {round(it, 2) for it in worked_out.values()}
    with app.test_request_context(), speaking("fr"):
        marked = annotated(back, found.outcomes)
    again, _values = by_hand(marked, [], tmp_path)
    same = compare(read_workbook(again, layout), layout, queries.texts_of(report))
    assert [(it.path, it.fate, it.mine) for it in same.outcomes] == [
        (it.path, it.fate, it.mine) for it in found.outcomes
    ]


def test_saved_as_it_is_it_changes_nothing_and_its_totals_were_right(app: Flask, tmp_path: Path) -> None:
    report = begun(story__done="Une\nDeux\tTrois", finance__lines__materials__spent="12,34")
    layout = queries.layout_of(report)
    content = written(app, report)
    back, worked_out = by_hand(content, [], tmp_path)
    assert compare(read_workbook(back, layout), layout, queries.texts_of(report)).outcomes == ()
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for place, value in worked_out.items():
        sheet, _sign, cell = place.rpartition("!")
        column, row = map(int, cell.split(","))
        assert cached[sheet].cell(row + 1, column + 1).value == pytest.approx(value, abs=0.001), place
    assert len(worked_out) > 2 * len(layout.facts.lines)
