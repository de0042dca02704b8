"""Documents claimed twice: the list, and one pair side by side with what was decided of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, can, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.grants.views.flow import author
from tracker.reports.documents import queries, service
from tracker.reports.documents.forms import DuplicateForm
from tracker.reports.documents.matching import Why
from tracker.reports.documents.models import Outcome
from tracker.reports.documents.queries import Flag
from tracker.web.pages import SIZE, Page, page_number

blueprint = Blueprint("documents", __name__)

_INVALID = 422

WHY = {Why.FACTS: _l("Same supplier, date, amount and number"), Why.FILE: _l("The same file")}
STATES = {  # words, tone, icon
    "open": (_l("To look at"), "todo", ""),
    "explained": (_l("Explained"), "ok", "check"),
    "confirmed": (_l("Claimed twice"), "late", "warning"),
}
VIEWS = {"ouvertes": "open", "confirmees": "confirmed", "expliquees": "explained"}


@blueprint.get("/doublons")
@may(Action.SEE_DUPLICATES)
def page() -> str:
    """Everything that looks claimed twice, one state at a time."""
    view = request.args.get("vue", "ouvertes")
    view = view if view in VIEWS else "ouvertes"
    found = queries.everywhere()
    shown = [it for it in found if it.state == VIEWS[view]]
    number = page_number()
    return render_template(
        "reports/documents/list.html",
        page=Page(shown[(number - 1) * SIZE : number * SIZE], number, SIZE, len(shown)),
        views=_views(found, view),
        WHY=WHY,
        STATES=STATES,
        at_stake=sum(it.at_stake for it in found if it.state == "open"),
        confirmed=sum(it.at_stake for it in found if it.state == "confirmed"),
        total=len(found),
    )


@blueprint.route("/doublons/<int:first>/<int:second>", methods=["GET", "POST"])
@may(Action.SEE_DUPLICATES)
def pair(first: int, second: int) -> Response:
    """Both documents side by side; a reviewer says what they are."""
    flag = queries.pair(first, second) or abort(404)
    if request.method == "GET":
        return _pair_page(flag, DuplicateForm())
    if not can(Action.REVIEW_REPORTS):
        abort(403)
    form = DuplicateForm()
    if not form.validate():
        return _pair_page(flag, form, _INVALID)
    try:
        with transaction():
            service.decide(first, second, Outcome(form.outcome.data), reason=form.reason.data or "", author=author())
    except DomainError as error:
        form.refuse(error)
        return _pair_page(queries.pair(first, second) or abort(404), form, _INVALID)
    flash(_("Recorded. Auditors read it."), "success")
    return redirect(url_for("documents.page"), 303)


def _pair_page(flag: Flag, form: DuplicateForm, status: int = 200) -> Response:
    text = render_template(
        "reports/documents/pair.html",
        flag=flag,
        form=form,
        decisions=queries.decisions_on(flag.first.id, flag.second.id),
        may_decide=can(Action.REVIEW_REPORTS),
        WHY=WHY,
        STATES=STATES,
    )
    return make_response(text, status)


def _views(found: list[Flag], current: str) -> list[dict[str, Any]]:
    names = {
        "ouvertes": _("To look at"),
        "confirmees": _("Claimed twice"),
        "expliquees": _("Explained"),
    }
    return [
        {
            "text": text,
            "count": sum(it.state == VIEWS[view] for it in found) if view == "ouvertes" else 0,
            "href": url_for("documents.page", vue=view),
            "current": view == current,
        }
        for view, text in names.items()
    ]
