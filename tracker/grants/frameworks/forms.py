"""What is asked of a framework's money, of its funding, and of a community about what it shares."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.grants.forms import DecisionForm, Scope, amount_field, choose, day_field, options, reason_field
from tracker.grants.frameworks.queries import Choice
from tracker.grants.models import Agreement, Funding, Shared
from tracker.web.forms import Form


class SubTransferForm(DecisionForm):
    """An advance from a framework's holder to a sub-agreement (DOMAIN rule 21)."""

    sub_agreement = choose(_l("To sub-agreement"), _l("Choose the sub-agreement that receives it."))
    amount = amount_field()
    on = day_field(_l("Transferred on"))
    reason = reason_field()

    def offer(self, scope: Scope) -> None:
        self._subs = {it.number: it for it in scope.agreement.sub_agreements}
        self.sub_agreement.choices = options(
            {
                number: f"{number}, {it.regroupement.name if it.regroupement else it.title_fr}"
                for number, it in self._subs.items()
            }
        )

    @property
    def sub(self) -> Agreement:
        """The sub-agreement that was chosen."""
        return self._subs[self.sub_agreement.data]


FUNDINGS = {
    Funding.FIXED: _l("Fixed: what is unspent is kept for a similar activity"),
    Funding.FLEXIBLE: _l("Flexible: what is unspent may also be used under a filed plan"),
}


class FundingForm(Form):
    """What a framework's unspent funds may be used for."""

    funding = RadioField(
        _l("Funding of the framework"),
        [InputRequired(_l("Choose how it is funded."))],
        choices=[SelectChoice(kind.value, words) for kind, words in FUNDINGS.items()],
    )
    reason = reason_field()


PARTS = {
    Shared.NARRATIVE: _l("What we tell: the narrative of reports"),
    Shared.INDICATORS: _l("What we measure: the indicators"),
    Shared.LEARNINGS: _l("What we learnt"),
}


class SharingForm(Form):
    """With whom a community shares each part of its reports."""

    key = HiddenField()
    narrative_holder = BooleanField(_l("The holder of the framework"))
    narrative_funder = BooleanField(_l("The funder"))
    narrative_public = BooleanField(_l("Published"))
    indicators_holder = BooleanField(_l("The holder of the framework"))
    indicators_funder = BooleanField(_l("The funder"))
    indicators_public = BooleanField(_l("Published"))
    learnings_holder = BooleanField(_l("The holder of the framework"))
    learnings_funder = BooleanField(_l("The funder"))
    learnings_public = BooleanField(_l("Published"))

    def show(self, choices: dict[Shared, Choice]) -> None:
        """Fill in how things stand."""
        for what, choice in choices.items():
            for name, value in zip(
                ("holder", "funder", "public"),
                (choice.with_holder, choice.with_funder, choice.published),
                strict=True,
            ):
                self._fields[f"{what.value}_{name}"].data = value

    @property
    def choices(self) -> dict[Shared, Choice]:
        """What was ticked, by part."""
        return {
            what: Choice(*(bool(self._fields[f"{what.value}_{name}"].data) for name in ("holder", "funder", "public")))
            for what in Shared
        }

    @property
    def parts(self) -> list[tuple[Shared, str, list[BooleanField]]]:
        """Each part, its words and its three boxes, as the page shows them."""
        return [
            (what, str(words), [self._fields[f"{what.value}_{name}"] for name in ("holder", "funder", "public")])
            for what, words in PARTS.items()
        ]


def audience(choice: Choice) -> str:
    """With whom, in words."""
    said = [
        words
        for shared, words in (
            (choice.with_holder, _("the holder of the framework")),
            (choice.with_funder, _("the funder")),
            (choice.published, _("everybody: it is published")),
        )
        if shared
    ]
    return ", ".join(said) or _("nobody else")
