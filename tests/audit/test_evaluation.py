"""Projections, against examples worked out by hand with the guide's formulas."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from tracker.audit import evaluation
from tracker.audit.evaluation import Looked


def test_nothing_found_leaves_the_basic_precision() -> None:
    """3.00 × 10 000 $ = 30 000 $: the tolerable misstatement that the interval was made for."""
    found = evaluation.of_monetary_units([Looked(500_00, 0), Looked(20_000_00, 0, certain=True)],
                                         interval=10_000_00, risk=5)  # fmt: skip
    assert (found.most_likely, found.basic, found.incremental, found.upper_limit) == (0, 30_000_00, 0, 30_000_00)


def test_two_taintings_and_one_item_that_was_certain() -> None:
    """Taintings 40 % and 5 % of an interval of 10 000 $: 4 000 + 500 projected; allowance
    (4.75 − 3.00 − 1) × 4 000 + (6.30 − 4.75 − 1) × 500 = 3 000 + 275; known 1 200."""
    looked = [
        Looked(2_000_00, 100_00),  # 5 %
        Looked(1_000_00, 400_00),  # 40 %
        Looked(15_000_00, 1_200_00, certain=True),
        Looked(4_000_00, 0),
    ]
    found = evaluation.of_monetary_units(looked, interval=10_000_00, risk=5)
    assert (found.known, found.projected) == (1_200_00, 4_500_00)
    assert (found.basic, found.incremental) == (30_000_00, 3_275_00)
    assert found.upper_limit == 38_975_00
    assert found.understated == 0


def test_an_understatement_is_said_beside_and_hides_nothing() -> None:
    looked = [Looked(1_000_00, 400_00), Looked(1_000_00, -500_00), Looked(15_000_00, -10_00, certain=True)]
    found = evaluation.of_monetary_units(looked, interval=10_000_00, risk=5)
    assert found.most_likely == 4_000_00
    assert found.understated == 5_010_00


def test_a_third_of_an_item_is_rounded_against_us() -> None:
    """1/3 × 100.00 $ = 33.333… $: 33.34 $."""
    assert evaluation.of_monetary_units([Looked(3, 1)], interval=100_00, risk=5).projected == 33_34


def test_a_random_sample_is_projected_two_ways() -> None:
    """30 $ too much over 600 $ looked at, of 10 000 $ in 40 items, 3 of them looked at:
    30 ÷ 600 × 10 000 = 500; 30 ÷ 3 × 40 = 400."""
    looked = [Looked(100_00, 0), Looked(200_00, 30_00), Looked(300_00, 0)]
    found = evaluation.of_random_items(looked, population=10_000_00, size=40)
    assert (found.found, found.by_ratio, found.by_difference) == (30_00, 500_00, 400_00)


def test_nothing_to_divide_by_projects_nothing() -> None:
    assert evaluation.of_random_items([], population=0, size=0) == evaluation.RandomItems(0, 0, 0)


amounts = some.integers(1, 10**7).flatmap(lambda it: some.tuples(some.just(it), some.integers(-it, it)))


@given(some.lists(amounts, max_size=12), some.integers(1, 10**8), some.sampled_from([5, 10, 20]))
def test_the_limit_is_never_below_what_was_found(pairs: list[tuple[int, int]], interval: int, risk: int) -> None:
    looked = [Looked(amount, wrong) for amount, wrong in pairs]
    found = evaluation.of_monetary_units(looked, interval=interval, risk=risk)
    assert found.upper_limit >= found.most_likely + found.basic
    more = evaluation.of_monetary_units([*looked, Looked(100, 50)], interval=interval, risk=risk)
    assert more.upper_limit >= found.upper_limit
