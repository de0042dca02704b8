"""What is filled in about organisations."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.stepup import ConfirmedForm
from tracker.directory.labels import KINDS
from tracker.directory.models import Organisation, Region, Regroupement
from tracker.directory.service import FIELDS
from tracker.web.fields import CODE, DateField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import LANGUAGES, language


class OrganisationForm(Form):
    """What an organisation is called, where it is, and in which language it is written to."""

    name = TextField(_l("Name"), [Required(_l("Write the name."))], max_length=250)
    kind = SelectField(_l("Kind"), choices=[])
    neq = TextField(
        _l("NEQ"),
        description=_l(
            "10 digits that begin with 11, 22, 33 or 88. Neither the last digit nor the enterprise register is checked."
        ),
        max_length=20,
    )
    region_code = SelectField(_l("Region"), choices=[])
    city = TextField(_l("City"), max_length=120)
    language = SelectField(_l("Language"), description=_l("Letters to the organisation are in it."), choices=[])
    email = TextField(_l("E-mail address"), max_length=254)
    seen = HiddenField()

    def offer(self, regions: Sequence[Region]) -> None:
        """The kinds, the regions and the languages there are."""
        french = language() == "fr"
        self.kind.choices = [SelectChoice(code, text) for code, text in KINDS.items()]
        places = [SelectChoice(it.code, it.name_fr if french else it.name_en) for it in regions]
        self.region_code.choices = [SelectChoice("", _("None: all of Québec")), *places]
        self.language.choices = [SelectChoice(code, text) for code, text in LANGUAGES.items()]

    def fill(self, organisation: Organisation) -> None:
        """What is known."""
        for name in FIELDS:
            self[name].data = getattr(organisation, name) or ""

    @property
    def values(self) -> dict[str, str]:
        """What was written, by the name of its field."""
        return {name: self[name].data or "" for name in FIELDS}


class NewOrganisationForm(OrganisationForm):
    """The same, and the code that it goes by from now on. ``seen`` holds the codes of those alike that were shown."""

    code = TextField(
        _l("Code"),
        [Required(_l("Write a code.")), CODE],
        description=_l(
            "The next one is proposed. It does not change afterwards: what is written names it by this code."
        ),
        max_length=32,
    )

    @property
    def shown(self) -> list[str]:
        """The codes of those alike that were shown."""
        return (self.seen.data or "").split()


class JoinForm(Form):
    """A regroupement that an organisation is in, from a day on."""

    regroupement = SelectField(_l("Regroupement"), [Required(_l("Choose the regroupement."))], choices=[])
    from_on = DateField(_l("From"), [Required(_l("Write the first day."))])
    to_on = DateField(_l("To"), description=_l("The last day, if it has left since."))

    def offer(self, regroupements: Sequence[Regroupement]) -> None:
        """Those there are."""
        found = [SelectChoice(it.code, it.name) for it in regroupements]
        self.regroupement.choices = [SelectChoice("", _("Choose…")), *found]


class EndForm(Form):
    """The last day of a membership; empty while it goes on."""

    to_on = DateField(_l("To"))


class MergeForm(ConfirmedForm):
    """Which of two codes remains, and how one knows that they are one."""

    survivor = RadioField(_l("Which one remains?"), [Required(_l("Choose which one remains."))], choices=[])
    reason = TextField(
        _l("How do you know?"),
        [Required(_l("Say how you know that they are one: the trail keeps it."))],
        description=_l("A call, the enterprise register, a letter."),
        max_length=500,
    )

    def offer(self, one: Organisation, other: Organisation) -> None:
        """Both."""
        self.survivor.choices = [SelectChoice(it.code, f"{it.name} ({it.code})") for it in (one, other)]


class ConfirmForm(ConfirmedForm):
    """The password of who confirms."""


class DeclineForm(Form):
    """Why a merger is not to be."""

    reason = TextField(_l("Reason"), [Required(_l("Say why: the trail keeps it."))], max_length=500)
