"""A portfolio's sums: what is laid to which year, and what a framework counts once."""

from __future__ import annotations

from dataclasses import replace

from tracker.insight.balances import Sums
from tracker.insight.portfolio import (
    Expected,
    Figures,
    Row,
    by_region,
    by_year,
    held_by_year,
    internal,
    total,
    years_of,
)

YEARS = {
    "2016-2017": Sums(committed=100, settled=100, accepted=70, held=30),
    "2017-2018": Sums(committed=120, settled=90, payable=30, accepted=60, held=30),
}
ROW = Row(
    number="A", title="", subject="A", stream="local", region="06", region_name="Montréal", host="", host_neq="",
    framework=None, late=0, review=0, ready=0, blocked=0, expected=Expected("done"), years={}, figures=Figures(),
)  # fmt: skip


def test_funds_held_are_laid_to_the_last_payments() -> None:
    assert held_by_year(YEARS) == {"2016-2017": 0, "2017-2018": 60}
    more = {**YEARS, "2016-2017": replace(YEARS["2016-2017"], held=80)}
    assert held_by_year(more) == {"2016-2017": 20, "2017-2018": 90}


def test_interest_beyond_everything_paid_still_adds_up() -> None:
    rich = {"2016-2017": Sums(settled=10, held=25)}
    assert held_by_year(rich) == {"2016-2017": 25}


def test_what_the_host_advanced_is_laid_to_its_last_cost() -> None:
    ahead = {
        "2016-2017": Sums(settled=10, accepted=30, held=-20),
        "2017-2018": Sums(payable=20),
        "post-closing": Sums(),
    }
    assert held_by_year(ahead) == {"2016-2017": -20, "2017-2018": 0, "post-closing": 0}


def test_what_happened_after_closing_is_in_the_balance() -> None:
    returned = {**YEARS, "post-closing": Sums(held=-60)}
    assert sum(held_by_year(returned).values()) == 0


def test_a_framework_is_counted_once() -> None:
    framework = replace(
        ROW, figures=Figures(1000, 800, 100, 200, 200), years={"2016-2017": Figures(1000, 800, 100, 200, 200)}
    )
    sub_sums = {"2016-2017": Sums(committed=500, payable=500, accepted=350, held=50, transferred=400)}
    sub = replace(
        ROW, number="B", framework="A", region=None, years=years_of(sub_sums, is_sub=True),
        figures=Figures(500, 400, 350, 50, 100), late=2,
    )  # fmt: skip
    assert sub.years["2016-2017"] == sub.figures
    both = [framework, sub]
    assert internal(both) == {"B"}
    assert total(both, internal(both)) == Figures(1000, 800, 450, 250, 200)
    assert by_year(both, internal(both)) == {"2016-2017": Figures(1000, 800, 450, 250, 200)}
    assert total([sub], internal([sub])) == sub.figures  # alone, it is what it is
    assert [(it.code, it.figures.committed, it.late) for it in by_region(both, internal(both))] == [
        ("06", 1000, 0),
        (None, 0, 2),
    ]
