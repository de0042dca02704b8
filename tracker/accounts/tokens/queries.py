"""Reading access tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Person
from tracker.accounts.tokens.models import AccessToken
from tracker.db import session


def in_force(token_hash: str, at: datetime) -> AccessToken | None:
    """The token of this hash and its person, if neither has ended."""
    return session.scalar(
        select(AccessToken)
        .join(AccessToken.person)
        .where(AccessToken.token_hash == token_hash, AccessToken.expires_at > at, Person.active)
        .options(joinedload(AccessToken.person))
    )


def of_person(person_id: int) -> Sequence[AccessToken]:
    """Somebody's tokens, the newest first; those that have expired too, until they are removed."""
    return session.scalars(
        select(AccessToken)
        .where(AccessToken.person_id == person_id)
        .order_by(AccessToken.created_at.desc(), AccessToken.id.desc())
    ).all()
