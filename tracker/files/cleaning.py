"""Once a day, what was interrupted long ago goes: half-written files, pieces and contents that no record has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tracker.db import now, transaction
from tracker.files import queries, service, storage
from tracker.jobs.kinds import Report, doing
from tracker.jobs.service import Task, enqueue
from tracker.web.limits import Limit, count, tried

_KIND = "clean files"
_DAILY = Limit(1, timedelta(days=1))
_LONG_AGO = timedelta(days=1)


def ask() -> None:
    """Have it done, if it was not today; in transactions of its own. Whoever adds a file asks."""
    if tried(_KIND) or not count(_DAILY, _KIND):
        return
    with transaction():
        enqueue(_KIND, [Task(_KIND, {})], family=_KIND, requested_by=_KIND, at=now())


@doing(_KIND)
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
