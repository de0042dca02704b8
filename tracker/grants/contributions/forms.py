"""A contribution, in cash or in kind, and why one is withdrawn."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from tracker.grants.contributions.measures import quantity_of, valued
from tracker.grants.contributions.service import Brought
from tracker.grants.forms import choose, reason_field, years
from tracker.grants.models import Agreement, ContributionKind
from tracker.web.fields import MoneyField, Required, TextField
from tracker.web.forms import Form

KINDS = {ContributionKind.CASH: _l("In cash"), ContributionKind.IN_KIND: _l("In kind")}


class ContributionForm(Form):
    """``key`` lets it be entered once."""

    key = HiddenField()
    fiscal_year = choose(_l("Fiscal year"), _l("Choose the fiscal year."))
    source = TextField(_l("Who brings it"), [Required(_l("Write who brings it."))])
    public = BooleanField(_l("It is public aid"))
    kind = RadioField(
        _l("How"),
        [InputRequired(_l("Choose in cash or in kind."))],
        choices=[SelectChoice(it.value, words) for it, words in KINDS.items()],
    )
    amount = MoneyField(_l("Amount, if in cash"))
    quantity = TextField(
        _l("Quantity, if in kind"), max_length=24, description=_l("Hours, days, square metres… such as 12.5.")
    )
    unit_value = MoneyField(_l("Value of one unit"))
    basis = TextField(_l("Basis of this value"), description=_l("A rate, a quote, a lease."))
    reason = reason_field()

    def offer(self, agreement: Agreement) -> None:
        """Let the agreement's years be chosen."""
        self.fiscal_year.choices = years(agreement.fiscal_years)

    def validate(self, extra_validators: Any = None) -> bool:
        """Cash needs an amount; in kind, a quantity, the value of a unit and its basis."""
        sound: bool = super().validate(extra_validators)
        if self.kind.data == ContributionKind.CASH.value and self.amount.data is None:
            self.refuse(_("Write the amount."), "amount")
            sound = False
        if self.kind.data == ContributionKind.IN_KIND.value:
            if quantity_of(self.quantity.data or "") is None:
                self.refuse(_("Write a quantity above zero, such as 12.5."), "quantity")
                sound = False
            if self.unit_value.data is None:
                self.refuse(_("Write the value of one unit."), "unit_value")
                sound = False
            if not self.basis.data:
                self.refuse(_("Say where this value comes from."), "basis")
                sound = False
        return sound

    @property
    def brought(self) -> Brought:
        """What was filled in; an amount in kind is computed."""
        kind = ContributionKind(self.kind.data)
        quantity = quantity_of(self.quantity.data or "") if kind is ContributionKind.IN_KIND else None
        unit = self.unit_value.data if quantity is not None else None
        return Brought(
            fiscal_year=self.fiscal_year.data,
            source=self.source.data or "",
            kind=kind,
            public=bool(self.public.data),
            amount=valued(quantity, unit) if quantity is not None and unit is not None else self.amount.data or 0,
            quantity=str(quantity) if quantity is not None else None,
            unit_value=unit,
            basis=self.basis.data if quantity is not None else None,
        )


class WithdrawalForm(Form):
    """Why a contribution no longer counts."""

    reason = reason_field()
