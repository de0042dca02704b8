"""What the factory calls."""

from __future__ import annotations

from flask import Flask

from tracker.db import now
from tracker.jobs import cleaning, queries
from tracker.jobs.bell import Bell


def init_app(app: Flask, url: str) -> None:
    app.extensions["bell"] = Bell(url)
    app.extensions["queue_state"] = _state
    cleaning.init_app()


def _state() -> dict[str, int]:
    """For the monitor: what waits, what runs, and for how many seconds the oldest has waited."""
    waiting, running, oldest = queries.depth()
    return {
        "waiting": waiting,
        "running": running,
        "oldest_seconds": round((now() - oldest).total_seconds()) if oldest else 0,
    }
