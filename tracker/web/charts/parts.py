"""How far an amount has come, accepted, held, due; and the short way to write it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from tracker.ledger.money import NBSP, Cents

Kind: TypeAlias = Literal["accepted", "held", "due"]
THOUSAND = 1_000_00
MILLION = 1_000_000_00


def short_figure(amount: Cents, unit: Cents, lang: str) -> str:
    """``amount`` in thousands or millions of dollars, one decimal, half up: ``46,8``. A whole number
    of thousands loses its decimal (``66``), as the scale of a time-line reads better; millions keep it.
    """
    value = (Decimal(amount) / unit).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{abs(value):,.1f}"
    if unit == THOUSAND:
        text = text.removesuffix(".0")
    if lang == "fr":
        text = text.replace(",", NBSP).replace(".", ",")
    return f"−{text}" if value < 0 else text


@dataclass(frozen=True, slots=True)
class Parts:
    """A commitment by its three fates. ``held`` is negative when the host pre-financed (DOMAIN rule 12)."""

    accepted: Cents
    held: Cents
    due: Cents

    @property
    def total(self) -> Cents:
        return self.accepted + self.held + self.due

    @property
    def extent(self) -> Cents:
        """How far a bar of these parts reaches: the total, or more when cost passes it."""
        return max(0, self.accepted, self.accepted + self.held, self.total)

    @property
    def spans(self) -> tuple[Span, ...]:
        return advancement(self)

    def named(self) -> tuple[tuple[Kind, Cents], ...]:
        return ("accepted", self.accepted), ("held", self.held), ("due", self.due)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a bar, in percent of its whole."""

    kind: Kind
    start: float
    width: float

    @property
    def end(self) -> float:
        return round(self.start + self.width, 2)


def advancement(parts: Parts) -> tuple[Span, ...]:
    """The stretches of one bar, left to right, never overlapping, none of them empty.

    A negative part draws nothing and takes its room from the one after: pre-financed cost is
    accepted already and will be paid.
    """
    whole = parts.extent
    if whole == 0:
        return ()
    spans: list[Span] = []
    drawn = reached = 0
    for kind, amount in parts.named():
        reached += amount
        if reached > drawn:
            start, end = round(100 * drawn / whole, 2), round(100 * reached / whole, 2)
            spans.append(Span(kind, start, round(end - start, 2)))
            drawn = reached
    return tuple(spans)
