"""A line of figures, the size of a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Spark:
    points: str
    last_x: float
    last_y: float
    width: float = 96
    height: float = 24


def sparkline(amounts: Sequence[Cents]) -> Spark:
    """A line from the first amount to the last, zero at the foot unless some are negative."""
    width, height, edge = 96.0, 24.0, 3.0
    low, high = min((0, *amounts)), max((0, *amounts))
    spread = (high - low) or 1
    step = (width - 2 * edge) / max(1, len(amounts) - 1)
    points = [
        (round(edge + step * i, 1), round(height - edge - (height - 2 * edge) * (amount - low) / spread, 1))
        for i, amount in enumerate(amounts)
    ]
    x, y = points[-1] if points else (edge, height - edge)
    return Spark(" ".join(f"{px:g},{py:g}" for px, py in points), x, y)
