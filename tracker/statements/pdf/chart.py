"""The bullet chart: a light track is what is authorised, a dark bar what is accepted. Pure geometry, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.ledger.money import Cents, format_money, format_rate
from tracker.statements import wording
from tracker.statements.pdf.tables import NIL, fill
from tracker.statements.statement import CumulativeLine, Lang, Text, YearLine

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
class Measure:
    """What one bar shows: ``authorised`` is the track, ``accepted`` the dark bar, ``between`` perhaps a
    lighter one under it; ``balance`` is the amount printed at the right."""

    name: str
    authorised: Cents
    accepted: Cents
    balance: Cents
    between: Cents | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    """The words of a chart: its title, which tells ``lines``, and what each mark is."""

    title: Text
    line: Text
    authorised: Text
    accepted: Text
    balance: Text
    used: Text
    between: Text | None = None


OF_LINES = Legend(
    title=wording.CHART_TITLE,
    line=wording.CHART_LINE,
    authorised=wording.CHART_AUTHORISED,
    accepted=wording.CHART_ACCEPTED,
    balance=wording.BALANCE,
    used=wording.USED,
)


@dataclass(frozen=True, slots=True)
class Bar:
    """``y`` is the bar's middle; ``hang`` moves a closing parenthesis out of the digits' edge."""

    label: tuple[str, ...]
    y: float
    authorised: float
    accepted: float
    between: float | None
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
    """``keys`` name the track, the dark bar and, where there is one, the bar between; ``heads`` the two
    columns at the right."""

    title: str
    keys: tuple[str, str, str]
    heads: tuple[str, str]
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
    """The chart of budget ``lines``; see ``draw``."""
    measures = [Measure(it.name[lang], it.authorised, it.accepted, it.balance) for it in lines]
    return draw(measures, OF_LINES, lang, room=room)


def draw(measures: Sequence[Measure], legend: Legend, lang: Lang, *, room: float) -> Chart | None:
    """The chart of ``measures``, drawn closer where ``room`` points ask for it; None without a figure to draw."""
    top = max((max(it.authorised, it.accepted, it.between or 0) for it in measures), default=0)
    if top <= 0:
        return None
    pitch = min(_PITCH, max(_TIGHT_PITCH, (room - _TOP - _FOOT) / len(measures)))
    step = _step(top)
    end = -(-top // step) * step
    bars = tuple(
        Bar(
            label=_wrapped(it.name, lines=2 if pitch > 16 else 1),
            y=_TOP + pitch * (index + 0.5),
            authorised=_length(it.authorised, end),
            accepted=_length(it.accepted, end),
            between=None if it.between is None else _length(it.between, end),
            balance=format_money(it.balance, lang, symbol=False, parentheses=True) if it.balance else NIL,
            hang=2.67 if it.balance < 0 else 0,
            used=format_rate(it.accepted, it.authorised, lang),
        )
        for index, it in enumerate(measures)
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
            legend.line,
            lang,
            name=it.name,
            accepted=format_money(it.accepted, lang),
            between=format_money(it.between or 0, lang),
            authorised=format_money(it.authorised, lang),
        )
        for it in measures
    )
    return Chart(
        title=fill(legend.title, lang, lines=spoken),
        keys=(legend.authorised[lang], legend.accepted[lang], legend.between[lang] if legend.between else ""),
        heads=(legend.balance[lang], legend.used[lang]),
        height=_TOP + pitch * len(measures) + _FOOT,
        pitch=pitch,
        bars=bars,
        ticks=ticks,
    )


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
