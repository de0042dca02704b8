"""Workbooks of the report to write, filled in as people do: through openpyxl, or by LibreOffice itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from tracker.reports import queries
from tracker.reports.form.layout import Layout
from tracker.reports.models import Report
from tracker.reports.spreadsheet.marks import Origin
from tracker.reports.spreadsheet.writer import write
from tracker.web.language import speaking

DOWNLOAD, OTHER = "0166a0000000-aaaa", "0166a0000001-bbbb"
SPENT = "finance.lines.materials.spent"


def origin(report: Report, download: str = DOWNLOAD) -> Origin:
    number = report.obligation.agreement.number
    return Origin(number, report.obligation.number, report.template_version_id or 0, report.revision, download)


def written(app: Flask, report: Report, *, lang: str = "fr", download: str = DOWNLOAD, **options: Any) -> bytes:
    """The workbook of the report as it stands."""
    with app.test_request_context(), speaking(lang):
        layout, texts = queries.layout_of(report), queries.texts_of(report)
        return write(layout, texts, title="Rapport", origin=origin(report, download), **options)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    book = opened(content)
    change(book)
    return saved(book)


def filled(content: bytes, layout: Layout, answers: Mapping[str, Any]) -> bytes:
    """``content`` with these values in the cells of these paths."""
    book = opened(content)
    for path, value in answers.items():
        at(book, layout, path).value = value
    return saved(book)


def at(book: Workbook, layout: Layout, path: str) -> Cell:
    """The cell that answers ``path``, found by what a person sees: its sheet's order, and its hidden marks."""
    rank = [section.key for section in layout.sections].index(path.partition(".")[0])
    sheet = book.worksheets[1 + rank]
    head, _sign, column = path.rpartition(".")
    columns: list[Any] = []
    grid = ""
    for row in sheet.iter_rows():
        mark = str(row[0].value or "")
        if mark == f"cell:{path}":
            return row[2]  # type: ignore[return-value]
        if mark.startswith("grid:"):
            grid = mark.removeprefix("grid:")
        elif mark == "columns":
            columns = [cell.value for cell in row]
        elif grid and head == f"{grid}.{mark}":
            return row[columns.index(column)]  # type: ignore[return-value]
    raise KeyError(path)


def rows_of(book: Workbook, layout: Layout, grid: str) -> tuple[Any, int]:
    """The sheet of a table, and the number of its first row."""
    key = grid.partition(".")[0]
    sheet = book.worksheets[1 + [section.key for section in layout.sections].index(key)]
    start = next(row[0].row for row in sheet.iter_rows() if row[0].value == f"grid:{grid}")
    return sheet, next(row[0].row + 1 for row in sheet.iter_rows(min_row=start) if row[0].value == "head")
