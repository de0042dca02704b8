"""From an .xlsx file to a Portfolio: every cell read, every misread one named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from tracker.errors import message
from tracker.workbook.cells import Unreadable, blank, shown
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Findings, Problem, Rejected, letter
from tracker.workbook.sheets import SHEETS, Column, Row, columns

# A workbook is a zip: it is measured before anything is unpacked (199 kB can hold 200 MB).
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 2_000


def read(source: Path | BinaryIO, findings: Findings) -> Portfolio:
    """Read ``source``; what cannot be read goes to ``findings`` and its row is left out.

    Raises Rejected when it is not a workbook, or one too large to unpack.
    """
    data = source.read_bytes() if isinstance(source, Path) else source.read()
    _measure(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except (CalamineError, OSError, ValueError):
        raise Rejected([_not_a_workbook()]) from None
    portfolio = Portfolio()
    for name, rows in sheets:
        cls = SHEETS.get(name.strip())
        if cls is None:
            expected = message("one of the sheets: %(options)s", options=", ".join(SHEETS))
            findings.errors.append(Problem(name, "", name, expected))
        else:
            portfolio.add(*_rows(cls, rows, findings))
    return portfolio


def _not_a_workbook() -> Problem:
    return Problem("", "", "", message("an Excel workbook (.xlsx) that can be opened"))


def _measure(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Rejected([_not_a_workbook()]) from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * max(len(data), 1024):
        raise Rejected([Problem("", "", "", message("a workbook of a reasonable size once unpacked"))])


def _rows(cls: type[Row], rows: list[list[Any]], findings: Findings) -> list[Row]:
    if not rows or all(map(blank, rows[0])):
        if any(not blank(value) for row in rows for value in row):
            findings.errors.append(Problem(cls.sheet, "A1", "", message("column names in the first row")))
        return []
    header = _header(cls, rows[0], findings)
    if header is None:
        return []
    findings.places[cls.sheet] = {column.attribute: position for position, column in header}
    read = []
    for at, raw in enumerate(rows[1:], start=2):
        if not all(map(blank, raw)):
            row = _row(cls, header, raw, at, findings)
            if row is not None:
                read.append(row)
    return read


def _header(cls: type[Row], names: list[Any], findings: Findings) -> list[tuple[int, Column]] | None:
    """The columns by their position in the file, or None when a name is wrong."""
    known = {column.name: column for column in columns(cls)}
    found: dict[str, int] = {}
    sound = True
    for position, raw in enumerate(names):
        name = shown(raw).strip()
        if not name:
            continue
        if name not in known:
            expected = message("one of the columns: %(options)s", options=", ".join(known))
        elif name in found:
            expected = message("each column once")
        else:
            found[name] = position
            continue
        findings.errors.append(Problem(cls.sheet, f"{letter(position)}1", name, expected))
        sound = False
    missing = [name for name, column in known.items() if column.required and name not in found]
    if missing:
        expected = message("the columns: %(options)s", options=", ".join(missing))
        findings.errors.append(Problem(cls.sheet, "1", "", expected))
        sound = False
    return [(position, known[name]) for name, position in found.items()] if sound else None


def _row(cls: type[Row], header: list[tuple[int, Column]], raw: list[Any], at: int, findings: Findings) -> Row | None:
    values: dict[str, Any] = {}
    sound = True
    for position, column in header:
        cell = raw[position] if position < len(raw) else None
        try:
            if not blank(cell):
                values[column.attribute] = column.parse(cell)
            elif column.required:
                raise Unreadable(message("a value"))
        except Unreadable as error:
            findings.errors.append(Problem(cls.sheet, f"{letter(position)}{at}", shown(cell), error.expected))
            sound = False
    if not sound:
        findings.unread.append((cls, values))
        return None
    return cls(at=at, **values)
