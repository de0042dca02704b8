"""Sign-in and password forms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField, ValidationError

from tracker.accounts.passwords import MAX_LENGTH
from tracker.web.fields import Required, TextField
from tracker.web.forms import Form


class SecretField(PasswordField):
    """A password: taken as typed, never shown again, of a bounded length."""

    def pre_validate(self, form: object) -> None:
        if self.data and len(self.data) > 4 * MAX_LENGTH:
            raise ValidationError(_l("This password is too long."))


class SignInForm(Form):
    email = TextField(_l("E-mail address"), [Required(_l("Enter your e-mail address."))], max_length=254)
    password = SecretField(_l("Password"), [Required(_l("Enter your password."))])
    next = HiddenField()


class PasswordForm(Form):
    present = SecretField(_l("Present password"), [Required(_l("Enter your present password."))])
    new_password = SecretField(_l("New password"), [Required(_l("Choose a new password."))])
    # Password managers save the new password under the account that the form names.
    username: Any = StringField()
