"""What is said of a report: to the partner, or among the funder's people. The two are never mixed: each remark has
one audience, chosen when it is written, and nothing changes it."""

from __future__ import annotations

from sqlalchemy import select

from tracker.db import session
from tracker.errors import message
from tracker.grants.service import Author, RuleBroken
from tracker.grants.terms import Finding
from tracker.reports import queries
from tracker.reports.models import Comment, Report
from tracker.reports.review.standing import Audience
from tracker.trail import service as trail
from tracker.web.text import clean

LONGEST = 4_000


def comment(
    report: Report,
    text: str,
    *,
    audience: Audience,
    author: Author,
    section: str | None = None,
    path: str | None = None,
) -> Comment:
    """Say something about the report, its ``section`` or one answer (``path``). The same words twice are said once.

    Raises RuleBroken on ``comment`` when there are none, or too many.
    """
    text = clean(text, lines=True)
    if not text:
        raise RuleBroken([Finding(message("Write something first."), "comment")])
    if len(text) > LONGEST:
        raise RuleBroken([Finding(message("Use %(limit)s characters at most.", limit=LONGEST), "comment")])
    submission = queries.last_submission(report)
    said = session.scalar(
        select(Comment).where(
            Comment.report_id == report.id,
            Comment.submission_id == (submission.id if submission else None),
            Comment.audience == audience.value,
            Comment.author == author.actor,
            Comment.text == text,
            Comment.path.is_(path) if path is None else Comment.path == path,
            Comment.section.is_(section) if section is None else Comment.section == section,
            Comment.resolved_at.is_(None),
        )
    )
    if said is not None:
        return said
    said = Comment(
        report_id=report.id,
        submission_id=submission.id if submission else None,
        section=section or (path.partition(".")[0] if path else None),
        path=path,
        audience=audience.value,
        text=text,
        author=author.actor,
        written_at=author.at,
    )
    session.add(said)
    session.flush()
    _tell(said, "comment to the partner" if audience is Audience.PARTNER else "internal note", author)
    return said


def reply(report: Report, text: str, *, author: Author, section: str | None = None, path: str | None = None) -> Comment:
    """The partner answers: their words are shared, always. Raises RuleBroken as ``comment`` does."""
    return comment(report, text, audience=Audience.PARTNER, author=author, section=section, path=path)


def resolve(said: Comment, *, author: Author) -> None:
    """What was asked is done. Twice is once."""
    if said.resolved_at is None:
        said.resolved_by, said.resolved_at = author.actor, author.at
        session.flush()
        _tell(said, "comment resolved", author)


def _tell(said: Comment, action: str, author: Author) -> None:
    """That something was said, to whom and where; the words stay with the report."""
    trail.record(
        actor=author.actor,
        at=author.at,
        action=action,
        subject_type="report_comment",
        subject=str(said.id),
        difference={"report": said.report_id, "audience": said.audience, "path": said.path or said.section},
    )
