"""Reports as they were accepted on a day, as known at a moment: what a reopening took back since is there again.

Statements ask; the figures are the journal's, this gives the records that explain them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from tracker.db import session
from tracker.reports.models import Acceptance, Expense, IndicatorValue, Report


def as_known(
    reports: Sequence[Report], values: Sequence[IndicatorValue], *, as_of: date, known_at: datetime
) -> tuple[tuple[Report, ...], tuple[IndicatorValue, ...]]:
    """``reports`` and the values of their indicators, each with the acceptance that stood by both clocks. Those that
    were accepted otherwise since are copies, unknown to the session."""
    kept: defaultdict[int, list[Acceptance]] = defaultdict(list)
    ids = [it.id for it in reports]
    for row in session.scalars(select(Acceptance).where(Acceptance.report_id.in_(ids)).order_by(Acceptance.id)):
        kept[row.report_id].append(row)
    found, others = [], list(values)
    for report in reports:
        rows = kept.get(report.id, [])
        stood = next((it for it in reversed(rows) if _stands(it, as_of, known_at)), None)
        if not rows or (stood is rows[-1] and stood.undone_at is None):
            found.append(report)
            continue
        found.append(_copy(report, stood))
        others = [it for it in others if it.report_id != report.id]
        if stood is not None:
            others += [
                IndicatorValue(
                    indicator_id=it["indicator"], report_id=report.id, target=it["target"], actual=it["actual"]
                )
                for it in stood.indicators
            ]
    return tuple(found), tuple(others)


def _stands(it: Acceptance, as_of: date, known_at: datetime) -> bool:
    if it.accepted_on > as_of or it.recorded_at > known_at:
        return False
    return it.undone_at is None or it.undone_on is None or it.undone_at > known_at or it.undone_on > as_of


def _copy(report: Report, stood: Acceptance | None) -> Report:
    return Report(
        id=report.id,
        obligation_id=report.obligation_id,
        obligation=report.obligation,
        submitted_on=report.submitted_on,
        accepted_on=stood.accepted_on if stood else None,
        recorded_at=report.recorded_at,
        state=report.state,
        expenses=[
            Expense(
                line_code=it["line"],
                declared=it["declared"],
                disallowed=it["disallowed"],
                recover=it["recover"],
                reason=it["reason"],
            )
            for it in (stood.lines if stood else ())
        ],
    )
