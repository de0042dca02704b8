"""Migrations go up, down and up again, and make what the models say."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import tracker.models  # noqa: F401 - every table
from tests.conftest import make_app
from tracker import migrations
from tracker.db import Base, engine


def test_there_is_one_head_and_every_migration_is_numbered() -> None:
    folder = ScriptDirectory(str(migrations.FOLDER))
    assert len(folder.get_heads()) == 1
    numbers = sorted(Path(script.path).name[:4] for script in folder.walk_revisions())
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_up_down_and_up_again_makes_what_the_models_say(empty_database: str, tmp_path: Path) -> None:
    app = make_app(empty_database, tmp_path)
    with app.app_context():
        migrations.upgrade()
        migrations.downgrade("base")
        assert set(inspect(engine()).get_table_names()) <= {"alembic_version"}
        migrations.upgrade()
        with engine().connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
    app.extensions["engine"].dispose()


def test_each_migration_can_be_undone_on_its_own(empty_database: str, tmp_path: Path) -> None:
    app = make_app(empty_database, tmp_path)
    revisions = [script.revision for script in ScriptDirectory(str(migrations.FOLDER)).walk_revisions()][::-1]
    with app.app_context():
        for revision in revisions:
            migrations.upgrade(revision)
            before = tables()
            migrations.downgrade("-1")
            migrations.upgrade(revision)
            assert tables() == before
    app.extensions["engine"].dispose()


def tables() -> dict[str, list[str]]:
    inspector = inspect(engine())
    return {name: [column["name"] for column in inspector.get_columns(name)] for name in inspector.get_table_names()}
