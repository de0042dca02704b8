"""The pages of the round trip: download, send back, look, take in, have it back with its faults."""

from __future__ import annotations

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import session, transaction
from tracker.errors import DomainError
from tracker.files.forms import FilesField
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author
from tracker.reports import policy, queries, shown
from tracker.reports.form.layout import Grid, Layout
from tracker.reports.labels import report_name
from tracker.reports.models import Report
from tracker.reports.spreadsheet import service
from tracker.reports.spreadsheet.annotate import annotated
from tracker.reports.spreadsheet.compare import Fate, Outcome
from tracker.reports.spreadsheet.models import ReturnedWorkbook
from tracker.reports.spreadsheet.writer import write
from tracker.web.forms import Form
from tracker.web.language import language, say
from tracker.web.security import takes_files

INVALID = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReturnForm(Form):
    """The workbook that comes back."""

    files = FilesField(_l("Your file"), rule=service.WORKBOOKS)


@may(Action.PREPARE_REPORTS)
def download(number: str, k: int) -> Response:
    """The draft as a workbook to fill in, in the reader's language."""
    report = policy.load_draft(number, k)
    name = report_name(report.obligation)
    content = write(queries.layout_of(report), queries.texts_of(report), title=name, origin=service.origin_of(report))
    return _file(content, f"{number}-rapport-{k}-{language()}.xlsx")


@may(Action.PREPARE_REPORTS)
def send(number: str, k: int) -> Response:
    """Where to download it and to send it back; what came back before."""
    return _send(policy.load_draft(number, k), ReturnForm())


@may(Action.PREPARE_REPORTS)
@takes_files
def keep(number: str, k: int) -> Response:
    """Keep the workbook that was sent, then show what it changes."""
    form = ReturnForm()
    try:
        with transaction():
            report = policy.load_draft(number, k)
            if form.validate() and form.files.data:
                layout = queries.layout_of(report)
                organisation = visitor().organisation_code
                kept = service.keep(report, form.files.data, layout=layout, organisation=organisation, author=author())
                return redirect(url_for("reports.workbook", number=number, k=k, workbook=kept.id), 303)
        if not form.problems:
            form.refuse(_("Choose the file to send."), "files")
    except DomainError as refused:
        form.refuse(refused)
    return _send(policy.load_draft(number, k), form)


@may(Action.PREPARE_REPORTS)
def look(number: str, k: int, workbook: int) -> str:
    """What the workbook changes, cell by cell: taken, changed meanwhile, not read. Asked again, it says so again."""
    found, layout = _load(number, k, workbook)
    outcomes = service.outcomes(found, layout)
    return render_template(
        "reports/spreadsheet/look.html",
        report=found.report,
        agreement=found.report.obligation.agreement,
        obligation=found.report.obligation,
        name=report_name(found.report.obligation),
        workbook=found,
        taken=_rows(outcomes, Fate.TAKEN, layout),
        conflicts=_rows(outcomes, Fate.CONFLICT, layout),
        rejected=_rows(outcomes, Fate.REJECTED, layout),
    )


@may(Action.PREPARE_REPORTS)
def take_in(number: str, k: int, workbook: int) -> Response:
    """Save what the workbook brings into the draft."""
    try:
        with transaction():
            found, layout = _load(number, k, workbook)
            chosen = {name for name in request.form if request.form[name] == "mine"}
            saved = service.take_in(found, chosen, layout=layout, author=author())
    except RuleBroken as refused:
        flash(" ".join(say(it.message) for it in refused.findings), "error")
        return redirect(url_for("reports.page", number=number, k=k), 303)
    if saved.conflicts:
        flash(_("Somebody changed an answer at this very moment: look at what is left."), "info")
        return redirect(url_for("reports.workbook", number=number, k=k, workbook=workbook), 303)
    flash(_("The answers of your file are in the report."), "success")
    return redirect(url_for("reports.page", number=number, k=k), 303)


@may(Action.PREPARE_REPORTS)
def give_back(number: str, k: int, workbook: int) -> Response:
    """The workbook with its faults coloured and explained."""
    found, layout = _load(number, k, workbook)
    content = annotated(service.content(found), service.outcomes(found, layout))
    return _file(content, f"{found.file.name.rsplit('.', 1)[0]}-{_('to correct')}.xlsx".replace(" ", "-"))


def _send(report: Report, form: ReturnForm) -> Response:
    obligation = report.obligation
    page = render_template(
        "reports/spreadsheet/send.html",
        form=form,
        report=report,
        agreement=obligation.agreement,
        obligation=obligation,
        name=report_name(obligation),
        workbooks=service.workbooks_of(report),
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


def _rows(outcomes: tuple[Outcome, ...], fate: Fate, layout: Layout) -> list[dict[str, object]]:
    """The outcomes of one fate as the page lists them."""
    return [
        {
            "it": it,
            "place": f"{it.sheet}, {it.cell}" if it.cell else "",
            "asked": _asked(it, layout),
            "base": shown.value(it.question, it.base),
            "mine": shown.value(it.question, it.mine) or "–",
            "theirs": shown.value(it.question, it.theirs) or "–",
            "why": say(it.why) if it.why else "",
        }
        for it in outcomes
        if it.fate is fate
    ]


def _asked(outcome: Outcome, layout: Layout) -> str:
    """The question, with its row for a cell of a table."""
    label = outcome.question.label[language()]
    for section in layout.sections:
        for grid in section.grids:
            if outcome.path.startswith(f"{grid.path}."):
                return f"{_row(grid, outcome.path)}{label}"
    return label


def _row(grid: Grid, path: str) -> str:
    key = path.removeprefix(f"{grid.path}.").rpartition(".")[0]
    row = next((row for row in grid.rows if row.key == key and row.label), None)
    return f"{row.label[language()]}, " if row and row.label else f"{grid.title[language()]}, "


def _file(content: bytes, name: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = XLSX
    answer.headers["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    return answer
