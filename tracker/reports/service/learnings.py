"""Learnings that partners offer to one another: shared when their report is accepted, withdrawn when they say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from tracker.db import session
from tracker.grants.service import Author
from tracker.reports import queries
from tracker.reports.form.layout import Field, Grid, Layout, Values
from tracker.reports.form.questions import QuestionKind
from tracker.reports.models import Learning, ProtectiveFactor, Report, Submission
from tracker.trail import service as trail

_OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody offers, and where they wrote it."""

    path: str
    text: str
    factor: str = ""
    system: str = ""


def offers(layout: Layout, answers: Values) -> Iterator[Offer]:
    """What the answers offer to the library: long answers, and rows of tables."""
    for section in layout.sections:
        for item in section.items:
            if isinstance(item, Field):
                text = answers.get(item.path, "")
                if text and answers.get(f"{item.path}_{_OFFERED}") == "yes":
                    yield Offer(item.path, text)
            elif item.column(_OFFERED):
                yield from _rows(item, answers)


def _rows(grid: Grid, answers: Values) -> Iterator[Offer]:
    texts = [it.key for it in grid.columns if it.kind in (QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT)]
    for row in grid.filled(answers):
        if answers.get(grid.cell(row.key, _OFFERED)) != "yes":
            continue
        said = [answers.get(grid.cell(row.key, key), "") for key in texts]
        text = "\n".join(part for part in said if part)
        if text:
            factor, system = (answers.get(grid.cell(row.key, key), "") for key in ("factor", "system"))
            yield Offer(f"{grid.path}.{row.key}", text, factor, system)


def share(report: Report, submission: Submission, *, author: Author) -> list[Learning]:
    """Put what the accepted ``submission`` offers into the library; what an earlier version offered and this one
    does not is withdrawn. Somebody's own withdrawal stays."""
    known = {it.path: it for it in session.scalars(select(Learning).where(Learning.report_id == report.id))}
    factors = {it.code: it for it in session.scalars(select(ProtectiveFactor))}
    shared = []
    for offer in offers(queries.layout_of_submission(submission), submission.answers):
        row = known.pop(offer.path, None)
        if row is None:
            row = Learning(report_id=report.id, agreement_id=report.obligation.agreement_id, path=offer.path)
            session.add(row)
        elif row.withdrawn_by not in (None, _of(report)):
            continue
        factor = factors.get(offer.factor)
        row.text, row.language = offer.text, submission.language
        row.factor_code = factor.code if factor else None
        row.system = offer.system or (factor.system if factor else None)
        row.consent_by, row.consent_at = submission.on_behalf_of, submission.submitted_at
        row.shared_at, row.withdrawn_by, row.withdrawn_at = author.at, None, None
        shared.append(row)
    for row in known.values():
        _take_out(row, by=_of(report), author=author)
    session.flush()
    return shared


def withhold(report: Report, *, author: Author) -> None:
    """Take the report's learnings out of the library while it is reviewed again."""
    for row in session.scalars(select(Learning).where(Learning.report_id == report.id)):
        _take_out(row, by=_of(report), author=author)
    session.flush()


def withdraw(learning: Learning, *, author: Author) -> None:
    """The partner takes their learning back, for good. Twice is once."""
    if learning.withdrawn_at is not None and learning.withdrawn_by != _of(learning.report):
        return
    learning.withdrawn_by, learning.withdrawn_at = author.actor, author.at
    session.flush()
    trail.record(
        actor=author.actor,
        at=author.at,
        action="learning withdrawn",
        subject_type="agreement",
        subject=learning.agreement.number,
        difference={"report": learning.report.obligation.number, "path": learning.path},
    )


def _take_out(row: Learning, *, by: str, author: Author) -> None:
    if row.withdrawn_at is None:
        row.withdrawn_by, row.withdrawn_at = by, author.at


def _of(report: Report) -> str:
    """Who withdraws a learning when nobody did: the review of its report."""
    return f"report:{report.id}"
