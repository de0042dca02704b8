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
    """Amounts to ask for. ``lapse`` is the rest of a final holdback; ``need`` the forecast that was
    followed, None where none was."""

    gross: Cents
    offset: Cents
    lapse: Cents
    need: Cents | None = None

    @property
    def cash(self) -> Cents:
        return self.gross - self.offset


def propose(*, kind: str, amount: Cents, in_last_year: bool, funds: Funds, need: Cents | None = None) -> Proposal:
    """What rules 9, 10 and 14 suggest for an instalment of ``amount``.

    The holdback of the last year is released up to what the host advanced, and the rest lapses;
    those of earlier years are released whole. Other instalments pay for cost to come: they follow the
    forecast ``need`` less the unspent balance, and what is not paid stays payable. Without a forecast
    they are paid as planned, and U is shown beside the amount.
    """
    available = max(0, min(amount, funds.payable))
    gross = available
    lapse = 0
    if kind == InstalmentKind.HOLDBACK:
        need = None
        if in_last_year:
            gross = min(available, max(0, -funds.unspent))
            lapse = available - gross
    elif need is not None:
        gross = min(available, max(0, need - funds.unspent))
    return Proposal(gross=gross, offset=max(0, min(funds.receivable, gross)), lapse=lapse, need=need)
