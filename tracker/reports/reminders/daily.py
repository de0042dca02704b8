"""Once a day, everybody is reminded of what comes due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask

from tracker.db import now, transaction
from tracker.jobs.kinds import Report, daily
from tracker.reports.reminders import service


def init_app(app: Flask) -> None:
    """From now on workers do it every day."""
    daily("remind")(remind)


def remind(arguments: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Send the digests of the day; how many there were. Done again, nobody is told twice."""
    with transaction():
        sent = service.send_due(today=date.fromisoformat(arguments["day"]), at=now())
    report(sent, sent)
    return {"sent": sent}
