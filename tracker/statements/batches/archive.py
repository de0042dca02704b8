"""The files of a year-end as one ZIP, made while it is sent: one file in memory at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.statements.models import IssuedStatement, StatementFile

MANIFEST = "empreintes-sha256.txt"
"""The fingerprint of every file, as ``sha256sum --check`` reads it."""


class _Outbox(io.RawIOBase):
    """Keeps what the ZIP writer writes until it is fetched; it cannot go back, as a response cannot."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def fetch(self) -> bytes:
        written, self._parts = b"".join(self._parts), []
        return written


def stream(numbers: Sequence[str], *, reading: Session) -> Iterator[bytes]:
    """The files of the statements of these numbers, as they were issued, in pieces; then the manifest.

    ``reading`` is a session of its own, closed at the end: the request is over before the last piece is sent.
    """
    outbox = _Outbox()
    with reading, zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as archive:  # what is inside is compressed already
        rows = reading.execute(
            select(StatementFile.id, StatementFile.name, StatementFile.sha256, IssuedStatement.known_at)
            .join(StatementFile.statement)
            .where(IssuedStatement.number.in_(numbers))
            .order_by(IssuedStatement.number, StatementFile.lang.desc(), StatementFile.form)
        ).all()
        for id_, name, _sha256, at in rows:
            content = reading.scalars(select(StatementFile.content).where(StatementFile.id == id_)).one()
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
            yield outbox.fetch()
        archive.writestr(
            zipfile.ZipInfo(MANIFEST, (1980, 1, 1, 0, 0, 0)),
            "".join(f"{sha256}  {name}\n" for _id, name, sha256, _at in rows),
        )
    yield outbox.fetch()
