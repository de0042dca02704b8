"""The forms of codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.accounts.forms import SecretField
from tracker.web.fields import Required, TextField
from tracker.web.forms import Form

_LONGEST = 40


class CodeForm(Form):
    code = TextField(_l("Code"), [Required(_l("Enter the code."))], max_length=_LONGEST)


class AskForm(Form):
    email = TextField(_l("E-mail address"), [Required(_l("Enter your e-mail address."))], max_length=254)
    next = HiddenField()


class BeginForm(Form):
    present = SecretField(_l("Your password, again"), [Required(_l("Enter your present password."))])


class RenewForm(Form):
    code = TextField(_l("Code of your app"), [Required(_l("Enter the code."))], max_length=_LONGEST)


class RemoveForm(Form):
    present = SecretField(_l("Your password, again"), [Required(_l("Enter your present password."))])
    code = TextField(_l("Code of your app, or a recovery code"), [Required(_l("Enter the code."))], max_length=_LONGEST)
