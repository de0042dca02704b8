"""Interest, and costs refused after acceptance: the decisions that reports give rise to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.errors import message
from tracker.grants.decisions import accepted
from tracker.grants.forms import Scope
from tracker.grants.policy import load_agreement
from tracker.grants.terms import Finding
from tracker.grants.views import flow
from tracker.grants.views.kinds import Decision, Pair
from tracker.ledger.accounts import Account
from tracker.ledger.fiscal import POST_CLOSING
from tracker.reports import events, service
from tracker.reports.forms import AdjustmentForm, InterestForm
from tracker.web.filters import money


def _declared(scope: Scope) -> Sequence[Pair]:
    return [
        {
            "text": _("Interest declared, %(year)s", year=year),
            "value": money(-scope.position.balance(Account.INTEREST, year=year)),
        }
        for year in scope.years
    ]


def _accepted(scope: Scope) -> Sequence[Pair]:
    return [
        {"text": _("Accepted cost, %(year)s", year=year), "value": money(accepted(scope.position, year, None))}
        for year in scope.years
    ]


def _adjusted(_scope: Scope, form: Any) -> events.Adjusted:
    return events.Adjusted(
        on=form.on.data,
        number=0,
        booked_to=form.booked_to.data,
        origin_year=form.claimed.obligation.fiscal_year,
        line=form.line.data,
        amount=form.amount.data,
        recover=form.recover.data == "yes",
    )


def _booked_elsewhere(scope: Scope, form: Any) -> Sequence[Finding]:
    """An adjustment is reported where its day is, or post-closing (DOMAIN rule 13)."""
    year = scope.terms.reported_in(form.on.data)
    if form.booked_to.data in (year, POST_CLOSING):
        return ()
    if year == POST_CLOSING:
        return (Finding(message("post-closing: it is decided after the last fiscal year"), "booked_to"),)
    return (Finding(message("%(year)s, the year of the decision, or post-closing", year=year), "booked_to"),)


DECISIONS: Mapping[str, Decision] = {
    "interets": Decision(
        title=_l("Interest"),
        lead=_l("Record the interest that the funds held earned: it belongs to the agreement."),
        form=InterestForm,
        event=lambda _scope, form: events.InterestDeclared(
            on=form.on.data, number=0, year=form.fiscal_year.data, amount=form.amount.data
        ),
        take=lambda agreement, form, author: service.declare_interest(
            agreement, declared_on=form.on.data, year=form.fiscal_year.data, amount=form.amount.data, author=author
        ),
        done=lambda form: _(
            "Interest recorded: %(amount)s for %(year)s.", amount=money(form.amount.data), year=form.fiscal_year.data
        ),
        stands=_declared,
    ),
    "ajustement": Decision(
        title=_l("Cost refused after acceptance"),
        lead=_l("Refuse a cost of an accepted report. What was issued stays as it is: the refusal is reported apart."),
        form=AdjustmentForm,
        event=_adjusted,
        take=lambda _agreement, form, author: service.adjust(
            form.claimed,
            decided_on=form.on.data,
            line=form.line.data,
            amount=form.amount.data,
            booked_to=form.booked_to.data,
            recover=form.recover.data == "yes",
            reason=form.reason.data,
            author=author,
        ),
        done=lambda form: _(
            "Refusal recorded: %(amount)s of %(year)s.",
            amount=money(form.amount.data),
            year=form.claimed.obligation.fiscal_year,
        ),
        stands=_accepted,
        refusals=_booked_elsewhere,
    ),
}
"""By the word that names it in the address."""


@may(Action.EDIT_AGREEMENTS)
def decide(number: str, kind: str) -> Response:
    """Fill in, check, confirm."""
    here = url_for("reports.decide", number=number, kind=kind)
    return flow.respond(DECISIONS[kind], load_agreement(number), here=here, kind=kind)
