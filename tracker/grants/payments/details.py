"""Bank details of an organisation: entered by one person, checked by another, used two days later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.accounts.models import Person
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.errors import DomainError, Message, message
from tracker.grants.payments import queries, sealing
from tracker.grants.payments.models import BankAccount
from tracker.grants.payments.service import Who
from tracker.trail import service as trail
from tracker.web.sealing import sealed_again

DELAY = timedelta(days=2)
"""Time for the organisation to say that it changed nothing."""

_FORMS: tuple[tuple[str, re.Pattern[str], Message], ...] = (
    ("institution", re.compile(r"[0-9]{3}", re.ASCII), message("Write the 3 digits of the institution.")),
    ("transit", re.compile(r"[0-9]{5}", re.ASCII), message("Write the 5 digits of the transit.")),
    ("account", re.compile(r"[0-9]{5,12}", re.ASCII), message("Write the 5 to 12 digits of the account.")),
)


def enter(organisation: Organisation, *, institution: str, transit: str, account: str, who: Who) -> BankAccount:
    """Write new details down. They are used once somebody else has checked them, and two days have passed.

    Raises DomainError on ``institution``, ``transit`` or ``account``, or for an organisation that was merged.
    """
    if organisation.merged_into_code is not None:
        raise DomainError(message("This organisation was merged into another. Change that one."))
    values = {"institution": _digits(institution), "transit": _digits(transit), "account": _digits(account)}
    for name, form, expected in _FORMS:
        if not form.fullmatch(values[name]):
            raise DomainError(expected, name)
    pending = pending_of(organisation)
    if pending is not None:
        same = pending.details == sealing.Details(**values)
        if same and pending.entered_by_id == who.person_id:
            return pending
        raise DomainError(message("Other details wait to be checked: have them checked or withdrawn first."))
    entered = BankAccount.of(organisation.id, entered_by_id=who.person_id, entered_at=who.at, **values)
    session.add(entered)
    session.flush()
    _record(organisation, entered, "entered bank details", who)
    return entered


def confirm(organisation: Organisation, *, account: str, who: Who) -> BankAccount:
    """Check the details that wait, by copying the account number again from the specimen cheque.

    Raises DomainError on ``account``, or when the same person entered them.
    """
    pending = _waiting(organisation)
    if pending.entered_by_id == who.person_id:
        raise DomainError(message("Somebody else than who entered them checks bank details."))
    if _digits(account) != pending.details.account:
        raise DomainError(message("This is not the number that was entered. Compare both with the cheque."), "account")
    pending.confirmed_by_id, pending.confirmed_at, pending.usable_at = who.person_id, who.at, who.at + DELAY
    session.flush()
    _record(organisation, pending, "confirmed bank details", who)
    return pending


def withdraw(organisation: Organisation, *, who: Who) -> None:
    """Take back details that wait to be checked."""
    pending = _waiting(organisation)
    pending.withdrawn_at = who.at
    session.flush()
    _record(organisation, pending, "withdrew bank details", who)


def record_verified(
    organisations: Sequence[int], *, entered_by: Person, confirmed_by: Person, actor: str, at: datetime
) -> None:
    """Record plainly fictional details as verified and usable, for a demonstration: institution 000."""
    session.add_all(
        BankAccount.of(
            organisation_id,
            institution="000",
            transit="00000",
            account=f"{organisation_id:07d}",
            entered_by_id=entered_by.id,
            entered_at=at - DELAY,
            confirmed_by_id=confirmed_by.id,
            confirmed_at=at - DELAY,
            usable_at=at,
        )
        for organisation_id in organisations
    )
    trail.record(
        actor=actor,
        at=at,
        action="recorded fictional bank details",
        subject_type="demo",
        subject="bank_account",
        difference={"organisations": [0, len(organisations)]},
    )


def seal_again(*, actor: str, at: datetime) -> int:
    """Seal every account under the first data key; returns how many. Raises CannotBeOpened."""
    accounts = session.scalars(select(BankAccount)).all()
    for it in accounts:
        it.sealed = sealed_again(it.sealed)
    trail.record(
        actor=actor,
        at=at,
        action="sealed bank details again",
        subject_type="installation",
        subject="bank_account",
        difference={"accounts": len(accounts)},
    )
    return len(accounts)


def pending_of(organisation: Organisation) -> BankAccount | None:
    """The details that wait to be checked."""
    return next(
        (it for it in queries.accounts_of(organisation.id) if it.confirmed_at is None and it.withdrawn_at is None), None
    )


def _waiting(organisation: Organisation) -> BankAccount:
    session.get_one(Organisation, organisation.id, with_for_update=True)
    pending = pending_of(organisation)
    if pending is None:
        raise DomainError(message("No bank details wait to be checked."))
    return pending


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _record(organisation: Organisation, account: BankAccount, action: str, who: Who) -> None:
    trail.record(
        actor=who.email,
        at=who.at,
        action=action,
        subject_type="organisation",
        subject=organisation.code,
        difference={"account": [None, account.masked]},
    )
