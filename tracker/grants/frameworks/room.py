"""What a framework has left to grant (DOMAIN rule 21). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.errors import Amount, message
from tracker.grants.terms import Finding
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Room:
    """A framework's commitment, the administration that its holder keeps of it, and what its
    sub-agreements commit."""

    commitment: Cents
    retained: Cents
    granted: Cents

    @property
    def left(self) -> Cents:
        """What it may still grant; below zero where history granted more."""
        return self.commitment - self.retained - self.granted


def of_sub(room: Room, *, change: Cents) -> Iterator[Finding]:
    """A finding if a sub-agreement that commits ``change`` more is beyond the framework's room."""
    if change > max(0, room.left):
        yield Finding(
            message(
                "at most the %(amount)s that the framework agreement has left to grant (rule 21)",
                amount=Amount(max(0, room.left)),
            ),
            "amount",
        )


def of_framework(room: Room, *, change: Cents, retained: Cents) -> Iterator[Finding]:
    """A finding if the framework, ``change`` larger and keeping ``retained`` more, no longer covers what it granted."""
    after = room.left + change - retained
    if after < min(0, room.left):
        yield Finding(
            message(
                "no less than the %(amount)s granted to sub-agreements and kept for administration (rule 21)",
                amount=Amount(room.granted + room.retained + retained),
            ),
            "amount",
        )
