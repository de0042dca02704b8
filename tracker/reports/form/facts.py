"""What a report's form needs to know of its agreement: its lines, its indicators, its period. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
