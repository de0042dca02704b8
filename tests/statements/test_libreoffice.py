"""LibreOffice works every formula of a statement's workbook out to the figure that the program wrote beside it."""

from __future__ import annotations

import io
from itertools import cycle
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from openpyxl.utils import get_column_letter

from tests.libreoffice import by_hand, needed
from tests.statements.issuing import KINDS, content, finish, freeze_one, take_in_every_kind
from tracker.statements.statement import Lang

pytestmark = needed


@pytest.mark.parametrize(
    ("what", "name", "year", "lang"), [(*kind, lang) for kind, lang in zip(KINDS, cycle(["fr", "en"]))]
)
def test_recalculated_to_the_same_figures(
    app: Flask, what: str, name: str, year: str | None, lang: Lang, tmp_path: Path
) -> None:
    take_in_every_kind()
    workbook = content(finish(freeze_one(what, name, year, languages=(lang,))), "xlsx", lang)
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    _saved, found = by_hand(workbook, [], tmp_path)
    wrong, compared = {}, 0
    for place, figure in found.items():
        sheet, _, at = place.rpartition("!")
        column, row = map(int, at.split(","))
        written = book[sheet][f"{get_column_letter(column + 1)}{row + 1}"].value
        if isinstance(written, (int, float)):
            compared += 1
            if round(written - figure, 6):
                wrong[place] = (written, figure)
    assert wrong == {}
    assert compared > 20
