"""Asking, approving, refusing; choosing a batch; the bank's file and details."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField

from tracker.accounts.stepup import ConfirmedForm
from tracker.web.fields import DateField, LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form


class RequestForm(Form):
    """``token`` is drawn once for each page: sent twice, it is the same request."""

    token = HiddenField()
    gross = MoneyField(_l("Amount of the payment"), [Required(_l("Write the amount."))])
    offset = MoneyField(_l("Of which offset against what is receivable"))
    lapse = BooleanField(_l("Let the rest of the holdback lapse"))
    override = LongTextField(_l("Why this payment is made although reports are missing"), max_length=500)


class ApproveForm(ConfirmedForm):
    """The password typed again."""


class ForecastForm(Form):
    from_on = DateField(_l("From"), [Required(_l("Write the date."))])
    to_on = DateField(_l("Until"), [Required(_l("Write the date."))])
    need = MoneyField(_l("Cash needed"), [Required(_l("Write the amount."))])
    basis = LongTextField(
        _l("Where it comes from"),
        [Required(_l("Say where the forecast comes from."))],
        max_length=500,
        description=_l("The host’s own forecast, a quarter’s budget, a call of such a day."),
    )


class ReasonForm(Form):
    reason = LongTextField(_l("Why"), [Required(_l("Write why."))], max_length=500)


class BatchForm(Form):
    token = HiddenField()
    pay_on = DateField(_l("Day of payment"), [Required(_l("Write the day of payment."))])


class AnswerForm(Form):
    file = FileField(_l("The bank’s confirmation (CSV)"), [FileRequired(_l("Choose the bank’s file."))])


class DetailsForm(Form):
    institution = TextField(_l("Institution"), [Required(_l("Write the 3 digits of the institution."))], max_length=5)
    transit = TextField(_l("Transit"), [Required(_l("Write the 5 digits of the transit."))], max_length=7)
    account = TextField(_l("Account"), [Required(_l("Write the 5 to 12 digits of the account."))], max_length=20)


class CheckForm(Form):
    account = TextField(
        _l("Account, copied again from the cheque"),
        [Required(_l("Write the 5 to 12 digits of the account."))],
        max_length=20,
    )
