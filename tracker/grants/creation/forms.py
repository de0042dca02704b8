"""What people fill in to write a new agreement."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, Regexp

from tracker.accounts.stepup import ConfirmedForm
from tracker.files.forms import FilesField
from tracker.grants.creation.rows import Column
from tracker.grants.forms import not_in_the_future, options
from tracker.grants.labels import INSTALMENTS, REPORTS
from tracker.grants.models import Aggregation, ContributionKind, System
from tracker.web.fields import CODE, DateField, LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form

CONTRIBUTIONS = {ContributionKind.CASH.value: _l("Cash"), ContributionKind.IN_KIND.value: _l("In kind")}
SYSTEMS = {
    System.CHILD.value: _l("Child"),
    System.FAMILY.value: _l("Family"),
    System.COMMUNITY.value: _l("Community"),
}
AGGREGATIONS = {
    Aggregation.SUM.value: _l("Sum"),
    Aggregation.AVERAGE.value: _l("Average"),
    Aggregation.LAST.value: _l("Last value"),
    Aggregation.MAX.value: _l("Highest value"),
}


class BeginForm(Form):
    """The button that begins a draft: ``key`` makes it begin one only."""

    key = HiddenField()


class StepForm(Form):
    """What every step sends: the revision that was opened."""

    revision = HiddenField()


class SubjectForm(StepForm):
    """Which programme, which stream, with whom."""

    programme = SelectField(_l("Programme"), [Required(_l("Choose the programme."))], choices=[])
    stream = SelectField(_l("Stream"), [Required(_l("Choose the stream."))], choices=[])
    words = TextField(
        _l("Regroupement or project"),
        description=_l("Part of its name, or its code. A project is found with the phase that comes next."),
    )
    chosen = RadioField(_l("With whom?"), [Optional()], choices=[], validate_choice=False)
    framework = TextField(
        _l("Framework agreement"),
        max_length=32,
        description=_l("Its number, for a sub-agreement. Leave empty otherwise."),
    )


class HostForm(StepForm):
    """The organisation that signs, receives, employs and reports."""

    words = TextField(_l("Organisation"), description=_l("Part of its name, its code, or its NEQ."))
    chosen = RadioField(_l("Which one?"), [Optional()], choices=[], validate_choice=False)


class IdentityForm(StepForm):
    """Number, titles and dates."""

    number = TextField(
        _l("Number"),
        [Required(_l("Write the number of the agreement.")), CODE],
        max_length=32,
        description=_l("The next one of the programme is proposed."),
    )
    title_fr = TextField(_l("Title in French"), [Required(_l("Write the title in French."))])
    title_en = TextField(_l("Title in English"), [Required(_l("Write the title in English."))])
    starts_on = DateField(_l("First day"), [Required(_l("Write the first day."))])
    ends_on = DateField(_l("Last day"), [Required(_l("Write the last day."))])
    officer = SelectField(
        _l("Programme officer"),
        [Optional()],
        choices=[],
        validate_choice=False,
        description=_l("Who follows the agreement, and finds it in their queue. It can change at any time."),
    )


class BudgetForm(StepForm):
    """The budget's grid is added to it; ``pasted`` is a block of a spreadsheet."""

    pasted = LongTextField(
        _l("Paste from a spreadsheet"),
        description=_l("One line of the budget per row, its name or code first, then an amount for each year."),
        max_length=20_000,
    )


class SignForm(ConfirmedForm):
    """The date of the signature, and the password typed again."""

    key = HiddenField()
    revision = HiddenField()
    signed_on = DateField(_l("Signed on"), [Required(_l("Write the date of the signature.")), not_in_the_future])


class NewcomerForm(Form):
    """What the directory does not have yet. ``seen`` holds the codes of those alike that were shown."""

    seen = HiddenField()

    @property
    def shown(self) -> list[str]:
        """The codes of those alike that were shown."""
        return (self.seen.data or "").split()


class RegroupementForm(NewcomerForm):
    """A regroupement that the directory does not have yet."""

    code = TextField(_l("Code"), [Required(_l("Write a code.")), CODE], max_length=32)
    name = TextField(_l("Name"), [Required(_l("Write the name."))])
    kind = SelectField(_l("Kind"), [Required(_l("Choose the kind."))], choices=[])
    region = SelectField(_l("Region"), choices=[], description=_l("Leave empty for one that is national."))


class ProjectForm(NewcomerForm):
    """A project that the directory does not have yet; the agreement is its phase 1."""

    code = TextField(_l("Code"), [Required(_l("Write a code.")), CODE], max_length=32)
    name_fr = TextField(_l("Name in French"), [Required(_l("Write the name in French."))])
    name_en = TextField(_l("Name in English"), [Required(_l("Write the name in English."))])


class DocumentsForm(Form):
    """Files to attach."""

    files = FilesField(_l("Add documents"))


class MetForm(Form):
    """A condition is met: when, and what shows it."""

    met_on = DateField(_l("Met on"), [Required(_l("Write the date.")), not_in_the_future])
    note = LongTextField(
        _l("What shows it"),
        [Required(_l("Say what shows it: auditors read it."))],
        max_length=500,
    )
    files = FilesField(_l("Documents that show it"))


def _choice(label: Any, choices: Sequence[Any], *, coerce: Any = str) -> SelectField:
    return SelectField(label, [Optional()], choices=choices, coerce=coerce)


def _optional(nothing: Any, names: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", nothing), *(SelectChoice(value, name) for value, name in names)]


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None


def _text(label: Any, *, length: int = 250) -> TextField:
    return TextField(label, max_length=length)


def _quantity(label: Any) -> TextField:
    return TextField(
        label, [Optional(), Regexp(r"^-?[0-9]{1,12}([.,][0-9]{1,6})?$", message=_l("Write a number."))], max_length=20
    )


def report_columns(years: Sequence[str]) -> tuple[Column, ...]:
    """A report that is due."""
    return (
        Column("kind", _l("Report"), partial(_choice, choices=options(REPORTS)), _l("Choose the kind of report.")),
        Column(
            "fiscal_year",
            _l("Fiscal year"),
            partial(_choice, choices=options({it: it for it in years})),
            _l("Choose the fiscal year."),
        ),
        Column("from_on", _l("From"), DateField, _l("Write the first day covered.")),
        Column("to_on", _l("To"), DateField, _l("Write the last day covered.")),
        Column("due_on", _l("Due on"), DateField, _l("Write the day it is due.")),
    )


def instalment_columns(years: Sequence[str], reports: Sequence[tuple[int, str]]) -> tuple[Column, ...]:
    """A scheduled payment; ``reports`` are the numbers and names of those it may wait for."""
    awaited = _optional(_l("Nothing"), [(str(number), name) for number, name in reports])
    return (
        Column("kind", _l("Instalment"), partial(_choice, choices=options(INSTALMENTS)), _l("Choose the kind.")),
        Column(
            "fiscal_year",
            _l("Allotment"),
            partial(_choice, choices=options({it: it for it in years})),
            _l("Choose the allotment."),
        ),
        Column("due_on", _l("Planned on"), DateField, _l("Write the day it is planned for.")),
        Column("amount", _l("Amount"), MoneyField, _l("Write the amount.")),
        Column("waits_for", _l("Waits for"), partial(_choice, choices=awaited, coerce=_number)),
    )


def condition_columns(instalments: Sequence[tuple[int, str]]) -> tuple[Column, ...]:
    """A condition, who checks it, and the payment it holds back."""
    held = _optional(_l("Every payment"), [(str(number), name) for number, name in instalments])
    return (
        Column("text", _l("Condition"), partial(_text, length=500), _l("Write the condition.")),
        Column("checked_by", _l("Checked by"), _text, _l("Write who checks it.")),
        Column("instalment", _l("Holds back"), partial(_choice, choices=held, coerce=_number)),
    )


def contribution_columns(years: Sequence[str]) -> tuple[Column, ...]:
    """What somebody else brings."""
    return (
        Column("source", _l("Source"), _text, _l("Write who brings it.")),
        Column(
            "fiscal_year",
            _l("Fiscal year"),
            partial(_choice, choices=options({it: it for it in years})),
            _l("Choose the fiscal year."),
        ),
        Column("kind", _l("Kind"), partial(_choice, choices=options(CONTRIBUTIONS)), _l("Choose the kind.")),
        Column("public", _l("Public"), BooleanField),
        Column("amount", _l("Amount"), MoneyField, _l("Write the amount.")),
    )


def indicator_columns(factors: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    """What the agreement measures."""
    return (
        Column("code", _l("Code"), partial(_text, length=32), _l("Write a code.")),
        Column("name_fr", _l("Name in French"), _text, _l("Write the name in French.")),
        Column("name_en", _l("Name in English"), _text, _l("Write the name in English.")),
        Column("unit", _l("Unit"), partial(_text, length=48), _l("Write the unit.")),
        Column("system", _l("System"), partial(_choice, choices=options(SYSTEMS)), _l("Choose the system.")),
        Column("factor", _l("Protective factor"), partial(_choice, choices=_optional(_l("None"), factors))),
        Column(
            "aggregation",
            _l("Adds up as"),
            partial(_choice, choices=options(AGGREGATIONS)),
            _l("Choose how it adds up."),
        ),
        Column("baseline", _l("Baseline"), _quantity),
    )
