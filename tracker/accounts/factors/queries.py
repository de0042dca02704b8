"""Reading what else than a password a person signs in with."""

from __future__ import annotations

from sqlalchemy import func, select

from tracker.accounts.factors.models import Authenticator, RecoveryCode
from tracker.db import session


def authenticator_of(person_id: int) -> Authenticator | None:
    """The person's app, confirmed or about to be."""
    return session.get(Authenticator, person_id)


def has_second_step(person_id: int) -> bool:
    """Whether signing in takes this person a code beside the password."""
    kept = authenticator_of(person_id)
    return kept is not None and kept.confirmed_at is not None


def recovery_codes_left(person_id: int) -> int:
    """How many of the person's recovery codes are still good."""
    left = session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id))
    return left or 0
