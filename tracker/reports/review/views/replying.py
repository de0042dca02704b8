"""The partner's answer to what was said of their report."""

from __future__ import annotations

from flask import abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import transaction
from tracker.errors import DomainError
from tracker.reports.models import Report
from tracker.reports.policy import load_report, writes
from tracker.reports.review.forms import ReplyForm
from tracker.reports.review.views.acting import author
from tracker.reports.service import comments
from tracker.web.language import say
from tracker.web.redirects import back


@may(Action.PREPARE_REPORTS)
def reply(number: str, k: int) -> Response:
    """Say it to the reviewer: both sides read it."""
    _theirs(number, k)
    form = ReplyForm()
    if not form.validate():
        abort(400)
    try:
        with transaction():
            report = _theirs(number, k)
            comments.reply(report, form.text.data or "", author=author(), section=form.section.data or None)
    except DomainError as error:
        flash(say(error.message), "error")
    else:
        flash(_("Your answer is with your report."), "success")
    return back(f"/ententes/{number}/rapports/{k}")


def _theirs(number: str, k: int) -> Report:
    """The report, for those who write it; 404 for anybody else."""
    report = load_report(number, k)
    return report if writes(report.obligation, visitor()) else abort(404)
