"""A list as a file, CSV or XLSX. A text is never a formula, whatever somebody typed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import xlsxwriter
from flask import Response

from tracker.web.language import language

Cell = str | int | date | None
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answer(form: str, *, name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """The file as a download called ``name``; ``form`` is one of FORMS."""
    content = write_csv(heads, rows, language()) if form == "csv" else write_xlsx(title, heads, rows)
    response = Response(content, content_type=FORMS[form])
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return response


def write_csv(heads: Sequence[str], rows: Sequence[Sequence[Cell]], lang: str) -> bytes:
    """As the reader's spreadsheet opens it: semicolons in French; marked as UTF-8."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet: numbers and dates as such, a fixed head, filters."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    head, day = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(title[:31])
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, head)
        widest = max([len(text), *(len(str(row[column] or "")) for row in rows)])
        sheet.set_column(column, column, min(50, widest + 3))
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(line, column, cell)
            elif cell:
                sheet.write_string(line, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    book.close()
    return out.getvalue()


def _plain(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return "" if cell is None else str(cell)
