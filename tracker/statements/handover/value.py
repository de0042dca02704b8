"""The frozen value of a cut-off statement. Pure: plain values, both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from tracker.ledger.money import Cents
from tracker.statements.statement import Header, Identity, Note


@dataclass(frozen=True, slots=True)
class Flows:
    """What moved at one host, or at all of them. ``handed`` is what came from the host before less what
    went to the one after; ``established``, of receivables, leaves the funds held."""

    received: Cents = 0
    interest: Cents = 0
    accepted: Cents = 0
    established: Cents = 0
    returned: Cents = 0
    handed: Cents = 0
    held: Cents = 0
    offset: Cents = 0
    recovered: Cents = 0
    written_off: Cents = 0
    handed_receivable: Cents = 0
    receivable: Cents = 0

    @property
    def funds(self) -> tuple[Cents, ...]:
        """The columns of funds, signed so that all but the last add up to it."""
        return (
            self.received, self.interest, -self.accepted, -self.established, -self.returned, self.handed, self.held,
        )  # fmt: skip

    @property
    def owed(self) -> tuple[Cents, ...]:
        """The columns of receivables, signed so that all but the last add up to it."""
        return (
            self.established, -self.offset, -self.recovered, -self.written_off, self.handed_receivable, self.receivable,
        )  # fmt: skip


def added(flows: Iterable[Flows]) -> Flows:
    """The sum of ``flows``."""
    listed = list(flows)
    return Flows(*(sum(getattr(it, field.name) for it in listed) for field in fields(Flows)))


@dataclass(frozen=True, slots=True)
class Part:
    """One mandate's part of the agreement; ``to_on`` is None while it lasts."""

    ref: str  # H1, H2…
    organisation: str
    name: str
    from_on: date
    to_on: date | None
    flows: Flows


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A report that was not accepted by the cut-off day: ``state`` is late, submitted or due."""

    ref: str  # O1, O2…
    number: int
    kind: str
    fiscal_year: str
    from_on: date
    to_on: date
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """The cut-off at the end of ``cut_off``: what ``outgoing`` hands over, and to whom if it is known;
    each host's part as at the statement's day."""

    header: Header
    cut_off: date
    outgoing: str
    incoming: str | None
    unspent: Cents
    receivable: Cents
    parts: tuple[Part, ...]
    obligations: tuple[Undelivered, ...]
    notes: tuple[Note, ...]
    identities: tuple[Identity, ...]
    entries: tuple[int, ...]  # of the journal, that count

    @property
    def whole(self) -> Flows:
        """All the hosts together."""
        return added(it.flows for it in self.parts)
