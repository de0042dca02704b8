"""Making and ending access tokens. The caller commits."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from tracker.accounts.models import Person
from tracker.accounts.tokens.models import AccessToken
from tracker.accounts.visitor import hashed
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.trail import service as trail
from tracker.web.text import clean

PREFIX = "trame_"
"""What every token begins with, so that one that was published by mistake is recognised."""
MOST = 20
DAYS = (30, 90, 365)
"""How long a token may live."""
_USED_EVERY = timedelta(minutes=1)


def make(person: Person, *, name: str, days: int, actor: str, at: datetime) -> str:
    """A new token of ``person`` that lives ``days``; returns it, and it is kept nowhere.

    Raises DomainError on ``name`` or ``days``.
    """
    if days not in DAYS:
        raise DomainError(message("one of the durations offered"), "days")
    shown = clean(name)[:80]
    if not shown:
        raise DomainError(message("Say what the token is for."), "name")
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    theirs = select(func.count()).select_from(AccessToken).where(AccessToken.person_id == person.id)
    if (session.scalar(theirs) or 0) >= MOST:
        raise DomainError(message("You have %(most)s tokens already: remove one first.", most=MOST))
    token = PREFIX + secrets.token_urlsafe(32)
    made = AccessToken(
        person_id=person.id,
        name=shown,
        token_hash=hashed(token),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    _record(actor, at, "made access token", person.id, {"token": made.id, "name": shown, "days": days})
    return token


def used(token_id: int, *, at: datetime) -> None:
    """Remember that a token was used, once a minute at most."""
    before = at - _USED_EVERY
    session.execute(
        update(AccessToken)
        .where(AccessToken.id == token_id, AccessToken.used_at.is_(None) | (AccessToken.used_at <= before))
        .values(used_at=at)
    )


def end(*, person_id: int, token_id: int, actor: str, at: datetime) -> bool:
    """End one of the person's own tokens; False when it is not theirs or is gone already."""
    ended = session.execute(
        delete(AccessToken)
        .where(AccessToken.id == token_id, AccessToken.person_id == person_id)
        .returning(AccessToken.name)
    ).one_or_none()
    if ended is None:
        return False
    _record(actor, at, "ended access token", person_id, {"token": token_id, "name": ended.name})
    return True


def end_all(person_id: int) -> None:
    """End every token of somebody whose account is closed: opened again, it has none."""
    session.execute(delete(AccessToken).where(AccessToken.person_id == person_id))


def _record(actor: str, at: datetime, action: str, person_id: int, difference: dict[str, object]) -> None:
    trail.record(
        actor=actor, at=at, action=action, subject_type="person", subject=str(person_id), difference=difference
    )
