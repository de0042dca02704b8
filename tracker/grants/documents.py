"""Files attached to an agreement or to its draft, and conditions recorded as met. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.files import service as files
from tracker.files.forms import Sent
from tracker.files.models import StoredFile
from tracker.grants.models import Agreement, AgreementDocument, AgreementDraft, Condition
from tracker.grants.service import Author, tell


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as components/upload.html lists it."""

    id: int
    name: str
    size: int
    at: datetime
    by: str
    condition_id: int | None
    href: str = ""


def attach(
    owner: Agreement | AgreementDraft, sent: Sent, *, author: Author, condition: Condition | None = None
) -> list[StoredFile]:
    """Keep what a form brings, and attach it. Raises DomainError on a file that is refused."""
    kept = files.received(sent.files, sent.receipts, organisation=None, by=author.actor, at=author.at)
    signed = isinstance(owner, Agreement)
    for file in kept:
        session.add(
            AgreementDocument(
                file_id=file.id,
                agreement_id=owner.id if signed else None,
                draft_id=None if signed else owner.id,
                condition_id=condition.id if condition else None,
            )
        )
    if isinstance(owner, Agreement):
        names = {"files": [[file.name, file.sha256] for file in kept]}
        tell(owner, author, "documents added", names, "")
    session.flush()
    return kept


def attached(owner: Agreement | AgreementDraft) -> Sequence[Shown]:
    """The files of an agreement or of a draft, in the order they came."""
    column = AgreementDocument.agreement_id if isinstance(owner, Agreement) else AgreementDocument.draft_id
    rows = session.execute(
        select(StoredFile, AgreementDocument.condition_id)
        .join(AgreementDocument, AgreementDocument.file_id == StoredFile.id)
        .where(column == owner.id)
        .order_by(StoredFile.id)
    )
    return [Shown(it.id, it.name, it.size, it.uploaded_at, it.uploaded_by, of) for it, of in rows]


def file_of(owner: Agreement | AgreementDraft, file_id: int) -> StoredFile | None:
    """One file of an agreement or of a draft; None when it is not theirs."""
    column = AgreementDocument.agreement_id if isinstance(owner, Agreement) else AgreementDocument.draft_id
    return session.scalar(
        select(StoredFile)
        .join(AgreementDocument, AgreementDocument.file_id == StoredFile.id)
        .where(column == owner.id, StoredFile.id == file_id)
    )


def remove(draft: AgreementDraft, file_id: int) -> None:
    """Take a file off a draft: nothing was signed with it."""
    document = session.get(AgreementDocument, file_id)
    if document is not None and document.draft_id == draft.id:
        file = document.file
        session.delete(document)
        session.flush()
        files.drop(file)


def remove_all(draft: AgreementDraft) -> None:
    """Take every file off a draft that is given up."""
    for it in attached(draft):
        remove(draft, it.id)


def hand_over(draft: AgreementDraft, agreement: Agreement) -> None:
    """What was attached to the draft is the agreement's once it is signed."""
    for document in session.scalars(select(AgreementDocument).where(AgreementDocument.draft_id == draft.id)):
        document.draft_id, document.agreement_id = None, agreement.id
    session.flush()


def meet(condition: Condition, *, on: date, note: str, sent: Sent | None, author: Author) -> None:
    """Record that a condition is met, what shows it, and perhaps its document (DOMAIN rule 7). Once.

    Raises DomainError when it was recorded already, or a file is refused.
    """
    session.refresh(condition)
    if condition.met_on is not None:
        raise DomainError(message("This condition was recorded as met by %(who)s.", who=condition.met_by or ""))
    condition.met_on, condition.met_by, condition.met_at, condition.note = on, author.actor, author.at, note
    difference = {"condition": condition.number, "text": condition.text, "on": on.isoformat()}
    tell(condition.agreement, author, "condition met", difference, note)
    if sent:
        attach(condition.agreement, sent, author=author, condition=condition)
    session.flush()
