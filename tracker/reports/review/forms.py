"""What reviewers fill in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from tracker.web.fields import LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form

NOTE = 4_000


class LineForm(Form):
    """What becomes of one declared line: 0 accepts it in full."""

    disallowed = MoneyField(_l("Amount refused"), [Required(_l("Write the amount refused, 0 for none."))])
    reason = TextField(_l("Reason, for the partner"), max_length=500)
    recover = SelectField(
        _l("What becomes of it"),
        choices=[
            SelectChoice("yes", _l("To recover")),
            SelectChoice("no", _l("Back to the funds held")),
        ],
    )
    revision = IntegerField(_l("Revision"), default=0)


class SectionForm(Form):
    """Accept a section, or return it with what to change."""

    comment = LongTextField(_l("What to change, for the partner"), max_length=NOTE)
    path = SelectField(_l("About"), validate_choice=False)
    decision = HiddenField(_l("Decision"))


class CommentForm(Form):
    """Something said, to the partner or among ourselves."""

    text = LongTextField(_l("Comment"), max_length=NOTE)
    path = SelectField(_l("About"), validate_choice=False)
    audience = HiddenField(_l("Audience"))
    section = HiddenField(_l("Section"))


class ReplyForm(Form):
    """What the partner answers."""

    text = LongTextField(_l("Your answer"), max_length=NOTE)
    section = HiddenField(_l("Section"))


class TakeUpForm(Form):
    """Who has the report from now on."""

    reviewer = SelectField(_l("Hand over to"), validate_choice=False)


class AskReopeningForm(Form):
    """Why an accepted report is to be reviewed again."""

    reason = LongTextField(_l("Why review it again"), [Required(_l("Write why."))], max_length=500)


class DecideReopeningForm(Form):
    """Reopen, or leave as it is."""

    granted = RadioField(
        _l("Decision"),
        [Required(_l("Choose."))],
        choices=[
            SelectChoice("yes", _l("Reopen the report")),
            SelectChoice("no", _l("Leave it accepted")),
        ],
    )


class ActForm(Form):
    """A button."""
