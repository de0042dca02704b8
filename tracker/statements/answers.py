"""What the pages of statements answer: a file to take away; a statement that was just issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from os import SEEK_END
from typing import BinaryIO

from flask import Response, abort, flash
from flask_babel import gettext as _

from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.statements import issue, service
from tracker.statements.models import StatementFile
from tracker.statements.signing import signer
from tracker.statements.statement import Lang

_PIECE = 64 * 1024


def file(name: str, form: str, content: bytes | Iterator[bytes]) -> Response:
    """``content`` as a file of that name to keep."""
    response = Response(content, mimetype=service.CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def long_file(name: str, form: str, content: BinaryIO) -> Response:
    """The same for a file too long to be held in memory; it is closed once it is read."""

    def pieces() -> Iterator[bytes]:
        with content:
            content.seek(0)
            while piece := content.read(_PIECE):
                yield piece

    size = content.seek(0, SEEK_END)
    response = file(name, form, pieces())
    response.content_length = size
    return response


def working_copy(statement: service.AnyStatement, form: str, lang: Lang) -> Response:
    """``statement`` in one form, not issued."""
    return file(service.file_name(statement, form), form, service.write(statement, form=form, lang=lang))


def as_issued(found: StatementFile | None) -> Response:
    """A file as it was made when its statement was issued, never drawn again; 404 without one."""
    return file(found.name, found.form, found.content) if found else abort(404)


def issued_now(what: str, name: str, *, year: str | None, as_of: date, languages: Sequence[Lang]) -> None:
    """Issue a statement from its number to its files, and say so on the next page. Raises as ``issue.freeze_one``."""
    with transaction():
        frozen = issue.freeze_one(
            what,
            name,
            year=year,
            as_of=as_of,
            languages=languages,
            signer=signer(),
            actor=visitor().email,
            at=now(),
        )
    files = issue.draw(frozen)
    with transaction():
        issue.keep(frozen.number, files)
    if frozen.fresh:
        flash(_("Statement %(number)s is issued.", number=frozen.number), "success")
    else:
        flash(_("Nothing has changed since statement %(number)s: it stands.", number=frozen.number), "info")
