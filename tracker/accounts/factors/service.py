"""The second step of signing in: an app's codes and, when it is lost, recovery codes. The caller commits."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update

from tracker.accounts.factors import codes, queries, totp
from tracker.accounts.factors.models import Authenticator, RecoveryCode
from tracker.accounts.models import Person
from tracker.accounts.visitor import hashed
from tracker.db import session
from tracker.errors import DomainError, message
from tracker.trail import service as trail
from tracker.web.sealing import CannotBeOpened, seal, sealed_again, unseal

RECOVERY_CODES = 10
RECOVERY_LENGTH = 16
"""Signs of a recovery code: 77 bits, that need no slow hash."""

_APP_CODE = re.compile(rf"[0-9]{{{totp.DIGITS}}}", re.ASCII)


class By(StrEnum):
    """What a second step was taken with."""

    APP = "app"
    RECOVERY = "recovery code"


def begin(person: Person, *, at: datetime) -> None:
    """Make a secret for the person's app to learn; it counts for nothing until a code confirms it.

    Raises DomainError when an app is confirmed already: it is removed first, which takes one of its codes.
    """
    kept = queries.authenticator_of(person.id)
    if kept is not None and kept.confirmed_at is not None:
        raise DomainError(message("An app makes your codes already. Remove it first."))
    secret = _sealed(person.id, totp.new_secret())
    if kept is None:
        session.add(Authenticator(person_id=person.id, sealed=secret, begun_at=at))
    else:
        kept.sealed, kept.begun_at = secret, at
    session.flush()


def secret_of(kept: Authenticator) -> bytes:
    """The secret that the app shares. Raises CannotBeOpened, also when it was sealed for somebody else."""
    facts = unseal(kept.sealed)
    if facts["person"] != kept.person_id:
        raise CannotBeOpened(message("This secret was sealed for somebody else."))
    return b64decode(facts["secret"])


def confirm(person: Person, *, typed: str, at: datetime) -> Sequence[str] | None:
    """Take the app's first code, from which on signing in asks for one; returns the recovery codes, which
    are kept nowhere. None when the code is not right.
    """
    kept = queries.authenticator_of(person.id)
    if kept is None or kept.confirmed_at is not None or not _take(kept, typed, at):
        return None
    kept.confirmed_at = at
    _record(person, at, "set up sign-in in two steps")
    return _new_recovery_codes(person.id)


def accept(person: Person, *, typed: str, at: datetime) -> By | None:
    """Take a code, once: the app's or a recovery code. None when it is not right, or was taken before.

    Simultaneous tries of the same code: the database lets one of them through.
    """
    kept = queries.authenticator_of(person.id)
    if kept is None or kept.confirmed_at is None:
        return None
    if is_app_code(typed):
        return By.APP if _take(kept, typed, at) else None
    before = queries.recovery_codes_left(person.id)
    mine = (RecoveryCode.person_id == person.id, RecoveryCode.code_hash == hashed(codes.squeezed(typed)))
    if session.execute(delete(RecoveryCode).where(*mine).returning(RecoveryCode.id)).first() is None:
        return None
    _record(person, at, "used a recovery code", {"recovery_codes": [before, before - 1]})
    return By.RECOVERY


def is_app_code(typed: str) -> bool:
    """Whether ``typed`` has the form of an app's code rather than of a recovery code."""
    return _APP_CODE.fullmatch(codes.squeezed(typed)) is not None


def renew_recovery_codes(person: Person, *, at: datetime) -> Sequence[str]:
    """New recovery codes, which are kept nowhere; those before are worth nothing any more.

    Raises DomainError for whoever does not sign in in two steps.
    """
    if not queries.has_second_step(person.id):
        raise DomainError(message("Set up sign-in in two steps first."))
    _record(person, at, "made new recovery codes")
    return _new_recovery_codes(person.id)


def remove(person: Person, *, actor: str, at: datetime, reason: str = "") -> bool:
    """Sign-in takes the password alone again; False when it did already. The recovery codes go too."""
    confirmed = queries.has_second_step(person.id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.execute(delete(Authenticator).where(Authenticator.person_id == person.id))
    if confirmed:
        _record(person, at, "removed sign-in in two steps", actor=actor, reason=reason)
    return confirmed


def seal_again(*, actor: str, at: datetime) -> int:
    """Seal every app's secret under the first data key; returns how many. Raises CannotBeOpened."""
    every = session.scalars(select(Authenticator)).all()
    for it in every:
        it.sealed = sealed_again(it.sealed)
    trail.record(
        actor=actor,
        at=at,
        action="sealed secrets of sign-in again",
        subject_type="installation",
        subject="authenticator",
        difference={"secrets": len(every)},
    )
    return len(every)


def _take(kept: Authenticator, typed: str, at: datetime) -> bool:
    """Whether this is a code of the app that was never taken; it is now. The update finds the row as it is
    once whoever else takes a code has committed, so that of two at once the second finds none.
    """
    digits = codes.squeezed(typed)
    if not _APP_CODE.fullmatch(digits):
        return False
    step = totp.step_shown(secret_of(kept), digits, at=at, after=kept.last_step)
    if step is None:
        return False
    taken = session.execute(
        update(Authenticator)
        .where(Authenticator.person_id == kept.person_id, Authenticator.last_step < step)
        .values(last_step=step)
        .returning(Authenticator.person_id)
    )
    return taken.first() is not None


def _new_recovery_codes(person_id: int) -> Sequence[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    made = [codes.make(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(person_id=person_id, code_hash=hashed(codes.squeezed(it))) for it in made)
    session.flush()
    return made


def _sealed(person_id: int, secret: bytes) -> str:
    return seal({"person": person_id, "secret": b64encode(secret).decode()})


def _record(
    person: Person,
    at: datetime,
    action: str,
    difference: dict[str, object] | None = None,
    *,
    actor: str | None = None,
    reason: str = "",
) -> None:
    trail.record(
        actor=actor or person.email,
        at=at,
        action=action,
        subject_type="person",
        subject=str(person.id),
        difference=difference,
        reason=reason,
    )
