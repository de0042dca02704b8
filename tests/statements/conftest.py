"""The worked agreement's statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests import worked
from tracker.statements.statement import Statement


@pytest.fixture
def worked_statement(app: Flask) -> Callable[..., Statement]:
    """``worked_statement(year, as_of)``: the statement of the worked agreement, cumulative without a year."""
    worked.take_in()
    return worked.statement
