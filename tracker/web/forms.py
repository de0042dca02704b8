"""The form that every form extends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField

from tracker.errors import DomainError
from tracker.web.language import say


class Problem(NamedTuple):
    """One line of an error summary: ``href`` leads to the field at fault, or is None."""

    text: str
    href: str | None


class Form(FlaskForm):
    """A form whose refusals, its own and the domain's, end beside the field and in one summary."""

    def refuse(self, error: DomainError | str, field_name: str | None = None) -> None:
        """Show what was refused: on its field when the form has it, else above all fields."""
        if isinstance(error, DomainError):
            text, field_name = say(error.message), error.field
        else:
            text = error
        field = self._fields.get(field_name or "")
        if field is None:
            self.form_errors.append(text)
        else:
            field.errors = [*field.errors, text]

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong, in the order of the fields."""
        found = [Problem(str(text), None) for text in self.form_errors]
        return found + [problem for field in self._fields.values() for problem in _problems(field)]


def _problems(field: Field) -> Iterator[Problem]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _problems(inner)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _problems(entry)
    else:
        errors: Any = field.errors
        yield from (Problem(str(text), f"#{field.id}") for text in errors)
