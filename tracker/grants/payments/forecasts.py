"""The cash that a host will need: an advance follows it (DOMAIN rule 10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement, CashForecast
from tracker.grants.service import Author
from tracker.ledger.money import Cents
from tracker.trail import service as trail


def enter(agreement: Agreement, *, from_on: date, to_on: date, need: Cents, basis: str, author: Author) -> CashForecast:
    """Record that the host of ``agreement`` will need ``need`` between two days; ``basis`` says where it comes
    from. The last one recorded counts. Raises DomainError on ``to_on``."""
    if to_on < from_on:
        raise DomainError(message("Write a date on or after %(date)s.", date=from_on), "to_on")
    before = of_agreement(agreement.id)
    forecast = CashForecast(
        agreement_id=agreement.id,
        from_on=from_on,
        to_on=to_on,
        need=need,
        basis=basis,
        entered_by=author.actor,
        recorded_at=author.at,
    )
    session.add(forecast)
    session.flush()
    last = before[0] if before else None
    trail.record(
        actor=author.actor,
        at=author.at,
        action="cash forecast",
        subject_type="agreement",
        subject=agreement.number,
        difference={
            "need": [last.need if last else None, need],
            "period": [[it.isoformat() for it in (last.from_on, last.to_on)] if last else None,
                       [from_on.isoformat(), to_on.isoformat()]],
        },
        reason=basis[:500],
    )  # fmt: skip
    return forecast


def of_agreement(agreement_id: int) -> Sequence[CashForecast]:
    """Every forecast of an agreement, the last recorded first."""
    return session.scalars(
        select(CashForecast).where(CashForecast.agreement_id == agreement_id).order_by(CashForecast.id.desc())
    ).all()


def in_force(agreement_ids: Collection[int], *, today: date) -> dict[int, CashForecast]:
    """By agreement, the last forecast recorded whose period has not ended."""
    rows = session.scalars(
        select(CashForecast)
        .where(CashForecast.agreement_id.in_(agreement_ids), CashForecast.to_on >= today)
        .order_by(CashForecast.id)
    )
    return {it.agreement_id: it for it in rows}
