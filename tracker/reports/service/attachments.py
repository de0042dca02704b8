"""The documents of a report while it is written: add, say what they support, remove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from tracker.db import session
from tracker.files import service as files
from tracker.files.models import StoredFile
from tracker.grants.service import Author
from tracker.ledger.organisations import codes_of
from tracker.reports import queries
from tracker.reports.life import Step
from tracker.reports.models import Attachment, Report, Submission
from tracker.reports.service.drafts import CONTENT, change, expect


def attach(report: Report, kept: Sequence[StoredFile], *, path: str | None, author: Author) -> list[Attachment]:
    """Add files, for the row or question at ``path`` or for the report as a whole.

    Raises RuleBroken when the report is not being written.
    """
    expect(report, Step.EDIT)
    added = [
        Attachment(report_id=report.id, file=file, path=path, description="", added_by=author.actor, added_at=author.at)
        for file in kept
    ]
    session.add_all(added)
    if added:
        change(report, (CONTENT,))
    session.flush()
    return added


def link(attachment: Attachment, *, path: str | None, author: Author) -> None:
    """Say which row or question the document supports. Raises RuleBroken when the report is not being written."""
    expect(attachment.report, Step.EDIT)
    if attachment.path != path:
        attachment.path = path
        change(attachment.report, (CONTENT,))
        session.flush()


def remove(attachment: Attachment, *, author: Author) -> None:
    """Take a document out of the draft. What a submitted version lists is kept; the rest is forgotten.

    Raises RuleBroken when the report is not being written.
    """
    expect(attachment.report, Step.EDIT)
    change(attachment.report, (CONTENT,))
    if queries.last_submission(attachment.report) is not None:
        attachment.removed_by, attachment.removed_at = author.actor, author.at
        session.flush()
        return
    file = attachment.file
    session.delete(attachment)
    session.flush()
    files.drop(file)


def attached(report: Report) -> list[Attachment]:
    """The documents that are attached now, in the order they came."""
    return list(
        session.scalars(
            select(Attachment)
            .where(Attachment.report_id == report.id, Attachment.removed_at.is_(None))
            .order_by(Attachment.id)
        )
    )


def listed(submission: Submission) -> list[StoredFile]:
    """The files of a submitted version, in its order."""
    ids = [it["id"] for it in submission.files]
    found = {it.id: it for it in session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))}
    return [found[id_] for id_ in ids if id_ in found]


def repeated(attachments: Iterable[Attachment], *, organisations: Iterable[str]) -> dict[int, Attachment]:
    """For each attachment whose content was attached before, here or to another report of the same
    ``organisations``: the first one. By the attachment's number."""
    wanted = list(attachments)
    rows = session.scalars(
        select(Attachment)
        .join(Attachment.file)
        .where(
            StoredFile.sha256.in_({it.file.sha256 for it in wanted}),
            StoredFile.organisation_code.in_(codes_of(*organisations)),
            Attachment.removed_at.is_(None),
        )
        .order_by(Attachment.id)
    ).all()
    first: dict[str, Attachment] = {}
    for row in rows:
        first.setdefault(row.file.sha256, row)
    return {it.id: first[it.file.sha256] for it in wanted if first.get(it.file.sha256, it).id < it.id}
