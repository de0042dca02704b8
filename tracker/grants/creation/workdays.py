"""Québec's holidays: nothing falls due on one. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays


def holiday_on(day: date, lang: str) -> str | None:
    """The name of the holiday that ``day`` is in Québec, in ``lang``; None when it is none."""
    return _of_year(day.year, lang).get(day)


def next_open_day(day: date) -> date:
    """``day``, or the first day after it that is no holiday."""
    while holiday_on(day, "fr"):
        day += timedelta(days=1)
    return day


@cache
def _of_year(year: int, lang: str) -> dict[date, str]:
    found = holidays.country_holidays("CA", subdiv="QC", years=year, language="fr" if lang == "fr" else "en_CA")
    return dict(found.items())
