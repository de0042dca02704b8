"""What consolidated statements are tested on: the worked agreement, a framework by hand, part of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from tests import databases, worked
from tests.conftest import make_app
from tests.statements.consolidated import framework
from tracker.demo import install
from tracker.statements import service
from tracker.statements.consolidated.value import Consolidated

EVER = datetime(2100, 1, 1, tzinfo=UTC)
"""Known at: whatever was recorded."""


def of_region(code: str, year: str | None, as_of: date) -> Consolidated:
    return service.region_statement(code, year=year, as_of=as_of, known_at=EVER)


def of_programme(code: str, year: str | None, as_of: date) -> Consolidated:
    return service.programme_statement(code, year=year, as_of=as_of, known_at=EVER)


@pytest.fixture
def worked_alone(app: Flask) -> None:
    worked.take_in()


@pytest.fixture
def by_hand(app: Flask, tmp_path: Path) -> None:
    framework.take_in(tmp_path)


@pytest.fixture(scope="session")
def demo_app(template_database: str, scratch_folder: Path) -> Iterator[Flask]:
    """Some sixty agreements of the demo, in every stream; no test changes them."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, scratch_folder / "demo")
        with app.app_context():
            install(agreements=60, password="un mot de passe pour les essais")
        yield app
        app.extensions["engine"].dispose()


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Flask]:
    with demo_app.app_context():
        yield demo_app
