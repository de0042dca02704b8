"""What reports are called, and what becomes of them next, in words."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.grants.models import ReportKind
from tracker.reports.form.check import Progress
from tracker.reports.life import State

STATES = {  # words, tone, icon
    State.DRAFT: (_l("Being written"), "todo", ""),
    State.READY: (_l("Ready to submit"), "ok", "check"),
    State.SUBMITTED: (_l("Submitted"), "wait", ""),
    State.IN_REVIEW: (_l("In review"), "wait", ""),
    State.RETURNED: (_l("Came back"), "returned", "back"),
    State.ACCEPTED: (_l("Accepted"), "ok", "check"),
}

PROGRESS = {  # words, tone of status.task_list
    Progress.NOT_STARTED: (_l("Not started"), "idle"),
    Progress.TO_COMPLETE: (_l("To complete"), "todo"),
    Progress.COMPLETE: (_l("Completed"), "done"),
    Progress.OPTIONAL: (_l("Optional"), "closed"),
}

PARTS = {"content": _l("Content"), "finance": _l("Finances")}

ACTS = {
    "report begun": _l("Report begun"),
    "report content signed off": _l("Content of a report signed off"),
    "report finance signed off": _l("Finances of a report signed off"),
    "report workbook taken in": _l("Report filled in from a workbook"),
    "report submitted": _l("Report submitted"),
    "report taken up": _l("Report taken up for review"),
    "report handed over": _l("Review handed over"),
    "line reviewed": _l("Declared line decided"),
    "section reviewed": _l("Section of a report decided"),
    "comment to the partner": _l("Comment to the partner"),
    "internal note": _l("Internal note"),
    "comment resolved": _l("Comment settled"),
    "report returned": _l("Report sent back"),
    "reopening asked for": _l("Reopening of a report asked for"),
    "report reopened": _l("Report reopened"),
    "reopening refused": _l("Reopening refused"),
    "due date extended": _l("Due date moved"),
    "report requested": _l("One more report asked for"),
    "report draft set aside": _l("Draft of a report set aside"),
    "learning withdrawn": _l("Learning taken back"),
}
"""What the trail says was done to a report."""


class Named(Protocol):
    """A report that is due: an obligation, or what pages show of one."""

    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> int: ...


def report_name(report: Named) -> str:
    """``Rapport d’étape 3``: its kind and its number."""
    text: str = {
        ReportKind.PROGRESS.value: _("Progress report %(number)s", number=report.number),
        ReportKind.ANNUAL.value: _("Annual report %(number)s", number=report.number),
        ReportKind.FINAL.value: _("Final report %(number)s", number=report.number),
    }[report.kind]
    return text


def report_called(report: Named) -> str:
    """``rapport d’étape 3``: the same inside a sentence."""
    text: str = {
        ReportKind.PROGRESS.value: _("progress report %(number)s", number=report.number),
        ReportKind.ANNUAL.value: _("annual report %(number)s", number=report.number),
        ReportKind.FINAL.value: _("final report %(number)s", number=report.number),
    }[report.kind]
    return text
