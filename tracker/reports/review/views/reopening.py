"""Asking for an accepted report to be reviewed again, and deciding it."""

from __future__ import annotations

from flask import abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.reports.review import letters
from tracker.reports.review.forms import AskReopeningForm, DecideReopeningForm
from tracker.reports.review.views import reading
from tracker.reports.review.views.acting import author, is_issued, load, post_letters, to_report
from tracker.reports.service import reopening
from tracker.web.dates import today
from tracker.web.language import say


@may(Action.REVIEW_REPORTS)
def ask(number: str, k: int) -> Response:
    """Ask, with a reason: somebody else decides."""
    report, form = load(number, k), AskReopeningForm()
    if not form.validate():
        return reading.page(report, ask_form=form)
    try:
        with transaction():
            it = load(number, k)
            reopening.ask(it, reason=form.reason.data or "", issued=is_issued(it), author=author())
    except DomainError as error:
        form.refuse(error)
        return reading.page(load(number, k), ask_form=form)
    flash(_("Asked. Somebody else decides."), "success")
    return to_report(report)


@may(Action.REOPEN_REPORTS)
def decide(number: str, k: int) -> Response:
    """Reopen the report, or leave it as it is."""
    report, form = load(number, k), DecideReopeningForm()
    if not form.validate():
        return reading.page(report, decide_form=form)
    granted = form.granted.data == "yes"
    try:
        with transaction():
            it = load(number, k)
            request = reopening.asked(it) or abort(404)
            reopening.decide(request, granted=granted, on=today(), issued=is_issued(it), author=author())
            if granted:
                post_letters(letters.reopened(it))
    except DomainError as error:
        form.refuse(say(error.message), "granted")
        return reading.page(load(number, k), decide_form=form)
    flash(_("The report is under review again.") if granted else _("The report stays accepted."), "success")
    return to_report(report)
