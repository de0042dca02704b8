"""The list on screen as a file. A text is never a formula, whatever somebody typed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from tracker.insight import portfolio
from tracker.insight.portfolio import Row
from tracker.ledger.money import Cents, plain

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MONEY = "#,##0.00;(#,##0.00);–"
_WIDTHS = (16, 44, 34, 12, 24, 36, 14, 16, 16, 16, 16, 16, 10, 10)


def write_csv(rows: Sequence[Row], streams: Mapping[str, Any], lang: str) -> bytes:
    """As the reader's spreadsheet opens it: semicolons and decimal commas in French; marked as UTF-8."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerow(_heads())
    for row in rows:
        writer.writerow([_cell(value, lang) for value in _values(row, streams)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(rows: Sequence[Row], streams: Mapping[str, Any], lang: str) -> bytes:
    """One sheet, figures as numbers, the totals as the page counts them."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    money = book.add_format({"num_format": _MONEY})
    foot, foot_money = (
        book.add_format({"bold": True, "top": 2}),
        book.add_format({"bold": True, "top": 2, "num_format": _MONEY}),
    )
    sheet = book.add_worksheet(_("Agreements"))
    for column, (text, width) in enumerate(zip(_heads(), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, head)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(_values(row, streams)):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            elif isinstance(value, _Amount):
                sheet.write_number(line, column, value / 100, money)
            else:
                sheet.write_number(line, column, value)
    inside = portfolio.internal(rows)
    whole = portfolio.total(rows, inside)
    last = len(rows) + 1
    for column in range(len(_WIDTHS)):
        sheet.write_blank(last, column, None, foot)
    sheet.write_string(last, 0, _("Total"), foot)
    for column, amount in enumerate((whole.committed, whole.paid, whole.accepted, whole.held, whole.due), 7):
        sheet.write_number(last, column, amount / 100, foot_money)
    if inside:
        sheet.write_string(last + 1, 0, _("Commitments internal to a framework agreement are counted once."))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(rows)), len(_WIDTHS) - 1)
    book.close()
    return out.getvalue()


class _Amount(int):
    """Cents in a cell."""


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Title"),
        _("For"),
        _("Stream"),
        _("Region"),
        _("Fiscal host"),
        _("NEQ"),
        _("Committed"),
        _("Paid"),
        _("Accepted"),
        _("Held"),
        _("To pay"),
        _("Late reports"),
        _("Reports to review"),
    ]


def _values(row: Row, streams: Mapping[str, Any]) -> list[str | int]:
    it = row.figures
    return [
        row.number,
        row.title,
        row.subject,
        str(streams[row.stream]),
        row.region_name or _("National"),
        row.host,
        row.host_neq,
        *map(_Amount, (it.committed, it.paid, it.accepted, it.held, it.due)),
        row.late,
        row.review,
    ]


def _cell(value: str | int, lang: str) -> str:
    if isinstance(value, _Amount):
        return decimal(value, lang)
    return safe(value) if isinstance(value, str) else str(value)


def safe(text: str) -> str:
    """``text`` as a cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def decimal(amount: Cents, lang: str) -> str:
    """Cents as a spreadsheet of that language reads them: ``1234,56`` or ``1234.56``."""
    return plain(int(amount)).replace(".", ",") if lang == "fr" else plain(int(amount))


Writer = Callable[[Sequence[Row], Mapping[str, Any], str], bytes]
FORMS: dict[str, tuple[Writer, str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
