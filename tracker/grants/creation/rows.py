"""Rows to fill in by hand: a table whose columns are fields; an empty row is no row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, HiddenField, SelectField

from tracker.web.forms import Form

MOST = 120
BLANK = 2
"""Empty rows under those that are written."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its field is made, and what to say when it alone is empty in a row."""

    name: str
    label: Any
    make: Callable[[Any], Field]
    needed: Any = ""


class RowsForm(Form):
    """The base of every form of rows; ``rows`` is how many the page showed."""

    revision = HiddenField()
    rows = HiddenField()


def cell(number: int, name: str) -> str:
    """What the field of a row is called."""
    return f"r{number}-{name}"


def form_of(columns: Sequence[Column], count: int) -> Any:
    """The class of a form with ``count`` rows of these columns."""
    fields = {
        cell(number, column.name): column.make(_named(column.label, number))
        for number in range(1, count + 1)
        for column in columns
    }
    return type("Rows", (RowsForm,), fields)


def _named(label: Any, number: int) -> Any:
    return _("%(column)s, row %(number)s", column=label, number=number)


def asked(sent: str | None, kept: int, *, more: bool = False) -> int:
    """How many rows to show: those that were, or those kept and a few more."""
    count = min(MOST, int(sent)) if sent and sent.isdigit() else kept + BLANK
    return min(MOST, count + 3) if more else count


def fill(form: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Show ``rows``, the first in row 1."""
    for number, row in enumerate(rows, start=1):
        for name, value in row.items():
            form[cell(number, name)].data = value


def written(form: Any, columns: Sequence[Column], count: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows that were filled in, each with its number. What is only chosen or ticked makes no row: to take
    one out, empty what is typed in it."""
    for number in range(1, count + 1):
        fields = {column.name: form[cell(number, column.name)] for column in columns}
        if any(_typed(it) for it in fields.values()):
            yield number, {name: it.data for name, it in fields.items()}


def judge(form: Any, columns: Sequence[Column], count: int) -> None:
    """Say beside each field what a row that is begun still lacks."""
    for number, row in written(form, columns, count):
        for column in columns:
            empty = row[column.name] in (None, "")
            if column.needed and empty and not form[cell(number, column.name)].errors:
                form.refuse(str(column.needed), cell(number, column.name))


def _typed(field: Field) -> bool:
    return not isinstance(field, SelectField | BooleanField) and bool(field.raw_data and str(field.raw_data[0]).strip())
