"""A new version of a report keeps what was decided of what it does not change."""

from __future__ import annotations

from sqlalchemy import select

from tracker.db import session
from tracker.reports.form.answers import cents
from tracker.reports.form.layout import Layout
from tracker.reports.form.template import SectionKind
from tracker.reports.models import LineReview, SectionReview, Submission


def carry(submission: Submission, layout: Layout) -> None:
    """Copy to ``submission`` the decisions of the version before it: sections accepted whose answers are the
    same, lines that declare the same amount. Whoever decided still did, when they did."""
    before = session.scalar(
        select(Submission).where(
            Submission.report_id == submission.report_id, Submission.number == submission.number - 1
        )
    )
    if before is None:
        return
    files = _files(before) == _files(submission)
    kinds = {it.key: it.section.kind for it in layout.sections}
    for row in session.scalars(select(SectionReview).where(SectionReview.submission_id == before.id)):
        same = _of(before, row.section) == _of(submission, row.section)
        if row.decision == "accepted" and same and (files or kinds.get(row.section) is not SectionKind.ATTACHMENTS):
            session.add(
                SectionReview(
                    submission_id=submission.id,
                    section=row.section,
                    decision=row.decision,
                    decided_by=row.decided_by,
                    decided_at=row.decided_at,
                )
            )
    was, is_ = _spent(before, layout), _spent(submission, layout)
    for line in session.scalars(select(LineReview).where(LineReview.submission_id == before.id)):
        if was.get(line.line_code) == is_.get(line.line_code):
            session.add(
                LineReview(
                    submission_id=submission.id,
                    line_code=line.line_code,
                    disallowed=line.disallowed,
                    recover=line.recover,
                    reason=line.reason,
                    revision=1,
                    decided_by=line.decided_by,
                    decided_at=line.decided_at,
                )
            )
    session.flush()


def _of(submission: Submission, section: str) -> dict[str, str]:
    return {path: text for path, text in submission.answers.items() if path.partition(".")[0] == section}


def _files(submission: Submission) -> list[str]:
    return sorted(it["sha256"] for it in submission.files)


def _spent(submission: Submission, layout: Layout) -> dict[str, int]:
    return {
        row.key: cents(submission.answers.get(grid.cell(row.key, "spent"), ""))
        for section in layout.sections
        for grid in section.grids
        if grid.kind is SectionKind.FINANCE
        for row in grid.rows
    }
