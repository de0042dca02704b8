"""What a returned workbook changes, as its page lists it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from tracker.reports import shown
from tracker.reports.form.layout import Field, Grid, Layout, Values
from tracker.reports.spreadsheet.compare import Outcome
from tracker.web.language import language, say


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the list, in words. ``place`` is its sheet and cell; ``seen`` as in ``service.seen``."""

    path: str
    place: str
    cell: str
    asked: str
    base: str
    mine: str
    theirs: str
    why: str
    seen: int = 0


def line(outcome: Outcome, layout: Layout, base: Values, now: Values, seen: int = 0) -> Line:
    """``outcome`` in the language being spoken. ``base`` and ``now`` are all answers, to name rows by what they say."""
    question = outcome.question
    if question is None:
        was, theirs, mine = _row(outcome.path, layout, base), _row(outcome.path, layout, now), _("row taken out")
    else:
        was, theirs, mine = (shown.value(question, it) for it in (outcome.base, outcome.theirs, outcome.mine))
    why = say(outcome.why) if outcome.why else ""
    asked = _asked(outcome, layout, {**base, **now})
    return Line(outcome.path, outcome.sheet, outcome.cell, asked, was, str(mine), theirs, why, seen)


def title(item: Field | Grid) -> str:
    """What a question or a table is called."""
    return item.title[language()] if isinstance(item, Grid) else item.question.label[language()]


def _asked(outcome: Outcome, layout: Layout, values: Values) -> str:
    """The question, after the name of its row in a table."""
    label = outcome.question.label[language()] if outcome.question else ""
    grid = _grid(outcome.path, layout)
    if grid is None:
        return label
    key = outcome.path.removeprefix(f"{grid.path}.")
    key = key.rpartition(".")[0] if outcome.question else key
    rows = [row for row in grid.filled(values) if row.key == key]
    name = shown.row_name(grid, rows[0], grid.filled(values).index(rows[0]) + 1) if rows else _("New row")
    return f"{grid.title[language()]}: {name}" if not label else f"{name}, {label}"


def _row(path: str, layout: Layout, values: Values) -> str:
    """All that a row says."""
    grid = _grid(path, layout)
    if grid is None:
        return ""
    key = path.removeprefix(f"{grid.path}.")
    said = (shown.value(column, values.get(grid.cell(key, column.key), "")) for column in grid.columns)
    return " · ".join(filter(None, said))


def _grid(path: str, layout: Layout) -> Grid | None:
    grids = (grid for section in layout.sections for grid in section.grids)
    return next((grid for grid in grids if path.startswith(f"{grid.path}.")), None)
