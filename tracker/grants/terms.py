"""What of an agreement the rules need to know: its years, its hosts, the programme's limits. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Protocol

from tracker.errors import Message, message
from tracker.ledger.fiscal import FiscalCalendar


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has against an event: ``field`` is the fact at fault. A warning does not stop history;
    a decision taken now goes through it only if it is ``approvable``, by a second person."""

    message: Message
    field: str | None = None
    warning: bool = False
    approvable: bool = False


class Rates(Protocol):
    """A programme, be it a record or a workbook's row."""

    holdback_rate: int
    transfer_limit_rate: int
    carry_forward_limit_rate: int
    administration_limit_rate: int
    stacking_limit_rate: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The programme's settings, in millionths (DOMAIN rules 9, 15, 16, 17, 19)."""

    holdback: int
    transfer: int
    carry_forward: int
    administration: int
    stacking: int

    @classmethod
    def of(cls, programme: Rates) -> Limits:
        return cls(
            holdback=programme.holdback_rate,
            transfer=programme.transfer_limit_rate,
            carry_forward=programme.carry_forward_limit_rate,
            administration=programme.administration_limit_rate,
            stacking=programme.stacking_limit_rate,
        )


@dataclass(frozen=True, slots=True)
class Mandate:
    """An organisation's turn as fiscal host; ``to_on`` is empty while it lasts."""

    organisation: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class Terms:
    """What of an agreement the rules need to know."""

    number: str
    calendar: FiscalCalendar
    starts_on: date
    ends_on: date
    mandates: tuple[Mandate, ...]
    limits: Limits
    administration_lines: frozenset[str]
    years: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", self.calendar.years_between(self.starts_on, self.ends_on))

    def reported_in(self, day: date) -> str:
        return self.calendar.reported_in(day, self.years)

    def host_on(self, day: date) -> str:
        """The host on ``day``; before the first mandate the first one, after a closed one the last."""
        begun = [mandate for mandate in self.mandates if mandate.from_on <= day]
        return (begun[-1] if begun else self.mandates[0]).organisation

    def in_a_gap(self, day: date) -> bool:
        """Whether ``day`` lies between two mandates (DOMAIN rule 22)."""
        return any(
            before.to_on is not None and before.to_on < day < after.from_on for before, after in pairwise(self.mandates)
        )


def outside(terms: Terms, year: str, name: str = "fiscal_year") -> Iterator[Finding]:
    """A finding if ``year`` is not one of the agreement's (DOMAIN rule 2)."""
    if year not in terms.years:
        yield Finding(
            message(
                "a fiscal year of agreement %(agreement)s (%(first)s to %(last)s)",
                agreement=terms.number,
                first=terms.years[0],
                last=terms.years[-1],
            ),
            name,
        )
