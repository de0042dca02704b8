"""Charts: what is drawn is in proportion to the figures, nothing overlaps, nothing small vanishes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.web.charts import (
    MILLION,
    THOUSAND,
    TILES,
    Mark,
    Parts,
    Region,
    Year,
    advancement,
    bars_over_years,
    short_figure,
    sparkline,
    tile_map,
    timeline,
)

CENTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("amount", "unit", "french", "english"),
    [
        (46_800_000_00, MILLION, "46,8", "46.8"),
        (47_000_000_00, MILLION, "47,0", "47.0"),
        (1_234_550_000_00, MILLION, "1\u00a0234,6", "1,234.6"),
        (-1_512_20, THOUSAND, "−1,5", "−1.5"),
        (66_000_00, THOUSAND, "66", "66"),
        (38_400_00, THOUSAND, "38,4", "38.4"),
        (0, MILLION, "0,0", "0.0"),
    ],
)
def test_a_short_figure_is_written_as_people_do(amount: int, unit: int, french: str, english: str) -> None:
    assert short_figure(amount, unit, "fr") == french
    assert short_figure(amount, unit, "en") == english


def test_a_bar_shows_each_part_in_proportion() -> None:
    spans = advancement(Parts(accepted=25_00, held=15_00, due=60_00))
    assert [(span.kind, span.start, span.width) for span in spans] == [
        ("accepted", 0, 25),
        ("held", 25, 15),
        ("due", 40, 60),
    ]


def test_prefinanced_cost_takes_its_room_from_what_is_due() -> None:
    """94 512,20 accepted, 1 512,20 of it not paid yet, of a commitment of 186 000,00."""
    spans = advancement(Parts(accepted=94_512_20, held=-1_512_20, due=93_000_00))
    assert [(span.kind, span.start, span.end) for span in spans] == [("accepted", 0, 50.81), ("due", 50.81, 100)]


def test_a_cost_above_the_commitment_fills_its_bar() -> None:
    assert [(span.kind, span.width) for span in advancement(Parts(108_00, -8_00, 0))] == [("accepted", 100)]


def test_nothing_committed_draws_nothing() -> None:
    assert advancement(Parts(0, 0, 0)) == ()


@given(st.builds(Parts, CENTS, CENTS, CENTS))
def test_the_parts_of_a_bar_never_overlap_nor_pass_its_ends(parts: Parts) -> None:
    spans = advancement(parts)
    assert all(0 <= span.start <= span.end <= 100 for span in spans)
    assert all(left.end <= right.start + 0.01 for left, right in pairwise(spans))


def test_years_stand_on_one_line_as_tall_as_their_amounts() -> None:
    chart = bars_over_years([Year("2016-2017", Parts(100, 0, 0)), Year("2017-2018", Parts(0, 0, 50), current=True)])
    tall, half = (bar.boxes[0] for bar in chart.standing)
    assert isclose(tall.y + tall.height, chart.baseline, abs_tol=0.2)
    assert isclose(half.height / tall.height, 0.5, abs_tol=0.01)
    assert [year.short for year in chart.years] == ["16-17", "17-18"]
    long, short = (bar.boxes[0] for bar in chart.lying)
    assert isclose(short.width / long.width, 0.5, abs_tol=0.01)


def test_a_small_amount_still_shows() -> None:
    chart = bars_over_years([Year("2016-2017", Parts(10**9, 1, 0))])
    assert [box.kind for box in chart.standing[0].boxes][:1] == ["accepted"]
    chart = bars_over_years([Year("2016-2017", Parts(10**6, 300, 0))])
    assert chart.standing[0].boxes[1].kind == "held"
    assert chart.standing[0].boxes[1].height >= 1


@given(st.lists(st.builds(Parts, CENTS, CENTS, CENTS), max_size=15))
def test_bars_stay_inside_their_chart(years: list[Parts]) -> None:
    chart = bars_over_years([Year(f"{2009 + i}-{2010 + i}", parts) for i, parts in enumerate(years)])
    for bar in chart.standing:
        for box in bar.boxes:
            assert box.x >= 0
            assert box.x + box.width <= chart.width
            assert -1 <= box.y <= chart.baseline
    for bar in chart.lying:
        assert all(box.x + box.width <= chart.narrow_width for box in bar.boxes)


YEARS = [
    ("2016-2017", date(2016, 7, 1), date(2017, 6, 30)),
    ("2017-2018", date(2017, 7, 1), date(2018, 6, 30)),
]


def mark(key: str, on: date, state: str = "todo", amount: int | None = None, waits_for: str | None = None) -> Mark:
    return Mark(key, on, state, key, key, amount, waits_for)  # type: ignore[arg-type]


def test_time_runs_from_the_first_day_to_past_the_last_event() -> None:
    line = timeline(
        YEARS, [mark("4", date(2018, 8, 31))], [mark("V1", date(2016, 7, 1), "done", 66_000_00)], date(2018, 2, 5)
    )
    assert [band.label for band in line.bands] == ["2016-2017", "2017-2018", ""]
    assert line.payments[0].x == line.left
    assert line.reports[0].x < line.right
    assert line.today_x is not None
    assert line.payments[0].x < line.today_x < line.reports[0].x


def test_without_anything_later_there_is_no_closing_band() -> None:
    line = timeline(YEARS, [], [], date(2019, 1, 1))
    assert [band.label for band in line.bands] == ["2016-2017", "2017-2018"]
    assert line.bands[-1].x + line.bands[-1].width == pytest.approx(line.right, abs=3)
    assert line.today_x is None


def test_a_payment_of_four_times_as_much_has_four_times_the_growth_in_area() -> None:
    line = timeline(
        YEARS,
        [],
        [mark("a", date(2016, 9, 1), amount=40_00), mark("b", date(2017, 9, 1), amount=10_00)],
        date(2017, 1, 1),
    )
    large, small = line.payments
    assert (large.radius - 4) / (small.radius - 4) == pytest.approx(2, abs=0.05)


def test_a_blocked_payment_is_tied_to_the_report_it_waits_for() -> None:
    line = timeline(
        YEARS,
        [mark("2", date(2017, 8, 31), "done"), mark("3", date(2018, 1, 31), "late")],
        [mark("V5", date(2017, 11, 24), "done", 1, "2"), mark("V6", date(2018, 2, 10), "late", 1, "3")],
        date(2018, 2, 5),
    )
    assert [(report.mark.key, payment.mark.key) for report, payment in line.links] == [("3", "V6")]


def test_labels_of_close_events_are_on_different_lines() -> None:
    line = timeline(YEARS, [], [mark("12 345", date(2017, 1, day), amount=100) for day in (1, 6, 11)], date(2017, 1, 1))
    assert len({dot.text_y for dot in line.payments}) == 3


def test_a_phone_is_shown_what_is_near_today_first() -> None:
    done = [mark(f"d{i}", date(2016, 8, i), "done") for i in range(1, 6)]
    late = [mark("l", date(2017, 1, 1), "late")]
    todo = [mark(f"t{i}", date(2018, 1, i)) for i in range(1, 6)]
    line = timeline(YEARS, done + late + todo, [], date(2017, 2, 1))
    assert [each.key for each in line.near] == ["d4", "d5", "l", "t1", "t2"]
    assert len(line.marks) == 11


def test_there_are_seventeen_tiles_and_no_two_in_one_place() -> None:
    assert sorted(TILES) == [f"{code:02d}" for code in range(1, 18)]
    assert len({(column, row) for column, row, _ in TILES.values()}) == 17
    drawn = tile_map([]).tiles
    assert len({(tile.x, tile.y) for tile in drawn}) == len({(tile.narrow_x, tile.narrow_y) for tile in drawn}) == 17


def test_regions_are_shaded_in_five_steps_and_nothing_is_left_blank() -> None:
    chart = tile_map([Region(code, code, (i + 1) * 100) for i, code in enumerate(sorted(TILES))])
    steps = {tile.region.code: tile.step for tile in chart.tiles}
    assert (steps["01"], steps["09"], steps["17"]) == (1, 3, 5)
    assert sorted(set(steps.values())) == [1, 2, 3, 4, 5]


def test_equal_amounts_have_the_same_shade_and_no_amount_has_none() -> None:
    chart = tile_map([Region("06", "Montréal", 500), Region("13", "Laval", 500), Region("05", "Estrie", 0)])
    steps = {tile.region.code: tile.step for tile in chart.tiles}
    assert steps["06"] == steps["13"] > 0
    assert steps["05"] == steps["10"] == 0


def test_what_is_national_goes_beneath_the_map() -> None:
    chart = tile_map([Region("national", "Projets nationaux", 2_100, late=1), Region("06", "Montréal", 500, late=3)])
    assert [region.code for region in chart.elsewhere] == ["national"]
    assert chart.late == 4


def test_a_sparkline_goes_up_when_its_figures_do() -> None:
    line = sparkline([0, 50, 100])
    heights = [float(point.split(",")[1]) for point in line.points.split()]
    assert heights == [21, 12, 3]
    assert (line.last_x, line.last_y) == (93, 3)
    assert sparkline([]).points == ""
