"""What moved, as sums of postings that agree in everything a figure may ask. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Movement:
    """The sum of the postings that agree in everything here. A reversal counts as what it reverses."""

    kind: Kind
    source: str
    occurred_on: date
    account: Account
    fiscal_year: str
    origin_year: str | None
    line: str | None
    amount: Cents


def total(
    movements: Iterable[Movement],
    *accounts: Account,
    kinds: Collection[Kind] | None = None,
    year: str | None = None,
    line: str | None = None,
    source: str | None = None,
) -> Cents:
    """The sum of those movements that match everything given."""
    return sum(
        it.amount
        for it in movements
        if it.account in accounts
        and (kinds is None or it.kind in kinds)
        and (year is None or it.fiscal_year == year)
        and (line is None or it.line == line)
        and (source is None or it.source == source)
    )
