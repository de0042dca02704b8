"""The bullet chart: a light track is what is authorised, a dark bar what is accepted. Pure geometry, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ledger.money import Cents, format_money, format_rate
from tracker.statements import wording
from tracker.statements.pdf.tables import NIL, fill
from tracker.statements.statement import CumulativeLine, Lang, YearLine

WIDTH = 478.8
_LEFT, _RIGHT = 135.8, 364.0  # of the bars
_BALANCE_EDGE = 420.5
_TOP = 26.0  # under the key
_FOOT = 17.0  # the scale
_PITCH, _TIGHT_PITCH = 17.2, 11.6
_LABEL_WIDTH = 128.0

_NARROW = frozenset("iljtfrI.,:;'’()[] -‑/|1")
_WIDE = frozenset("mwMWÉ—–@&%ABCDGHKNOQRUVXYZ")


@dataclass(frozen=True, slots=True)
class Bar:
    """``y`` is the bar's middle; ``hang`` moves a closing parenthesis out of the digits' edge."""

    label: tuple[str, ...]
    y: float
    authorised: float
    accepted: float
    balance: str
    hang: float
    used: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    height: float
    pitch: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    left: float = _LEFT
    width: float = WIDTH
    balance_edge: float = _BALANCE_EDGE
    top: float = _TOP
    foot: float = _FOOT


def bullet_chart(lines: Sequence[CumulativeLine | YearLine], lang: Lang, *, room: float) -> Chart | None:
    """The chart of ``lines``, drawn closer where ``room`` points ask for it; None without a figure to draw."""
    top = max((max(line.authorised, line.accepted) for line in lines), default=0)
    if top <= 0:
        return None
    pitch = min(_PITCH, max(_TIGHT_PITCH, (room - _TOP - _FOOT) / len(lines)))
    step = _step(top)
    end = -(-top // step) * step
    bars = tuple(
        Bar(
            label=_wrapped(line.name[lang], lines=2 if pitch > 16 else 1),
            y=_TOP + pitch * (index + 0.5),
            authorised=_length(line.authorised, end),
            accepted=_length(line.accepted, end),
            balance=format_money(line.balance, lang, symbol=False, parentheses=True) if line.balance else NIL,
            hang=2.67 if line.balance < 0 else 0,
            used=format_rate(line.accepted, line.authorised, lang),
        )
        for index, line in enumerate(lines)
    )
    ticks = tuple(
        Tick(
            x=_LEFT + _length(value, end),
            label=format_money(value, lang, decimals=False),
            anchor="middle" if value else "start",
        )
        for value in range(0, end + 1, step)
    )
    spoken = "; ".join(
        fill(
            wording.CHART_LINE,
            lang,
            name=line.name[lang],
            accepted=format_money(line.accepted, lang),
            authorised=format_money(line.authorised, lang),
        )
        for line in lines
    )
    height = _TOP + pitch * len(lines) + _FOOT
    return Chart(fill(wording.CHART_TITLE, lang, lines=spoken), height, pitch, bars, ticks)


def _length(cents: Cents, end: Cents) -> float:
    return max(0, cents) / end * (_RIGHT - _LEFT)


def _step(top: Cents) -> Cents:
    """A round step that divides ``top`` in three or four."""
    power = 100
    while power * 40 <= top:
        power *= 10
    for factor in (1, 2, 2.5, 5, 10, 20, 25):
        step = int(power * factor)
        if top <= 4 * step:
            return step
    return power * 10


def _wrapped(name: str, *, lines: int) -> tuple[str, ...]:
    """``name`` on at most ``lines`` lines of the label column, cut with an ellipsis if longer."""
    wrapped: list[str] = [""]
    for word in name.split():
        longer = f"{wrapped[-1]} {word}".strip()
        if wrapped[-1] and text_width(longer, 8.8) > _LABEL_WIDTH:
            wrapped.append(word)
        else:
            wrapped[-1] = longer
    cut = wrapped[:lines]
    if len(wrapped) > lines or text_width(cut[-1], 8.8) > _LABEL_WIDTH:
        while text_width(f"{cut[-1]}…", 8.8) > _LABEL_WIDTH:
            cut[-1] = cut[-1][:-1].rstrip()
        cut[-1] += "…"
    return tuple(cut)


def text_width(text: str, size: float) -> float:
    """About how wide ``text`` is in Source Sans, in points; a little generous."""
    return size * sum(0.29 if c in _NARROW else 0.66 if c in _WIDE else 0.515 for c in text)
