"""The worked agreement, and an auditor engaged on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests import worked
from tests.pages import PageClient

AUDIT = f"/ententes/{worked.NUMBER}/audit"


@pytest.fixture
def auditor(app: Flask, clock: time_machine.Traveller, sign_in: Callable[..., PageClient]) -> PageClient:
    clock.move_to(datetime(2020, 4, 1, 16, 0, tzinfo=UTC))
    worked.take_in()
    return sign_in("auditor", language="en")


@pytest.fixture
def drawn(auditor: PageClient) -> PageClient:
    """The auditor, with a sample of monetary units: a population of 344,880.44, an interval of 20,000."""
    answer = auditor.submit(
        AUDIT,
        {"year": "cumulatif", "as_of": "2020-03-31", "tolerable": "60000", "risk": "5", "seed": "audit-2020"},
    )
    assert answer.headers["Location"] == f"{AUDIT}/1"
    return auditor
