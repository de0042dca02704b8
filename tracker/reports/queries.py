"""Reading reports."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from tracker.db import session
from tracker.grants.models import Obligation
from tracker.reports.models import Report


def accepted_reports(agreement_id: int) -> Sequence[Report]:
    """The reports of an agreement that are accepted, in their order."""
    return session.scalars(
        select(Report)
        .join(Report.obligation)
        .options(contains_eager(Report.obligation))
        .where(Obligation.agreement_id == agreement_id, Report.accepted_on.is_not(None))
        .order_by(Obligation.number)
    ).all()
