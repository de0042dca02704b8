"""Databases of the suite's own: SQLite files, or databases beside the one that TRACKER_DATABASE_URL names.

A template is built once by the real migrations; every other database is a copy of it, which takes
milliseconds. Nothing here ever opens the database of TRACKER_DATABASE_URL for anything but making
and dropping others.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.pool import NullPool

_numbers = itertools.count(1)


def server() -> URL | None:
    """The PostgreSQL that the suite was told to run on, or None: SQLite."""
    given = os.environ.get("TRACKER_DATABASE_URL", "")
    return make_url(given).set(drivername="postgresql+psycopg") if given.startswith("postgresql") else None


@contextmanager
def scratch(folder: Path, *, template: str = "") -> Iterator[str]:
    """The address of a database that goes away at the end: empty, or a copy of ``template``.

    Nobody may be connected to the template.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"scratch_{worker}_{os.getpid()}_{next(_numbers)}"
    postgres = server()
    if postgres is None:
        path = folder / f"{name}.db"
        if template:
            shutil.copyfile(make_url(template).database or "", path)
        yield f"sqlite:///{path}"
        for left in folder.glob(f"{name}.db*"):
            left.unlink()
        return
    source = f' TEMPLATE "{make_url(template).database}"' if template else ""
    _command(postgres, f'CREATE DATABASE "{name}"{source}')
    try:
        yield postgres.set(database=name).render_as_string(hide_password=False)
    finally:
        _command(postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


def _command(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
