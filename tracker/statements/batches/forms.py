"""What is asked of a year-end."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField

from tracker.web.dates import today
from tracker.web.fields import DateField, Required
from tracker.web.forms import Form
from tracker.web.language import LANGUAGES


class YearEndForm(Form):
    programme = SelectField(_l("Programme"))
    annee = SelectField(_l("Fiscal year"))
    arrete = DateField(_l("As of"), [Required(_l("Enter the day that the statements are as of."))])
    langues = SelectMultipleField(_l("Languages"), choices=[SelectChoice(*it) for it in LANGUAGES.items()])

    versements = BooleanField(_l("With the statement of disbursements of each agreement"))

    def offer(self, programmes: Sequence[tuple[str, str]], years: Sequence[str]) -> None:
        """What can be chosen."""
        self.programme.choices = [SelectChoice(*it) for it in programmes]
        self.annee.choices = [SelectChoice(it, it) for it in years]

    def validate_langues(self, field: SelectMultipleField) -> None:
        """At least one language."""
        if not field.data:
            field.errors = [*field.errors, _("Choose at least one language.")]

    def validate_arrete(self, field: DateField) -> None:
        """A statement says what took effect, not what will."""
        if field.data and field.data > today():
            field.errors = [*field.errors, _("A statement cannot be as of a day to come.")]
