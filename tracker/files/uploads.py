"""Files that arrive in pieces: begun, continued where they were, completed; then a receipt.

After the IETF's draft on resumable uploads and tus: the server says how far it is, the next piece starts
there. What was acknowledged is on disk; what was not is sent again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from sqlalchemy import select

from tracker.db import after_commit, session
from tracker.errors import DomainError, message
from tracker.files import names, service, storage
from tracker.files.examination import Examined, examine, require_kind, require_size
from tracker.files.models import Upload, UploadPiece
from tracker.files.queries import KEPT_FOR
from tracker.files.rules import DOCUMENTS, KINDS
from tracker.files.storage import Spooled

PIECE_BYTES = 512 * 1024
"""How much the page sends at once: seconds on a poor line."""

MAX_PIECE_BYTES = 1024 * 1024
MAX_UNFINISHED = 60
"""Uploads that one person may have begun and not yet attached."""

_TOKEN_BYTES = 16


class OutOfStep(Exception):
    """The piece does not start where the upload is: another one arrived in between, or an answer was lost."""


def begin(*, name: str, size: int, sha256: str | None, organisation: str | None, by: str, at: datetime) -> Upload:
    """Announce a file, or find it again: the same person's, of the same name, size and hash. Refused at once
    when its name, its size or the quota would refuse it at the end.
    """
    forget_expired(at)
    name = names.tidy(name)
    mine = session.scalars(select(Upload).where(Upload.begun_by == by)).all()
    known = [it for it in mine if sha256 and (it.name, it.size, it.announced_sha256) == (name, size, sha256)]
    if known:
        return known[0]
    require_size(size, name=name, rule=DOCUMENTS)
    ending = names.split(name)[1].lower()
    if ending:
        require_kind(next((it for it in KINDS if ending in it.extensions), None), name=name, rule=DOCUMENTS)
    service.require_room(organisation, size, name=name)
    if len(mine) >= MAX_UNFINISHED:
        raise DomainError(message("Too many files are on their way. Save the form they are for, then add others."))
    upload = Upload(
        token=secrets.token_urlsafe(_TOKEN_BYTES),
        begun_by=by,
        begun_at=at,
        organisation_code=organisation,
        name=name,
        size=size,
        announced_sha256=sha256,
    )
    session.add(upload)
    session.flush()
    return upload


def append(upload: Upload, piece: Spooled, *, starts_at: int) -> None:
    """Keep a piece. Raises OutOfStep when it does not start where the upload is, or passes its end."""
    session.refresh(upload, with_for_update=True)
    if upload.completed_at or starts_at != upload.received or starts_at + piece.size > upload.size:
        raise OutOfStep
    if piece.size:
        storage.put(piece, storage.piece_name(upload.token, piece.sha256))
        upload.pieces.append(UploadPiece(starts_at=starts_at, size=piece.size, sha256=piece.sha256))
        session.flush()


@contextmanager
def assembled(upload: Upload) -> Iterator[Examined]:
    """The whole file, put together from its pieces and examined. A DomainError says that it never can be kept."""
    with storage.spooled(_Pieces(upload), limit=upload.size) as content:
        if content.size != upload.size or upload.announced_sha256 not in (None, content.sha256):
            raise DomainError(
                message("“%(name)s” was damaged on its way, or changed since. Add it again.", name=upload.name), "files"
            )
        yield examine(content, name=upload.name, rule=DOCUMENTS)


def complete(upload: Upload, found: Examined, *, at: datetime) -> None:
    """Keep the whole file until a form brings its receipt; the pieces go."""
    session.refresh(upload, with_for_update=True)
    if upload.completed_at:
        return
    service.keep_content(found.content)
    upload.name, upload.media_type = found.name, found.kind.media_type
    upload.content_sha256, upload.completed_at = found.content.sha256, at
    upload.pieces.clear()
    session.flush()
    after_commit(partial(storage.remove, storage.pieces_folder(upload.token)))


def give_up(upload: Upload) -> None:
    """Forget an upload and what has arrived of it."""
    token, content = upload.token, upload.content_sha256
    session.delete(upload)
    session.flush()
    after_commit(partial(storage.remove, storage.pieces_folder(token)))
    if content:
        after_commit(partial(service.remove_unused, content))


def forget_expired(at: datetime) -> None:
    """Give up what waited too long, whoever began it."""
    for upload in session.scalars(select(Upload).where(Upload.begun_at < at - KEPT_FOR)).all():
        give_up(upload)


class _Pieces:
    """The pieces of an upload, read one after another. Each is read again from the storage, whole."""

    def __init__(self, upload: Upload) -> None:
        self._names = [storage.piece_name(upload.token, piece.sha256) for piece in upload.pieces]
        self._left = b""

    def read(self, size: int = -1, /) -> bytes:
        while not self._left and self._names:
            with storage.open_(self._names.pop(0)) as piece:
                self._left = piece.read()
        given, self._left = self._left[:size], self._left[size:]
        return given
