"""What a sample says of the whole population, to the cent and without a float. Pure.

Monetary units: the projected misstatement and the upper limit of the AICPA's audit guide (tainting ×
interval, basic precision, incremental allowance). Random: the ratio and the difference estimates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracker.audit.sampling import factors
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Looked:
    """An item that was looked at: its book value, and how much too much of it was claimed (less: negative)."""

    amount: Cents
    misstated: Cents
    certain: bool = False


@dataclass(frozen=True, slots=True)
class MonetaryUnits:
    """What monetary units say of overstatement. ``upper_limit`` = known + projected + basic + incremental,
    each rounded up; ``understated`` is projected the same way and set beside, never netted."""

    known: Cents
    projected: Cents
    basic: Cents
    incremental: Cents
    understated: Cents

    @property
    def most_likely(self) -> Cents:
        """What is found where everything was looked at, and projected elsewhere."""
        return self.known + self.projected

    @property
    def upper_limit(self) -> Cents:
        return self.most_likely + self.basic + self.incremental


@dataclass(frozen=True, slots=True)
class RandomItems:
    """What a random sample says: by the ratio of amounts, and by the mean difference per item."""

    found: Cents
    by_ratio: Cents
    by_difference: Cents


def of_monetary_units(looked: Iterable[Looked], *, interval: Cents, risk: int) -> MonetaryUnits:
    """Evaluate a monetary-unit sample, all of whose items were looked at. ``risk`` in per cent."""
    known = under = Fraction(0)
    projections: list[Fraction] = []
    for item in looked:
        if item.certain:
            known += max(item.misstated, 0)
            under += max(-item.misstated, 0)
        elif item.misstated > 0:
            projections.append(min(Fraction(item.misstated, item.amount), Fraction(1)) * interval)
        elif item.misstated < 0:
            under += Fraction(-item.misstated, item.amount) * interval
    projections.sort(reverse=True)
    steps = [Fraction(each) for each in factors(risk, len(projections))]
    incremental = sum(
        ((after - before - 1) * each for before, after, each in zip(steps, steps[1:], projections, strict=False)),
        Fraction(0),
    )
    return MonetaryUnits(
        known=_up(known),
        projected=_up(sum(projections, Fraction(0))),
        basic=_up(steps[0] * interval),
        incremental=_up(incremental),
        understated=_up(under),
    )


def of_random_items(looked: Sequence[Looked], *, population: Cents, size: int) -> RandomItems:
    """Project the misstatements of a random sample on a population of ``size`` items worth ``population``."""
    found = sum(item.misstated for item in looked)
    worth = sum(item.amount for item in looked)
    return RandomItems(
        found=found,
        by_ratio=_half_up(Fraction(found * population, worth)) if worth else 0,
        by_difference=_half_up(Fraction(found * size, len(looked))) if looked else 0,
    )


def _up(amount: Fraction) -> Cents:
    """To the cent above: a limit is never understated by rounding."""
    return -(-amount.numerator // amount.denominator)


def _half_up(amount: Fraction) -> Cents:
    """To the nearest cent, halves away from nil (DOMAIN rule 1)."""
    sign = -1 if amount < 0 else 1
    return sign * int(abs(amount) + Fraction(1, 2))
