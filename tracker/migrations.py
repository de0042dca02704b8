"""Running the migrations of ``migrations/versions`` on the application's own database."""

from __future__ import annotations

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
    with engine().connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        command.upgrade(configuration(connection), revision)


def downgrade(revision: str) -> None:
    """Take the database back to ``revision``, in one transaction; ``base`` empties it."""
    with engine().connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        command.downgrade(configuration(connection), revision)
