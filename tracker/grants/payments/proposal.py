"""What to pay of an instalment, what to offset and what to give up (DOMAIN rules 9, 10 and 14). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.grants.models import InstalmentKind
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Funds:
    """Where an agreement stands, less what is asked for already: what the allotment has left to pay,
    what is receivable, and U, the unspent balance (below zero when the host advanced the money)."""

    payable: Cents
    receivable: Cents
    unspent: Cents


@dataclass(frozen=True, slots=True)
class Proposal:
    """Amounts to ask for. ``lapse`` is the rest of a final holdback."""

    gross: Cents
    offset: Cents
    lapse: Cents

    @property
    def cash(self) -> Cents:
        return self.gross - self.offset


def propose(*, kind: str, amount: Cents, in_last_year: bool, funds: Funds) -> Proposal:
    """What rules 9, 10 and 14 suggest for an instalment of ``amount``.

    The holdback of the last year is released up to what the host advanced, and the rest lapses;
    those of earlier years are released whole. Other instalments are paid as planned: no forecast of
    need is recorded yet, so that U is shown beside the amount and not taken from it.
    """
    available = max(0, min(amount, funds.payable))
    gross = available
    if kind == InstalmentKind.HOLDBACK and in_last_year:
        gross = min(available, max(0, -funds.unspent))
    return Proposal(gross=gross, offset=max(0, min(funds.receivable, gross)), lapse=available - gross)
