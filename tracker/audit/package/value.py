"""The frozen value of an audit package: what its sheets, its index and its JSON say. Pure.

Amounts are cents. A ``Tie`` is a figure said by the statement or counted from the records, and the sums of
the journal that it must equal; ``difference`` is nil, or the package is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.audit.sampling import Drawn
from tracker.ledger.money import Cents
from tracker.statements.statement import Statement, Text


@dataclass(frozen=True, slots=True)
class Term:
    """A sum over postings, with its sign. None: whatever kind, year or line; ``but`` leaves a kind out."""

    sign: int
    account: str
    kind: str | None = None
    but: str | None = None
    year: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A figure and the journal's sums. ``ref`` is printed on the statement, where the figure has one."""

    ref: str
    label: Text
    amount: Cents
    journal: Cents
    terms: tuple[Term, ...]

    @property
    def difference(self) -> Cents:
        return self.amount - self.journal


@dataclass(frozen=True, slots=True)
class TieGroup:
    """The figures of one table."""

    title: Text
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Approval:
    """A payment that was made, and who let it go. Without a request it was recorded as history: ``recorded_by``."""

    payment: int
    instalment: int | None
    paid_on: date
    fiscal_year: str
    gross: Cents
    offset: Cents
    cash: Cents
    reference: str | None
    recorded_by: str
    requested: tuple[str, datetime] | None = None
    first: tuple[str, datetime] | None = None
    second: tuple[str, datetime] | None = None
    override: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Money that came back, or was given up. ``basis`` is the reference, the resolution or the reason."""

    kind: str  # recovery, funds_returned, write_off, lapse
    number: int
    on: date
    fiscal_year: str
    amount: Cents
    basis: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an auditor looks at first. ``amount`` is None where there is none."""

    kind: str  # override, limit, late, adjustment, duplicate
    what: Text
    on: date | None = None
    amount: Cents | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A supporting document of a line. ``path`` is its place in the package, when its bytes are there."""

    report: int
    line: str
    supplier: str
    on: date
    number: str
    amount: Cents
    sha256: str | None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A file of an answer. ``path`` is its place in the package."""

    id: int
    name: str
    size: int
    sha256: str
    path: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked, answered or closed, as it was said; ``record`` is what ``fingerprint`` is of."""

    step: str
    name: str
    on: date
    text: str
    due_on: date | None
    files: tuple[Given, ...]
    record: Mapping[str, Any]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request for evidence and all that was said of it. ``key`` names the item, ``rank`` is its place in the
    sample; ``organisation`` is the fiscal host that was asked, if it is not the funder."""

    sample: int
    rank: int
    key: str
    asked_of: str
    organisation: str | None
    turns: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The sample that the package proposes, and what it was drawn with."""

    seed: str
    risk: int
    tolerable: Cents
    size: int
    amount: Cents
    drawn: Drawn | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the package says of an agreement's year, or of all its years."""

    statement: Statement
    lead: tuple[TieGroup, ...]
    controls: tuple[Tie, ...]
    approvals: tuple[Approval, ...]
    settlements: tuple[Settlement, ...]
    exceptions: tuple[Finding, ...]
    documents: tuple[Document, ...]
    sample: Proposed
    evidence: tuple[Exchange, ...] = ()

    @property
    def ties(self) -> tuple[Tie, ...]:
        """Every figure that was tied to the journal."""
        return (*(tie for group in self.lead for tie in group.ties), *self.controls)
