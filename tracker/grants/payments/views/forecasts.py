"""The forecast of an agreement's need for cash."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.grants.models import Agreement
from tracker.grants.payments import forecasts
from tracker.grants.payments.forms import ForecastForm
from tracker.grants.payments.views.acting import INVALID, who
from tracker.grants.policy import load_agreement
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position


@may(Action.SEE_PAYMENTS)
def page(number: str) -> Response:
    """What was forecast, the last first, and a new one."""
    return _page(load_agreement(number), ForecastForm())


@may(Action.REQUEST_PAYMENTS)
def enter(number: str) -> Response | BaseResponse:
    """Record a forecast: the proposals of payments follow it from now on."""
    agreement, form = load_agreement(number), ForecastForm()
    if not form.validate():
        return _page(agreement, form, INVALID)
    try:
        with transaction():
            forecasts.enter(
                agreement,
                from_on=form.from_on.data or date.min,  # the form requires all four
                to_on=form.to_on.data or date.min,
                need=form.need.data or 0,
                basis=form.basis.data or "",
                author=who().author,
            )
    except DomainError as error:
        form.refuse(error)
        return _page(agreement, form, INVALID)
    flash(_("The forecast is recorded. Proposals follow it from now on."), "success")
    return redirect(url_for("payments.forecast", number=number), 303)


def _page(agreement: Agreement, form: ForecastForm, status: int = 200) -> Response:
    text = render_template(
        "payments/forecast.html",
        agreement=agreement,
        form=form,
        found=forecasts.of_agreement(agreement.id),
        held=position(agreement.number).balance(Account.HELD),
        may_enter=can(Action.REQUEST_PAYMENTS),
    )
    return make_response(text, status)
