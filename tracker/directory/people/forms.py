"""What the administrator fills in about people."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tracker.accounts.labels import ROLES
from tracker.accounts.models import PARTNER_ROLES, Role
from tracker.accounts.stepup import ConfirmedForm
from tracker.web.fields import Required, TextField
from tracker.web.forms import Form
from tracker.web.language import LANGUAGES


class PersonForm(ConfirmedForm):
    """What somebody is called, what they may do, for whom, and in which language they are written to."""

    name = TextField(_l("Name"), [Required(_l("Write the name."))], max_length=120)
    role = SelectField(_l("Role"), [Required(_l("Choose the role."))], choices=[])
    organisation = TextField(
        _l("Organisation"),
        description=_l("Of a preparer or a signatory only: part of its name, its code or its NEQ."),
    )
    chosen = RadioField(_l("Which one?"), [Optional()], choices=[], validate_choice=False)
    language = SelectField(_l("Language"), choices=[])

    def offer(self, organisations: Sequence[tuple[str, str]], *, first: str = "") -> None:
        """The roles, the languages, and the organisations that were found; ``first`` asks to choose the role."""
        blank = [SelectChoice("", first)] if first else []
        self.role.choices = [*blank, *(SelectChoice(role.value, label) for role, label in ROLES.items())]
        self.language.choices = [SelectChoice(code, name) for code, name in LANGUAGES.items()]
        self.chosen.choices = [SelectChoice(code, name) for code, name in organisations]

    @property
    def is_partner(self) -> bool:
        """Whether the role that was chosen belongs to an organisation."""
        return self.role.data in PARTNER_ROLES

    @property
    def of_role(self) -> Role:
        """The role that was chosen."""
        return Role(self.role.data)


class InvitationForm(PersonForm):
    """The same, and the address that the letter goes to: it never changes afterwards."""

    email = TextField(_l("E-mail address"), [Required(_l("Enter the e-mail address."))], max_length=254)


class ReasonForm(Form):
    """Why an account is closed, opened again, or its second step removed."""

    reason = TextField(_l("Reason"), [Required(_l("Say why: the trail keeps it."))], max_length=500)
