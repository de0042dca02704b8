"""The worked agreement on the day it was blocked and at its end, and a portfolio of many like it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests import worked
from tests.insight import books

HOST = "ORG-001"
AT_THE_END = datetime(2020, 4, 1, 14, 0, tzinfo=UTC)
BLOCKED_ON = datetime(2018, 2, 4, 14, 0, tzinfo=UTC)


@pytest.fixture
def closed(app: Flask, clock: time_machine.Traveller) -> str:
    """The worked agreement's number, once everything that happened to it has."""
    clock.move_to(AT_THE_END)
    worked.take_in()
    return worked.NUMBER


@pytest.fixture
def blocked(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> str:
    """Its number on 4 February 2018, four days after its third report was due."""
    clock.move_to(BLOCKED_ON)
    worked.take_in(books.as_of(date(2018, 2, 4), tmp_path / "blocked.xlsx"))
    return worked.NUMBER


@pytest.fixture
def portfolio(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> Callable[[int], None]:
    """``portfolio(50)``: the worked agreement and fifty like it, at their end."""

    def take_in(count: int) -> None:
        clock.move_to(AT_THE_END)
        worked.take_in(books.many(count, tmp_path / "many.xlsx"))

    return take_in
