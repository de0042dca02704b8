"""Reads: what is kept, for whom, and whether records and contents agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from tracker.db import session
from tracker.files import storage
from tracker.files.models import StoredFile, Upload, UploadPiece
from tracker.ledger.organisations import codes_of

KEPT_FOR = timedelta(days=7)
"""How long an upload waits to be finished, and a finished one for the form that it is for."""

_BEING_WRITTEN = timedelta(hours=1)


def used(organisation: str) -> int:
    """How many bytes count in the quota of ``organisation``: its files, and those on their way; also those of
    what was merged into it, whose rows say for ever under which code they came."""
    theirs = codes_of(organisation)
    kept = select(func.coalesce(func.sum(StoredFile.size), 0)).where(StoredFile.organisation_code.in_(theirs))
    coming = select(func.coalesce(func.sum(Upload.size), 0)).where(Upload.organisation_code.in_(theirs))
    return int(session.scalar(kept) or 0) + int(session.scalar(coming) or 0)


def is_used(sha256: str) -> bool:
    """Whether a file or a finished upload has this content."""
    files = select(StoredFile.id).where(StoredFile.sha256 == sha256)
    uploads = select(Upload.id).where(Upload.content_sha256 == sha256)
    return session.scalar(files.limit(1)) is not None or session.scalar(uploads.limit(1)) is not None


def same_content(file: StoredFile) -> Sequence[StoredFile]:
    """The other files of the same content, oldest first: the same document, given twice (DOMAIN rule 20)."""
    others = select(StoredFile).where(StoredFile.sha256 == file.sha256, StoredFile.id != file.id)
    return session.scalars(others.order_by(StoredFile.id)).all()


def waiting(receipts: Sequence[str], *, by: str) -> Sequence[Upload]:
    """The finished uploads of ``by`` that these receipts are for and that no form has taken yet."""
    found = select(Upload).where(Upload.token.in_(receipts), Upload.begun_by == by, Upload.completed_at.is_not(None))
    return session.scalars(found.order_by(Upload.id)).all()


def orphans(at: datetime) -> list[str]:
    """Names in the storage that no record has, but for what was written in the last hour: it may be on its way."""
    named = {storage.content_name(sha256) for sha256 in session.scalars(select(StoredFile.sha256))}
    finished = select(Upload.content_sha256).where(Upload.content_sha256.is_not(None))
    named |= {storage.content_name(sha256) for sha256 in session.scalars(finished) if sha256}
    pieces = select(Upload.token, UploadPiece.sha256).join(UploadPiece.upload)
    named |= {storage.piece_name(token, sha256) for token, sha256 in session.execute(pieces)}
    kept = storage.everything()
    return [each.name for each in kept if each.name not in named and each.written_at < at - _BEING_WRITTEN]


def missing() -> list[StoredFile]:
    """Files whose content is not in the storage, or is there with another size."""
    sizes = {each.name: each.size for each in storage.everything()}
    files = session.scalars(select(StoredFile).order_by(StoredFile.id))
    return [file for file in files if sizes.get(storage.content_name(file.sha256)) != file.size]
