"""The whole demo, made once for all tests; none changes it."""

from __future__ import annotations

import pytest

from tracker.demo import portfolio
from tracker.workbook.portfolio import Portfolio


@pytest.fixture(scope="session")
def whole() -> Portfolio:
    return portfolio()
