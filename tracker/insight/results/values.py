"""What accepted reports measured, added up over agreements, years and regions. Pure.

Values add up as each indicator says, by the rules of the consolidated statements: first over the
reports of one agreement, then over agreements. A count under five may tell who somebody is and is
never shown (DOMAIN rule 25); where only one count of a breakdown is hidden, the next smallest is
too, or a subtraction would tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

from tracker.bilingual import Text
from tracker.statements.consolidated.arrange import indicator_rows
from tracker.statements.consolidated.value import IndicatorRow


@dataclass(frozen=True, slots=True)
class Value:
    """Target and actual of one indicator in one accepted report, exact decimal texts. ``region`` is empty for what
    has none, ``factor`` for what strengthens none in particular."""

    agreement: str
    code: str
    name: Text
    unit: str
    system: str
    aggregation: str
    target: str | None
    actual: str | None
    year: str
    stream: str
    region: str
    factor: str


Values: TypeAlias = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Result:
    """An indicator added up; ``percent`` is the actual as a whole percentage of the target, where both are known."""

    row: IndicatorRow
    factor: str

    @property
    def percent(self) -> int | None:
        return percent(self.row)


def percent(row: IndicatorRow) -> int | None:
    """The actual as a whole percentage of the target, half up; None without both, or for a target of nil."""
    if not row.target or row.actual is None or Decimal(row.target) <= 0:
        return None
    return int((100 * Decimal(row.actual) / Decimal(row.target)).quantize(Decimal(1), ROUND_HALF_UP))


def results(values: Iterable[Value]) -> tuple[Result, ...]:
    """Every indicator over all of ``values``, by code."""
    kept = list(values)
    factors = {(it.code, it.name): it.factor for it in kept}
    return tuple(Result(row, factors[row.code, row.name]) for row in _added(kept))


def breakdown(values: Iterable[Value], part: Callable[[Value], str]) -> Mapping[str, IndicatorRow]:
    """One indicator's ``values`` by what ``part`` says of each, in its order."""
    groups: dict[str, list[Value]] = {}
    for it in values:
        groups.setdefault(part(it), []).append(it)
    return _untold({name: _added(groups[name])[0] for name in sorted(groups)})


def _added(values: Iterable[Value]) -> tuple[IndicatorRow, ...]:
    return indicator_rows(
        (
            it.agreement, it.code, it.name.fr, it.name.en, it.unit, it.system, it.aggregation,
            it.target, it.actual,
        )
        for it in values
    )  # fmt: skip


def _untold(rows: dict[str, IndicatorRow]) -> dict[str, IndicatorRow]:
    hidden = [name for name, row in rows.items() if row.suppressed]
    if len(hidden) != 1 or rows[hidden[0]].aggregation != "sum":
        return rows
    others = [name for name, row in rows.items() if row.actual is not None and Decimal(row.actual) > 0]
    if not others:
        return rows
    smallest = min(others, key=lambda name: Decimal(rows[name].actual or 0))
    return {**rows, smallest: replace(rows[smallest], actual=None, suppressed=True)}
