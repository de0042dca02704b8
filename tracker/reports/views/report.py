"""One report: begin it, its sections and how far they are, and once it is sent who has it and what happens next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import session, transaction
from tracker.grants.models import Obligation
from tracker.grants.queries import unpaid_instalments
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author
from tracker.reports import labels, policy, queries
from tracker.reports.form import template as form_template
from tracker.reports.form.check import Checked, Progress, check
from tracker.reports.form.template import Template
from tracker.reports.life import State, Step, move
from tracker.reports.models import Answer, Comment, Report, SectionReview
from tracker.reports.service import drafts
from tracker.reports.service.attachments import attached
from tracker.web.dates import today
from tracker.web.language import language, say


@dataclass(frozen=True, slots=True)
class Task:
    """A section in the list: its progress, or that it came back; who edited it last and when."""

    key: str
    title: str
    progress: Progress
    returned: bool
    closed: bool
    by: str
    at: datetime | None
    comments: int
    minutes: int

    @property
    def is_done(self) -> bool:
        return self.closed or (not self.returned and self.progress in (Progress.COMPLETE, Progress.OPTIONAL))


@may(Action.SEE_AGREEMENTS)
def page(number: str, k: int) -> str | Response:
    """The report as its reader meets it: to begin, to write, or to follow."""
    obligation = policy.load_obligation(number, k)
    report = queries.report_of(obligation)
    theirs = can(Action.PREPARE_REPORTS) and policy.writes(obligation, visitor())
    if report is None or not (report.template_version_id or report.submitted_on):
        return _render("begin", obligation, None, theirs=theirs, minutes=_minutes_of(obligation))
    if theirs and report.template_version and move(State(report.state), Step.EDIT):
        return _tasks(report)
    return _follow(report)


@may(Action.PREPARE_REPORTS)
def begin(number: str, k: int) -> Response:
    """Begin the draft; the one that exists, if somebody was faster."""
    obligation = policy.load_obligation(number, k)
    if policy.writes(obligation, visitor()):
        try:
            with transaction():
                drafts.begin(policy.load_obligation(number, k), author=author())
        except RuleBroken as refused:
            for finding in refused.findings:
                flash(say(finding.message), "warning")
    return redirect(url_for("reports.page", number=number, k=k), 303)


def frame(obligation: Obligation, report: Report | None) -> dict[str, Any]:
    """What every page of a report shows above its content."""
    late = (today() - obligation.due_on).days
    sent = obligation.received_on is not None
    return {
        "obligation": obligation,
        "agreement": obligation.agreement,
        "report": report,
        "name": labels.report_name(obligation),
        "labels": labels,
        "late": late if late > 0 and not sent else 0,
    }


def tasks_of(report: Report, checked: Checked, drafted: dict[str, Answer]) -> list[Task]:
    """The sections in their order, each with its progress."""
    came_back = _came_back(report)
    comments = open_comments(report)
    lang = language()
    called = people.names(it.edited_by for it in drafted.values())
    tasks = []
    for section in checked.layout.sections:
        written = [it for path, it in drafted.items() if path.startswith(f"{section.key}.")]
        last = max(written, key=lambda it: it.edited_at, default=None)
        returned_at = came_back.get(section.key)
        tasks.append(
            Task(
                key=section.key,
                title=section.section.title[lang],
                progress=checked.progress[section.key],
                returned=bool(returned_at and (last is None or last.edited_at <= returned_at)),
                closed=report.state == State.RETURNED and returned_at is None,
                by=called.get(last.edited_by, last.edited_by) if last else "",
                at=last.edited_at if last else None,
                comments=sum(it.section == section.key for it in comments),
                minutes=form_template.minutes(Template((section.section,))),
            )
        )
    return tasks


def open_comments(report: Report) -> list[Comment]:
    """What reviewers said to the partner and nobody has settled, in the order it was said."""
    return list(
        session.scalars(
            select(Comment)
            .where(Comment.report_id == report.id, Comment.audience == "partner", Comment.resolved_at.is_(None))
            .order_by(Comment.id)
        )
    )


def _tasks(report: Report) -> str:
    drafted = queries.draft_of(report)
    checked = check(queries.layout_of(report), {path: it.text for path, it in drafted.items()})
    tasks = tasks_of(report, checked, drafted)
    signed = {it.part: it for it in drafts.sign_offs(report)}
    return _render(
        "tasks",
        report.obligation,
        report,
        tasks=tasks,
        asked=sum(it.progress is not Progress.OPTIONAL for it in tasks),
        done=sum(it.is_done and it.progress is not Progress.OPTIONAL for it in tasks),
        next_task=next((it for it in tasks if not it.is_done), None),
        minutes=sum(it.minutes for it in tasks if not it.is_done),
        signed=signed,
        names=people.names(it.signed_by for it in signed.values()),
        waiting=_waiting(report.obligation),
        may_submit=can(Action.SUBMIT_REPORTS),
        attached=len(attached(report)),
        comments=[it for it in open_comments(report) if it.section is None],
    )


def _follow(report: Report) -> str:
    obligation = report.obligation
    comments = open_comments(report)
    versions = list(reversed(report.submissions))
    involved: list[str] = [it.author for it in comments]
    involved += [email for it in versions for email in (it.submitted_by, it.on_behalf_of)]
    involved += [report.reviewer] if report.reviewer else []
    return _render(
        "follow",
        obligation,
        report,
        state=State(report.state),
        versions=versions,
        names=people.names(involved),
        comments=comments if can(Action.PREPARE_REPORTS) or can(Action.REVIEW_REPORTS) else [],
        waiting=_waiting(obligation) if report.accepted_on is None else [],
        layout=queries.layout_of_submission(versions[0]) if versions else None,
    )


def _render(name: str, obligation: Obligation, report: Report | None, **values: Any) -> str:
    return render_template(f"reports/{name}.html", **frame(obligation, report), **values)


def _came_back(report: Report) -> dict[str, datetime]:
    if report.state != State.RETURNED or (last := queries.last_submission(report)) is None:
        return {}
    rows = select(SectionReview.section, SectionReview.decided_at).where(
        SectionReview.submission_id == last.id, SectionReview.decision == "returned"
    )
    return {section: at for section, at in session.execute(rows)}  # noqa: C416 - rows, not pairs


def _minutes_of(obligation: Obligation) -> int | None:
    version = queries.template_for(obligation)
    return form_template.minutes(form_template.from_data(version.content)) if version else None


def _waiting(obligation: Obligation) -> Iterable[Any]:
    """The payments that wait for this report."""
    unpaid = unpaid_instalments(obligation.agreement_id)
    return [it for it in unpaid if it.required_obligation_id == obligation.id]
