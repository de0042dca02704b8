"""What people fill in to decide something about an agreement's money."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker.accounts.stepup import ConfirmedForm
from tracker.directory.queries import organisations_called
from tracker.grants.models import Agreement, BudgetLine
from tracker.grants.terms import Terms
from tracker.ledger.position import Position
from tracker.web.dates import long_date as in_words
from tracker.web.dates import today
from tracker.web.fields import DateField, LongTextField, MoneyField, Required, TextField
from tracker.web.filters import long_date, money
from tracker.web.forms import Form
from tracker.web.language import language

REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a decision is taken: the agreement, where it stands, what there is to choose from."""

    agreement: Agreement
    terms: Terms
    position: Position
    lines: Mapping[str, str]
    """Names of the budget lines by code, in their order, in the reader's language."""

    @property
    def years(self) -> tuple[str, ...]:
        return self.terms.years


def not_in_the_future(form: object, field: Field) -> None:
    """What happened, happened by today."""
    if field.data is not None and field.data > today():
        raise ValidationError(_("Write a date that is not in the future."))


def choose(label: str, say: str, **options: Any) -> SelectField:
    """A list to choose from, whose choices the agreement gives; ``say`` asks for one."""
    return SelectField(label, [Required(say)], choices=[], **options)


def day_field(label: str, *, past: bool = True) -> DateField:
    """The day of a decision."""
    return DateField(label, [Required(_l("Write the date.")), *([not_in_the_future] if past else [])])


def amount_field(label: str = _l("Amount"), **options: Any) -> MoneyField:
    """An amount that must be given."""
    return MoneyField(label, [Required(_l("Write the amount."))], **options)


def reason_field() -> LongTextField:
    """Why, which the history keeps."""
    return LongTextField(
        _l("Reason"),
        [Required(_l("Say why: the history of the agreement keeps it."))],
        max_length=REASON_LENGTH,
        description=_l("The history of the agreement keeps it."),
    )


class DecisionForm(Form):
    """What every decision asks. ``key`` lets it be taken once; ``seen`` is the last entry it was checked with."""

    key = HiddenField()
    seen = HiddenField()

    DAY = "on"
    """The field that holds the day it takes effect."""

    def offer(self, scope: Scope) -> None:
        """Fill the lists to choose from."""

    def begin(self) -> None:
        """A new decision, to be taken once, dated today."""
        self.key.data = secrets.token_urlsafe(24)
        day = self._fields[self.DAY]
        if day.data is None:
            day.data = today()

    @property
    def asked(self) -> list[Field]:
        """The fields that people see."""
        return [field for field in self._fields.values() if not isinstance(field, HiddenField)]

    @property
    def answers(self) -> dict[str, str]:
        """What was typed, by field, to be sent or kept as it is."""
        return {field.name: field.raw_data[0] for field in self.asked if field.raw_data}

    @property
    def facts(self) -> Iterator[tuple[str, str | Markup]]:
        """Label and answer of each field that was filled in, as people write them."""
        for field in self.asked:
            text = _answer(field)
            if text:
                yield str(field.label.text), text


def _answer(field: Field) -> str | Markup:
    match field:
        case MoneyField():
            return money(field.data)
        case DateField():
            return long_date(field.data)
        case SelectField():
            return next((str(it.label) for it in field.iter_choices() if it.value == field.data), "")
    return str(field.data or "")


def options(names: Mapping[str, str]) -> list[SelectChoice]:
    """Choices after an empty one: what is sent, and what is read."""
    return [SelectChoice("", _("Choose")), *(SelectChoice(value, name) for value, name in names.items())]


def years(codes: Sequence[str]) -> list[SelectChoice]:
    """Fiscal years as choices."""
    return options({code: code for code in codes})


class TransferForm(DecisionForm):
    """A move between two lines of a year (DOMAIN rule 15)."""

    fiscal_year = choose(_l("Fiscal year"), _l("Choose the fiscal year."))
    from_line = choose(_l("From line"), _l("Choose the line that the money leaves."))
    to_line = choose(_l("To line"), _l("Choose the line that receives it."))
    amount = amount_field()
    on = day_field(_l("Decided on"))
    reason = reason_field()

    def offer(self, scope: Scope) -> None:
        self.fiscal_year.choices = years(scope.years)
        open_lines = {code: name for code, name in scope.lines.items() if code not in scope.terms.administration_lines}
        self.from_line.choices = self.to_line.choices = options(open_lines)


class CarryForwardForm(DecisionForm):
    """Reuse of an unspent balance next year (DOMAIN rule 17)."""

    from_year = choose(_l("From fiscal year"), _l("Choose the year whose balance is unspent."))
    to_year = choose(_l("To fiscal year"), _l("Choose the year that may spend it."))
    line = choose(_l("On line"), _l("Choose the line."))
    amount = amount_field()
    on = day_field(_l("Decided on"))
    reason = reason_field()

    def offer(self, scope: Scope) -> None:
        self.from_year.choices = years(scope.years[:-1])
        self.to_year.choices = years(scope.years[1:])
        self.line.choices = options(scope.lines)


class LapseForm(DecisionForm):
    """Commitment that will never be paid."""

    fiscal_year = choose(_l("Allotment"), _l("Choose the allotment."))
    amount = amount_field()
    on = day_field(_l("Decided on"))
    reason = reason_field()

    def offer(self, scope: Scope) -> None:
        self.fiscal_year.choices = years(scope.years)


class ReceiptForm(DecisionForm):
    """Money that came back: a recovery, or unspent funds."""

    amount = amount_field()
    on = day_field(_l("Received on"))
    reference = TextField(
        _l("Reference"),
        [Required(_l("Write the number of the cheque or of the transfer."))],
        max_length=64,
        description=_l("The number of the cheque or of the transfer."),
    )


class WriteOffForm(DecisionForm):
    """A receivable given up (DOMAIN rule 14)."""

    amount = amount_field()
    on = day_field(_l("Decided on"))
    resolution = TextField(
        _l("Resolution"),
        [Required(_l("Write the resolution that decided it."))],
        description=_l("Its number and its date, as in the minutes."),
    )


class HostForm(DecisionForm):
    """The next fiscal host (DOMAIN rule 22)."""

    DAY = "from_on"

    organisation = TextField(
        _l("New fiscal host"),
        [Required(_l("Write a name, a code or a NEQ."))],
        description=_l("Its name or part of it, its code, or its NEQ."),
    )
    chosen = RadioField(_l("Which one?"), [Optional()], choices=[], validate_choice=False)
    from_on = day_field(_l("From"))
    reason = reason_field()

    @property
    def asked(self) -> list[Field]:
        """The choice is asked only when several match."""
        return [field for field in super().asked if field is not self.chosen or self.chosen.choices]

    @property
    def facts(self) -> Iterator[tuple[str, str | Markup]]:
        found = self.found
        for label, text in super().facts:
            if label == str(self.organisation.label.text) and found:
                yield label, found.name
            elif label != str(self.chosen.label.text):
                yield label, text

    def offer(self, scope: Scope) -> None:
        self._matches = organisations_called(self.organisation.data) if self.organisation.data else []
        if len(self._matches) > 1:
            self.chosen.choices = [
                SelectChoice(it.code, ", ".join(part for part in (it.name, it.city, it.code) if part))
                for it in self._matches
            ]

    @property
    def found(self) -> Any:
        """The one organisation meant, if it is clear which."""
        if len(self._matches) == 1:
            return self._matches[0]
        return next((it for it in self._matches if it.code == self.chosen.data), None)

    def validate_organisation(self, field: Field) -> None:
        """One organisation, not none."""
        if not self._matches:
            raise ValidationError(_("No organisation has this name, code or NEQ."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Several that match are a question, not a fault of the first field."""
        sound: bool = super().validate(extra_validators)
        if self._matches and self.found is None:
            self.refuse(_("Several organisations match. Choose one."), "chosen")
            return False
        return sound


class InterruptionForm(DecisionForm):
    """A suspension, its lifting, or a withdrawal."""

    on = day_field(_l("From"))
    reason = reason_field()


class SignatureForm(ConfirmedForm):
    """The button that signs or approves: the password typed again, beside hidden fields."""

    key = HiddenField()
    seen = HiddenField()
    revision = HiddenField()


class DraftForm(Form):
    """What is prepared, over the ``revision`` that was opened."""

    revision = HiddenField()


class ReturnForm(Form):
    """Why a proposal is sent back."""

    reason = reason_field()


class AmendmentForm(DraftForm):
    """The dates and reason of an amendment; its grid is read by ``tracker.grants.views.amendment``."""

    signed_on = day_field(_l("Signed on"), past=False)
    effective_on = day_field(_l("Effective on"), past=False)
    reason = reason_field()

    def validate_effective_on(self, field: Field) -> None:
        """An amendment takes effect within the agreement."""
        if self.ends_on is not None and field.data is not None and field.data > self.ends_on:
            day = in_words(self.ends_on, language())
            raise ValidationError(_("Write a date within the agreement, which ends on %(day)s.", day=day))

    ends_on: date | None = None


class PlanForm(AmendmentForm):
    """The dates of an amendment and a new last day; its rows are made by ``tracker.grants.views.plan``."""

    last_day = DateField(
        _l("New last day"),
        description=_l("Leave empty when the agreement ends as it did. Reports on days after it fall away."),
    )

    def validate_effective_on(self, field: Field) -> None:
        """Whatever the last day becomes."""


def line_names(lang: str, lines: Sequence[BudgetLine]) -> dict[str, str]:
    """Names by code, in order."""
    return {it.code: it.name_fr if lang == "fr" else it.name_en for it in lines}
