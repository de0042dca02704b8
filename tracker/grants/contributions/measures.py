"""Public aid and administration against their limits, and what is brought in kind valued. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from tracker.grants.terms import Limits
from tracker.ledger.money import Cents, share_of


class Measure(StrEnum):
    STACKING = "stacking"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agreement stands. Public aid and cash are what *others* bring (docs/decisions/0006)."""

    public: Cents
    cash: Cents
    committed: Cents
    accepted: Cents
    administration: Cents

    @property
    def eligible(self) -> Cents:
        """Eligible cash cost: the commitment stands for the accepted cost until that much is accepted."""
        return max(self.accepted, self.committed) + self.cash


@dataclass(frozen=True, slots=True)
class Beyond:
    """A limit that is passed: ``amount`` of ``whole``, where at most ``ceiling`` was allowed."""

    measure: Measure
    amount: Cents
    whole: Cents
    ceiling: Cents


def beyond(standing: Standing, limits: Limits) -> Iterator[Beyond]:
    """The limits that are passed: warnings, which stop nothing."""
    for measure, amount, whole, rate in (
        (Measure.STACKING, standing.public, standing.eligible, limits.stacking),
        (Measure.ADMINISTRATION, standing.administration, standing.accepted, limits.administration),
    ):
        ceiling = share_of(whole, rate)
        if amount > ceiling:
            yield Beyond(measure, amount, whole, ceiling)


def quantity_of(text: str) -> Decimal | None:
    """A quantity as people write it, ``12,5`` or ``12.5``; None when it is not one, or not above zero."""
    try:
        found = Decimal(text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    sound = found.is_finite() and 0 < found < 10**9 and found == found.quantize(Decimal("0.0001"))
    return found if sound else None


def valued(quantity: Decimal, unit_value: Cents) -> Cents:
    """Quantity × unit value, rounded once, half up (rule 19)."""
    return int((quantity * unit_value).quantize(Decimal(1), rounding=ROUND_HALF_UP))
