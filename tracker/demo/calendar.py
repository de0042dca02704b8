"""When things happen: signatures, reports, their reviews, and the days on which money may leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tracker.demo.deals import Deal
from tracker.ledger.fiscal import FiscalCalendar

CALENDAR = FiscalCalendar(7, 1)

# how the last report of an agreement just ended stands on the last day: out of a hundred
_SILENT, _OVERDUE, _UNDER_REVIEW = 4, 8, 21
_JUST_ENDED = timedelta(days=210)


@dataclass(slots=True)
class Due:
    """A report due, and what became of it. ``draft``: begun, and not submitted."""

    number: int
    kind: str
    year: str
    from_on: date
    to_on: date
    due_on: date
    submitted_on: date | None
    accepted_on: date | None
    draft: bool = False


def starts_on(deal: Deal) -> date:
    """The first day of the deal’s first fiscal year."""
    return CALENDAR.starts_on(deal.years[0])


def ends_on(deal: Deal) -> date:
    """The last day of the deal’s last fiscal year."""
    return CALENDAR.ends_on(deal.years[-1])


def working_day(day: date) -> date:
    """``day``, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def reports(deal: Deal, random: Random, as_of: date) -> list[Due]:
    """Two reports a year: progress, then annual, or final at the end. What comes after ``as_of`` has not
    happened."""
    dues = [due for first in range(deal.first, deal.first + len(deal.years)) for due in _of_year(deal, first, random)]
    for due in dues:
        _truncate(due, as_of)
    if timedelta(0) < as_of - ends_on(deal) < _JUST_ENDED:
        _leave_open(deal, dues, random)
    return dues


def _of_year(deal: Deal, first: int, random: Random) -> list[Due]:
    rank = 2 * (first - deal.first) + 1
    year = deal.years[first - deal.first]
    kind = "final" if year == deal.years[-1] else "annual"
    halves = (
        (rank, "progress", date(first, 7, 1), date(first, 12, 31), date(first + 1, 1, 31)),
        (rank + 1, kind, date(first + 1, 1, 1), date(first + 1, 6, 30), date(first + 1, 8, 31)),
    )
    made = []
    for number, kind, from_on, to_on, due_on in halves:
        late = random.random() < 0.07
        submitted = due_on + timedelta(days=random.randrange(2, 45) if late else -random.randrange(0, 15))
        review = random.randrange(45, 75) if deal.subject.holds and kind == "final" else random.randrange(8, 32)
        accepted = working_day(submitted + timedelta(days=review))
        made.append(Due(number, kind, year, from_on, to_on, due_on, submitted, accepted))
    return made


def _truncate(due: Due, as_of: date) -> None:
    if due.accepted_on and due.accepted_on > as_of:
        due.accepted_on = None
    if due.submitted_on and due.submitted_on > as_of:
        due.submitted_on = None


def _leave_open(deal: Deal, dues: list[Due], random: Random) -> None:
    final, progress = dues[-1], dues[-2]
    chance = random.randrange(100)
    if deal.subject.is_worked:
        chance = _SILENT  # the demo's partner has a report to finish
    if chance < _SILENT:
        progress.submitted_on = progress.accepted_on = final.submitted_on = final.accepted_on = None
    elif chance < _SILENT + _OVERDUE:
        final.submitted_on = final.accepted_on = None
        final.draft = chance % 2 == _SILENT % 2
    elif chance < _SILENT + _OVERDUE + _UNDER_REVIEW:
        final.accepted_on = None


def payable_on(wanted: date, dues: list[Due], random: Random) -> date | None:
    """The first working day from ``wanted`` on which every report due before is accepted (DOMAIN rule 7);
    None when one never is."""
    day = working_day(wanted)
    while True:
        waiting = [due for due in dues if due.due_on < day and (due.accepted_on is None or due.accepted_on >= day)]
        if not waiting:
            return day
        accepted = [due.accepted_on for due in waiting if due.accepted_on]
        if len(accepted) < len(waiting):
            return None
        day = working_day(max(accepted) + timedelta(days=random.randrange(2, 9)))
