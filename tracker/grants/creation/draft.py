"""A new agreement as it is being written. Pure.

Everything may be missing but nothing is wrong in form: ``tracker.grants.creation.checks`` says what stands
between a draft and a signature. Reports and instalments are numbered by their place, the first being 1.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.ledger.entries import Lines
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Due:
    """A report that will be due."""

    kind: str
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Planned:
    """An instalment; ``waits_for`` is the number of the report that must be accepted first."""

    kind: str
    fiscal_year: str
    due_on: date
    amount: Cents
    waits_for: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A condition, who checks it, and the number of the instalment it holds back; none for every one."""

    text: str
    checked_by: str
    instalment: int | None = None


@dataclass(frozen=True, slots=True)
class Gift:
    """What somebody else is expected to bring."""

    fiscal_year: str
    source: str
    kind: str
    public: bool
    amount: Cents


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator of the agreement."""

    code: str
    name_fr: str
    name_en: str
    unit: str
    system: str
    aggregation: str
    factor: str | None = None
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written so far. Codes name records; ``lines`` is the budget by (fiscal year, line), without zeros."""

    programme: str = ""
    stream: str = ""
    framework: str = ""
    regroupement: str = ""
    project: str = ""
    phase: int | None = None
    host: str = ""
    number: str = ""
    title_fr: str = ""
    title_en: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    officer: str = ""
    """Who will follow it at the funder, by e-mail address; empty for nobody yet."""
    lines: Lines = field(default_factory=dict)
    reports: tuple[Due, ...] = ()
    instalments: tuple[Planned, ...] = ()
    conditions: tuple[Term, ...] = ()
    contributions: tuple[Gift, ...] = ()
    indicators: tuple[Measure, ...] = ()

    @property
    def total(self) -> Cents:
        """The commitment it would make."""
        return sum(self.lines.values())

    def allotment(self, year: str) -> Cents:
        """What its budget gives to ``year``."""
        return sum(amount for (at, _line), amount in self.lines.items() if at == year)

    def as_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        values["lines"] = [[year, line, amount] for (year, line), amount in self.lines.items()]
        for name in _ROWS:
            values[name] = [_plain(dataclasses.asdict(it)) for it in values[name]]
        return _plain(values)


_ROWS: Mapping[str, type[Any]] = {
    "reports": Due,
    "instalments": Planned,
    "conditions": Term,
    "contributions": Gift,
    "indicators": Measure,
}


def from_json(content: Mapping[str, Any]) -> Draft:
    """What ``Draft.as_json`` wrote."""
    values = _days(content)
    values["lines"] = {(year, line): amount for year, line, amount in content["lines"]}
    for name, cls in _ROWS.items():
        values[name] = tuple(cls(**_days(row)) for row in content[name])
    return Draft(**values)


def with_reports(draft: Draft, reports: Sequence[tuple[int | None, Due]]) -> Draft:
    """``draft`` with these reports in order of their periods. Each comes with the number it had, None for a
    new one: instalments go on waiting for the same one, and for none when it is gone."""
    ordered = sorted(reports, key=lambda it: (it[1].from_on, it[1].due_on))
    numbers = _renumbered([was for was, _due in ordered])
    instalments = tuple(
        dataclasses.replace(it, waits_for=numbers.get(it.waits_for)) if it.waits_for else it for it in draft.instalments
    )
    return dataclasses.replace(draft, reports=tuple(due for _was, due in ordered), instalments=instalments)


def with_instalments(draft: Draft, instalments: Sequence[tuple[int | None, Planned]]) -> Draft:
    """``draft`` with these instalments in the order they fall due; conditions follow the one they hold back."""
    ordered = sorted(instalments, key=lambda it: (it[1].due_on, it[1].fiscal_year))
    numbers = _renumbered([was for was, _planned in ordered])
    conditions = tuple(
        dataclasses.replace(it, instalment=numbers.get(it.instalment)) if it.instalment else it
        for it in draft.conditions
    )
    return dataclasses.replace(draft, instalments=tuple(it for _was, it in ordered), conditions=conditions)


def _renumbered(was: Sequence[int | None]) -> dict[int | None, int]:
    return {number: rank for rank, number in enumerate(was, start=1) if number is not None}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _days(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value for name, value in values.items()
    }
