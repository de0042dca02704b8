"""Submitting a report: an immutable numbered version, and what it declares."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import rfc8785
from sqlalchemy import func, select

from tracker.db import session
from tracker.errors import message
from tracker.grants.service import Author, RuleBroken
from tracker.grants.terms import Finding
from tracker.reports import queries
from tracker.reports.documents import service as documents
from tracker.reports.documents.service import Claimed
from tracker.reports.form import facts as form_facts
from tracker.reports.form.answers import cents
from tracker.reports.form.check import Checked, check
from tracker.reports.form.template import SectionKind
from tracker.reports.life import State, Step, move
from tracker.reports.models import Expense, Indicator, IndicatorValue, Report, Submission
from tracker.reports.service import drafts
from tracker.reports.service.attachments import attached
from tracker.reports.service.carrying import carry
from tracker.trail import service as trail

_UNSIGNED = {
    drafts.CONTENT: message("The content must be signed off before the report is submitted."),
    drafts.FINANCE: message("The finances must be signed off before the report is submitted."),
}


def submit_draft(
    report: Report, *, submitted_on: date, language: str, author: Author, on_behalf_of: str = ""
) -> Submission:
    """Freeze the draft as the report's next version, in one transaction with what it declares.

    Two people submitting at once make one version: the second is refused. Raises RuleBroken with every problem
    that blocks (each finding's field is a path), with the sign-offs that the programme wants and that are missing,
    or when the report is not being written.
    """
    session.scalars(select(Report.id).where(Report.id == report.id).with_for_update()).one()
    session.refresh(report)
    arrives = move(State(report.state), Step.SUBMIT)
    if arrives is None:
        raise RuleBroken([Finding(message("This report is already submitted."))])
    checked = check(queries.layout_of(report), queries.texts_of(report))
    if checked.blocking:
        raise RuleBroken([Finding(problem.message, problem.path) for problem in checked.blocking])
    unsigned = drafts.unsigned(report)
    if unsigned:
        raise RuleBroken([Finding(_UNSIGNED[part]) for part in unsigned])
    submission = freeze(report, checked, author, language=language, on_behalf_of=on_behalf_of or author.actor)
    _declare(report, checked)
    _measure(report, checked)
    carry(submission, checked.layout)
    claim(report, checked, author)
    report.state = arrives.to
    if report.submitted_on is None:
        report.submitted_on = report.obligation.received_on = submitted_on
    trail.record(
        actor=author.actor,
        at=author.at,
        action="report submitted",
        subject_type="agreement",
        subject=report.obligation.agreement.number,
        difference={"report": report.obligation.number, "version": submission.number, "sha256": submission.sha256},
    )
    session.flush()
    return submission


def freeze(report: Report, checked: Checked, author: Author, *, language: str, on_behalf_of: str) -> Submission:
    """The next numbered version: the answers as ``checked`` read them, and the files attached now. What they declare
    is the caller's to record."""
    last = session.scalar(select(func.max(Submission.number)).where(Submission.report_id == report.id))
    submission = Submission(
        report=report,
        number=(last or 0) + 1,
        template_version=report.template_version,
        submitted_by=author.actor,
        on_behalf_of=on_behalf_of,
        submitted_at=author.at,
        language=language,
        answers=checked.answers,
        files=[
            {
                "id": it.file_id,
                "name": it.file.name,
                "size": it.file.size,
                "sha256": it.file.sha256,
                "path": it.path or "",
            }
            for it in attached(report)
        ],
        facts=form_facts.to_data(checked.layout.facts),
    )
    submission.sha256 = fingerprint(submission)
    session.add(submission)
    session.flush()
    return submission


def claim(report: Report, checked: Checked, author: Author) -> None:
    """The documents behind the costs, to be compared with every other claim (DOMAIN rule 20)."""
    files = {it.path: it.file for it in attached(report) if it.path}
    claimed = []
    for section in checked.layout.sections:
        for grid in section.grids:
            if grid.kind is not SectionKind.ATTACHMENTS:
                continue
            for row in grid.filled(checked.answers):
                said = {column.key: checked.answers.get(grid.cell(row.key, column.key), "") for column in grid.columns}
                file = files.get(f"{grid.path}.{row.key}")
                claimed.append(
                    Claimed(
                        line=said["line"],
                        supplier=said["supplier"],
                        document_on=date.fromisoformat(said["dated"]),
                        number=said["number"],
                        amount=cents(said["amount"]),
                        file_sha256=file.sha256 if file else None,
                        file_id=file.id if file else None,
                    )
                )
    documents.claim(report, claimed, author=author)


def record_of(submission: Submission) -> dict[str, Any]:
    """What the fingerprint covers, as canonical JSON (RFC 8785)."""
    obligation = submission.report.obligation
    return {
        "agreement": obligation.agreement.number,
        "report": obligation.number,
        "version": submission.number,
        "language": submission.language,
        "submitted_by": submission.submitted_by,
        "on_behalf_of": submission.on_behalf_of,
        "submitted_at": submission.submitted_at.isoformat(),
        "answers": submission.answers,
        "files": submission.files,
        "facts": submission.facts,
    }


def fingerprint(submission: Submission) -> str:
    """SHA-256 of the canonical record, in hexadecimal: printed on the receipt."""
    return hashlib.sha256(rfc8785.dumps(record_of(submission))).hexdigest()


def _declare(report: Report, checked: Checked) -> None:
    """What each line declares: the expenses that review accepts or refuses."""
    known = {it.line_code: it for it in report.expenses}
    for line, spent in checked.spent().items():
        if line in known:
            expense = known[line]
            expense.declared, expense.disallowed, expense.recover, expense.reason = spent, 0, False, None
        elif spent:
            report.expenses.append(Expense(line_code=line, declared=spent, disallowed=0, recover=False))
    session.flush()


def _measure(report: Report, checked: Checked) -> None:
    """Target and actual of each indicator."""
    indicators = session.scalars(select(Indicator).where(Indicator.agreement_id == report.obligation.agreement_id))
    ids = {it.code: it.id for it in indicators}
    values = {
        it.indicator_id: it
        for it in session.scalars(select(IndicatorValue).where(IndicatorValue.report_id == report.id))
    }
    for section in checked.layout.sections:
        for grid in section.grids:
            if grid.kind is not SectionKind.INDICATORS:
                continue
            for row in grid.rows:
                value = values.get(ids[row.key]) or IndicatorValue(indicator_id=ids[row.key], report_id=report.id)
                value.target = checked.answers.get(grid.cell(row.key, "target")) or _known_target(checked, row.key)
                value.actual = checked.answers.get(grid.cell(row.key, "actual"))
                session.add(value)
    session.flush()


def _known_target(checked: Checked, code: str) -> str | None:
    """The target of the report before, when this one says nothing of it."""
    return next((it.target or None for it in checked.layout.facts.indicators if it.code == code), None)
