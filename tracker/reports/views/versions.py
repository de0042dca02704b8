"""The numbered versions of a report: each as it was submitted, what changed since the one before, its receipt."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import transaction
from tracker.grants.frameworks.policy import shares
from tracker.grants.models import Shared
from tracker.grants.views.flow import author
from tracker.reports import policy, queries, shown
from tracker.reports.models import Attachment, Report, Submission
from tracker.reports.service import receipts
from tracker.reports.views.report import frame, open_comments


@may(Action.SEE_AGREEMENTS)
def page(number: str, k: int, version: int) -> str:
    """One version, and what differs from the one before."""
    report = policy.load_report(number, k)
    submission = _version(report, version)
    former = next((it for it in report.submissions if it.number == version - 1), None)
    layout = queries.layout_of_submission(submission)
    agreement = report.obligation.agreement
    withheld = {it for it in Shared if not shares(agreement, it, person=visitor())}
    hidden = shown.withheld(layout, withheld)
    theirs = policy.writes(report.obligation, visitor())
    return render_template(
        "reports/version.html",
        **frame(report.obligation, report),
        submission=submission,
        former=former,
        sections=[it for it in shown.sections(layout, submission.answers) if it.key not in hidden],
        withheld=bool(hidden),
        changes=[
            it
            for it in shown.differences(layout, former.answers if former else {}, submission.answers)
            if it.path.partition(".")[0] not in hidden
        ]
        if former
        else [],
        files=_files(report, submission),
        names=people.names((submission.submitted_by, submission.on_behalf_of)),
        comments=[it for it in open_comments(report) if it.submission_id == submission.id] if theirs else [],
    )


@may(Action.SEE_AGREEMENTS)
def receipt(number: str, k: int, version: int, lang: str) -> Response:
    """The receipt, as it was made once; 404 until it is."""
    submission = _version(policy.load_report(number, k), version)
    kept = receipts.of(submission, lang) or abort(404)
    response = Response(kept.content, mimetype="application/pdf")
    word = {"fr": "recu", "en": "receipt"}[lang]
    response.headers.set("Content-Disposition", "attachment", filename=f"{number}-{word}-{k}-v{version}.pdf")
    return response


@may(Action.PREPARE_REPORTS)
def ask_receipt(number: str, k: int, version: int) -> BaseResponse:
    """Have the receipt made again, when it did not come."""
    with transaction():
        report = policy.load_report(number, k)
        if not policy.writes(report.obligation, visitor()):
            abort(404)
        receipts.ask(_version(report, version), author=author())
    flash(_("The receipt is on its way: reload this page in a moment."), "success")
    return redirect(url_for("reports.page", number=number, k=k), 303)


def _version(report: Report, number: int) -> Submission:
    return next((it for it in report.submissions if it.number == number), None) or abort(404)


def _files(report: Report, submission: Submission) -> list[tuple[Attachment | None, dict[str, object]]]:
    held = {it.file_id: it for it in queries.attachments_ever(report)}
    return [(held.get(it["id"]), it) for it in submission.files]
