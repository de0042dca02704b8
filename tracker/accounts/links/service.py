"""Links by which a password is chosen without the one before. The caller commits.

Whether an address is somebody's shows nowhere: whoever asks leaves the same row, the same letter is composed,
and only its sending, which nobody waits for, differs.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from tracker.accounts import queries, service
from tracker.accounts.links import letters
from tracker.accounts.models import PasswordLink, Person
from tracker.accounts.visitor import hashed
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.trail import service as trail
from tracker.web.language import language, speaking


class Purpose(StrEnum):
    """Why a link was sent."""

    INVITATION = "invitation"
    FORGOTTEN = "forgotten"


GOOD_FOR = {Purpose.INVITATION: timedelta(days=7), Purpose.FORGOTTEN: timedelta(hours=1)}


class LinkEnded(DomainError):
    """A link that is not known, not good any more, or used."""

    def __init__(self) -> None:
        super().__init__(message("This link is not good any more."))


def invite(person: Person, *, actor: str, at: datetime) -> None:
    """Send somebody who was given an account the link by which they choose their first password; the one that
    was sent before is worth nothing any more.

    Raises DomainError when their account is closed.
    """
    if not person.active:
        raise DomainError(message("The account of %(name)s is closed: open it again first.", name=person.name))
    token = _new(person.id, Purpose.INVITATION, sent_by=actor, at=at)
    trail.record(actor=actor, at=at, action="invited", subject_type="person", subject=str(person.id))
    with speaking(person.language):
        letters.invitation(person, token=token, days=GOOD_FOR[Purpose.INVITATION].days)


def ask(*, email: str, at: datetime) -> None:
    """Send a link to ``email``, if somebody active has this address."""
    person = queries.person_by_email(email)
    known = person if person is not None and person.active else None
    stale = (PasswordLink.purpose == Purpose.FORGOTTEN) & (PasswordLink.ends_at <= at)
    session.execute(delete(PasswordLink).where(stale))
    token = _new(known.id if known else None, Purpose.FORGOTTEN, sent_by=known.email if known else "", at=at)
    with speaking(known.language if known else language()):
        letters.forgotten(known, token=token, minutes=int(GOOD_FOR[Purpose.FORGOTTEN].total_seconds() // 60))


def holder(token: str, *, at: datetime) -> Person:
    """Whose link it is. Raises LinkEnded."""
    found = session.scalar(
        select(Person)
        .join(PasswordLink, PasswordLink.person_id == Person.id)
        .where(PasswordLink.token_hash == hashed(token), PasswordLink.ends_at > at, Person.active)
    )
    if found is None:
        raise LinkEnded()
    return found


def choose(*, token: str, password: str, at: datetime) -> Person:
    """Use a link, once: its holder's password is ``password`` from now on, and their sessions end. Of two who use
    it at once, one finds it.

    Raises LinkEnded; DomainError on ``new_password``, and the link is then still good.
    """
    person = holder(token, at=at)
    used = session.execute(
        delete(PasswordLink).where(PasswordLink.token_hash == hashed(token)).returning(PasswordLink.id)
    ).first()
    if used is None:
        raise LinkEnded()
    service.set_password(person, password=password, actor=person.email, at=at)
    letters.chosen(person)
    return person


def _new(person_id: int | None, purpose: Purpose, *, sent_by: str, at: datetime) -> str:
    before = (PasswordLink.person_id == person_id) & (PasswordLink.purpose == purpose)
    session.execute(delete(PasswordLink).where(before))
    token = secrets.token_urlsafe(32)
    session.add(
        PasswordLink(
            person_id=person_id,
            purpose=purpose.value,
            token_hash=hashed(token),
            sent_by=sent_by,
            sent_at=at,
            ends_at=at + GOOD_FOR[purpose],
        )
    )
    session.flush()
    return token
