"""Giving several agreements of the portfolio to an officer at once."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import after_commit, now, session, transaction
from tracker.grants import letters, officers
from tracker.grants.models import Agreement
from tracker.grants.policy import visible_agreements
from tracker.grants.service import Author
from tracker.grants.views.officers import OfficerForm, offered
from tracker.insight.views.portfolio import Found, find
from tracker.web.dates import today
from tracker.web.pages import Page, page_number, url_with

_PER_PAGE = 20
_EVERYTHING = "everything"
_INVALID = 422


@may(Action.ASSIGN_OFFICERS)
def page() -> Response:
    """The agreements of the list, to tick, and the officer who is to follow them."""
    found, form = find(today()), offered(first=_("Choose…"))
    if request.method == "GET":
        return _page(found, form)
    if form.validate():
        numbers = _ticked(found)
        if numbers:
            return _assigned(numbers, form)
        form.refuse(_("Tick at least one agreement."))
    return _page(found, form, status=_INVALID)


def _ticked(found: Found) -> list[str]:
    listed = [row.number for row in found.rows]
    if request.form.get(_EVERYTHING):
        return listed
    ticked = set(request.form.getlist("agreement"))
    return [number for number in listed if number in ticked]


def _assigned(numbers: list[str], form: OfficerForm) -> Response:
    with transaction():
        officer = officers.called(form.chosen)
        agreements = session.scalars(visible_agreements().where(Agreement.number.in_(numbers))).all()
        given = officers.assign(agreements, officer=officer, author=Author(visitor().email, now()))
        changed = len(given)
        for letter in letters.given(given, by=visitor()):
            after_commit(letter)
    if officer:
        said = ngettext(
            "%(num)s agreement is now followed by %(name)s.",
            "%(num)s agreements are now followed by %(name)s.",
            changed,
            name=officer.name,
        )
    else:
        said = ngettext(
            "%(num)s agreement is followed by nobody any more.",
            "%(num)s agreements are followed by nobody any more.",
            changed,
        )
    flash(said, "success")
    return redirect(url_with(page=None), 303)


def _page(found: Found, form: OfficerForm, *, status: int = 200) -> Response:
    number = page_number()
    rows = found.rows[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    body = render_template(
        "insight/officers.html",
        form=form,
        page=Page(rows, number, _PER_PAGE, len(found.rows)),
        ticked=set(request.form.getlist("agreement")),
        everything=_EVERYTHING,
        names=officers.names([row.number for row in rows]),
        query={name: value for name, value in request.args.items() if value and name != "page"},
    )
    return make_response(body, status)
