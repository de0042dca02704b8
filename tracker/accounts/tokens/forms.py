"""The form that makes a token."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField

from tracker.accounts.stepup import ConfirmedForm
from tracker.web.fields import Required, TextField


class TokenForm(ConfirmedForm):
    name = TextField(_l("What it is for"), [Required(_l("Say what the token is for."))], max_length=80)
    days = SelectField(
        _l("It ends after"),
        choices=[
            SelectChoice("30", _l("30 days")),
            SelectChoice("90", _l("90 days")),
            SelectChoice("365", _l("a year")),
        ],
        default="90",
    )
