"""Lines that a machine reads, that say what happened, and nothing of what people typed."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import SettingError
from tests import people
from tests.conftest import settings_for
from tests.pages import PageClient
from tracker.db import transaction
from tracker.web import logs


class Kept(logging.Handler):
    """What would be on standard error."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logs.Lines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, logger = Kept(), logging.getLogger("tracker")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_a_request_is_one_line_without_what_was_typed(app: Flask, client: PageClient, kept: Kept) -> None:
    with transaction():
        people.person("officer")
    sent = {"email": "bailleur@demo.example", "password": people.PASSWORD}
    answer = client.submit("/login?next=/ententes", sent)
    client.get("/calendrier/un-jeton-secret.ics")
    lines = [json.loads(line) for line in kept.lines]
    told = [(line["method"], line["route"], line["status"], line["role"]) for line in lines]
    assert told == [
        ("GET", "/login", 200, None),
        ("POST", "/login", 303, None),
        ("GET", "/calendrier/<token>.ics", 404, "officer"),
    ]
    assert lines[1]["request"] == answer.headers["X-Request-Id"]
    assert {"time", "level", "logger", "message", "ms"} <= set(lines[0])
    for secret in ("bailleur", people.PASSWORD, "un-jeton-secret", "127.0.0.1"):
        assert secret not in "\n".join(kept.lines)


def test_an_error_says_where_and_not_what_somebody_typed(
    app: Flask, client: PageClient, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ValueError("Josée Gélinas, 815-30123")

    monkeypatch.setitem(app.view_functions, "web.health", broken)
    monkeypatch.setattr(broken, "access", "public", raising=False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    failed = next(line for line in map(json.loads, kept.lines) if line["level"] == "error")
    assert (failed["error"], failed["route"], failed["method"]) == ("ValueError", "/healthz", "GET")
    assert failed["where"][-1].startswith("tests/web/test_logs.py:")
    assert failed["request"] == answer.headers["X-Request-Id"]
    assert failed["request"] in answer.text
    assert "Gélinas" not in "\n".join(kept.lines)


def test_a_record_of_another_library_is_a_line_too(kept: Kept) -> None:
    try:
        raise OSError("…")
    except OSError:
        record = logging.LogRecord("huey", logging.WARNING, __file__, 1, "job %s", ("7",), sys.exc_info())
    line = json.loads(logs.Lines().format(record))
    assert (line["logger"], line["level"], line["message"], line["error"]) == ("huey", "warning", "job 7", "OSError")


def test_production_writes_json_unless_told_otherwise(tmp_path: Path) -> None:
    assert settings_for("sqlite://", tmp_path).log == "text"
    assert settings_for("sqlite://", tmp_path, TRACKER_LOG="json").log == "json"
    with pytest.raises(SettingError, match="TRACKER_LOG"):
        settings_for("sqlite://", tmp_path, TRACKER_LOG="xml")
