"""What a reviewer says of two documents that look the same."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.grants.forms import REASON_LENGTH
from tracker.reports.documents.models import Outcome
from tracker.web.fields import LongTextField, Required
from tracker.web.forms import Form

OUTCOMES = {
    Outcome.EXPLAINED: _l("Explained: these are two documents, or one shared on purpose"),
    Outcome.CONFIRMED: _l("Confirmed: the same document is claimed twice"),
}


class DuplicateForm(Form):
    """The outcome, and why."""

    outcome = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(it.value, words) for it, words in OUTCOMES.items()],
    )
    reason = LongTextField(
        _l("Why"),
        [Required(_l("Say why: auditors read it."))],
        max_length=REASON_LENGTH,
        description=_l("Auditors read it."),
    )
