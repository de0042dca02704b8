"""The documents of a report: several at once, each for a row of the vouchers or for the report as a whole."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.files import service as files
from tracker.files.downloads import send
from tracker.grants.views.flow import author
from tracker.reports import policy, queries, shown
from tracker.reports.form.layout import SectionLayout
from tracker.reports.form.template import SectionKind
from tracker.reports.forms import DocumentsForm
from tracker.reports.labels import report_called
from tracker.reports.models import Attachment, Report
from tracker.reports.service import attachments
from tracker.web.language import say
from tracker.web.security import takes_files


def shelf(report: Report, section: SectionLayout) -> dict[str, Any]:
    """The documents attached, and the form that adds some, for the page of their section."""
    rows = voucher_rows(report, section)
    form = DocumentsForm()
    form.offer(rows)
    held = attachments.attached(report)
    # Of other organisations' documents a partner is told nothing; the reviewer is.
    repeats = attachments.repeated(held, organisations=[visitor().organisation_code or ""])
    with_file = {it.path for it in held}
    return {
        "form": form,
        "attached": held,
        "voucher_rows": rows,
        "repeats": {id_: _where(it, report) for id_, it in repeats.items()},
        "later": [name for path, name in rows.items() if path not in with_file],
    }


def voucher_rows(report: Report, section: SectionLayout) -> dict[str, str]:
    """The rows of the vouchers in which something is written: where each is kept, and what it says."""
    texts = queries.texts_of(report)
    rows = {}
    for grid in section.grids:
        if grid.kind is not SectionKind.ATTACHMENTS:
            continue
        for at, row in enumerate(grid.filled(texts), start=1):
            said = [texts.get(grid.cell(row.key, name), "") for name in ("supplier", "number")]
            name = shown.row_name(grid, row, at)
            rows[f"{grid.path}.{row.key}"] = ", ".join([name, *filter(None, said)])
    return rows


@takes_files
@may(Action.PREPARE_REPORTS)
def add(number: str, k: int) -> Response:
    """Attach what the form brings."""
    report = policy.load_draft(number, k)
    section = _section(report)
    form = DocumentsForm()
    form.offer(voucher_rows(report, section))
    back = url_for("reports.section", number=number, k=k, key=section.key, _anchor="documents")
    if form.validate() and (sent := form.files.data):
        try:
            with transaction():
                kept = files.received(
                    sent.files,
                    sent.receipts,
                    organisation=visitor().organisation_code,
                    by=visitor().email,
                    at=now(),
                )
                attachments.attach(policy.load_draft(number, k), kept, path=form.path.data or None, author=author())
        except DomainError as refused:
            flash(say(refused.message), "error")
            return redirect(back, 303)
        flash(ngettext("The document is attached.", "%(num)s documents are attached.", len(kept)), "success")
    else:
        flash(" ".join(it.text for it in form.problems) or _("Choose at least one file."), "warning")
    return redirect(back, 303)


@may(Action.PREPARE_REPORTS)
def link(number: str, k: int, attachment_id: int) -> Response:
    """Say which row a document supports, or that it supports the whole report."""
    report = policy.load_draft(number, k)
    section = _section(report)
    path = request.form.get("path") or None
    if path is not None and path not in voucher_rows(report, section):
        abort(400)
    with transaction():
        attachments.link(_attachment(policy.load_draft(number, k), attachment_id), path=path, author=author())
    return redirect(url_for("reports.section", number=number, k=k, key=section.key, _anchor="documents"), 303)


@may(Action.PREPARE_REPORTS)
def remove(number: str, k: int, attachment_id: int) -> Response:
    """Take a document out of the draft."""
    with transaction():
        report = policy.load_draft(number, k)
        attachments.remove(_attachment(report, attachment_id), author=author())
        key = _section(report).key
    flash(_("The document is removed."), "success")
    return redirect(url_for("reports.section", number=number, k=k, key=key, _anchor="documents"), 303)


@may(Action.SEE_AGREEMENTS)
def download(number: str, k: int, attachment_id: int) -> FlaskResponse:
    """One document: of the draft for those who write it, of a submitted version for all who see the agreement."""
    report = policy.load_report(number, k)
    found = session.scalar(select(Attachment).where(Attachment.id == attachment_id, Attachment.report_id == report.id))
    if found is None:
        abort(404)
    submitted = any(it["id"] == found.file_id for version in report.submissions for it in version.files)
    theirs = found.removed_at is None and policy.writes(report.obligation, visitor())
    if not submitted and not theirs:
        abort(404)
    return send(found.file)


def _attachment(report: Report, attachment_id: int) -> Attachment:
    return next((it for it in attachments.attached(report) if it.id == attachment_id), None) or abort(404)


def _section(report: Report) -> SectionLayout:
    layout = queries.layout_of(report)
    kinds = (it for it in layout.sections if it.section.kind is SectionKind.ATTACHMENTS)
    return next(kinds, None) or abort(404)


def _where(it: Attachment, report: Report) -> str:
    obligation = it.report.obligation
    if it.report_id == report.id:
        text: str = _("The same file is attached twice to this report.")
    else:
        text = _(
            "The same file is attached to %(report)s of agreement %(number)s.",
            report=report_called(obligation),
            number=obligation.agreement.number,
        )
    return text
