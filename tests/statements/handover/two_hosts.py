"""The worked agreement, whose fiscal host changes on the way."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from tests import worked


def take_in(cut_off: date) -> None:
    """The workbook with a second host from the day after ``cut_off``; its replay posts what passes on between them."""
    book = openpyxl.load_workbook(worked.PATH)
    organisations = book["organisations"]
    heads = [cell.value for cell in organisations[1]]
    first = dict(zip(heads, [cell.value for cell in organisations[2]], strict=True))
    new = first | {"code": "ORG-B", "name": "Carrefour des rives", "neq": "1140000099", "email": None}
    organisations.append([new[name] for name in heads])
    hosts = book["hosts"]
    columns = [cell.value for cell in hosts[1]]
    hosts.cell(2, columns.index("to") + 1).value = cut_off
    row = {"agreement": worked.NUMBER, "organisation": "ORG-B", "from": cut_off + timedelta(days=1), "to": None}
    hosts.append([row[str(name)] for name in columns])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "two-hosts.xlsx"
        book.save(file)
        worked.take_in(file)
