"""What people write is read one way or refused, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.web.dates import NotADate, long_date, parse_date

FEBRUARY_16 = date(2018, 2, 16)


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-16",
        "2018/02/16",
        "2018.2.16",
        "  2018-02-16 ",
        "2018-02-16 00:00:00",
        "2018-02-16T00:00",
        "16/02/2018",
        "02/16/2018",
        "16-02-2018",
        "16.02.2018",
        "16 février 2018",
        "le 16 février 2018",
        "16\u00a0février\u00a02018",
        "16 fevrier 2018",
        "16 FÉVRIER 2018",
        "16 fe\u0301vrier 2018",
        "16 févr. 2018",
        "16-févr.-2018",
        "16 fév 2018",
        "16 Feb 2018",
        "16-Feb-2018",
        "February 16, 2018",
        "Feb. 16, 2018",
        "Feb 16 2018",
        "16th February 2018",
    ],
)
def test_one_day_written_in_many_ways(text: str) -> None:
    assert parse_date(text) == FEBRUARY_16


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er mars 2018", date(2018, 3, 1)),
        ("1 août 2019", date(2019, 8, 1)),
        ("March 1st, 2018", date(2018, 3, 1)),
        ("03/03/2018", date(2018, 3, 3)),
        ("29 février 2016", date(2016, 2, 29)),
        ("31 déc. 2019", date(2019, 12, 31)),
        ("30 juin 2017", date(2017, 6, 30)),
        ("1er juillet 2017", date(2017, 7, 1)),
    ],
)
def test_other_days(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u00a0 ", "empty"),
        ("02/03/2018", "ambiguous"),
        ("1-12-2018", "ambiguous"),
        ("29 février 2018", "impossible"),
        ("2018-13-01", "impossible"),
        ("32/01/2018", "impossible"),
        ("0018-02-16", "impossible"),
        ("9999-12-31", "impossible"),
        ("16/02/18", "form"),
        ("2018-02/16", "form"),
        ("2018-02-16 14:30", "form"),
        ("20180216", "form"),
        ("43147", "form"),
        ("hier", "form"),
        ("16 ventôse 2018", "form"),
        ("٢٠١٨-٠٢-١٦", "form"),
        ("2018-02-16; DROP", "form"),
        ("2" * 5000, "form"),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    with pytest.raises(NotADate) as refused:
        parse_date(text)
    assert refused.value.reason == reason


def test_long_dates() -> None:
    assert long_date(FEBRUARY_16, "fr") == "16\u00a0février\u00a02018"
    assert long_date(date(2018, 3, 1), "fr") == "1er\u00a0mars\u00a02018"
    assert long_date(date(2018, 3, 1), "en") == "March\u00a01, 2018"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_shown_can_be_typed_back(lang: str) -> None:
    for month in range(1, 13):
        day = date(2018, month, 1)
        assert parse_date(long_date(day, lang)) == day
