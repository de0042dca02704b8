"""Entering and withdrawing what others bring. The caller commits."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement, Contribution, ContributionKind
from tracker.grants.service import Author, next_number, tell
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A contribution. In kind: ``quantity`` × ``unit_value``, whose ``basis`` says where the value comes from."""

    fiscal_year: str
    source: str
    kind: ContributionKind
    public: bool
    amount: Cents
    quantity: str | None = None
    unit_value: Cents | None = None
    basis: str | None = None


def enter(agreement: Agreement, brought: Brought, *, author: Author, reason: str) -> Contribution:
    """Record a contribution. Raises DomainError on ``fiscal_year`` or ``amount``."""
    if brought.fiscal_year not in agreement.fiscal_years:
        raise DomainError(message("Choose a fiscal year of the agreement."), "fiscal_year")
    if brought.amount <= 0:
        raise DomainError(message("Write an amount above zero."), "amount")
    made = Contribution(
        agreement_id=agreement.id,
        number=next_number(Contribution, agreement),
        recorded_at=author.at,
        fiscal_year=brought.fiscal_year,
        source=brought.source,
        kind=brought.kind.value,
        public=brought.public,
        amount=brought.amount,
        quantity=brought.quantity,
        unit_value=brought.unit_value,
        basis=brought.basis,
    )
    session.add(made)
    session.flush()
    _record(agreement, author, "contribution entered", made, [None, made.amount], reason)
    return made


def withdraw(agreement: Agreement, contribution: Contribution, *, author: Author, reason: str) -> None:
    """It no longer counts from now on; what was known before stays as it was known."""
    if contribution.withdrawn_at is not None:
        return
    contribution.withdrawn_at = author.at
    session.flush()
    _record(agreement, author, "contribution withdrawn", contribution, [contribution.amount, None], reason)


def _record(
    agreement: Agreement, author: Author, action: str, it: Contribution, amount: list[Cents | None], reason: str
) -> None:
    difference = {
        "contribution": it.number,
        "year": it.fiscal_year,
        "source": it.source,
        "kind": it.kind,
        "public": it.public,
        "amount": amount,
    }
    tell(agreement, author, action, difference, reason)
