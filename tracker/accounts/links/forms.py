"""The forms of links."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from tracker.accounts.forms import SecretField
from tracker.web.fields import Required, TextField
from tracker.web.forms import Form


class AskForm(Form):
    """The address that a link is sent to."""

    email = TextField(_l("E-mail address"), [Required(_l("Enter your e-mail address."))], max_length=254)


class ChooseForm(Form):
    """A password, chosen without the one before."""

    new_password = SecretField(_l("New password"), [Required(_l("Choose a new password."))])
    # Password managers save the new password under the account that the form names.
    username: Any = StringField()
