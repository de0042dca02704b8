"""Running the migrations of ``migrations/versions`` on the application's own database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from tracker.db import WRITES, engine

FOLDER = Path(__file__).parent.parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Alembic's settings, for running on ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def upgrade(revision: str = "head") -> None:
    """Bring the database to ``revision``, in one transaction."""
    with _changing_tables() as connection:
        command.upgrade(configuration(connection), revision)


def downgrade(revision: str) -> None:
    """Take the database back to ``revision``, in one transaction; ``base`` empties it."""
    with _changing_tables() as connection:
        command.downgrade(configuration(connection), revision)


@contextmanager
def _changing_tables() -> Iterator[Connection]:
    """A connection in a transaction, on which a table may be rebuilt though others refer to it.

    SQLite alters most things by making the table anew, as its documentation of ALTER TABLE says: foreign keys rest
    meanwhile, and every one of them is looked at before the commit.
    """
    with engine().connect().execution_options(**{WRITES: True}) as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        if sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise RuntimeError(f"a migration left a reference to nothing: {tuple(broken)}")
        finally:
            if sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys = ON")
