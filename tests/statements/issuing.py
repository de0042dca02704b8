"""Issuing statements of the worked agreement, for the tests of issuing and of verifying."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select, text

from tests import worked
from tests.statements.consolidated import framework
from tests.statements.handover import two_hosts
from tracker.db import engine, now, session, transaction
from tracker.grants.models import Agreement
from tracker.grants.service import Author
from tracker.reports import service as reports
from tracker.statements import issue, issued
from tracker.statements.models import IssuedStatement
from tracker.statements.signing import signer
from tracker.statements.statement import Lang

AS_OF = date(2018, 3, 31)
CUT_OFF = date(2017, 12, 31)
KINDS = (
    ("agreement", worked.NUMBER, "2016-2017"),
    ("agreement", worked.NUMBER, None),
    ("region", "04", None),
    ("programme", "PE", "2016-2017"),
    ("disbursements", worked.NUMBER, None),
    ("handover", worked.NUMBER, CUT_OFF.isoformat()),
    ("framework", "CADRE", "2016-2017"),
    ("framework", "CADRE", None),
)
"""A statement of every kind that can be issued, of what ``take_in_every_kind`` brings: what, of whom, of which year."""


def take_in_every_kind() -> None:
    """The worked agreement, whose host changes after CUT_OFF, and a framework with three sub-agreements."""
    two_hosts.take_in(CUT_OFF)
    with tempfile.TemporaryDirectory() as folder:
        framework.take_in(Path(folder))


def freeze(
    year: str | None = "2016-2017",
    *,
    as_of: date = AS_OF,
    languages: Sequence[Lang] = ("fr",),
    number: str = worked.NUMBER,
) -> issue.Issue:
    """Take a number for a statement and sign it; its files are not made."""
    with transaction():
        return issue.freeze_agreement(
            number,
            year=year,
            as_of=as_of,
            languages=languages,
            signer=signer(),
            actor="direction@demo.example",
            at=now(),
        )


def freeze_one(
    what: str, name: str, year: str | None, *, as_of: date = AS_OF, languages: Sequence[Lang] = ("fr",)
) -> issue.Issue:
    """The same for a statement of any kind."""
    with transaction():
        return issue.freeze_one(
            what,
            name,
            year=year,
            as_of=as_of,
            languages=languages,
            signer=signer(),
            actor="direction@demo.example",
            at=now(),
        )


def finish(frozen: issue.Issue) -> IssuedStatement:
    """Make the files and keep them."""
    files = issue.draw(frozen)
    with transaction():
        issue.keep(frozen.number, files)
    return find(frozen.number)


def find(number: str) -> IssuedStatement:
    row = issued.by_number(number)
    assert row is not None
    return row


def content(row: IssuedStatement, form: str, lang: str = "fr") -> bytes:
    """The bytes of one stored file."""
    return next(file.content for file in issued.files_of(row, form) if file.lang == lang)


def declare_interest(cents: int = 4_321, number: str = worked.NUMBER) -> None:
    """Record something, now, that every statement of agreement ``number`` as of 2018-03-31 shows."""
    with transaction():
        agreement = session.scalars(select(Agreement).where(Agreement.number == number)).one()
        reports.declare_interest(
            agreement,
            declared_on=date(2018, 3, 1),
            year="2016-2017",
            amount=cents,
            author=Author("finances@demo.example", now()),
        )


def without_guard(*tables: str, statements: Sequence[str]) -> None:
    """What the database's owner could do: switch the guards off, write, switch them on again."""
    with engine().connect().execution_options(tracker_writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            for statement in statements:
                connection.execute(text(statement))
            for table in tables:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER ALL"))
            return
        guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in guards:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        for _, sql in guards:
            connection.execute(text(sql))


def flipped(whole: bytes, at: int) -> bytes:
    """The same bytes but for one bit of one of them."""
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


def inside(pdf: bytes, start: bytes) -> bytes:
    """The compressed stream of a PDF that begins with ``start``, unpacked."""
    at = -1
    while (at := pdf.find(b"stream\n", at + 1)) >= 0:
        try:
            found = zlib.decompressobj().decompress(pdf[at + 7 :])
        except zlib.error:
            continue
        if found.startswith(start):
            return found
    raise AssertionError(f"no stream starts with {start!r}")
