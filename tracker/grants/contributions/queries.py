"""Reading what others bring to an agreement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tracker.db import session
from tracker.grants.contributions.measures import Beyond, Standing, beyond
from tracker.grants.models import Agreement, BudgetLine, Contribution, ContributionKind
from tracker.grants.terms import Limits
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position


def of_agreement(agreement: Agreement) -> Sequence[Contribution]:
    """The contributions that count today, by year."""
    return session.scalars(
        select(Contribution)
        .where(Contribution.agreement_id == agreement.id, Contribution.withdrawn_at.is_(None))
        .order_by(Contribution.fiscal_year, Contribution.number)
    ).all()


def by_number(agreement: Agreement, number: int) -> Contribution | None:
    """One of them."""
    return next((it for it in of_agreement(agreement) if it.number == number), None)


def standing_of(agreement: Agreement) -> Standing:
    """Public aid, administration and what they are measured against, today."""
    cash = [it for it in of_agreement(agreement) if it.kind == ContributionKind.CASH]
    stands = position(agreement.number)
    lines = session.scalars(select(BudgetLine.code).where(BudgetLine.administration)).all()
    return Standing(
        public=sum(it.amount for it in cash if it.public),
        cash=sum(it.amount for it in cash),
        committed=-stands.balance(Account.COMMITTED),
        accepted=stands.balance(Account.EXPENSE),
        administration=sum(stands.balance(Account.EXPENSE, line=line) for line in lines),
    )


def warnings_of(agreement: Agreement) -> tuple[Beyond, ...]:
    """The limits of rules 16 and 19 that the agreement passes today."""
    return tuple(beyond(standing_of(agreement), Limits.of(agreement.rates)))
