"""An extract of the journal: a row for each posting, with everything that its entry seals.

Written as it is read, so that its length does not matter, and to its end before it is sent: an extract
that broke off would look whole. A text is never a formula, whatever somebody typed.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from io import TextIOWrapper
from typing import IO, Any, TypeAlias

import xlsxwriter
from flask_babel import gettext as _

from tracker.insight import labels
from tracker.insight.exports import decimal, safe
from tracker.ledger.chain import moment

Rows: TypeAlias = Iterable[tuple[Any, Any | None]]
"""Entries and postings, as ``queries.rows`` gives them."""

MOST_IN_XLSX = 50_000
"""Postings that a workbook takes in a dozen seconds; the CSV file of the whole journal takes less."""

_WIDTHS = (10, 16, 12, 30, 24, 36, 10, 16, 14, 16, 14, 14, 18, 16, 28, 22, 68, 68)
_AMOUNT = 13


def write_csv(rows: Rows, out: IO[bytes], lang: str) -> None:
    """As the reader's spreadsheet opens it: semicolons and decimal commas in French; marked as UTF-8."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    words = _Words()
    writer.writerow(_heads())
    for entry, posting in rows:
        writer.writerow([_text(column, value, lang) for column, value in enumerate(words.values(entry, posting))])
    text.detach()  # flushed, and ``out`` stays open


def write_xlsx(rows: Rows, out: IO[bytes], lang: str) -> None:
    """The same in one sheet, dates and amounts as such, into ``out``."""
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    money = book.add_format({"num_format": "#,##0.00;(#,##0.00)"})
    words = _Words()
    sheet = book.add_worksheet(_("Journal"))
    for column, (text, width) in enumerate(zip(_heads(), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, head)
    sheet.freeze_panes(1, 1)
    for line, (entry, posting) in enumerate(rows, start=1):
        for column, value in enumerate(words.values(entry, posting)):
            if value is None:
                continue
            if column == _AMOUNT and isinstance(value, int):
                sheet.write_number(line, column, value / 100, money)
            elif isinstance(value, int):
                sheet.write_number(line, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(line, column, value)
            else:
                sheet.write_string(line, column, value)
    book.close()


FORMS: dict[str, tuple[Callable[[Rows, IO[bytes], str], None], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _heads() -> list[str]:
    return [
        _("Entry"),
        _("Agreement"),
        _("Date"),
        _("What happened"),
        _("Source"),
        _("Memo"),
        _("Reverses"),
        _("Agreement of the posting"),
        _("Fiscal host"),
        _("Account"),
        _("Fiscal year"),
        _("From year"),
        _("Line"),
        _("Amount"),
        _("Recorded"),
        _("By"),
        _("Fingerprint"),
        _("Fingerprint of the entry before"),
    ]


_Value: TypeAlias = str | int | date | None


class _Words:
    """What kinds and accounts are called, looked up once for the whole file."""

    def __init__(self) -> None:
        self._kinds = {code: str(name) for code, name in labels.ENTRIES.items()}
        self._accounts = {code: str(name) for code, name in labels.ACCOUNTS.items()}

    def values(self, entry: Any, posting: Any | None) -> list[_Value]:
        moved: list[_Value] = [None] * 7
        if posting is not None:
            account = self._accounts[posting.account]
            moved = [posting.agreement, posting.host, account, posting.fiscal_year, posting.origin_year, posting.line]
            moved.append(posting.amount)
        return [
            entry.seq,
            entry.agreement,
            entry.occurred_on,
            self._kinds[entry.kind],
            entry.source,
            entry.memo,
            entry.reverses,
            *moved,
            moment(entry.recorded_at),
            entry.actor,
            entry.hash,
            entry.previous_hash,
        ]


def _text(column: int, value: _Value, lang: str) -> str:
    if value is None:
        return ""
    if column == _AMOUNT and isinstance(value, int):
        return decimal(value, lang)
    return safe(value) if isinstance(value, str) else str(value)
