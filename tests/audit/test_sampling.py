"""Samples, against hashes worked out apart, the guide's printed table, and what must hold of any population."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.audit import sampling
from tracker.audit.sampling import Item, Method

ITEMS = tuple(
    Item(key, amount)
    for key, amount in (
        ("R1/L1", 40_000_00),
        ("R1/L2", 9_000_00),
        ("R1/L3", 6_500_00),
        ("R1/L4", 0),
        ("R2/L1", 12_000_00),
        ("R2/L2", -250_00),
        ("R2/L3", 7_500_00),
    )
)
START_OF_2016 = 162_937
RANDOM_OF_2016 = ["R1/L2", "R1/L4", "R2/L2"]
AT_FIVE = "3.00 4.75 6.30 7.76 9.16 10.52 11.85 13.15 14.44 15.71 16.97"
AT_TEN = "2.31 3.89 5.33 6.69 8.00 9.28 10.54 11.78 13.00 14.21 15.41"
AT_TWENTY = "1.61 3.00 4.28 5.52 6.73 7.91 9.08 10.24 11.38 12.52 13.66"

populations = some.dictionaries(some.text("0123456789RL/", min_size=1), some.integers(-(10**7), 10**10)).map(
    lambda amounts: [Item(key, amount) for key, amount in amounts.items()]
)
seeds = some.text("abcdef0123456789", min_size=1, max_size=64)


@pytest.mark.parametrize(("risk", "printed"), [(5, AT_FIVE), (10, AT_TEN), (20, AT_TWENTY)])
def test_the_factors_are_those_of_the_printed_table(risk: int, printed: str) -> None:
    assert [str(it) for it in sampling.factors(risk, 10)] == printed.split()


def test_the_interval_is_the_tolerable_misstatement_by_the_factor() -> None:
    assert sampling.interval_for(30_000_00, 5) == 10_000_00
    assert sampling.interval_for(10_000_00, 10) == 4_329_00  # 10 000 ÷ 2,31 = 4 329,004…
    assert sampling.interval_for(10_000_01, 5) == 3_333_33


def test_one_dollar_in_an_interval_is_chosen_from_the_start_that_the_seed_gives() -> None:
    drawn = sampling.monetary_unit(ITEMS, seed="2016", interval=10_000_00)
    start = 1 + int(hashlib.sha256(b"2016|start").hexdigest(), 16) % 10_000_00
    assert (drawn.method, drawn.interval, drawn.start) == (Method.MONETARY_UNIT, 10_000_00, start)
    certain = [it.item.key for it in drawn.chosen if it.certain]
    assert certain == ["R1/L1", "R2/L1"]
    # the three others lie end to end on 9 000, 15 500 and 23 000 dollars
    ends = {"R1/L2": (0, 9_000_00), "R1/L3": (9_000_00, 15_500_00), "R2/L3": (15_500_00, 23_000_00)}
    hits = (start, start + 10_000_00, start + 20_000_00)
    by_hand = [key for key, (before, reached) in ends.items() if any(before < hit <= reached for hit in hits)]
    assert [it.item.key for it in drawn.chosen if not it.certain] == by_hand
    assert [it.key for it in drawn.left_out] == ["R1/L4", "R2/L2"]


def test_a_random_sample_is_the_smallest_hashes_of_seed_and_key() -> None:
    drawn = sampling.random(ITEMS, seed="2016", size=3)
    hashes = {it.key: hashlib.sha256(f"2016|{it.key}".encode()).hexdigest() for it in ITEMS}
    assert [it.item.key for it in drawn.chosen] == sorted(sorted(hashes, key=hashes.__getitem__)[:3])


def test_samples_drawn_once_are_drawn_for_ever() -> None:
    """Written down on the day that the method was: whatever changes this changes samples already drawn."""
    assert sampling.monetary_unit(ITEMS, seed="2016", interval=10_000_00).start == START_OF_2016
    assert [it.item.key for it in sampling.random(ITEMS, seed="2016", size=3).chosen] == RANDOM_OF_2016


@given(populations, seeds, some.integers(1, 10**9))
def test_whatever_the_population_units_are_chosen_once_and_large_items_always(
    population: list[Item], seed: str, interval: int
) -> None:
    drawn = sampling.monetary_unit(population, seed=seed, interval=interval)
    keys = [it.item.key for it in drawn.chosen]
    assert len(keys) == len(set(keys))
    assert {it.key for it in population if it.amount >= interval} == {it.item.key for it in drawn.chosen if it.certain}
    assert {it.key for it in drawn.left_out} == {it.key for it in population if it.amount <= 0}
    rest = sum(it.amount for it in population if 0 < it.amount < interval)
    by_chance = sum(not it.certain for it in drawn.chosen)
    assert by_chance == max(0, -(-(rest - drawn.start + 1) // interval))
    assert drawn == sampling.monetary_unit(list(reversed(population)), seed=seed, interval=interval)


@given(populations, seeds, some.integers(1, 30))
def test_a_random_sample_has_its_size_and_does_not_mind_the_order(population: list[Item], seed: str, size: int) -> None:
    drawn = sampling.random(population, seed=seed, size=size)
    assert len(drawn.chosen) == min(size, len(population))
    assert {it.item for it in drawn.chosen} <= set(population)
    assert drawn == sampling.random(list(reversed(population)), seed=seed, size=size)


@pytest.mark.parametrize("wrong", [lambda: sampling.monetary_unit(ITEMS, seed="1", interval=0),
                                   lambda: sampling.random(ITEMS, seed="1", size=0),
                                   lambda: sampling.factor(-1, 5), lambda: sampling.factor(0, 100)])  # fmt: skip
def test_parameters_without_a_meaning_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        wrong()  # type: ignore[operator]


def test_a_factor_is_decimal() -> None:
    assert isinstance(sampling.factor(0, 5), Decimal)
