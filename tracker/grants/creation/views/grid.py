"""The budget by line and year: a grid to type in or to paste into."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from tracker.grants.creation.draft import Draft
from tracker.grants.creation.forms import BudgetForm
from tracker.grants.creation.views.opening import Open
from tracker.grants.queries import fold
from tracker.web.fields import MoneyField


def cell(year: str, line: str) -> str:
    """What a field of the grid is called."""
    return f"c-{year}-{line}"


def form(at: Open) -> Any:
    """A field for each line of each year."""
    cells = {cell(year, line): MoneyField(f"{name}, {year}") for year in at.years for line, name in at.lines.items()}
    return type("BudgetGrid", (BudgetForm,), cells)


def fill(at: Open, form: Any) -> None:
    """Show the budget."""
    for (year, line), amount in at.draft.lines.items():
        if cell(year, line) in form:
            form[cell(year, line)].data = amount


def read(at: Open, form: Any) -> Draft:
    """The draft with this budget. What was pasted but not put in the grid yet is put there first."""
    lines = {
        (year, line): amount for year in at.years for line in at.lines if (amount := form[cell(year, line)].data or 0)
    }
    return dataclasses.replace(at.draft, lines=lines)


def press(at: Open, form: Any, pressed: str) -> None:
    """« Put in the grid »: a pasted block fills the cells, as they would be typed; a row that is no line is
    said, and stays in the box."""
    if pressed != "paste":
        return
    left = []
    for row in (form.pasted.data or "").splitlines():
        parts = [part.strip() for part in row.split("\t")]
        line = _line_called(at, parts[0])
        if line is None:
            left += [row] if row.strip() else []
            continue
        for year, text in zip(at.years, parts[1:], strict=False):
            _type(form[cell(year, line)], text)
    form.pasted.data = "\n".join(left)
    form.pasted.raw_data = None
    if left:
        form.refuse(_("These rows begin with no line of the budget. Correct them, or take them out."), "pasted")


def _type(field: MoneyField, text: str) -> None:
    """As if ``text`` had been typed: what cannot be read stays, with its error."""
    field.raw_data = [text]
    try:
        field.process_formdata([text])
    except ValueError as error:
        field.errors = [str(error)]


def _line_called(at: Open, text: str) -> str | None:
    wanted = fold(text)
    return next((code for code, name in at.lines.items() if wanted in (code.lower(), fold(name))), None)


def values(at: Open, _form: Any) -> Mapping[str, Any]:
    """What the page needs to draw the grid: lines that have an amount come first."""
    return {"cell": cell, "years": at.years, "lines": at.lines}
