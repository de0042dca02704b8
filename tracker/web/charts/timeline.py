"""An agreement's line of time: fiscal years, reports, payments, today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Literal, TypeAlias

from tracker.ledger.money import Cents

State: TypeAlias = Literal["done", "todo", "late"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A report due or a payment. ``text`` is written at its dot, ``words`` say the same at length in
    the list; ``waits_for`` is the key of the report that holds a payment back."""

    key: str
    on: date
    state: State
    text: str
    words: str
    amount: Cents | None = None
    waits_for: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    mark: Mark
    x: float
    y: float
    radius: float
    text_x: float
    text_y: float
    anchor: Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Band:
    """A fiscal year at the top; ``label`` is empty for the time after the last one."""

    label: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    bands: tuple[Band, ...]
    reports: tuple[Dot, ...]
    payments: tuple[Dot, ...]
    links: tuple[tuple[Dot, Dot], ...]
    today: date
    today_x: float | None
    done_x: float
    marks: tuple[Mark, ...]
    near: tuple[Mark, ...]
    width: float = 1060
    height: float = 192
    left: float = 108
    right: float = 1052
    reports_y: float = 80
    payments_y: float = 144


_SMALLEST, _GROWTH, _CHARACTER, _MARGIN = 4.0, 6.3, 7.0, 0.012


def timeline(
    years: Sequence[tuple[str, date, date]], reports: Sequence[Mark], payments: Sequence[Mark], today: date
) -> Timeline:
    """Place fiscal years (label, first day, last day), reports and payments on one line of time.

    A payment's dot grows with the square root of its amount, so that areas compare. The line runs
    past the last year when something is due later.
    """
    base = Timeline((), (), (), (), today, None, 0, (), ())
    first, last = years[0][1], years[-1][2]
    end = max([last, *(mark.on for mark in (*reports, *payments))])
    days = (end - first).days * (1 + _MARGIN) + 1

    def place(day: date) -> float:
        share = min(1.0, max(0.0, (day - first).days / days))
        return round(base.left + (base.right - base.left) * share, 1)

    edges = [*(place(start) for _, start, _ in years), place(last) if end > last else base.right]
    bands = [Band(label, edges[i], round(edges[i + 1] - edges[i] - 2, 1)) for i, (label, _, _) in enumerate(years)]
    if end > last:
        bands.append(Band("", edges[-1], round(base.right - edges[-1], 1)))
    report_dots = _dots(reports, place, base.reports_y, base, above=True)
    payment_dots = _dots(payments, place, base.payments_y, base, above=False)
    by_key = {dot.mark.key: dot for dot in report_dots}
    links = tuple(
        (by_key[dot.mark.waits_for], dot)
        for dot in payment_dots
        if dot.mark.state == "late" and dot.mark.waits_for in by_key
    )
    marks = tuple(sorted((*reports, *payments), key=lambda mark: mark.on))
    today_x = place(today) if first <= today <= end else None
    return Timeline(
        tuple(bands), report_dots, payment_dots, links, today, today_x,
        place(today) if today >= first else base.left, marks, _near(marks),
    )  # fmt: skip


def _dots(
    marks: Sequence[Mark], place: Callable[[date], float], y: float, base: Timeline, *, above: bool
) -> tuple[Dot, ...]:
    """Dots from left to right; a label that would run into the one before moves one line away."""
    largest = max((abs(mark.amount or 0) for mark in marks), default=0)
    dots: list[Dot] = []
    ends = [float("-inf")] * 3
    for mark in sorted(marks, key=lambda mark: mark.on):
        x = place(mark.on)
        radius = 8.0 if mark.state == "late" else 6.0
        if mark.amount is not None and largest:
            radius = round(_SMALLEST + _GROWTH * sqrt(abs(mark.amount) / largest), 1)
        half = _CHARACTER * len(mark.text) / 2
        anchor: Literal["start", "middle", "end"] = "middle"
        if x + half > base.right or (mark.state == "late" and above and x - 2 * half > base.left):
            anchor = "end"
        elif x - half < base.left or (mark.state == "late" and not above):
            anchor = "start"
        reach = {"start": (x, x + 2 * half), "middle": (x - half, x + half), "end": (x - 2 * half, x)}[anchor]
        level = next((i for i, used in enumerate(ends) if reach[0] > used + 4), len(ends) - 1)
        ends[level] = reach[1]
        text_y = y - 16 - 13 * level if above else y + 27 + 13 * level
        dots.append(Dot(mark, x, y, radius, x, text_y, anchor))
    return tuple(dots)


def _near(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """What a phone shows first: the last two done, everything late, the next two to come."""
    done = [mark for mark in marks if mark.state == "done"][-2:]
    late = [mark for mark in marks if mark.state == "late"]
    todo = [mark for mark in marks if mark.state == "todo"][:2]
    return (*done, *late, *todo)
