"""Drawing a sample, keeping what was found, asking for evidence, giving an engagement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, SelectMultipleField

from tracker.accounts.models import Person
from tracker.audit import words
from tracker.audit.papers import MOST_ITEMS
from tracker.audit.sampling import LONGEST_SEED, Method
from tracker.files.forms import FilesField
from tracker.grants.models import Programme, Reach
from tracker.statements.forms import WHOLE
from tracker.web.dates import today
from tracker.web.fields import DateField, LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import language

_SEPARATORS = re.compile(r"[\s,;]+")
_AS_CLAIMED, _MISSTATED, _LATER = "claimed", "misstated", "later"


def _choices(names: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(key), name) for key, name in names.items()]


class SampleForm(Form):
    """``year`` is a fiscal year, or the whole agreement."""

    population = SelectField(_l("Population"), choices=_choices(words.POPULATIONS))
    year = SelectField(_l("Which statement"))
    as_of = DateField(_l("As of"), [Required(_l("Enter the day that the sample is as of."))])
    method = RadioField(_l("Method"), choices=_choices(words.METHODS), default=Method.MONETARY_UNIT.value)
    risk = SelectField(_l("Risk of incorrect acceptance"), choices=_choices(words.RISKS), default="5")
    tolerable = MoneyField(_l("Tolerable misstatement"))
    size = TextField(_l("Number of items"), max_length=6)
    seed = TextField(_l("Seed"), [Required(_l("Write a seed."))], max_length=LONGEST_SEED)

    def offer(self, years: Sequence[str], whole: bool) -> None:
        """Let the years that the auditor works on be chosen, and all of them together if that is all of them."""
        all_years = [SelectChoice(WHOLE, _("Cumulative, the whole agreement"))] if whole else []
        self.year.choices = [*(SelectChoice(it, _("Fiscal year %(year)s", year=it)) for it in years), *all_years]

    @property
    def count(self) -> int:
        """How many random items are asked for."""
        return int(self.size.data or 0)

    def validate_as_of(self, field: DateField) -> None:
        """A population is of what took effect."""
        if field.data and field.data > today():
            field.errors = [*field.errors, _("A sample cannot be as of a day to come.")]

    def validate_tolerable(self, field: MoneyField) -> None:
        """The interval of monetary units, and what the projection is compared with."""
        if not field.errors and not field.data:
            field.errors = [*field.errors, _("Write how much misstatement you could bear.")]

    def validate_size(self, field: TextField) -> None:
        """Random items are counted beforehand."""
        if self.method.data != Method.RANDOM.value:
            return
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_ITEMS):
            said = _("Write how many items to choose, %(most)s at most.", most=MOST_ITEMS)
            field.errors = [*field.errors, said]


class ItemForm(Form):
    ticks = SelectMultipleField(_l("What you checked"), choices=_choices(words.TICKS))
    result = RadioField(
        _l("What you found"),
        choices=[
            SelectChoice(_AS_CLAIMED, _l("As claimed")),
            SelectChoice(_MISSTATED, _l("Misstated")),
            SelectChoice(_LATER, _l("Not concluded yet")),
        ],
        default=_LATER,
    )
    misstated = MoneyField(_l("Claimed in excess"), negative=True)
    reason = LongTextField(_l("Why, and on what evidence"), max_length=2_000)

    @property
    def found(self) -> int | None:
        """The misstatement in cents, None while nothing is concluded."""
        return {_AS_CLAIMED: 0, _MISSTATED: self.misstated.data}.get(self.result.data)

    def validate_misstated(self, field: MoneyField) -> None:
        """An amount goes with a misstatement."""
        if self.result.data == _MISSTATED and not field.errors and not field.data:
            field.errors = [*field.errors, _("Write how much was claimed in excess.")]


class AskForm(Form):
    asked_of = RadioField(_l("Ask it of"), choices=_choices(words.ASKED_OF), default="partner")
    text = LongTextField(_l("What you need"), [Required(_l("Write what you need."))], max_length=2_000)
    due_on = DateField(_l("By when"), [Required(_l("Write the day you need it by."))])


class AskAgainForm(Form):
    text = LongTextField(_l("What is missing"), [Required(_l("Write what you need."))], max_length=2_000)
    due_on = DateField(_l("By when"), [Required(_l("Write the day you need it by."))])


class AnswerForm(Form):
    """A partner's answer: words, files, or both."""

    text = LongTextField(_l("Your answer"), max_length=4_000)
    files = FilesField(_l("Add documents"))

    def validate_text(self, field: LongTextField) -> None:
        """An answer says or gives something."""
        if not field.data and not self.files.data:
            field.errors = [*field.errors, _("Write an answer, or add a file.")]


class EngagementForm(Form):
    auditor = SelectField(_l("Who audits"))
    reach = RadioField(_l("What they read"), choices=_choices(words.REACHES), default=Reach.AGREEMENTS.value)
    programme = SelectField(_l("Programme"))
    agreements = LongTextField(_l("Agreements"), max_length=20_000)
    years = TextField(_l("Fiscal years they audit"), max_length=250)
    until = DateField(_l("Until"), [Required(_l("Write the last day that they may read."))])
    purpose = TextField(_l("Mandate"), [Required(_l("Write what the mandate is."))])

    def offer(self, auditors: Sequence[Person], programmes: Sequence[Programme]) -> None:
        """Who can be engaged, and over what."""
        self.auditor.choices = [SelectChoice(str(it.id), f"{it.name} ({it.email})") for it in auditors]
        named = "name_fr" if language() == "fr" else "name_en"
        self.programme.choices = [SelectChoice(it.code, getattr(it, named)) for it in programmes]

    @property
    def numbers(self) -> list[str]:
        """The agreements as listed, by lines, spaces or commas."""
        return [it for it in _SEPARATORS.split(self.agreements.data or "") if it]

    @property
    def labels(self) -> list[str]:
        """The fiscal years as listed."""
        return [it for it in _SEPARATORS.split(self.years.data or "") if it]

    def validate_agreements(self, field: LongTextField) -> None:
        """Some agreements are some."""
        if self.reach.data == Reach.AGREEMENTS.value and not self.numbers:
            field.errors = [*field.errors, _("Write the number of each agreement.")]

    def validate_years(self, field: TextField) -> None:
        """Fiscal years are written as everywhere."""
        if any(not re.fullmatch(r"\d{4}-\d{4}", it) for it in self.labels):
            field.errors = [*field.errors, _("Write fiscal years as 2016-2017.")]

    def validate_until(self, field: DateField) -> None:
        """An engagement that is over opens nothing."""
        if field.data and field.data < today():
            field.errors = [*field.errors, _("Write a day to come.")]
