"""What both test files of the workbook ask of it."""

from __future__ import annotations

from functools import cache

from openpyxl.workbook import Workbook

from tests.statements import invented, spreadsheet
from tracker.statements import xlsx
from tracker.statements.statement import Lang, Statement

SHEETS = {
    "fr": ["Sommaire", "Postes", "Par exercice", "Versements", "Dépenses", "Écritures", "Notes", "Contrôles"],
    "en": ["Summary", "Lines", "By year", "Payments", "Expenses", "Postings", "Notes", "Checks"],
}


def cached(statement: Statement, lang: Lang) -> Workbook:
    """The workbook as a program shows it before it recalculates anything."""
    return spreadsheet.cached(xlsx.write(statement, lang))


@cache
def long_agreement() -> bytes:
    return xlsx.write(invented.long_agreement(), "fr")
