"""Deciding about a framework, and a community deciding what it shares."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.grants.frameworks import queries, service
from tracker.grants.frameworks.decisions import DECISIONS
from tracker.grants.frameworks.forms import FundingForm, SharingForm
from tracker.grants.frameworks.policy import decides
from tracker.grants.models import Agreement, Funding
from tracker.grants.policy import load_agreement
from tracker.grants.views import flow
from tracker.web.dates import today
from tracker.web.language import say

blueprint = Blueprint("frameworks", __name__)

_INVALID = 422


@blueprint.route("/ententes/<number>/decisions/<any('transfert-cadre'):kind>", methods=["GET", "POST"])
@may(Action.EDIT_AGREEMENTS)
def decide(number: str, kind: str) -> Response:
    """Fill in, check, confirm."""
    here = url_for("frameworks.decide", number=number, kind=kind)
    return flow.respond(DECISIONS[kind], _framework(number), here=here, kind=kind)


@blueprint.route("/ententes/<number>/cadre/financement", methods=["GET", "POST"])
@may(Action.EDIT_AGREEMENTS)
def funding(number: str) -> str | tuple[str, int] | Response:
    """Say what the framework's unspent funds may be used for."""
    framework = _framework(number)
    form = FundingForm(funding=queries.funding_of(framework).value)
    if not form.is_submitted():
        return render_template("grants/frameworks/funding.html", agreement=framework, form=form)
    if not form.validate():
        return render_template("grants/frameworks/funding.html", agreement=framework, form=form), _INVALID
    with transaction():
        service.set_funding(framework, Funding(form.funding.data), author=flow.author(), reason=form.reason.data or "")
    flash(_("The funding of the framework is recorded."), "success")
    return redirect(url_for("insight.agreement_framework", number=number), 303)


@blueprint.post("/ententes/<number>/partage")
@may(Action.DECIDE_SHARING)
def share(number: str) -> Response:
    """Record what the community shares from now on. Sent twice, it changes nothing more."""
    agreement = load_agreement(number)
    if not decides(agreement, visitor()):
        abort(404)
    form = SharingForm()
    if form.validate():
        try:
            with transaction():
                changed = service.share(agreement, form.choices, on=today(), author=flow.author())
        except DomainError as error:
            flash(say(error.message), "error")
        else:
            said = ngettext("Your choice is recorded.", "Your choices are recorded.", len(changed) or 1)
            flash(said if changed else _("Nothing changed: that is what you share already."), "success")
    return redirect(url_for("insight.agreement_sharing", number=number), 303)


def _framework(number: str) -> Agreement:
    agreement = load_agreement(number)
    return agreement if agreement.sub_agreements else abort(404)
