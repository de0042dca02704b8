"""What is published of the worked agreement, of a framework by hand, of part of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import databases, worked
from tests.conftest import make_app
from tests.statements.consolidated import framework
from tracker.demo import install


@pytest.fixture
def worked_alone(app: Flask) -> None:
    worked.take_in()


@pytest.fixture
def by_hand(app: Flask, tmp_path: Path) -> None:
    framework.take_in(tmp_path)


@pytest.fixture(scope="module")
def demo_app(template_database: str, scratch_folder: Path) -> Iterator[Flask]:
    """Some sixty agreements of the demo, in every stream; no test changes them."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, scratch_folder / "published")
        with app.app_context():
            install(agreements=60, password="un mot de passe pour les essais")
        yield app
        app.extensions["engine"].dispose()


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Flask]:
    with demo_app.app_context():
        yield demo_app
