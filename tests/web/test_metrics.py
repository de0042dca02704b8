"""What Prometheus reads, who may, and that workers add to the same numbers."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config import SettingError
from tests.conftest import settings_for
from tests.pages import PageClient, browser_of
from tracker.web import metrics

TOKEN = "a token of thirty-two characters or more"


@pytest.fixture(autouse=True)
def counting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """From zero, and with a token."""
    monkeypatch.setitem(app.config, "METRICS_TOKEN", TOKEN)
    monkeypatch.setitem(app.extensions, "metrics", metrics.Counts(bytearray(8 * 30_000)))


def read(app: Flask) -> dict[str, float]:
    answer = browser_of(app).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+', line) for line in lines)
    return {name: float(number) for name, _space, number in (line.rpartition(" ") for line in lines)}


def test_answers_are_counted_by_route_and_status(app: Flask) -> None:
    client = browser_of(app)
    for path in ("/login", "/login", "/nulle-part", "/compte"):
        client.get(path)
    told = read(app)
    assert told['trame_requests_total{route="accounts.sign_in",status="200"}'] == 2
    assert told['trame_requests_total{route="accounts.account",status="303"}'] == 1
    assert told['trame_requests_total{route="none",status="404"}'] == 1
    assert told['trame_request_seconds_count{route="accounts.sign_in"}'] == 2
    assert told['trame_request_seconds_bucket{route="accounts.sign_in",le="+Inf"}'] == 2
    assert told['trame_request_seconds_sum{route="accounts.sign_in"}'] > 0
    assert (told["trame_jobs_waiting"], told["trame_journal_entries"]) == (0, 0)
    assert told[f'trame_build_info{{version="{app.config["VERSION"]}"}}'] == 1


def test_the_buckets_of_a_time_only_grow() -> None:
    counts = metrics.Counts(bytearray(8 * 100))
    for seconds in (0.004, 0.03, 0.3, 60):
        counts.add(0, status=200, seconds=seconds)
    numbers = counts.of(0)
    buckets = numbers[len(metrics.STATUSES) + 1 : -1]
    assert (sum(numbers[: len(metrics.STATUSES) + 1]), sum(buckets)) == (4, 4)
    assert [end for end, n in zip((*metrics.BUCKETS, "more"), buckets, strict=True) if n] == [0.01, 0.05, 0.5, "more"]
    assert numbers[-1] == 60_334_000


def test_it_is_for_administrators_and_who_has_the_token(
    app: Flask, client: PageClient, sign_in: Callable[..., PageClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}).status_code == 404
    assert sign_in("officer").get("/metrics").status_code == 404
    assert sign_in("admin").get("/metrics").status_code == 200
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "")
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_short_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="METRICS_TOKEN"):
        settings_for("sqlite://", tmp_path, TRACKER_METRICS_TOKEN="court")


def test_processes_add_to_the_same_numbers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    metrics.share(app)
    counts: metrics.Counts = app.extensions["metrics"]
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            for _ in range(200):
                counts.add(1, status=200, seconds=0.001)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert counts.of(1)[0] == 600
