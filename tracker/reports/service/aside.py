"""Setting a draft aside when the report that it was for falls away: nothing that somebody wrote is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from tracker.db import session
from tracker.grants.falling import Begun
from tracker.grants.models import Obligation
from tracker.grants.service import Author, tell
from tracker.reports import queries
from tracker.reports.form import facts as form_facts
from tracker.reports.models import (
    Answer,
    Attachment,
    Extension,
    IndicatorValue,
    Report,
    SetAside,
    SetAsideFile,
    SignOff,
)
from tracker.reports.reminders.models import Reminder
from tracker.reports.service.attachments import attached
from tracker.reports.service.review import measured
from tracker.reports.spreadsheet.models import ReturnedWorkbook


def begun(obligations: Sequence[Obligation]) -> list[Begun]:
    """What is written for each of these reports that somebody began, in their order."""
    wanted = select(Report).where(Report.obligation_id.in_([it.id for it in obligations]))
    reports = {it.obligation_id: it for it in session.scalars(wanted)}
    return [_begun(reports[it.id]) for it in obligations if it.id in reports]


def let_go(obligation: Obligation, author: Author, reason: str) -> None:
    """Keep the draft for ``obligation`` with its period, and take away all that refers to it. Its reminders and the
    dates that it was given before stay in the trail and in what it said."""
    report = queries.report_of(obligation)
    if report is not None:
        session.scalars(select(Report.id).where(Report.id == report.id).with_for_update()).one()
        _set_aside(report, author, reason)
        for model in (Answer, SignOff, Attachment, ReturnedWorkbook, IndicatorValue):
            session.execute(delete(model).where(model.report_id == report.id))
        session.delete(report)
    for each in (Extension, Reminder):
        session.execute(delete(each).where(each.obligation_id == obligation.id))
    session.flush()


def _begun(report: Report) -> Begun:
    written = sorted(
        (it for it in queries.draft_of(report).values() if it.text), key=lambda it: it.edited_at, reverse=True
    )
    return Begun(
        number=report.obligation.number,
        by=tuple(dict.fromkeys(it.edited_by for it in written)),
        at=written[0].edited_at if written else None,
        answers=len(written),
        documents=len(attached(report)),
    )


def _set_aside(report: Report, author: Author, reason: str) -> None:
    due, found = report.obligation, _begun(report)
    kept = SetAside(
        agreement_id=due.agreement_id,
        number=due.number,
        kind=due.kind,
        fiscal_year=due.fiscal_year,
        from_on=due.from_on,
        to_on=due.to_on,
        due_on=due.due_on,
        begun_at=report.recorded_at,
        template_version=report.template_version,
        answers=queries.texts_of(report),
        facts=form_facts.to_data(queries.facts_of(due)),
        indicators=measured(report),
        written_by=list(found.by),
        set_aside_by=author.actor,
        set_aside_at=author.at,
        reason=reason[:500],
        files=[
            SetAsideFile(file=it.file, path=it.path, description=it.description)
            for it in {each.file_id: each for each in attached(report)}.values()
        ],
    )
    there = {it.file.id for it in kept.files}
    for sent in session.scalars(select(ReturnedWorkbook).where(ReturnedWorkbook.report_id == report.id)):
        if sent.file_id not in there:
            kept.files.append(SetAsideFile(file=sent.file, path=None, description=""))
    session.add(kept)
    session.flush()
    difference = {
        "report": due.number,
        "draft": kept.id,
        "written_by": kept.written_by,
        "answers": found.answers,
        "documents": found.documents,
    }
    tell(due.agreement, author, "report draft set aside", difference, kept.reason)
