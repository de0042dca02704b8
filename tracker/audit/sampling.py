"""Which items an auditor looks at: monetary-unit and simple random samples. Pure.

The same population, seed and parameters give the same sample for ever, on any machine and in any
language: whatever is left to chance is a SHA-256 of the seed and a text, never a library's generator.
The methods are those of the AICPA's audit guide *Audit Sampling*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import cache

from tracker.ledger.money import Cents

LONGEST_SEED = 64
_DIGITS = 60
_HUNDREDTH = Decimal("0.01")


class Method(StrEnum):
    MONETARY_UNIT = "monetary_unit"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Item:
    """What may be chosen. ``key`` names it within its population; ``amount`` is its book value."""

    key: str
    amount: Cents


@dataclass(frozen=True, slots=True)
class Chosen:
    """An item of a sample. ``certain``: no smaller than the interval, so chosen whatever the seed. ``hit`` is
    the monetary unit that chose it, counted from 1 over the items that were left to chance."""

    item: Item
    certain: bool = False
    hit: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample. ``interval`` and ``start`` are of monetary units only, in cents; ``left_out`` are the items
    that no monetary unit can choose, being nil or negative: they are looked at on their own."""

    method: Method
    chosen: tuple[Chosen, ...]
    left_out: tuple[Item, ...] = ()
    interval: Cents = 0
    start: Cents = 0


def monetary_unit(population: Iterable[Item], *, seed: str, interval: Cents) -> Drawn:
    """Systematic selection of one dollar in ``interval`` cents, from a random start.

    Items of an ``interval`` or more are all chosen and set aside; the others are laid end to end in the
    order of their keys, and those on which start, start + interval, … falls are chosen.
    """
    if interval <= 0:
        raise ValueError("an interval is positive")
    ordered = sorted(population, key=lambda item: item.key)
    start = 1 + _number(seed, "start") % interval
    chosen, reached, hit = [], 0, start
    for item in ordered:
        if item.amount >= interval:
            chosen.append(Chosen(item, certain=True))
        elif item.amount > 0:
            reached += item.amount
            if hit <= reached:
                chosen.append(Chosen(item, hit=hit))
                hit += interval
    left_out = tuple(item for item in ordered if item.amount <= 0)
    return Drawn(Method.MONETARY_UNIT, tuple(chosen), left_out, interval, start)


def random(population: Iterable[Item], *, seed: str, size: int) -> Drawn:
    """``size`` items, each as likely as any other: those with the smallest SHA-256 of seed and key."""
    if size <= 0:
        raise ValueError("a sample has one item at least")
    ranked = sorted(population, key=lambda item: (_number(seed, item.key), item.key))
    kept = sorted(ranked[:size], key=lambda item: item.key)
    return Drawn(Method.RANDOM, tuple(Chosen(item) for item in kept))


def interval_for(tolerable: Cents, risk: int) -> Cents:
    """The interval that supports ``tolerable`` misstatement when none is found: tolerable ÷ factor, rounded
    down. ``risk`` of wrongly accepting, in per cent."""
    return int(tolerable * 100 // int(factor(0, risk) * 100))


@cache
def factor(misstatements: int, risk: int) -> Decimal:
    """The confidence factor for so many misstatements at ``risk`` per cent: the mean of the Poisson
    distribution that gives no more than that many with this probability, rounded up to the hundredth, as the
    guide's table is (3.00, 4.75, 6.30… at 5 %).
    """
    if misstatements < 0 or not 0 < risk < 100:
        raise ValueError("a number of misstatements, and a risk in per cent")
    wanted = Decimal(risk) / 100
    low, high = Decimal(0), Decimal(10 * (misstatements + 5))
    while high - low > _HUNDREDTH:
        middle = ((low + high) / 2).quantize(_HUNDREDTH)
        low, high = (low, middle) if _at_most(misstatements, middle) <= wanted else (middle, high)
    return high


def factors(risk: int, upto: int) -> Sequence[Decimal]:
    """The factors for none to ``upto`` misstatements."""
    return [factor(number, risk) for number in range(upto + 1)]


def _at_most(number: int, mean: Decimal) -> Decimal:
    """The Poisson probability of ``number`` or fewer; decimal arithmetic is the same everywhere."""
    with localcontext() as context:
        context.prec = _DIGITS
        term = total = Decimal(1)
        for rank in range(1, number + 1):
            term = term * mean / rank
            total += term
        return total * (-mean).exp()


def _number(seed: str, what: str) -> int:
    """A number below 2²⁵⁶: the SHA-256 of « seed|what ». Taken modulo anything we count, its bias is nil to
    some fifty decimals."""
    return int.from_bytes(hashlib.sha256(f"{seed}|{what}".encode()).digest(), "big")
