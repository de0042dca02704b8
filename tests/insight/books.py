"""Portfolio workbooks made from the worked agreement: as it stood on a day, or many like it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests import worked

DATED = {
    "amendments": "effective_on",
    "transfers": "decided_on",
    "carry_forwards": "decided_on",
    "interest": "declared_on",
    "adjustments": "decided_on",
    "payments": "paid_on",
    "recoveries": "received_on",
    "lapses": "decided_on",
}
REGIONS = ("04", "06", "11")
NAMES = ("Québec en éveil", "Les Îles d’abord", "Chœur d’enfants")


def as_of(day: date, path: Path) -> Path:
    """The worked agreement as it was known at the end of ``day``."""
    book = openpyxl.load_workbook(worked.PATH)
    for name, column in DATED.items():
        _keep(book[name], lambda row, column=column: _day(row[column]) <= day)
    accepted = set()
    sheet = book["reports"]
    for cells in sheet.iter_rows(min_row=2):
        row = dict(zip(_heads(sheet), cells, strict=False))
        for column in ("submitted_on", "accepted_on"):
            if row[column].value and _day(row[column].value) > day:
                row[column].value = None
        if row["accepted_on"].value:
            accepted.add(row["report"].value)
    for name in ("expenses", "indicator_values"):
        _keep(book[name], lambda row: row["report"] in accepted)
    book.save(path)
    return path


DECIDED = ("transfers", "carry_forwards", "interest", "adjustments", "recoveries", "lapses")


def without(sheets: tuple[str, ...], path: Path) -> Path:
    """The worked agreement without what these sheets hold."""
    book = openpyxl.load_workbook(worked.PATH)
    for name in sheets:
        book[name].delete_rows(2, book[name].max_row)
    book.save(path)
    return path


def many(count: int, path: Path) -> Path:
    """The worked agreement, and ``count`` others like it in three regions, each with its own host."""
    book = openpyxl.load_workbook(worked.PATH)
    for number in range(1, count + 1):
        code = f"PE-2016-{500 + number}"
        changes = {
            "regroupements": {
                "code": f"R-{number}",
                "name": f"{NAMES[number % 3]} {number}",
                "region": REGIONS[number % 3],
            },
            "organisations": {"code": f"O-{number}", "name": f"Maison {number}", "neq": f"119{number:07d}"},
            "agreements": {"number": code, "regroupement": f"R-{number}"},
            "hosts": {"agreement": code, "organisation": f"O-{number}"},
        }
        for sheet in book:
            heads = _heads(sheet)
            if sheet.title in changes or "agreement" in heads:
                change = changes.get(sheet.title, {"agreement": code})
                originals = [row for row in sheet.iter_rows(min_row=2, values_only=True) if _is_original(row, heads)]
                for row in originals[: 1 if sheet.title == "organisations" else None]:
                    sheet.append([change.get(head, value) for head, value in zip(heads, row, strict=False)])
    book.save(path)
    return path


def _is_original(row: tuple[Any, ...], heads: list[str]) -> bool:
    marks = {"agreement": worked.NUMBER, "number": worked.NUMBER}
    found = dict(zip(heads, row, strict=False))
    keys = [key for key in marks if key in found]
    return all(found[key] == marks[key] for key in keys) if keys else str(found.get("code")) in ("ORG-001", "RLP-014")


def _keep(sheet: Any, wanted: Any) -> None:
    heads = _heads(sheet)
    for index in range(sheet.max_row, 1, -1):
        row = dict(zip(heads, (cell.value for cell in sheet[index]), strict=False))
        if row[heads[0]] is not None and not wanted(row):
            sheet.delete_rows(index)


def _heads(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1] if cell.value]


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else date.fromisoformat(str(value))
