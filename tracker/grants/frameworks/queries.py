"""Reading frameworks: what they have left to grant, what their communities chose to share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.grants.frameworks import room
from tracker.grants.frameworks.room import Room
from tracker.grants.models import (
    Agreement,
    BudgetLine,
    FrameworkTerms,
    FrameworkTransfer,
    Funding,
    Shared,
    SharingChoice,
)
from tracker.grants.terms import Finding
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.money import Cents


@dataclass(frozen=True, slots=True)
class Choice:
    """With whom a community shares a part of its reports."""

    with_holder: bool
    with_funder: bool
    published: bool


UNDECIDED = Choice(with_holder=True, with_funder=True, published=False)
"""What its agreement says until the community decides: reports go to the holder and to the funder, nobody
publishes them (docs/decisions/0014)."""


def room_of(framework: Agreement) -> Room:
    """What ``framework`` commits, keeps for administration and has granted, from the journal."""
    kept = (
        select(func.sum(Posting.amount))
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .where(
            Posting.agreement == framework.number,
            Posting.account == Account.AUTHORISED,
            Posting.line.in_(select(BudgetLine.code).where(BudgetLine.administration)),
            JournalEntry.kind.in_((Kind.SIGNED.value, Kind.AMENDED.value)),
        )
    )
    subs = select(Agreement.number).where(Agreement.framework_id == framework.id)
    return Room(
        commitment=_committed(Posting.agreement == framework.number),
        retained=int(session.scalar(kept) or 0),
        granted=_committed(Posting.agreement.in_(subs)),
    )


def beyond_framework(agreement: Agreement, lines: Mapping[tuple[str, str], Cents]) -> tuple[Finding, ...]:
    """What rule 21 has against adding ``lines`` (by year and budget line) to ``agreement``, be it a
    framework or under one; empty for any other."""
    change = sum(lines.values())
    if agreement.framework is not None:
        return tuple(room.of_sub(room_of(agreement.framework), change=change))
    if not agreement.sub_agreements:
        return ()
    kept = set(session.scalars(select(BudgetLine.code).where(BudgetLine.administration)))
    retained = sum(amount for (_, line), amount in lines.items() if line in kept)
    return tuple(room.of_framework(room_of(agreement), change=change, retained=retained))


def transferred_to(sub_agreement: Agreement) -> Cents:
    """What ``sub_agreement`` has received under its framework."""
    total = select(func.sum(FrameworkTransfer.amount)).where(FrameworkTransfer.sub_agreement_id == sub_agreement.id)
    return int(session.scalar(total) or 0)


def committed_by(agreement: Agreement) -> Cents:
    """The commitment of ``agreement`` today."""
    return _committed(Posting.agreement == agreement.number)


def funding_of(framework: Agreement) -> Funding:
    """Whether its unspent funds are kept for a similar activity only."""
    terms = session.get(FrameworkTerms, framework.id)
    return Funding(terms.funding) if terms else Funding.FIXED


def choice_of(agreement_id: int, what: Shared, *, known_at: datetime | None = None) -> Choice:
    """What its community chose to share of ``what``, the last time; UNDECIDED before."""
    query = select(SharingChoice).where(SharingChoice.agreement_id == agreement_id, SharingChoice.what == what.value)
    if known_at is not None:
        query = query.where(SharingChoice.recorded_at <= known_at)
    found = session.scalars(query.order_by(SharingChoice.id.desc()).limit(1)).one_or_none()
    return Choice(found.with_holder, found.with_funder, found.published) if found else UNDECIDED


def choices_of(agreement_id: int) -> Sequence[SharingChoice]:
    """Every choice that its community made, the last first."""
    return session.scalars(
        select(SharingChoice).where(SharingChoice.agreement_id == agreement_id).order_by(SharingChoice.id.desc())
    ).all()


def shown_to_funder(what: Shared, *, known_at: datetime) -> ColumnElement[bool]:
    """For the ``where`` of a query on ``Agreement``: those whose ``what`` the funder may show, as known then."""
    later = aliased(SharingChoice)
    hidden = (
        select(SharingChoice.agreement_id)
        .where(
            SharingChoice.what == what.value,
            SharingChoice.recorded_at <= known_at,
            SharingChoice.with_funder.is_(False),
            ~select(later.id)
            .where(
                later.agreement_id == SharingChoice.agreement_id,
                later.what == what.value,
                later.recorded_at <= known_at,
                later.id > SharingChoice.id,
            )
            .exists(),
        )
        .scalar_subquery()
    )
    return Agreement.id.not_in(hidden)


def _committed(wanted: ColumnElement[bool]) -> Cents:
    total = select(cast(func.sum(Posting.amount), BigInteger)).where(wanted, Posting.account == Account.COMMITTED)
    return -int(session.scalar(total) or 0)
