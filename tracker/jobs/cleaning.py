"""Once a day, the rows of jobs that ended long ago go; those that a page still reads stay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_

from tracker.db import now, session, transaction
from tracker.jobs import kinds
from tracker.jobs.kinds import Report
from tracker.jobs.life import State
from tracker.jobs.models import Job

KEPT_FOR = timedelta(days=90)
"""How long a job is remembered after it was done or cancelled."""

FAILURES_KEPT_FOR = timedelta(days=365)
"""The same of one that failed: somebody may still ask why."""


def init_app() -> None:
    """From now on workers do it every day."""
    kinds.daily("forget jobs")(forget)


def forget(_arguments: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Remove what ended long ago, but for the families that a page reads; how many there were."""
    at = now()
    over = or_(
        and_(Job.state.in_((State.DONE, State.CANCELLED)), Job.finished_at < at - KEPT_FOR),
        and_(Job.state == State.FAILED, Job.finished_at < at - FAILURES_KEPT_FOR),
    )
    read = [Job.family.startswith(prefix, autoescape=True) for prefix in kinds.read_families()]
    with transaction():
        gone = session.execute(delete(Job).where(over, *(~each for each in read)).returning(Job.id)).all()
    report(len(gone), len(gone))
    return {"removed": len(gone)}
