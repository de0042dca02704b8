"""Workbooks that somebody might bring to the demonstration, made from the worked one."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests import worked

KNOWN_ALREADY = ("programmes", "organisations", "regroupements", "memberships", "projects", "budget_lines")
FAULTS = {"budget!D3": "beaucoup", "payments!E4": "2017-02-30", "reports!C2": "trimestriel"}
"""What the broken workbook has in which cell, all of it wrong."""


def another(folder: Path) -> Path:
    """The worked agreement under another number: it can be taken in beside the first."""
    book = openpyxl.load_workbook(worked.PATH)
    for name in KNOWN_ALREADY:
        del book[name]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == worked.NUMBER:
                    cell.value = "PE-2016-915"
    path = folder / "Une autre entente.xlsx"
    book.save(path)
    return path


def broken(folder: Path, *, book_of: Path | None = None) -> Path:
    """``another``, or the workbook at ``book_of``, with the faults of ``FAULTS``."""
    book = openpyxl.load_workbook(book_of or another(folder))
    for at, value in FAULTS.items():
        sheet, _, cell = at.partition("!")
        book[sheet][cell] = value
    path = folder / "À corriger.xlsx"
    book.save(path)
    return path


MAKERS = {"another": another, "broken": broken}
