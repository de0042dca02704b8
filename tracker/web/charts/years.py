"""Bars over fiscal years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.ledger.money import Cents
from tracker.web.charts.parts import MILLION, Kind, Parts, Span, advancement, short_figure


@dataclass(frozen=True, slots=True)
class Year:
    """One fiscal year of a chart: its label (``2017-2018``), parts, and whether it is the present one."""

    label: str
    parts: Parts
    current: bool = False

    @property
    def short(self) -> str:
        """``2017-2018`` → ``17-18``."""
        return "-".join(part[-2:] for part in self.label.split("-"))


@dataclass(frozen=True, slots=True)
class Box:
    kind: Kind
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, its boxes, and where its figure and its year are written."""

    year: Year
    boxes: tuple[Box, ...]
    figure_x: float
    figure_y: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The same years twice: standing for a wide screen or paper, lying for a phone."""

    standing: tuple[Bar, ...]
    lying: tuple[Bar, ...]
    years: tuple[Year, ...]
    unit: Cents
    width: float = 640
    height: float = 312
    baseline: float = 282
    narrow_width: float = 320
    step: float = 25

    @property
    def narrow_height(self) -> float:
        return self.step * len(self.years)

    def short(self, amount: Cents, lang: str) -> str:
        return short_figure(amount, self.unit, lang)


_TOP, _GAP = 34.0, 2.0
_LYING_X, _LYING_ROOM, _LYING_HEIGHT = 44.0, 222.0, 13.0


def bars_over_years(years: Sequence[Year], unit: Cents = MILLION) -> Bars:
    """One stacked bar per fiscal year; ``unit`` is what the figures over them count in."""
    chart = Bars((), (), tuple(years), unit)
    largest = max((year.parts.extent for year in years), default=0)
    slot = chart.width / max(1, len(years))
    width = round(min(56.0, slot * 0.64), 1)
    standing, lying = [], []
    for i, year in enumerate(years):
        size = year.parts.extent
        spans = advancement(year.parts)
        middle = round(slot * (i + 0.5), 1)
        tall = (chart.baseline - _TOP) * size / largest if largest else 0.0
        boxes = [
            Box(span.kind, round(middle - width / 2, 1), round(chart.baseline - at - length, 1), width, length)
            for span, at, length in _lengths(spans, tall)
        ]
        top = round(chart.baseline - tall - 7, 1)
        standing.append(Bar(year, tuple(boxes), middle, top, middle, chart.baseline + 19))
        y, long = chart.step * i, _LYING_ROOM * size / largest if largest else 0.0
        boxes = [
            Box(span.kind, round(_LYING_X + at, 1), y + 3, length, _LYING_HEIGHT)
            for span, at, length in _lengths(spans, long)
        ]
        lying.append(Bar(year, tuple(boxes), round(_LYING_X + long + 7, 1), y + 14, 0, y + 14))
    return Bars(tuple(standing), tuple(lying), chart.years, unit)


def _lengths(spans: Iterable[Span], whole: float) -> Iterable[tuple[Span, float, float]]:
    """Each span with where it begins and how long it is, a gap left before the next; never thinner
    than a hair, so that a small amount still shows."""
    for span in spans:
        length = span.width * whole / 100 - (_GAP if span.end < 100 else 0)
        yield span, round(span.start * whole / 100, 1), round(max(1.0, length), 1)
