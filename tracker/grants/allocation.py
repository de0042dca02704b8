"""Dividing among regions what an agreement does for several: the keys, as they are decided and as they are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tracker.db import session
from tracker.directory.models import Region
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement, AllocationKey, AllocationShare
from tracker.grants.models.allocation import WHOLE
from tracker.grants.service import Author
from tracker.ledger.money import Cents, allocate
from tracker.trail import service as trail


def has_a_region(agreement: Agreement) -> bool:
    """Whether it is of one region, which takes all of it: there is nothing to divide."""
    return agreement.regroupement is not None and agreement.regroupement.region_code is not None


def in_force(agreement_id: int, *, as_of: date, known_at: datetime) -> AllocationKey | None:
    """The key of an agreement by both clocks; None when it has none."""
    return all_in_force([agreement_id], as_of=as_of, known_at=known_at).get(agreement_id)


def all_in_force(agreement_ids: Iterable[int], *, as_of: date, known_at: datetime) -> dict[int, AllocationKey]:
    """The keys of several agreements by both clocks, by the agreement's id."""
    found = session.scalars(
        select(AllocationKey)
        .where(
            AllocationKey.agreement_id.in_(list(agreement_ids)),
            AllocationKey.decided_on <= as_of,
            AllocationKey.recorded_at <= known_at,
        )
        .order_by(AllocationKey.decided_on, AllocationKey.number)
        .options(selectinload(AllocationKey.shares))
    )
    return {key.agreement_id: key for key in found}


def decide(
    agreement: Agreement, shares: Mapping[str, int], *, decided_on: date, reason: str, author: Author
) -> AllocationKey:
    """Record a key. ``shares`` are by region's code, in hundredths of a per cent.

    Raises DomainError unless they add up to a hundred per cent of an agreement that has no region of its
    own, among at least two regions that exist.
    """
    kept = {code: share for code, share in sorted(shares.items()) if share}
    if has_a_region(agreement):
        raise DomainError(message("This agreement is of one region, which takes all of it."))
    if len(kept) < 2 or min(kept.values()) < 0:
        raise DomainError(message("Give a share to at least two regions."), "shares")
    if sum(kept.values()) != WHOLE:
        raise DomainError(message("The shares add up to %(sum)s: they must make 100%%.", sum=percent(kept)), "shares")
    unknown = set(kept) - set(session.scalars(select(Region.code)))
    if unknown:
        raise DomainError(message("there is no region %(code)s", code=min(unknown)), "shares")
    if decided_on < agreement.signed_on:
        raise DomainError(message("a date on or after %(date)s", date=agreement.signed_on), "decided_on")
    of_agreement = AllocationKey.agreement_id == agreement.id
    last = session.scalar(select(func.max(AllocationKey.number)).where(of_agreement)) or 0
    before = in_force(agreement.id, as_of=date.max, known_at=author.at)
    key = AllocationKey(
        agreement_id=agreement.id,
        number=last + 1,
        decided_on=decided_on,
        recorded_at=author.at,
        reason=reason,
        shares=[AllocationShare(region_code=code, share=share) for code, share in kept.items()],
    )
    session.add(key)
    session.flush()
    trail.record(
        actor=author.actor,
        at=author.at,
        action="decide allocation key",
        subject_type="agreement",
        subject=agreement.number,
        difference={"before": shares_of(before), "after": kept},
        reason=reason,
    )
    return key


def shares_of(key: AllocationKey | None) -> dict[str, int]:
    """The shares of a key by region's code; none without a key."""
    return {it.region_code: it.share for it in key.shares} if key else {}


def divided(amount: Cents, shares: Mapping[str, int]) -> dict[str, Cents]:
    """``amount`` among regions, by largest remainder: the parts add up to it."""
    return dict(zip(shares, allocate(amount, list(shares.values())), strict=True))


def percent(shares: Mapping[str, int]) -> str:
    """The sum of ``shares`` as a number of per cent."""
    total = sum(shares.values())
    return f"{total // 100}.{total % 100:02d}%"
