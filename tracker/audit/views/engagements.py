"""Who audits what, until when: given and ended by a director or the administrator."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.models import Person
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.audit import engagements, words
from tracker.audit.forms import EngagementForm
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.grants.models import Programme, Reach
from tracker.web.dates import today

INVALID = 422


@may(Action.GIVE_ENGAGEMENTS)
def page() -> BaseResponse:
    """Every engagement, and the form that gives one."""
    form = EngagementForm()
    people = engagements.auditors()
    programmes = session.scalars(select(Programme).order_by(Programme.code)).all()
    form.offer(people, programmes)
    if not form.is_submitted():
        return _page(form)
    if not form.validate():
        return _page(form, INVALID)
    try:
        with transaction():
            auditor = session.get(Person, int(form.auditor.data))
            engagements.give(
                auditor=auditor or abort(404),
                programme=form.programme.data if form.reach.data == Reach.PROGRAMME else None,
                agreements=form.numbers if form.reach.data == Reach.AGREEMENTS else (),
                fiscal_years=form.labels,
                until=form.until.data,
                purpose=form.purpose.data or "",
                actor=visitor().email,
                at=now(),
            )
    except DomainError as error:
        form.refuse(error)
        return _page(form, INVALID)
    flash(_("The engagement is given."), "success")
    return redirect(url_for("audit.engagements"), 303)


@may(Action.GIVE_ENGAGEMENTS)
def end(engagement_id: int) -> BaseResponse:
    """End one: it opens nothing any more."""
    try:
        with transaction():
            engagements.end(engagements.by_id(engagement_id) or abort(404), actor=visitor().email, at=now())
    except DomainError:
        flash(_("This engagement was ended already."), "info")
    else:
        flash(_("The engagement is ended."), "success")
    return redirect(url_for("audit.engagements"), 303)


def _page(form: EngagementForm, status: int = 200) -> Response:
    found = engagements.everybodys()
    return make_response(
        render_template("audit/engagements.html", form=form, found=found, today=today(), words=words), status
    )
