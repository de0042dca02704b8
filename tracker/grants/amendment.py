"""An amendment in preparation: what it changes in the budget and where the difference goes in the schedule. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.errors import Amount, message
from tracker.grants.terms import Finding
from tracker.ledger.entries import Lines
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Planned:
    """An unpaid instalment as the amendment would leave it; ``number`` is None for a new one, of this ``kind``."""

    fiscal_year: str
    amount: Cents
    number: int | None = None
    due_on: date | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Redue:
    """A report that is not received yet, as the amendment would leave it; ``number`` is None for a new one."""

    kind: str
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being prepared. ``changes`` adds to lines by (fiscal year, line); nothing is zero in it.
    ``ends_on`` is a new last day, ``reports`` those whose dates change or that are new."""

    signed_on: date | None = None
    effective_on: date | None = None
    reason: str = ""
    changes: Lines = field(default_factory=dict)
    schedule: tuple[Planned, ...] = ()
    ends_on: date | None = None
    reports: tuple[Redue, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether neither the budget nor the plan is touched."""
        return not (self.changes or self.schedule or self.ends_on or self.reports)

    @property
    def by_year(self) -> dict[str, Cents]:
        """What each allotment changes by, only those that change."""
        sums: defaultdict[str, Cents] = defaultdict(int)
        for (year, _), amount in self.changes.items():
            sums[year] += amount
        return {year: sums[year] for year in sorted(sums) if sums[year]}

    def as_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "signed_on": self.signed_on.isoformat() if self.signed_on else None,
            "effective_on": self.effective_on.isoformat() if self.effective_on else None,
            "reason": self.reason,
            "changes": [[year, line, amount] for (year, line), amount in self.changes.items()],
            "schedule": [
                [it.fiscal_year, it.amount, it.number, it.due_on.isoformat() if it.due_on else None, it.kind]
                for it in self.schedule
            ],
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "reports": [
                [it.kind, it.fiscal_year, *(day.isoformat() for day in (it.from_on, it.to_on, it.due_on)), it.number]
                for it in self.reports
            ],
        }


def from_json(content: Mapping[str, Any]) -> Draft:
    """What ``Draft.as_json`` wrote."""
    return Draft(
        _day(content["signed_on"]),
        _day(content["effective_on"]),
        content["reason"],
        {(year, line): amount for year, line, amount in content["changes"]},
        tuple(
            Planned(year, amount, number, _day(due), *kind) for year, amount, number, due, *kind in content["schedule"]
        ),
        _day(content.get("ends_on")),
        tuple(
            Redue(kind, year, date.fromisoformat(first), date.fromisoformat(last), date.fromisoformat(due), number)
            for kind, year, first, last, due, number in content.get("reports", ())
        ),
    )


def proposed(changes: Mapping[str, Cents], unpaid: Sequence[Planned]) -> tuple[Planned, ...]:
    """Where the difference of each allotment could go: added to its last unpaid instalment, or taken from
    the last ones first. What finds no place is left for a new instalment."""
    placed: list[Planned] = []
    for year, change in changes.items():
        left = change
        kept: list[Planned] = []
        for it in reversed([each for each in unpaid if each.fiscal_year == year]):
            taken = max(left, -it.amount)
            kept.insert(0, Planned(year, it.amount + taken, it.number, it.due_on))
            left -= taken
        placed += kept
    return tuple(placed)


def misplaced(
    changes: Mapping[str, Cents], unpaid: Sequence[Planned], schedule: Sequence[Planned]
) -> Iterator[Finding]:
    """A finding for each allotment whose difference is not all in the schedule (DOMAIN rule 4). An allotment
    without an instalment, as under a framework, may stay so."""
    years = {*changes, *(it.fiscal_year for it in schedule)}
    for year in sorted(years):
        change = changes.get(year, 0)
        before = sum(it.amount for it in unpaid if it.fiscal_year == year)
        after = sum(it.amount for it in schedule if it.fiscal_year == year)
        if not before and not after and change > 0 and not any(it.fiscal_year == year for it in unpaid):
            continue
        expected = max(0, before + change)
        if after != expected:
            yield Finding(
                message(
                    "unpaid instalments of %(year)s that add up to %(expected)s: they add up to %(found)s",
                    year=year,
                    expected=Amount(expected),
                    found=Amount(after),
                ),
                f"new-{year}",
            )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
