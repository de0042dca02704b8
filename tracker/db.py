"""The database: one session per context, column types, and ``transaction()``.

SQLite begins immediate for writing and deferred for reading, so that readers never wait and a
writer never fails half-way for want of the lock (STACK.md). PostgreSQL needs none of that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, current_app, g
from sqlalchemy import BigInteger, Connection, DateTime, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine
from werkzeug.local import LocalProxy

WRITES = "tracker_writes"


class Base(DeclarativeBase):
    """Every table. Constraint names are fixed: they map to form fields and to migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Money(TypeDecorator[int]):
    """Exact cents in a BIGINT. Anything but an ``int`` is a mistake of ours and raises TypeError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"money is an int of cents, not {value!r}")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(value)  # PostgreSQL's SUM(bigint) is numeric


class Rate(TypeDecorator[int]):
    """A share as an ``int`` of millionths: 10 % is 100 000."""

    impl = Integer
    cache_ok = True


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, always UTC; refuses naive values."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def make_engine(url: str) -> Engine:
    """An engine whose SQLite connections behave: WAL, foreign keys, triggers that fire on REPLACE."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",  # what was answered with success survives a power cut
            "foreign_keys = ON",
            "recursive_triggers = ON",  # or REPLACE INTO walks past the append-only triggers
            "busy_timeout = 30000",
            "cache_size = -65536",
            "temp_store = MEMORY",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def init_app(app: Flask, url: str) -> None:
    """Bind ``app`` to the database of ``url``; connections are made when first needed."""
    app.extensions["engine"] = make_engine(url)
    app.extensions["make_session"] = lambda: Session(app.extensions["engine"])
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """The application's engine, for what needs a connection beside the session's."""
    return cast(Engine, current_app.extensions["engine"])


def _current() -> Session:
    if "session" not in g:
        g.session = current_app.extensions["make_session"]()
    return cast(Session, g.session)


session: Session = cast(Session, LocalProxy(_current))
"""The session of this request, command or job."""


def _close(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing: commit on exit, roll back on any error, then run what waits for the commit.

    Ends the reading transaction first, so that what is written is decided on rows read under the lock.
    """
    current = _current()
    current.rollback()
    g.after_commit = []
    try:
        current.connection(execution_options={WRITES: True})
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        g.pop("after_commit")
        raise
    for call in g.pop("after_commit"):
        call()


def is_writing() -> bool:
    """Whether this is inside ``transaction()``."""
    return "after_commit" in g


@contextmanager
def apart() -> Iterator[None]:
    """Read in a session of its own on the same connection, closed at the end: the records that were read
    are bound to none, and what their readers do not find loaded cannot be loaded later."""
    usual = _current()
    g.session = Session(usual.connection(), join_transaction_mode="rollback_only")
    try:
        yield
    finally:
        g.session.close()
        g.session = usual


def after_commit(call: Callable[[], object]) -> None:
    """Run ``call`` once the surrounding transaction is committed: mail, queue, files to delete."""
    g.after_commit.append(call)


def now() -> datetime:
    """The present moment, UTC: the one place the clock of records is read."""
    return datetime.now(UTC)
