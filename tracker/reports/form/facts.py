"""What a report's form needs to know of its agreement: its lines, its indicators, its period. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from tracker.bilingual import Text
from tracker.ledger.money import Cents
from tracker.reports.form.questions import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """A budget line in the report's fiscal year: what may be spent, what was accepted by earlier reports,
    what earlier reports declare that is not accepted yet, and what the previous report forecast."""

    code: str
    name: Text
    authorised: Cents
    accepted: Cents
    pending: Cents = 0
    forecast: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts:
    """What an indicator measures; ``target`` and ``last`` are those of the report before, as written."""

    code: str
    name: Text
    unit: str
    baseline: str = ""
    target: str = ""
    last: str = ""
    adds_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One report's circumstances. ``closes_year`` when no later report covers its fiscal year."""

    agreement: str
    number: int
    kind: str
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date
    closes_year: bool
    lines: tuple[LineFacts, ...]
    indicators: tuple[IndicatorFacts, ...]
    factors: tuple[Choice, ...]


def to_data(facts: Facts) -> dict[str, Any]:
    """The facts as JSON keeps them beside a submission, so that it is always read as it was asked."""
    return {
        **{name: getattr(facts, name) for name in ("agreement", "number", "kind", "fiscal_year", "closes_year")},
        **{name: getattr(facts, name).isoformat() for name in ("from_on", "to_on", "due_on")},
        "lines": [{**asdict(line), "name": asdict(line.name)} for line in facts.lines],
        "indicators": [{**asdict(each), "name": asdict(each.name)} for each in facts.indicators],
        "factors": [{"code": each.code, "label": asdict(each.label)} for each in facts.factors],
    }


def from_data(data: Mapping[str, Any]) -> Facts:
    """The facts that ``to_data`` wrote."""
    return Facts(
        agreement=data["agreement"],
        number=data["number"],
        kind=data["kind"],
        fiscal_year=data["fiscal_year"],
        closes_year=data["closes_year"],
        from_on=date.fromisoformat(data["from_on"]),
        to_on=date.fromisoformat(data["to_on"]),
        due_on=date.fromisoformat(data["due_on"]),
        lines=tuple(LineFacts(**{**each, "name": Text(**each["name"])}) for each in data["lines"]),
        indicators=tuple(IndicatorFacts(**{**each, "name": Text(**each["name"])}) for each in data["indicators"]),
        factors=tuple(Choice(each["code"], Text(**each["label"])) for each in data["factors"]),
    )
