"""Fiscal years that begin on a programme's day (DOMAIN rule 2)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger.fiscal import POST_CLOSING, FiscalCalendar, first_year, label

APRIL = FiscalCalendar(4, 1)
JULY = FiscalCalendar(7, 1)

calendars = st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: FiscalCalendar(day.month, day.day))
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "day", "year"),
    [
        (APRIL, date(2017, 3, 31), "2016-2017"),
        (APRIL, date(2017, 4, 1), "2017-2018"),
        (JULY, date(2016, 6, 30), "2015-2016"),
        (JULY, date(2016, 7, 1), "2016-2017"),
        (JULY, date(2020, 2, 29), "2019-2020"),
        (FiscalCalendar(1, 1), date(2016, 12, 31), "2016-2017"),
    ],
)
def test_a_day_falls_in_one_fiscal_year(calendar: FiscalCalendar, day: date, year: str) -> None:
    assert calendar.year_of(day) == year


def test_a_fiscal_year_ends_the_day_before_the_next_begins() -> None:
    assert APRIL.starts_on("2016-2017") == date(2016, 4, 1)
    assert APRIL.ends_on("2016-2017") == date(2017, 3, 31)
    assert FiscalCalendar(3, 1).ends_on("2019-2020") == date(2020, 2, 29)


@given(calendars, days)
def test_the_years_of_a_calendar_tile_time(calendar: FiscalCalendar, day: date) -> None:
    year = calendar.year_of(day)
    assert calendar.starts_on(year) <= day <= calendar.ends_on(year)
    assert calendar.year_of(calendar.ends_on(year) + timedelta(days=1)) == label(first_year(year) + 1)


def test_an_agreement_has_every_year_that_its_dates_touch() -> None:
    assert JULY.years_between(date(2016, 7, 1), date(2019, 6, 30)) == ("2016-2017", "2017-2018", "2018-2019")
    assert JULY.years_between(date(2016, 6, 30), date(2016, 7, 1)) == ("2015-2016", "2016-2017")
    assert APRIL.years_between(date(2016, 5, 2), date(2016, 5, 2)) == ("2016-2017",)


def test_an_event_is_reported_in_a_year_of_the_agreement_or_after_its_close() -> None:
    years = ("2016-2017", "2017-2018")
    assert JULY.reported_in(date(2016, 5, 20), years) == "2016-2017"  # paid at signature, before the start
    assert JULY.reported_in(date(2017, 7, 1), years) == "2017-2018"
    assert JULY.reported_in(date(2018, 6, 30), years) == "2017-2018"
    assert JULY.reported_in(date(2018, 7, 1), years) == POST_CLOSING


@pytest.mark.parametrize(
    "text", ["2016", "2016-2018", "2016-17", "2016–2017", " 2016-2017", "2016-2017\n", "٢٠١٦-٢٠١٧", ""]
)
def test_what_is_not_a_label_of_a_fiscal_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        first_year(text)


@given(st.integers(1900, 2200))
def test_a_label_is_read_back(year: int) -> None:
    assert first_year(label(year)) == year


@given(calendars)
def test_a_calendar_is_read_back(calendar: FiscalCalendar) -> None:
    assert FiscalCalendar.from_text(calendar.text()) == calendar


@pytest.mark.parametrize("text", ["", "04", "13-01", "04-31", "02-29", "avril"])
def test_a_day_that_not_every_year_has_cannot_begin_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|invalid literal"):
        FiscalCalendar.from_text(text)
