"""Once a day, what was interrupted long ago goes: half-written files, pieces and contents that no record has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask

from tracker.db import now
from tracker.files import queries, service, storage
from tracker.jobs.kinds import Report, daily

_LONG_AGO = timedelta(days=1)


def init_app(app: Flask) -> None:
    """From now on workers do it every day."""
    daily("clean files")(clean)


def clean(_arguments: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Remove what nothing refers to; how many there were. A content somebody is adding right now stays."""
    orphans = queries.orphans(now() - _LONG_AGO)
    for done, name in enumerate(orphans, start=1):
        if name.startswith("content/"):
            service.remove_unused(name.rpartition("/")[2])
        else:
            storage.remove(name)
        report(done, len(orphans))
    return {"removed": len(orphans)}
