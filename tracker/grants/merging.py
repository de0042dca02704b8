"""What an organisation has of agreements when it is merged: its mandates follow, its bank details end
(docs/decisions/0026)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.db import session
from tracker.directory.merging.followers import Follower
from tracker.directory.models import Organisation
from tracker.errors import Message, message
from tracker.grants.models import Agreement, HostMandate
from tracker.grants.payments.life import State
from tracker.grants.payments.models import BankAccount, PaymentRequest
from tracker.ledger import journal

_ENDED = (State.PAID.value, State.REFUSED.value, State.CANCELLED.value)


def _mandates(of: Organisation) -> Sequence[HostMandate]:
    return session.scalars(
        select(HostMandate)
        .join(HostMandate.agreement)
        .where(HostMandate.organisation_id == of.id)
        .options(joinedload(HostMandate.agreement))
        .order_by(Agreement.number, HostMandate.from_on)
    ).all()


def _count_mandates(of: Organisation) -> int:
    query = select(func.count()).select_from(HostMandate).where(HostMandate.organisation_id == of.id)
    return session.scalar(query) or 0


def _move_mandates(merged: Organisation, survivor: Organisation, at: datetime) -> list[list[str]]:
    """The journal's end is held meanwhile: whoever posts reads who hosts before the merger, or after it."""
    journal.lock()
    mandates = _mandates(merged)
    for it in mandates:
        it.organisation = survivor
    session.flush()
    return [[it.agreement.number, it.from_on.isoformat()] for it in mandates]


def _refused_mandates(merged: Organisation, survivor: Organisation) -> Iterator[Message]:
    theirs = {it.agreement.number for it in _mandates(merged)}
    both = sorted(theirs & {it.agreement.number for it in _mandates(survivor)})
    if both:
        yield message(
            "Both have hosted %(agreements)s, one after the other: what passed between them is in the journal and in "
            "its cut-off statement.",
            agreements=", ".join(both),
        )
    under_way = session.scalars(
        select(Agreement.number)
        .join(PaymentRequest, PaymentRequest.agreement_id == Agreement.id)
        .join(HostMandate, HostMandate.agreement_id == Agreement.id)
        .where(HostMandate.organisation_id == merged.id, PaymentRequest.state.not_in(_ENDED))
        .distinct()
        .order_by(Agreement.number)
    ).all()
    if under_way:
        yield message(
            "A payment is under way for %(agreements)s: it must be paid, refused or withdrawn first.",
            agreements=", ".join(under_way),
        )


def _accounts(of: Organisation) -> Sequence[BankAccount]:
    return session.scalars(
        select(BankAccount)
        .where(BankAccount.organisation_id == of.id, BankAccount.withdrawn_at.is_(None))
        .order_by(BankAccount.id)
    ).all()


def _count_accounts(of: Organisation) -> int:
    return len(_accounts(of))


def _end_accounts(merged: Organisation, survivor: Organisation, at: datetime) -> list[str]:
    """Details were checked for one organisation and are sealed with it: they never become another's. Those that
    wait are withdrawn; those that were used stay on record under a code that hosts nothing any more."""
    ended = _accounts(merged)
    for it in ended:
        if it.confirmed_at is None:
            it.withdrawn_at = at
    session.flush()
    return [it.masked for it in ended]


FOLLOWERS = (
    Follower(
        "mandates",
        message("Mandates of fiscal host, past ones included"),
        _count_mandates,
        _move_mandates,
        _refused_mandates,
        weighs=True,
    ),
    Follower("bank details", message("Bank details"), _count_accounts, _end_accounts),
)
