"""Fiscal years: labels such as ``2016-2017`` and the calendar of an agreement. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

POST_CLOSING = "post-closing"
"""Where an event is reported that comes after an agreement's last fiscal year."""

_LABEL = re.compile(r"([0-9]{4})-([0-9]{4})", re.ASCII)


def label(first_year: int) -> str:
    """``2016`` → ``2016-2017``."""
    return f"{first_year:04d}-{first_year + 1:04d}"


def first_year(year: str) -> int:
    """``2016-2017`` → ``2016``. Raises ValueError on anything that is not a fiscal year's label."""
    match = _LABEL.fullmatch(year)
    if not match or int(match[2]) != int(match[1]) + 1:
        raise ValueError(year)
    return int(match[1])


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """The fiscal years of a programme, which begin on one day of the year (DOMAIN rule 2)."""

    month: int
    day: int

    @classmethod
    def from_text(cls, text: str) -> FiscalCalendar:
        """From ``07-01``. Raises ValueError."""
        month, _, day = text.partition("-")
        calendar = cls(int(month), int(day))
        date(2001, calendar.month, calendar.day)  # a year without 29 February
        return calendar

    def text(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"

    def year_of(self, day: date) -> str:
        """The fiscal year that ``day`` falls in."""
        starts = date(day.year, self.month, self.day)
        return label(day.year if day >= starts else day.year - 1)

    def starts_on(self, year: str) -> date:
        return date(first_year(year), self.month, self.day)

    def ends_on(self, year: str) -> date:
        return date(first_year(year) + 1, self.month, self.day) - timedelta(days=1)

    def years_between(self, starts_on: date, ends_on: date) -> tuple[str, ...]:
        """The fiscal years that tile an agreement's dates, without gap or overlap."""
        first, last = first_year(self.year_of(starts_on)), first_year(self.year_of(ends_on))
        return tuple(label(year) for year in range(first, last + 1))

    def reported_in(self, day: date, years: tuple[str, ...]) -> str:
        """The year of an agreement's that an event of ``day`` is reported in: its own, the first for
        what was done before the agreement began, post-closing after its last.
        """
        year = self.year_of(day)
        if year in years:
            return year
        return years[0] if year < years[0] else POST_CLOSING
