"""What is published of the worked agreement and of a framework by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests import worked
from tests.statements.consolidated import framework


@pytest.fixture
def worked_alone(app: Flask) -> None:
    worked.take_in()


@pytest.fixture
def by_hand(app: Flask, tmp_path: Path) -> None:
    framework.take_in(tmp_path)
