"""Deciding, and approving what somebody else proposed."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import session, transaction
from tracker.grants import preparation
from tracker.grants.forms import ReturnForm, SignatureForm
from tracker.grants.models import Agreement, Proposal
from tracker.grants.policy import load_agreement
from tracker.grants.service import RuleBroken
from tracker.grants.views import flow
from tracker.grants.views.flow import Checked, Moved
from tracker.grants.views.kinds import DECISIONS


@may(Action.EDIT_AGREEMENTS)
def decide(number: str, kind: str) -> Response:
    """Fill in, check, confirm."""
    here = url_for("grants.decide", number=number, kind=kind)
    return flow.respond(DECISIONS[kind], load_agreement(number), here=here, kind=kind)


@may(Action.SIGN_AMENDMENTS)
def approve(number: str, proposal_id: int) -> Response:
    """See what is proposed, as things stand now, and approve it."""
    proposal = _load(number, proposal_id)
    form = SignatureForm()
    if request.method == "GET":
        return _page(proposal)
    if not form.validate() or not form.confirmed():
        return _page(proposal, form=form, status=flow.INVALID)
    who, seen = flow.author(), request.form.get("seen", "")
    try:
        with transaction():
            if not preparation.use_key(request.form.get("key", "")[:43], who):
                return flow.already(number)
            checked = _checked(proposal)
            if str(checked.seen) != seen:
                raise Moved
            if checked.outlook.refusals:
                raise RuleBroken(checked.outlook.refusals)
            checked.decision.take(proposal.agreement, checked.form, who)
            preparation.approve(proposal, author=who)
    except Moved:
        return _page(proposal, since=int(seen) if seen.isdigit() else 0, status=flow.CHANGED)
    except RuleBroken:
        return _page(proposal, status=flow.INVALID)
    flash(checked.decision.done(checked.form))
    return redirect(url_for("insight.agreement", number=number), 303)


@may(Action.SIGN_AMENDMENTS)
def turn_down(number: str, proposal_id: int) -> Response:
    """Send a proposal back, saying why."""
    proposal = _load(number, proposal_id)
    form = ReturnForm()
    if not form.validate():
        return _page(proposal, refusal=form, status=flow.INVALID)
    with transaction():
        preparation.turn_down(proposal, reason=form.reason.data or "", author=flow.author())
    flash(_("The proposal was sent back. Nothing is recorded."))
    return redirect(url_for("insight.agreement", number=number), 303)


def _load(number: str, proposal_id: int) -> Proposal:
    agreement: Agreement = load_agreement(number)
    proposal = session.get(Proposal, proposal_id)
    if proposal is None or proposal.agreement_id != agreement.id or proposal.proposed_by == visitor().email:
        abort(404)
    return proposal


def _checked(proposal: Proposal) -> Checked:
    decision = DECISIONS[proposal.kind]
    form = decision.form(formdata=MultiDict(proposal.answers), meta={"csrf": False})
    scope = flow.scope_of(proposal.agreement)
    form.offer(scope)
    form.validate()  # it was when it was proposed: this reads the answers and finds what they name
    return flow.look(decision, scope, form)


def _page(
    proposal: Proposal,
    *,
    form: SignatureForm | None = None,
    refusal: ReturnForm | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    checked = _checked(proposal)
    signature, refusal = form or SignatureForm(formdata=None), refusal or ReturnForm(formdata=None)
    return flow.show(
        checked,
        "grants/proposal.html",
        status=status,
        proposal=proposal,
        key=secrets.token_urlsafe(24),
        refusals=[flow.sentence(it, checked.scope.lines) for it in checked.outlook.refusals],
        signature=signature,
        refusal=refusal,
        problems=[*signature.problems, *refusal.problems],
        **values,
    )
