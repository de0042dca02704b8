"""A Portfolio as an .xlsx file, in the form that ``reader`` takes back."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter

from tracker.workbook import cells
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.sheets import SHEETS, Column, columns

_MILLION = 1_000_000
_WIDTHS: dict[cells.Parser, int] = {cells.money: 14, cells.day: 11, cells.code: 16}


def write(portfolio: Portfolio) -> bytes:
    """Every sheet, also the empty ones, with its columns; text is never a formula."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(file, options)
    formats = {
        "header": workbook.add_format({"bold": True, "bottom": 1}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "money": workbook.add_format({"num_format": "#,##0.00"}),
    }
    for name, cls in SHEETS.items():
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        shape = columns(cls)
        for position, column in enumerate(shape):
            sheet.write_string(0, position, column.name, formats["header"])
            sheet.set_column(position, position, _WIDTHS.get(column.parse, 18))
        for at, row in enumerate(portfolio.rows(cls), start=1):
            for position, column in enumerate(shape):
                _write(sheet, at, position, column, getattr(row, column.attribute), formats)
    workbook.close()
    return file.getvalue()


def _write(sheet: Any, at: int, position: int, column: Column, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(at, position, "yes" if value else "no")
    elif isinstance(value, date):
        sheet.write_datetime(at, position, value, formats["day"])
    elif column.parse is cells.money:
        sheet.write_number(at, position, value / 100, formats["money"])
    elif column.parse is cells.rate:
        sheet.write_number(at, position, value / _MILLION)
    elif isinstance(value, int) or column.parse is cells.decimal:
        sheet.write_number(at, position, float(value))
    else:
        sheet.write_string(at, position, value)
