"""Results added up over agreements and places, and what is never told."""

from __future__ import annotations

import pytest

from tracker.bilingual import Text
from tracker.insight.results.values import Value, breakdown, results

NAME = Text("Enfants joints", "Children reached")


def value(
    agreement: str, actual: str | None, *, target: str | None = "10", region: str = "04", how: str = "sum"
) -> Value:
    return Value(agreement, "ENF-1", NAME, "enfants", "child", how, target, actual, "2016-2017", "local", region, "")


def shown(values: list[Value]) -> dict[str, str | None]:
    return {region: row.actual for region, row in breakdown(values, lambda it: it.region).items()}


def test_reports_then_agreements_then_the_share_of_the_target() -> None:
    (found,) = results([value("A", "12"), value("A", "9"), value("B", "7")])
    assert (found.row.agreements, found.row.target, found.row.actual) == (2, "30", "28")
    assert found.percent == 93  # 28 of 30 is 93.33 %


@pytest.mark.parametrize(
    ("target", "actual", "percent"),
    [("8", "9", 113), ("600", "5", 1), ("1200", "5", 0), (None, "9", None), ("0", "9", None), ("8", None, None)],
)
def test_the_share_is_rounded_half_up_and_unknown_without_a_target(
    target: str | None, actual: str | None, percent: int | None
) -> None:
    (found,) = results([value("A", actual, target=target)])
    assert found.percent == percent


def test_what_is_hidden_has_no_share_either() -> None:
    (found,) = results([value("A", "4", target="8")])
    assert (found.row.actual, found.row.suppressed, found.percent) == (None, True, None)


def test_a_count_under_five_is_hidden_and_so_is_the_one_that_would_tell_it() -> None:
    three_regions = [value("A", "40"), value("B", "3", region="05"), value("C", "17", region="06")]
    assert shown(three_regions) == {"04": "40", "05": None, "06": None}


def test_two_hidden_counts_tell_nothing_of_each_other() -> None:
    values = [value("A", "40"), value("B", "3", region="05"), value("C", "4", region="06")]
    assert shown(values) == {"04": "40", "05": None, "06": None}


def test_what_does_not_add_up_to_a_total_hides_no_neighbour() -> None:
    values = [value("A", "40", how="max"), value("B", "3", region="05", how="max")]
    assert shown(values) == {"04": "40", "05": None}


def test_nothing_is_hidden_where_nobody_is_counted() -> None:
    assert shown([value("A", "40"), value("B", "0", region="05")]) == {"04": "40", "05": "0"}
