"""Keeping a workbook that came back, and taking its answers into the draft."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.files import service as files
from tracker.files.forms import Sent
from tracker.files.rules import XLSX, Rule
from tracker.grants.service import Author
from tracker.reports import queries
from tracker.reports.form.layout import Layout
from tracker.reports.models import Report
from tracker.reports.service import drafts
from tracker.reports.service.drafts import Edit, Saved
from tracker.reports.spreadsheet.compare import Fate, Outcome, compare
from tracker.reports.spreadsheet.marks import Origin
from tracker.reports.spreadsheet.models import ReturnedWorkbook
from tracker.reports.spreadsheet.reading import Returned, read_workbook

WORKBOOKS = Rule(kinds=frozenset({XLSX}), max_bytes=10_000_000, max_files=1, max_unpacked=60_000_000, max_entries=300)


def origin_of(report: Report) -> Origin:
    """Where a workbook of the draft as it stands comes from."""
    obligation = report.obligation
    return Origin(obligation.agreement.number, obligation.number, report.template_version_id or 0, report.revision)


def keep(report: Report, sent: Sent, *, layout: Layout, organisation: str | None, author: Author) -> ReturnedWorkbook:
    """Keep the workbook, once it is known to be this report's.

    Raises DomainError on another file, another report's, or one made of another version of the template.
    """
    kept = files.received(*sent, organisation=organisation, by=author.actor, at=author.at, rule=WORKBOOKS)
    if not kept:
        raise DomainError(message("Choose the file to send."), "files")
    workbook = ReturnedWorkbook(report=report, file=kept[0], sent_by=author.actor, sent_at=author.at)
    _expect_ours(report, returned(workbook, layout))
    session.add(workbook)
    session.flush()
    return workbook


def content(workbook: ReturnedWorkbook) -> bytes:
    """The workbook as it was sent."""
    with files.open_content(workbook.file) as stream:
        return stream.read()


def returned(workbook: ReturnedWorkbook, layout: Layout) -> Returned:
    """What the workbook says. Raises DomainError when it is not one of ours."""
    return read_workbook(content(workbook), layout)


def outcomes(workbook: ReturnedWorkbook, layout: Layout) -> tuple[Outcome, ...]:
    """What the workbook changes of the draft as it stands now."""
    return compare(returned(workbook, layout), layout, queries.texts_of(workbook.report))


def take_in(workbook: ReturnedWorkbook, chosen: Collection[str], *, layout: Layout, author: Author) -> Saved:
    """Save what only the workbook changed, and of the conflicts those ``chosen``, by path. What cannot be read
    stays out. Taken in again, it changes nothing more.

    Raises RuleBroken when the report is no longer being written.
    """
    drafted = queries.draft_of(workbook.report)
    edits = [
        Edit(it.path, it.mine, drafted[it.path].revision if it.path in drafted else 0)
        for it in outcomes(workbook, layout)
        if it.fate is Fate.TAKEN or (it.fate is Fate.CONFLICT and it.path in chosen)
    ]
    saved = drafts.save(workbook.report, edits, layout=layout, author=author)
    workbook.taken_at = author.at
    session.flush()
    return saved


def workbooks_of(report: Report) -> list[ReturnedWorkbook]:
    """The workbooks that came back for a report, the latest first."""
    rows = select(ReturnedWorkbook).where(ReturnedWorkbook.report_id == report.id).order_by(ReturnedWorkbook.id.desc())
    return list(session.scalars(rows))


def _expect_ours(report: Report, sent: Returned) -> None:
    ours = origin_of(report)
    if (sent.origin.agreement, sent.origin.report) != (ours.agreement, ours.report):
        raise DomainError(
            message(
                "This file is report %(report)s of agreement %(agreement)s, not this one.",
                report=sent.origin.report,
                agreement=sent.origin.agreement,
            ),
            "files",
        )
    if sent.origin.template != ours.template:
        raise DomainError(message("This file was made of other questions. Download the report again."), "files")
