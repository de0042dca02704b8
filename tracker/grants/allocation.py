"""Dividing among regions what an agreement does for several: the keys, as they are decided and as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import selectinload

from tracker.db import session
from tracker.directory.models import Region
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement, AllocationKey, AllocationShare
from tracker.grants.models.allocation import WHOLE
from tracker.grants.service import Author
from tracker.trail import service as trail


def has_a_region(agreement: Agreement) -> bool:
    """Whether it is of one region, which takes all of it: there is nothing to divide."""
    return agreement.regroupement is not None and agreement.regroupement.region_code is not None


def in_force(agreement_id: int, *, as_of: date, known_at: datetime) -> AllocationKey | None:
    """The key of an agreement by both clocks; None when it has none."""
    return session.scalar(
        select(AllocationKey)
        .where(AllocationKey.agreement_id == agreement_id, _visible(as_of, known_at))
        .order_by(AllocationKey.decided_on.desc(), AllocationKey.number.desc())
        .limit(1)
        .options(selectinload(AllocationKey.shares))
    )


def shares_in_force(agreements: ColumnElement[bool], *, as_of: date, known_at: datetime) -> dict[str, dict[str, int]]:
    """Of every agreement that meets a condition and has a key by both clocks, its shares by region's code."""
    found = session.execute(
        select(Agreement.number, AllocationKey.id, AllocationShare.region_code, AllocationShare.share)
        .select_from(Agreement)
        .join(AllocationKey, AllocationKey.agreement_id == Agreement.id)
        .join(AllocationKey.shares)
        .where(agreements, _visible(as_of, known_at))
        .order_by(Agreement.number, AllocationKey.decided_on, AllocationKey.number, AllocationShare.region_code)
    )
    shares: dict[str, dict[str, int]] = {}
    for (number, _key), rows in groupby(found, key=lambda row: (row.number, row.id)):
        shares[number] = {row.region_code: row.share for row in rows}  # the last one decided stays
    return shares


def gives_to(region: str) -> ColumnElement[bool]:
    """Agreements that any key ever gave this region a share of."""
    return Agreement.id.in_(
        select(AllocationKey.agreement_id).join(AllocationKey.shares).where(AllocationShare.region_code == region)
    )


def _visible(as_of: date, known_at: datetime) -> ColumnElement[bool]:
    return and_(AllocationKey.decided_on <= as_of, AllocationKey.recorded_at <= known_at)


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


def percent(shares: Mapping[str, int]) -> str:
    """The sum of ``shares`` as a number of per cent."""
    total = sum(shares.values())
    return f"{total // 100}.{total % 100:02d}%"
