"""Codes that an app makes from a shared secret and the time (RFC 6238): SHA-1, 6 digits, 30 seconds,
which is what every app understands.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
STEP = 30
"""Seconds that a code is shown for."""
DRIFT = 1
"""Steps that a clock may be behind or ahead, or a code may be old when it is typed."""

_SECRET_BYTES = 20  # as long as the hash, RFC 4226 section 4 R6
_ISSUER = "Trame"


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(_SECRET_BYTES)


def step_of(at: datetime) -> int:
    """The time step that ``at`` is in, counted from 1970."""
    return int(at.timestamp()) // STEP


def code(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of this time step."""
    return _maker(secret, digits).generate(step * STEP).decode()


def step_shown(secret: bytes, typed: str, *, at: datetime, after: int) -> int | None:
    """The time step whose code is ``typed``, not further than ``DRIFT`` from ``at`` and later than ``after``,
    the last one taken; None when there is none. Every step is compared, whichever is right.
    """
    near = range(step_of(at) - DRIFT, step_of(at) + DRIFT + 1)
    right = [step for step in near if compare_digest(code(secret, step), typed)]
    return next((step for step in right if step > after), None)


def typed_by_hand(secret: bytes) -> str:
    """The secret as one types it into an app that cannot read the picture: base 32, by fours."""
    text = b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(secret: bytes, email: str) -> str:
    """The ``otpauth:`` address that an app reads from the picture."""
    return _maker(secret, DIGITS).get_provisioning_uri(email, _ISSUER)


def _maker(secret: bytes, digits: int) -> TOTP:
    return TOTP(secret, digits, SHA1(), STEP)  # noqa: S303 - HMAC-SHA-1 is what the apps speak, and sound
