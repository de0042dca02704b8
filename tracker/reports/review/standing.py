"""Where a review stands: what is decided, what is pending, what becomes possible. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.bilingual import Text
from tracker.ledger.money import Cents


class Decision(StrEnum):
    """What becomes of a section."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class Audience(StrEnum):
    """Who reads a remark. It never changes."""

    PARTNER = "partner"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was decided of a line: 0 disallowed is acceptance in full. ``revision`` counts its changes."""

    disallowed: Cents
    recover: bool
    reason: str
    revision: int
    by: str


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """A section of the report; ``finance`` when it holds the declared lines."""

    key: str
    title: Text
    finance: bool
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class LineStanding:
    """A line that declares something."""

    code: str
    declared: Cents
    decision: Refusal | None

    @property
    def accepted(self) -> Cents:
        """What is accepted of it; nothing while it is pending (DOMAIN rule 11)."""
        return self.declared - self.decision.disallowed if self.decision else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A whole report under review."""

    sections: tuple[SectionStanding, ...]
    lines: tuple[LineStanding, ...]

    @property
    def pending_sections(self) -> tuple[SectionStanding, ...]:
        return tuple(it for it in self.sections if it.decision is None)

    @property
    def pending_lines(self) -> tuple[LineStanding, ...]:
        return tuple(it for it in self.lines if it.decision is None)

    @property
    def returned(self) -> tuple[SectionStanding, ...]:
        return tuple(it for it in self.sections if it.decision is Decision.RETURNED)

    @property
    def pending(self) -> int:
        """How many decisions are missing."""
        return len(self.pending_sections) + len(self.pending_lines)

    @property
    def acceptable(self) -> bool:
        """Nothing is pending and nothing goes back."""
        return not self.pending and not self.returned

    @property
    def declared(self) -> Cents:
        return sum(it.declared for it in self.lines)

    @property
    def disallowed(self) -> Cents:
        return sum(it.decision.disallowed for it in self.lines if it.decision)

    @property
    def recovered(self) -> Cents:
        """What is refused and will be owed back."""
        return sum(it.decision.disallowed for it in self.lines if it.decision and it.decision.recover)
