"""Dates, numbers and spaces as each language sets them, Québec's usage in French."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tracker.statements import typography
from tracker.statements.statement import Lang


@pytest.mark.parametrize(
    ("lang", "written", "set_in_type"),
    [
        ("fr", "Limite : 15 % ; soit 12 $ !", "Limite\u00a0: 15\u00a0%; soit 12\u00a0$!"),
        ("fr", "L'avenant « signé »", "L’avenant «\u00a0signé\u00a0»"),
        ("en", "The host's limit: 15% of $12", "The host’s limit: 15% of $12"),
        ("fr", "PE-2016-014, grand-mère", "PE\u20112016\u2011014, grand-mère"),
    ],
)
def test_prose_takes_the_spaces_of_its_language(lang: Lang, written: str, set_in_type: str) -> None:
    assert typography.prose(written, lang) == set_in_type


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("fr", "1er\u00a0juillet 2016 au 30\u00a0juin 2019"), ("en", "July\u00a01, 2016 to June\u00a030, 2019")],
)
def test_a_period_names_its_days(lang: Lang, expected: str) -> None:
    assert typography.span(date(2016, 7, 1), date(2019, 6, 30), lang) == expected


@pytest.mark.parametrize(
    ("moment", "fr", "en"),
    [
        (datetime(2020, 4, 15, 13, 0, tzinfo=UTC), "15 avril 2020 à 9 h", "April 15, 2020, 9:00 a.m."),
        (datetime(2020, 1, 1, 3, 5, tzinfo=UTC), "31 décembre 2019 à 22 h 05", "December 31, 2019, 10:05 p.m."),
        (datetime(2020, 1, 1, 5, 0, tzinfo=UTC), "1er janvier 2020 à 0 h", "January 1, 2020, 12:00 a.m."),
    ],
)
def test_a_moment_is_told_by_the_clock_of_quebec(moment: datetime, fr: str, en: str) -> None:
    assert typography.long_moment(moment, "fr").replace("\u00a0", " ") == fr
    assert typography.long_moment(moment, "en").replace("\u00a0", " ") == en


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        ("1222.50", "1\u00a0222,50", "1,222.50"),
        ("-3", "−3", "−3"),
        ("0", "0", "0"),
        ("1000000", "1\u00a0000\u00a0000", "1,000,000"),
    ],
)
def test_a_quantity_keeps_its_decimals(value: str, fr: str, en: str) -> None:
    assert typography.quantity(value, "fr") == fr
    assert typography.quantity(value, "en") == en


@pytest.mark.parametrize(("above", "below", "ratio"), [("294", "285", (294, 285)), ("1.5", "0.25", (150, 25))])
def test_a_ratio_is_exact(above: str, below: str, ratio: tuple[int, int]) -> None:
    assert typography.ratio(above, below) == ratio


def test_a_list_ends_with_its_conjunction() -> None:
    assert typography.listing(["a", "b", "c"], "fr") == "a, b et c"
    assert typography.listing(["a", "b"], "en") == "a and b"
    assert typography.listing(["a"], "en") == "a"
