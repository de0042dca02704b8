"""The worked agreement on the eve of each of its decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests import worked
from tests.insight import books


@pytest.fixture
def on(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> Callable[[str], None]:
    """``on("2018-04-12")``: that day, with the worked agreement as it was known the day before."""

    def set_the_scene(day: str) -> None:
        at = date.fromisoformat(day)
        clock.move_to(datetime(at.year, at.month, at.day, 16, 0, tzinfo=UTC))
        worked.take_in(books.as_of(at - timedelta(days=1), tmp_path / "known.xlsx"))

    return set_the_scene
