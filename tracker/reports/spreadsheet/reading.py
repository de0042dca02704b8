"""Finding the answers again in a workbook that came back: by their places, wherever rows were moved to."""

from __future__ import annotations

import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from tracker.errors import DomainError, message
from tracker.reports.form.layout import Field, Grid, Layout, Row
from tracker.reports.spreadsheet.cells import Content
from tracker.reports.spreadsheet.marks import CELL, COLUMNS, DOWNLOAD, FORM, GRID, HEAD, LISTS, MEMORY, Origin
from tracker.reports.spreadsheet.sheets import asked

MOST_UNPACKED = 20_000_000
"""Bytes that a workbook may unpack to; ours take a fiftieth of that."""
_MOST_ROWS, _MOST_COLUMNS, _MOST_MEMORY = 5_000, 64, 50_000
_NOT_OURS = message(
    "This file is not a report downloaded from here. Download the report, fill that file in, and send it."
)
_EMPTIED = message(
    "The hidden column that says where each answer goes is gone from this file. Download the report again and copy "
    "your answers into it."
)
_DAMAGED = message("This file cannot be opened: it is damaged. Save it again from Excel or LibreOffice, and send it.")
_TOO_LARGE = message("This file is too large once it is opened. Copy your answers into a new download, and send that.")


@dataclass(frozen=True, slots=True)
class Found:
    """One answer in the workbook: where it stands, and what is there."""

    path: str
    sheet: str
    cell: str
    content: Content


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row of a table, by column. ``mark`` is its key, or what is left of it; ``place`` names it for a person."""

    mark: str
    sheet: str
    cells: Mapping[str, Found]


@dataclass(slots=True)
class FoundTable:
    """A table with all its rows that hold something."""

    grid: Grid
    columns: list[str] = field(default_factory=list)
    rows: list[FoundRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook as it came back. ``base`` is what was downloaded. ``missing`` are the fields and tables of the
    report that are no longer in it, ``repeated`` the sheets that hold some a second time, which is not read."""

    origin: Origin
    language: str
    base: Mapping[str, str]
    fields: tuple[Found, ...]
    tables: tuple[FoundTable, ...]
    missing: tuple[Field | Grid, ...]
    repeated: tuple[str, ...]


def read_workbook(content: bytes, layout: Layout) -> Returned:
    """Everything that a workbook answers.

    Raises DomainError on a file that is not a workbook of ours, or that no longer says where anything goes.
    """
    _measure(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: we only read cells
            return _read(content, layout)
    except DomainError:
        raise
    except Exception as error:  # openpyxl raises anything at all on a damaged file
        raise DomainError(_DAMAGED, "files") from error


def _measure(content: bytes) -> None:
    """A workbook may have come in pieces, measured then as any document."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DomainError(_DAMAGED, "files") from error
    if unpacked > MOST_UNPACKED:
        raise DomainError(_TOO_LARGE, "files")


def _read(content: bytes, layout: Layout) -> Returned:
    values, formulas = _opened(content, data_only=True), _opened(content, data_only=False)
    origin, language, base = _memory(values)
    reader = _Reader(layout, language, values)
    for sheet in values.worksheets:
        if sheet.title not in (MEMORY, LISTS):
            reader.sheet(sheet, formulas[sheet.title])
    items = [item for section in layout.sections for item in section.items]
    missing = tuple(item for item in items if item.path not in reader.seen)
    if items and len(missing) == len(items):
        raise DomainError(_EMPTIED, "files")
    return Returned(origin, language, base, tuple(reader.fields), tuple(reader.tables), missing, tuple(reader.repeated))


def _opened(content: bytes, *, data_only: bool) -> Workbook:
    return load_workbook(BytesIO(content), data_only=data_only, read_only=True, keep_links=False)


def _memory(book: Workbook) -> tuple[Origin, str, dict[str, str]]:
    if MEMORY not in book.sheetnames:
        raise DomainError(_NOT_OURS, "files")
    read = book[MEMORY].iter_rows(values_only=True, max_row=_MOST_MEMORY, max_col=7)
    rows = ([str(cell if cell is not None else "") for cell in row] for row in read)
    head = [*next(rows, []), *[""] * 7][:7]
    numbers = head[2:5]
    if head[0] != FORM or not DOWNLOAD.fullmatch(head[6]):
        raise DomainError(_NOT_OURS, "files")
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in numbers):
        raise DomainError(_NOT_OURS, "files")
    origin = Origin(head[1], int(head[2]), int(head[3]), int(head[4]), head[6])
    base = {row[0]: row[1] for row in rows if len(row) > 1 and row[0]}
    return origin, "en" if head[5] == "en" else "fr", base


class _Reader:
    """Goes through the sheets, and gathers what they answer."""

    def __init__(self, layout: Layout, language: str, book: Workbook) -> None:
        items = [item for section in layout.sections for item in section.items]
        self.places = {item.path: item for item in items}
        self.language, self.epoch = language, book.epoch
        self.fields: list[Found] = []
        self.tables: list[FoundTable] = []
        self.seen: set[str] = set()
        self.repeated: list[str] = []

    def sheet(self, sheet: Any, formulas: Any) -> None:
        table: FoundTable | None = None
        area = {"max_row": _MOST_ROWS, "max_col": _MOST_COLUMNS}
        for at, (row, second) in enumerate(zip(sheet.iter_rows(**area), formulas.iter_rows(**area), strict=False), 1):
            if not row:
                continue
            mark = str(row[0].value or "").strip()
            if mark.startswith(CELL):
                table = None
                path = mark.removeprefix(CELL)
                if isinstance(self.places.get(path), Field) and self._first(path, sheet.title) and len(row) > 2:
                    self.fields.append(self._found(path, sheet.title, at, 2, row, second))
            elif mark.startswith(GRID):
                table = self._table(mark.removeprefix(GRID), sheet.title)
            elif table is None or mark == HEAD:
                if table is not None and not table.columns:
                    table.columns = self._by_heads(table.grid, row)
            elif mark == COLUMNS:
                table.columns = [str(cell.value or "").strip() for cell in row[2:]]
            else:
                self._row(table, sheet.title, at, mark, row, second)

    def _table(self, path: str, sheet: str) -> FoundTable | None:
        grid = self.places.get(path)
        if not isinstance(grid, Grid) or not self._first(path, sheet):
            return None
        self.tables.append(FoundTable(grid))
        return self.tables[-1]

    def _first(self, path: str, sheet: str) -> bool:
        """Whether this is the first time that the place is met; a sheet that repeats some is told."""
        first = path not in self.seen
        self.seen.add(path)
        if not first and sheet not in self.repeated:
            self.repeated.append(sheet)
        return first

    def _row(self, table: FoundTable, sheet: str, at: int, mark: str, row: Any, second: Any) -> None:
        grid = table.grid
        if not grid.free:
            found = _given(grid, mark, _said(row[1]) if len(row) > 1 else "")
            if found is None:
                return
            if any(it.mark == found.key for it in table.rows):
                self._first(grid.path, sheet)
                return
            mark = found.key
        cells = {
            column: self._found(grid.cell(mark, column), sheet, at, place, row, second)
            for place, column in enumerate(table.columns[: len(row) - 2], start=2)
            if grid.column(column)
        }
        table.rows.append(FoundRow(mark, sheet, cells))

    def _by_heads(self, grid: Grid, row: Any) -> list[str]:
        """The columns by what their heads say, when the hidden row that names them is gone."""
        words = {_plain(asked(column, self.language)): column.key for column in grid.columns}
        return [words.get(_said(cell), "") for cell in row[2:]]

    def _found(self, path: str, sheet: str, at: int, place: int, row: Any, second: Any) -> Found:
        cell = row[place]
        percent = "%" in str(getattr(cell, "number_format", "") or "")
        # a formula that gave an empty text has a type; one that was never worked out has none
        formula = place < len(second) and getattr(second[place], "data_type", "") == "f"
        pending = cell.value is None and formula and getattr(cell, "data_type", "") != "str"
        content = Content(cell.value, getattr(cell, "data_type", "") == "e", percent, pending, self.epoch)
        return Found(path, sheet, f"{get_column_letter(place + 1)}{at}", content)


def _given(grid: Grid, mark: str, said: str) -> Row | None:
    """The budget line or the indicator that a row is for: what it says to its reader comes before its hidden mark."""
    named: Iterator[Row] = (
        row for row in grid.rows if row.label and said in (_plain(row.label.fr), _plain(row.label.en))
    )
    only = list(named)
    if len(only) == 1:
        return only[0]
    return next((row for row in grid.rows if row.key == mark), None)


def _said(cell: Any) -> str:
    return _plain(str(cell.value or ""))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
