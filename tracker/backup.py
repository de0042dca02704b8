"""The whole instance as one file, and back: every table, every file that people added.

A backup is a ZIP of plain lines (one JSON object for each row) and of contents under their hash, with a manifest that
has the SHA-256 of each member. It is read in one transaction, so that it is consistent while people work, and does
not depend on the database that it came from: SQLite's restores into PostgreSQL, and the other way round. Keys are not
in it (``TRACKER_SECRET_KEY``, ``TRACKER_SIGNING_KEY``, ``TRACKER_DATA_KEY``): they are kept apart.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text

from config import VERSION
from tracker import migrations
from tracker.db import WRITES, engine, now
from tracker.errors import DomainError, message
from tracker.files import storage
from tracker.files.rules import Rule
from tracker.ledger import journal

MANIFEST = "manifest.json"
FORM = "trame-backup-1"
_REVISIONS = "alembic_version"
_LOTS = 1_000
_CHUNK = 1 << 20

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in a backup: rows of all tables, files, and the journal's last entry."""

    rows: int
    files: int
    entries: int
    head: str


def backup(path: Path, *, progress: Progress = lambda name: None) -> Summary:
    """Write the instance to ``path``: whole, or not at all. Raises OSError when it cannot be written."""
    unfinished = path.with_name(f".{path.name}.partial")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            summary = _write(archive, progress)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return summary


def restore(path: Path, *, progress: Progress = lambda name: None) -> Summary:
    """Bring the instance of ``path`` into an empty database and its storage, then to the newest migration.

    Raises DomainError when the file is not a whole backup, when the database is not empty, or when what came out is
    not what went in; the database is then as it was before.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked(archive)
            _expect_empty()
            migrations.upgrade(manifest["revision"])
            _read_files(archive, manifest, progress)
            _read_tables(archive, manifest, progress)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DomainError(message("%(name)s is not a backup of Trame, or it is damaged.", name=path.name)) from error
    migrations.upgrade()
    verdict = journal.verify()
    if not verdict.sound or verdict.head != manifest["journal"]["hash"]:
        raise DomainError(message("The journal that came out is not the one that went in."))
    return Summary(
        rows=sum(manifest["tables"].values()),
        files=len(manifest["files"]),
        entries=manifest["journal"]["seq"],
        head=manifest["journal"]["hash"],
    )


def _write(archive: zipfile.ZipFile, progress: Progress) -> Summary:
    hashes: dict[str, str] = {}
    counts: dict[str, int] = {}
    with _snapshot() as connection:
        tables = _tables(connection)
        revision = connection.execute(text(f"SELECT version_num FROM {_REVISIONS}")).scalar_one()  # noqa: S608 - ours
        head = connection.execute(text("SELECT seq, hash FROM journal_head")).one()
        for table in tables:
            progress(table.name)
            name = f"tables/{table.name}.ndjson"
            counts[table.name], hashes[name] = _add(archive, name, _rows(connection, table))
        contents = sorted(set(connection.execute(text("SELECT sha256 FROM stored_file")).scalars()))
    for sha256 in contents:
        progress(sha256)
        name = f"files/{sha256}"
        with storage.open_(storage.content_name(sha256)) as stream:
            _pieces, hashes[name] = _add(archive, name, iter(partial(stream.read, _CHUNK), b""))
        if hashes[name] != sha256:
            raise DomainError(message("The content of %(sha256)s is damaged: run check.", sha256=sha256))
    manifest = {
        "form": FORM,
        "version": VERSION,
        "made_at": now().isoformat(),
        "revision": revision,
        "journal": {"seq": head.seq, "hash": head.hash},
        "tables": counts,
        "files": contents,
        "sha256": hashes,
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return Summary(sum(counts.values()), len(contents), head.seq, head.hash)


def _snapshot() -> Connection:
    """A connection that sees one moment: SQLite's readers do, PostgreSQL is asked to."""
    connection = engine().connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def _tables(connection: Connection) -> list[Table]:
    """Every table as the database has it, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != _REVISIONS]


def _rows(connection: Connection, table: Table) -> Iterator[bytes]:
    names = [column.name for column in table.columns]
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
        line = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            count += 1
    return count, digest.hexdigest()


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every member is what it says. Raises ValueError or KeyError."""
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["form"] != FORM:
        raise ValueError(manifest["form"])
    for name, expected in manifest["sha256"].items():
        digest = hashlib.sha256()
        with archive.open(name) as member:
            while piece := member.read(_CHUNK):
                digest.update(piece)
        if digest.hexdigest() != expected:
            raise ValueError(name)
    return manifest


def _expect_empty() -> None:
    with engine().connect() as connection:
        if inspect(connection).has_table(_REVISIONS):
            for name in ("person", "agreement", "journal_entry"):
                if connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first():  # noqa: S608 - ours
                    raise DomainError(message("This database is not empty: restore into a new one."))
            migrations.downgrade("base")


def _read_files(archive: zipfile.ZipFile, manifest: dict[str, Any], progress: Progress) -> None:
    limit = Rule().max_bytes
    for sha256 in manifest["files"]:
        progress(sha256)
        with archive.open(f"files/{sha256}") as member, storage.spooled(_Member(member), limit=limit) as content:
            if content.sha256 != sha256:
                raise ValueError(sha256)
            storage.put(content, storage.content_name(sha256))


class _Member:
    """A member of the archive, as the storage reads streams."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        return self._stream.read(size)


def _read_tables(archive: zipfile.ZipFile, manifest: dict[str, Any], progress: Progress) -> None:
    with engine().connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        tables = _tables(connection)
        for table in reversed(tables):
            connection.execute(table.delete())  # what the migrations put in
        for table in tables:
            if table.name not in manifest["tables"]:
                continue
            progress(table.name)
            with archive.open(f"tables/{table.name}.ndjson") as member:
                _fill(connection, table, member)
            _expect_count(connection, table, manifest["tables"][table.name])
        if connection.dialect.name == "postgresql":
            _move_sequences(connection, tables)


def _fill(connection: Connection, table: Table, lines: IO[bytes]) -> None:
    rich = {column.name: _reader(column, connection) for column in table.columns}
    own = {key.parent.name: key.column.name for key in table.foreign_keys if key.column.table is table}
    rows = ({name: rich[name](value) for name, value in json.loads(line).items()} for line in lines)
    lot: list[dict[str, Any]] = []
    for row in _parents_first(list(rows), own) if own else rows:
        lot.append(row)
        if len(lot) == _LOTS:
            connection.execute(table.insert(), lot)
            lot = []
    if lot:
        connection.execute(table.insert(), lot)


def _parents_first(rows: list[dict[str, Any]], own: dict[str, str]) -> list[dict[str, Any]]:
    """Rows that refer to others of their table (``own``: from which column to which), after them."""
    there: set[Any] = {None}
    ordered: list[dict[str, Any]] = []
    while rows:
        ready: list[dict[str, Any]] = []
        waiting: list[dict[str, Any]] = []
        for row in rows:
            (ready if all(row[name] in there for name in own) else waiting).append(row)
        if not ready:
            raise ValueError("rows that refer to one another")
        ordered += ready
        there |= {row[target] for row in ready for target in own.values()}
        rows = waiting
    return ordered


def _expect_count(connection: Connection, table: Table, expected: int) -> None:
    if connection.execute(select(func.count()).select_from(table)).scalar_one() != expected:
        raise ValueError(table.name)


def _move_sequences(connection: Connection, tables: list[Table]) -> None:
    """The next number of each table comes after those that were brought in."""
    for table in tables:
        for column in table.primary_key.columns:
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            ).scalar()
            last = connection.execute(select(func.max(column))).scalar() if sequence else None
            if last is not None:
                connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return moment.isoformat()
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


def _reader(column: Any, connection: Connection) -> Callable[[Any], Any]:
    """What brings a plain value back as this database takes it."""
    kind = _python_type(column)
    if kind is datetime:
        aware = connection.dialect.name == "postgresql"
        return lambda value: value and _moment(value, aware=aware)
    if kind is date:
        return lambda value: value and date.fromisoformat(value)
    if kind is bytes:
        return lambda value: value if value is None else base64.b64decode(value)
    return lambda value: value


def _moment(written: str, *, aware: bool) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if aware else moment.replace(tzinfo=None)


def _python_type(column: Any) -> type | None:
    try:
        found: type = column.type.python_type
    except NotImplementedError:
        return None
    return found
