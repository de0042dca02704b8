"""Keeping files: examined, then kept under their hash, then recorded, in the caller's transaction.

When the transaction fails there is at worst a content without a record, which ``check`` lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import BinaryIO

from flask import current_app
from sqlalchemy import column, select, table, text
from werkzeug.datastructures import FileStorage

from tracker.db import after_commit, session, transaction
from tracker.errors import DomainError, message
from tracker.files import queries, storage
from tracker.files.contents import megabytes
from tracker.files.examination import examine, require_kind, require_size
from tracker.files.models import StoredFile, Upload
from tracker.files.rules import DOCUMENTS, KINDS, Rule
from tracker.files.storage import Readable, Spooled

_ORGANISATION = table("organisation", column("code"))


def received(
    files: Iterable[FileStorage],
    receipts: Sequence[str] = (),
    *,
    organisation: str | None,
    by: str,
    at: datetime,
    rule: Rule = DOCUMENTS,
) -> list[StoredFile]:
    """Keep all that a form brings: its own files, and by ``receipts`` those that were sent in pieces before.

    ``organisation`` is the code of the one whose quota they count in; None for the funder's own. ``by`` is
    an e-mail address. All or nothing: a DomainError on the field ``files`` names the file at fault. The
    records are flushed: they have their numbers.
    """
    chosen = [file for file in files if file.filename]
    receipts = list(dict.fromkeys(filter(None, receipts)))
    if len(chosen) + len(receipts) > rule.max_files:
        raise DomainError(message("Add %(limit)s files at most at a time.", limit=rule.max_files), "files")
    claimed = [_claim(token, organisation=organisation, by=by, at=at, rule=rule) for token in receipts]
    return claimed + [
        keep(file.stream, name=file.filename or "", organisation=organisation, by=by, at=at, rule=rule)
        for file in chosen
    ]


def keep(
    stream: Readable, *, name: str, organisation: str | None, by: str, at: datetime, rule: Rule = DOCUMENTS
) -> StoredFile:
    """Examine and keep one file, as ``received`` does."""
    with storage.spooled(stream, limit=rule.max_bytes) as content:
        found = examine(content, name=name, rule=rule)
        require_room(organisation, content.size, name=found.name)
        keep_content(content)
    return _record(
        StoredFile(
            sha256=content.sha256,
            size=content.size,
            media_type=found.kind.media_type,
            name=found.name,
            organisation_code=organisation,
            uploaded_by=by,
            uploaded_at=at,
        )
    )


def open_content(file: StoredFile) -> BinaryIO:
    """The bytes of ``file``, for whoever may read it: its slice has asked. The caller closes it."""
    return storage.open_(storage.content_name(file.sha256))


def drop(file: StoredFile) -> None:
    """Forget a file that nothing refers to any more; the database refuses while something does. The content
    goes after the commit, unless another file has the same.
    """
    session.delete(file)
    session.flush()
    after_commit(partial(remove_unused, file.sha256))


def require_room(organisation: str | None, size: int, *, name: str) -> None:
    """Refuse what would pass the quota. Simultaneous files of an organisation are counted one after another."""
    if organisation is None:
        return
    session.execute(select(_ORGANISATION.c.code).where(_ORGANISATION.c.code == organisation).with_for_update())
    quota = current_app.config["STORAGE_QUOTA"]
    if queries.used(organisation) + size > quota:
        raise DomainError(
            message(
                "“%(name)s” does not fit: the files of your organisation take %(quota)s at most. "
                "Remove some, or write to your programme officer.",
                name=name,
                quota=megabytes(quota),
            ),
            "files",
        )


def keep_content(content: Spooled) -> None:
    """Put the content in the storage. Written again when it is there: it may be on the point of being removed."""
    _alone_with(content.sha256)
    storage.put(content, storage.content_name(content.sha256))


def remove_unused(sha256: str) -> None:
    """Remove a content that no record has any more, in a transaction of its own after the one that dropped it."""
    with transaction():
        _alone_with(sha256)
        if not queries.is_used(sha256):
            storage.remove(storage.content_name(sha256))


def _claim(token: str, *, organisation: str | None, by: str, at: datetime, rule: Rule) -> StoredFile:
    """Turn a finished upload into a file. A receipt is for the one who sent the pieces, and good once."""
    found = select(Upload).where(Upload.token == token, Upload.begun_by == by, Upload.completed_at.is_not(None))
    upload = session.scalar(found.with_for_update())
    if upload is None:
        raise DomainError(message("A file that you sent before is no longer kept. Choose it again."), "files")
    kind = next((each for each in KINDS if each.media_type == upload.media_type), None)
    require_kind(kind, name=upload.name, rule=rule)
    require_size(upload.size, name=upload.name, rule=rule)
    session.delete(upload)
    session.flush()
    require_room(organisation, upload.size, name=upload.name)
    return _record(
        StoredFile(
            sha256=upload.content_sha256,
            size=upload.size,
            media_type=upload.media_type,
            name=upload.name,
            organisation_code=organisation,
            uploaded_by=by,
            uploaded_at=at,
        )
    )


def _record(file: StoredFile) -> StoredFile:
    session.add(file)
    session.flush()
    return file


def _alone_with(sha256: str) -> None:
    """Until this transaction ends nobody else keeps or removes this content. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(bytes.fromhex(sha256[:16]), signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
