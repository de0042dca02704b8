"""Finding the answers again in a workbook that came back: by their places, wherever rows were moved to."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from tracker.errors import DomainError, message
from tracker.ledger.money import NotMoney, cents_of_number, plain
from tracker.reports.form.answers import NotAnAnswer
from tracker.reports.form.layout import Grid, Layout
from tracker.reports.form.questions import Question, QuestionKind
from tracker.reports.spreadsheet.marks import CELL, COLUMNS, FORM, GRID, HEAD, MEMORY, Origin

_NOT_OURS = message(
    "This file is not a report downloaded from here. Download the report, fill that file in, and send it."
)


@dataclass(frozen=True, slots=True)
class Found:
    """One answer in the workbook: where it stands and what is in the cell, as openpyxl reads it."""

    path: str
    sheet: str
    cell: str
    value: Any


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook as it came back. ``base`` is what was downloaded, ``present`` the tables that are still in it."""

    origin: Origin
    language: str
    base: Mapping[str, str]
    found: tuple[Found, ...]
    present: frozenset[str]


def read_workbook(content: bytes, layout: Layout) -> Returned:
    """Everything that a workbook answers. The file was measured before (``tracker.files``).

    Raises DomainError on a file that is not a workbook of ours.
    """
    values, formulas = _opened(content, data_only=True), _opened(content, data_only=False)
    origin, language, base = _memory(values)
    found: list[Found] = []
    present: set[str] = set()
    for sheet in values.worksheets:
        if sheet.sheet_state == "visible" and sheet.title in formulas.sheetnames:
            found += _answers(sheet, formulas[sheet.title], layout, present, len(base))
    return Returned(origin, language, base, tuple(found), frozenset(present))


def text_of(question: Question, value: Any) -> str:
    """What a cell says, as a person would type it. Raises NotAnAnswer for what can only be a mistake."""
    if value is None:
        return ""
    if isinstance(value, Unread):
        raise NotAnAnswer(value.why)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _day(question, value.date()) if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return _day(question, value)
    if isinstance(value, (int, float)):
        return _number(question, value)
    text = str(value)
    if text.startswith("#") and text.rstrip("!?").isupper() and len(text) < 9:
        raise NotAnAnswer(message("This cell holds an error of the spreadsheet."))
    return text


@dataclass(frozen=True, slots=True)
class Unread:
    """A formula whose value the file does not hold."""

    why: Any


_NO_VALUE = Unread(
    message("This formula has no value yet: open the file in Excel or LibreOffice, save it, and send it.")
)


def _opened(content: bytes, *, data_only: bool) -> Workbook:
    try:
        return load_workbook(BytesIO(content), data_only=data_only)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError) as error:
        raise DomainError(_NOT_OURS, "files") from error  # openpyxl raises any of them on a damaged file


def _memory(book: Workbook) -> tuple[Origin, str, dict[str, str]]:
    if MEMORY not in book.sheetnames:
        raise DomainError(_NOT_OURS, "files")
    rows = [[str(cell or "") for cell in row] for row in book[MEMORY].iter_rows(values_only=True)]
    head = (rows[0] if rows else []) + [""] * 6
    if head[0] != FORM or not all(text.isascii() and text.isdigit() for text in head[2:5]):
        raise DomainError(_NOT_OURS, "files")
    origin = Origin(head[1], int(head[2]), int(head[3]), int(head[4]))
    return origin, head[5], {row[0]: row[1] for row in rows[1:] if row[0] and len(row) > 1}


def _answers(sheet: Any, formulas: Any, layout: Layout, present: set[str], salt: int) -> Iterator[Found]:
    grid: Grid | None = None
    columns: list[str] = []
    for row in range(1, sheet.max_row + 1):
        mark = str(sheet.cell(row, 1).value or "")
        if mark.startswith(CELL):
            grid = None
            path = mark.removeprefix(CELL)
            present.add(path)
            yield _cell(sheet, formulas, row, 3, path)
        elif mark.startswith(GRID):
            grid = _grid(layout, mark.removeprefix(GRID))
            columns = []
            if grid:
                present.add(grid.path)
        elif mark == COLUMNS:
            columns = [str(cell.value or "") for cell in sheet[row][2:]]
        elif mark == HEAD or grid is None:
            continue
        elif mark or grid.free:
            key = mark or f"r{salt}-{row}"
            for at, column in enumerate(columns):
                if grid.column(column):
                    yield _cell(sheet, formulas, row, 3 + at, grid.cell(key, column))


def _grid(layout: Layout, path: str) -> Grid | None:
    return next((grid for section in layout.sections for grid in section.grids if grid.path == path), None)


def _cell(sheet: Any, formulas: Any, row: int, column: int, path: str) -> Found:
    value = sheet.cell(row, column).value
    if value is None and isinstance(formulas.cell(row, column).value, str):
        value = _NO_VALUE
    return Found(path, sheet.title, f"{get_column_letter(column)}{row}", value)


def _day(question: Question, day: date) -> str:
    if question.kind in (QuestionKind.MONEY, QuestionKind.NUMBER):
        raise NotAnAnswer(
            message("The spreadsheet made a date of this. Write the number again, and format the cell as a number.")
        )
    return day.isoformat()


def _number(question: Question, value: int | float) -> str:
    if question.kind is QuestionKind.MONEY:
        try:
            return plain(cents_of_number(value))
        except NotMoney:
            raise NotAnAnswer(message("Write an amount with two decimals at most.")) from None
    if question.kind is QuestionKind.DATE:
        raise NotAnAnswer(message("Write a date such as 2018-02-16."))
    exact = Decimal(repr(value))
    return f"{exact.normalize():f}" if exact else "0"
