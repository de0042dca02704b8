"""What a monitor learns."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from tests.pages import PageClient


def test_alive_with_an_empty_journal(client: PageClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "database": "ok",
        "queue": {"waiting": 0, "running": 0, "oldest_seconds": 0},
        "journal": {"seq": 0, "hash": "0" * 64},
    }


def test_without_a_database_it_says_so_and_no_more(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable() -> None:
        raise OperationalError("SELECT", {}, Exception("/var/lib/tracker.db is locked"))

    monkeypatch.setattr("tracker.ledger.journal.head", unavailable)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json() == {"database": "unavailable", "queue": None, "journal": None}
