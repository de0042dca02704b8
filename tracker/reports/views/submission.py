"""Check the answers, sign a part off, attest and submit."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import after_commit, transaction
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author
from tracker.reports import labels, policy, queries, shown
from tracker.reports.form.check import check
from tracker.reports.forms import SubmitForm
from tracker.reports.life import State
from tracker.reports.models import Report, Submission
from tracker.reports.service import drafts, receipts
from tracker.reports.service.attachments import attached
from tracker.reports.service.submissions import submit_draft
from tracker.reports.views.report import frame
from tracker.web import mail
from tracker.web.dates import today
from tracker.web.filters import moment
from tracker.web.language import language, say, speaking

_INVALID = 422


@may(Action.PREPARE_REPORTS)
def verify(number: str, k: int) -> str | Response:
    """All the answers on one page, with what keeps the report from being submitted."""
    report = policy.load_report(number, k)
    if State(report.state) not in (State.DRAFT, State.READY, State.RETURNED):
        return redirect(url_for("reports.page", number=number, k=k), 303)
    return _page(policy.load_draft(number, k), _form(report))


@may(Action.PREPARE_REPORTS)
def sign_off(number: str, k: int, part: str) -> Response:
    """Vouch for the content or for the finances as they stand."""
    policy.load_draft(number, k)
    with transaction():
        drafts.sign_off(policy.load_draft(number, k), part, author=author())
    flash(_("You have signed off: %(part)s.", part=labels.PARTS[part]), "success")
    return redirect(url_for("reports.verify", number=number, k=k, _anchor="signatures"), 303)


@may(Action.SUBMIT_REPORTS)
def submit(number: str, k: int) -> str | Response | tuple[str, int]:
    """Freeze the draft as the next version. Sent twice, it leads to the version that the first made."""
    report = policy.load_report(number, k)
    follow = redirect(url_for("reports.page", number=number, k=k), 303)
    if not policy.writes(report.obligation, visitor()):
        abort(404)
    if State(report.state) not in (State.DRAFT, State.READY, State.RETURNED):
        return follow
    form = _form(report)
    if not form.validate():
        return _page(report, form), _INVALID
    try:
        with transaction():
            report = policy.load_report(number, k)
            by = author()
            submission = submit_draft(
                report, submitted_on=today(), language=language(), author=by, on_behalf_of=form.on_behalf_of.data
            )
            receipts.ask(submission, author=by)
            for email in dict.fromkeys((submission.submitted_by, submission.on_behalf_of)):
                after_commit(partial(_tell, email, submission.id))
    except RuleBroken as refused:
        if State(policy.load_report(number, k).state) in (State.SUBMITTED, State.IN_REVIEW):
            return follow  # a double click: the other one did it
        flash(_("The report is not submitted: something is still missing. Nothing was lost."), "warning")
        for finding in refused.findings:
            if finding.field is None:  # the page lists what is wrong with an answer beside its place
                form.refuse(say(finding.message))
        return _page(policy.load_report(number, k), form), _INVALID
    flash(_("Your report is submitted. A receipt is on its way to you."), "success")
    return follow


def _form(report: Report) -> SubmitForm:
    form = SubmitForm()
    me = visitor()
    others = {it.email: it.name for it in people.signatories(me.organisation_code or "")}
    form.offer({me.email: me.name} | others)
    return form


def _page(report: Report, form: SubmitForm) -> str:
    layout = queries.layout_of(report)
    texts = queries.texts_of(report)
    checked = check(layout, texts)
    signed = {it.part: it for it in drafts.sign_offs(report)}
    number, k = report.obligation.agreement.number, report.obligation.number
    returned = drafts.returned_sections(report) if report.state == State.RETURNED else None
    return render_template(
        "reports/verify.html",
        **frame(report.obligation, report),
        form=form,
        sections=shown.sections(layout, texts, checked=checked),
        open=[it.key for it in layout.sections if returned is None or it.key in returned],
        problems=[
            {
                "text": shown.problem(it, layout, texts),
                "href": url_for(
                    "reports.section", number=number, k=k, key=it.path.partition(".")[0], verifier=1, _anchor=it.path
                ),
            }
            for it in checked.blocking
        ],
        remarks=[it for it in checked.problems if not it.blocks],
        attached=attached(report),
        unsigned=drafts.unsigned(report),
        signed=signed,
        names=people.names(it.signed_by for it in signed.values()),
        may_submit=can(Action.SUBMIT_REPORTS),
    )


def _tell(email: str, submission_id: int) -> None:
    """A letter to who submitted, and to the person it was for, each in their language."""
    person = people.person_by_email(email)
    submission = queries.submission(submission_id)
    if person is None or submission is None:
        return
    with speaking(person.language):
        mail.send(to=email, **_letter(submission))


def _letter(submission: Submission) -> dict[str, Any]:
    obligation = submission.report.obligation
    words = {
        "name": labels.report_name(obligation),
        "agreement": obligation.agreement.number,
        "at": moment(submission.submitted_at).striptags(),
        "version": submission.number,
        "sha256": submission.sha256,
        "files": ngettext("%(num)s document", "%(num)s documents", len(submission.files)),
        "link": url_for("reports.page", number=obligation.agreement.number, k=obligation.number, _external=True),
    }
    return {
        "subject": _("%(name)s submitted, agreement %(agreement)s", **words),
        "text": _(
            "%(name)s of agreement %(agreement)s was submitted on %(at)s (version %(version)s, %(files)s).\n\n"
            "Its fingerprint:\n%(sha256)s\n\n"
            "We now read it. You can follow it, and download its receipt, here:\n%(link)s\n",
            **words,
        ),
    }
