"""A framework and its three communities, worked out by hand in tests/statements/consolidated/framework.py."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.statements.consolidated import framework


@pytest.fixture
def cadre(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> str:
    """The framework's number, on the last day of 2017."""
    clock.move_to(datetime(2017, 12, 31, 16, tzinfo=UTC))
    framework.take_in(tmp_path)
    return "CADRE"
