"""What a new agreement's reports and schedule are proposed from: the programme's usual way. Pure.

A model counts months from the beginning of each fiscal year; ``tracker.grants.models.programme`` says how it
is kept. What it proposes is edited freely before the signature.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tracker.grants.creation.draft import Due, Planned
from tracker.grants.creation.workdays import next_open_day
from tracker.grants.models import InstalmentKind, ReportKind
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.money import Cents, share_of


@dataclass(frozen=True, slots=True)
class Frame:
    """What a model is applied to: the dates of the agreement, and the programme's holdback in millionths."""

    calendar: FiscalCalendar
    starts_on: date
    ends_on: date
    holdback: int

    @property
    def years(self) -> tuple[str, ...]:
        return self.calendar.years_between(self.starts_on, self.ends_on)

    def day(self, year: str, month: int, day: int) -> date:
        """The ``day`` of the month that comes ``month`` months after the one in which ``year`` begins; the last
        of that month when it has fewer days."""
        first = self.calendar.starts_on(year)
        at, number = divmod(first.year * 12 + first.month - 1 + month, 12)
        return date(at, number + 1, min(day, months.monthrange(at, number + 1)[1]))


def reports(model: Mapping[str, Any], frame: Frame) -> tuple[Due, ...]:
    """The reporting calendar that the model makes of the agreement's dates; the last one is final."""
    found = []
    for year in frame.years:
        for row in model["reports"]:
            from_on = max(frame.starts_on, frame.day(year, row["from_month"], frame.calendar.day))
            after = frame.day(year, row["from_month"] + row["months"], frame.calendar.day)
            to_on = min(frame.ends_on, after - timedelta(days=1))
            if from_on <= to_on:
                due_on = next_open_day(frame.day(year, row["due_month"], row["due_day"]))
                found.append(Due(row["kind"], year, from_on, to_on, due_on))
    found.sort(key=lambda it: (it.from_on, it.due_on))
    if found:
        last = found[-1]
        found[-1] = Due(ReportKind.FINAL.value, last.fiscal_year, last.from_on, last.to_on, last.due_on)
    return tuple(found)


def instalments(
    model: Mapping[str, Any], frame: Frame, *, allotments: Mapping[str, Cents], due: Sequence[Due]
) -> tuple[Planned, ...]:
    """The schedule that the model makes of the allotments, in the order of its days: Σ per year = allotment."""
    found: list[Planned] = []
    for year in frame.years:
        allotment = allotments.get(year, 0)
        if allotment > 0:
            found += _of_year(model["instalments"], frame, year, allotment, due)
    found.sort(key=lambda it: (it.due_on, it.fiscal_year))
    return tuple(found)


def _of_year(
    rows: Sequence[Mapping[str, Any]], frame: Frame, year: str, allotment: Cents, due: Sequence[Due]
) -> list[Planned]:
    last = year == frame.years[-1]
    shares = [_share(row, frame, allotment) for row in rows]
    left = allotment - sum(share or 0 for share in shares)
    found = []
    for row, share in zip(rows, shares, strict=True):
        month, day = row["month"], row["day"]
        if last:
            month, day = row.get("last_month", month), row.get("last_day", day)
        planned = next_open_day(max(frame.starts_on, frame.day(year, month, day)))
        amount = left if share is None else share
        if amount > 0:
            found.append(Planned(row["kind"], year, planned, amount, _awaited(row.get("waits_for"), year, due)))
    return found


def _share(row: Mapping[str, Any], frame: Frame, allotment: Cents) -> Cents | None:
    if row["kind"] == InstalmentKind.HOLDBACK:
        return share_of(allotment, frame.holdback)
    return share_of(allotment, row["share"]) if "share" in row else None


def _awaited(kind: str | None, year: str, due: Sequence[Due]) -> int | None:
    """The number of the report of ``year`` that is of this kind; a final report is an annual one."""
    if kind is None:
        return None
    kinds = {kind, ReportKind.FINAL.value} if kind == ReportKind.ANNUAL else {kind}
    numbers = [number for number, it in enumerate(due, start=1) if it.fiscal_year == year and it.kind in kinds]
    return numbers[-1] if numbers else None


def gaps(frame: Frame, due: Sequence[Due]) -> bool:
    """Whether some day of the agreement is in no report's period, or in two."""
    periods = sorted((it.from_on, it.to_on) for it in due)
    if not periods or periods[0][0] > frame.starts_on or periods[-1][1] < frame.ends_on:
        return True
    return any(before[1] + timedelta(days=1) != after[0] for before, after in pairwise(periods))
