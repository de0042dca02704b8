"""An agreement's line of time: what was due, what was paid, what is to come."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from tracker.grants.schedule import InstalmentState, ReportState
from tracker.insight.workspace import Instalment, ReportRow, Workspace
from tracker.reports.labels import report_name
from tracker.web.charts import THOUSAND, Mark, Timeline, short_figure, timeline
from tracker.web.language import language


def of(space: Workspace) -> Timeline:
    """The fiscal years with their reports and payments; an instalment that lapsed is not on it."""
    calendar = space.agreement.programme.calendar
    agreement = space.agreement
    years = [
        (year, max(agreement.starts_on, calendar.starts_on(year)), min(agreement.ends_on, calendar.ends_on(year)))
        for year in space.years
    ]
    shown = [it for it in space.instalments if it.standing.state is not InstalmentState.LAPSED]
    return timeline(
        years,
        [_report(space, row) for row in space.reports],
        [_payment(space, it) for it in shown],
        space.today,
    )


def _report(space: Workspace, row: ReportRow) -> Mark:
    report = row.report
    name = report_name(report)
    words, text = {
        ReportState.ACCEPTED: (_("%(report)s, accepted", report=name), str(report.number)),
        ReportState.SUBMITTED: (_("%(report)s, to review", report=name), str(report.number)),
        ReportState.LATE: (_("%(report)s, late", report=name), _("Report %(number)s, late", number=report.number)),
        ReportState.DUE: (_("%(report)s, due", report=name), str(report.number)),
    }[row.state]
    return Mark(
        key=f"R{report.number}",
        on=report.submitted_on or report.due_on,
        state="done" if row.state is ReportState.ACCEPTED else "late" if row.state is ReportState.LATE else "todo",
        text=text,
        words=words,
        href=url_for("insight.agreement_reports", number=space.agreement.number, _anchor=f"r{report.number}"),
    )


def _payment(space: Workspace, it: Instalment) -> Mark:
    row, state = it.row, it.standing.state
    short = short_figure(row.cash if row.payment else it.amount, THOUSAND, language())
    words = {
        InstalmentState.PAID: _("Payment %(ref)s, paid", ref=row.ref),
        InstalmentState.BLOCKED: _("Payment %(ref)s, blocked", ref=row.ref),
        InstalmentState.READY: _("Payment %(ref)s, ready to pay", ref=row.ref),
    }.get(state, _("Payment %(ref)s, to come", ref=row.ref))
    blocked = state is InstalmentState.BLOCKED
    missing = it.standing.missing
    return Mark(
        key=row.ref,
        on=row.paid_on or row.due_on or space.today,
        state="done" if row.payment else "late" if blocked else "todo",
        text=_("%(amount)s, blocked", amount=short) if blocked else short,
        words=words,
        amount=row.cash if row.payment else it.amount,
        waits_for=f"R{missing[0]}" if missing else None,
        href=url_for("insight.agreement_instalments", number=space.agreement.number, _anchor=row.ref.lower()),
    )
