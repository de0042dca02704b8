"""The pages of the round trip: download, send back, look, take in, have it back with its faults."""

from __future__ import annotations

import io

from flask import abort, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import session, transaction
from tracker.errors import DomainError
from tracker.files.forms import FilesField
from tracker.files.rules import XLSX
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author
from tracker.reports import policy, queries, shown
from tracker.reports.form.layout import Layout
from tracker.reports.labels import report_name
from tracker.reports.models import Report
from tracker.reports.spreadsheet import service
from tracker.reports.spreadsheet.annotate import annotated
from tracker.reports.spreadsheet.compare import Fate
from tracker.reports.spreadsheet.listing import line, title
from tracker.reports.spreadsheet.models import ReturnedWorkbook
from tracker.reports.spreadsheet.service import Choice
from tracker.reports.spreadsheet.writer import write
from tracker.reports.views.report import frame
from tracker.web.forms import Form
from tracker.web.language import language, say
from tracker.web.security import takes_files

INVALID = 422


class ReturnForm(Form):
    """The workbook that comes back."""

    files = FilesField(_l("Your file"), rule=service.WORKBOOKS)


@may(Action.PREPARE_REPORTS)
def download(number: str, k: int) -> Response:
    """The draft as a workbook to fill in, in the reader's language."""
    report = policy.load_draft(number, k)
    layout = queries.layout_of(report)
    content = write(
        layout,
        queries.texts_of(report),
        title=f"{report_name(report.obligation)}, {number}",
        origin=service.origin_of(report),
        closed=service.closed_sections(report, layout),
    )
    return _file(content, f"{number}-{'rapport' if language() == 'fr' else 'report'}-{k}.xlsx")


@may(Action.PREPARE_REPORTS)
def send(number: str, k: int) -> Response:
    """Where to download it and to send it back; what came back before."""
    return _send(policy.load_draft(number, k), ReturnForm())


@may(Action.PREPARE_REPORTS)
@takes_files
def keep(number: str, k: int) -> Response:
    """Keep the workbook that was sent, then show what it changes."""
    form = ReturnForm()
    policy.load_draft(number, k)
    try:
        if form.validate() and form.files.data:
            with transaction():
                report = policy.load_draft(number, k)
                layout = queries.layout_of(report)
                organisation = visitor().organisation_code
                kept = service.keep(report, form.files.data, layout=layout, organisation=organisation, author=author())
                address = url_for("reports.workbook", number=number, k=k, workbook=kept.id)
            return redirect(address, 303)
        if not form.problems:
            form.refuse(_("Choose the file to send."), "files")
    except DomainError as refused:
        form.refuse(refused)
    return _send(policy.load_draft(number, k), form)


@may(Action.PREPARE_REPORTS)
def look(number: str, k: int, workbook: int) -> str:
    """What the workbook changes, cell by cell: taken, changed meanwhile, not read. Asked again, it says so again."""
    found, layout = _load(number, k, workbook)
    drafted = queries.draft_of(found.report)
    texts = {path: it.text for path, it in drafted.items()}
    base = service.returned(found, layout).base
    comparison = service.compared(found, layout)
    listed = {
        fate.value: [line(it, layout, base, texts, service.seen(it.path, drafted)) for it in comparison.of(fate)]
        for fate in Fate
    }
    after = {**texts, **{it.path: it.mine for it in comparison.of(Fate.TAKEN) if it.question}}
    return render_template(
        "reports/spreadsheet/look.html",
        **frame(found.report.obligation, found.report),
        workbook=found,
        sender=people.names([found.sent_by]).get(found.sent_by, found.sent_by),
        comparison=comparison,
        missing=[title(it) for it in comparison.missing],
        problems=[
            {"place": shown.place(layout, it.path, after), "text": say(it.message)}
            for it in service.problems_after(comparison, layout, texts)
        ],
        **listed,
    )


@may(Action.PREPARE_REPORTS)
def take_in(number: str, k: int, workbook: int) -> Response:
    """Save what the workbook brings into the draft."""
    chosen = {
        name.removeprefix("seen:"): Choice(request.form.get(f"keep:{name.removeprefix('seen:')}") == "mine", int(value))
        for name, value in request.form.items()
        if name.startswith("seen:") and value.isascii() and value.isdigit() and len(value) < 10
    }
    policy.load_draft(number, k)
    try:
        with transaction():
            found, layout = _load(number, k, workbook)
            taken = service.take_in(found, chosen, layout=layout, author=author())
    except RuleBroken as refused:
        flash(" ".join(say(it.message) for it in refused.findings), "error")
        return redirect(url_for("reports.page", number=number, k=k), 303)
    if taken.answers:
        flash(_taken(taken.answers), "success")
    if taken.left:
        flash(_("Somebody changed an answer at this very moment: look at what is left to choose."), "warning")
    if taken.left or taken.rejected:
        return redirect(url_for("reports.workbook", number=number, k=k, workbook=workbook), 303)
    return redirect(url_for("reports.page", number=number, k=k), 303)


@may(Action.PREPARE_REPORTS)
def give_back(number: str, k: int, workbook: int) -> Response:
    """The workbook with its faults coloured and explained."""
    found, layout = _load(number, k, workbook)
    content = annotated(service.content(found), service.compared(found, layout).outcomes)
    name = found.file.name.rpartition(".")[0] + "-" + _("to correct") + ".xlsx"
    return _file(content, name.replace(" ", "-"))


def _taken(answers: int) -> str:
    said: str = ngettext(
        "One answer of your file is in the report.", "%(num)s answers of your file are in the report.", answers
    )
    return said


def _send(report: Report, form: ReturnForm) -> Response:
    workbooks = service.workbooks_of(report)
    page = render_template(
        "reports/spreadsheet/send.html",
        **frame(report.obligation, report),
        form=form,
        workbooks=workbooks,
        names=people.names(it.sent_by for it in workbooks),
    )
    return make_response(page, INVALID if form.problems else 200)


def _load(number: str, k: int, workbook: int) -> tuple[ReturnedWorkbook, Layout]:
    report = policy.load_draft(number, k)
    found = session.scalar(
        select(ReturnedWorkbook).where(ReturnedWorkbook.id == workbook, ReturnedWorkbook.report_id == report.id)
    )
    if found is None:
        abort(404)
    return found, queries.layout_of(report)


def _file(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=XLSX.media_type, as_attachment=True, download_name=name)
