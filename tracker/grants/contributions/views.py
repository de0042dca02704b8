"""What others bring to an agreement: the list, one more, one less."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.grants import preparation
from tracker.grants.contributions import queries, service, words
from tracker.grants.contributions.forms import KINDS, ContributionForm, WithdrawalForm
from tracker.grants.models import Agreement, ContributionKind
from tracker.grants.policy import load_agreement
from tracker.grants.views.flow import author

blueprint = Blueprint("contributions", __name__)

_INVALID = 422


@blueprint.get("/ententes/<number>/contributions")
@may(Action.READ_JOURNAL)
def page(number: str) -> Response:
    """What counts today, and how far from the limits it stands."""
    agreement = load_agreement(number)
    form = ContributionForm(key=secrets.token_urlsafe(24))
    return _page(agreement, form)


@blueprint.post("/ententes/<number>/contributions")
@may(Action.EDIT_AGREEMENTS)
def enter(number: str) -> Response | BaseResponse:
    """Check what it makes of the limits, then record it once."""
    agreement = load_agreement(number)
    form = ContributionForm()
    form.offer(agreement)
    step = request.form.get("step", "check")
    if step == "change" or not form.validate():
        return _page(agreement, form, status=200 if step == "change" else _INVALID)
    if step != "decide":
        return _page(agreement, form, checked=form.brought)
    try:
        with transaction():
            if preparation.use_key((form.key.data or "")[:43], author()):
                service.enter(agreement, form.brought, author=author(), reason=form.reason.data or "")
    except DomainError as error:
        form.refuse(error)
        return _page(agreement, form, status=_INVALID)
    flash(_("The contribution is recorded."), "success")
    return redirect(url_for("contributions.page", number=number), 303)


@blueprint.route("/ententes/<number>/contributions/<int:rank>/retrait", methods=["GET", "POST"])
@may(Action.EDIT_AGREEMENTS)
def withdraw(number: str, rank: int) -> Response | BaseResponse:
    """Say why it no longer counts."""
    agreement = load_agreement(number)
    found = queries.by_number(agreement, rank) or abort(404)
    form = WithdrawalForm()
    if request.method == "GET" or not form.validate():
        text = render_template(
            "grants/contributions/withdraw.html", agreement=agreement, it=found, form=form, kinds=_kinds()
        )
        return make_response(text, _INVALID if form.problems else 200)
    with transaction():
        service.withdraw(agreement, found, author=author(), reason=form.reason.data or "")
    flash(_("The contribution no longer counts."), "success")
    return redirect(url_for("contributions.page", number=number), 303)


def _page(agreement: Agreement, form: ContributionForm, *, checked: Any = None, status: int = 200) -> Response:
    form.offer(agreement)
    text = render_template(
        "grants/contributions/list.html",
        agreement=agreement,
        form=form,
        checked=checked,
        found=queries.of_agreement(agreement),
        standing=queries.standing_of(agreement),
        warnings=[words.said(it) for it in queries.warnings_of(agreement)],
        kinds=_kinds(),
        may_edit=can(Action.EDIT_AGREEMENTS),
        in_kind=ContributionKind.IN_KIND.value,
    )
    return make_response(text, status)


def _kinds() -> dict[str, str]:
    return {it.value: str(said) for it, said in KINDS.items()}
