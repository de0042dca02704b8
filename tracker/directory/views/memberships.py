"""The regroupements that an organisation is in: joining one, and the day it leaves."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.directory import labels, queries, service
from tracker.directory.forms import EndForm, JoinForm
from tracker.directory.policy import load_membership, load_organisation, load_regroupement
from tracker.errors import DomainError

_INVALID = 422


@may(Action.KEEP_ORGANISATIONS)
def page(code: str) -> Response:
    """Every membership with its days, and a form for one more."""
    load_organisation(code)
    form = JoinForm()
    form.offer(queries.regroupements())
    if request.method == "GET":
        return _page(code, form)
    if not form.validate() or form.from_on.data is None:
        return _page(code, form, status=_INVALID)
    try:
        with transaction():
            service.join(
                load_organisation(code),
                load_regroupement(form.regroupement.data),
                from_on=form.from_on.data,
                to_on=form.to_on.data,
                actor=visitor().email,
                at=now(),
            )
    except DomainError as error:
        form.refuse(error)
        return _page(code, form, status=_INVALID)
    flash(_("The membership is added."), "success")
    return redirect(url_for("directory.memberships", code=code), 303)


@may(Action.KEEP_ORGANISATIONS)
def end(code: str, membership_id: int) -> Response:
    """Say which day is its last, or that it goes on."""
    load_membership(code, membership_id)
    form = _ending(membership_id)
    if form.validate():
        try:
            with transaction():
                changed = service.end_membership(
                    load_membership(code, membership_id), to_on=form.to_on.data, actor=visitor().email, at=now()
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The membership is changed.") if changed else _("Nothing was changed."), "success")
            return redirect(url_for("directory.memberships", code=code), 303)
    return _page(code, ended={membership_id: form}, status=_INVALID)


def _ending(membership_id: int, **filled: object) -> EndForm:
    return EndForm(prefix=f"m{membership_id}-", **filled)


def _page(
    code: str, form: JoinForm | None = None, *, ended: dict[int, EndForm] | None = None, status: int = 200
) -> Response:
    organisation, sent = load_organisation(code), ended or {}
    if organisation.merged_into_code:
        return redirect(url_for("directory.memberships", code=organisation.merged_into_code), 303)
    if form is None:
        form = JoinForm(formdata=None)
        form.offer(queries.regroupements())
    rows = [
        (it, sent.get(it.id) or _ending(it.id, formdata=None, to_on=it.to_on))
        for it in queries.memberships(organisation.id)
    ]
    body = render_template(
        "directory/memberships.html",
        organisation=organisation,
        rows=rows,
        form=form,
        problems=[*form.problems, *(problem for _it, one in rows for problem in one.problems)],
        labels=labels,
    )
    return make_response(body, status)
