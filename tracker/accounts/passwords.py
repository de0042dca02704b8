"""Passwords: Argon2id, a few at a time, and which ones are refused (SECURITY 12)."""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.errors import DomainError, message

MIN_LENGTH = 15
MAX_LENGTH = 256

_hasher = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1)
_turns = BoundedSemaphore(2)
"""Each check takes 64 MB: a crowd at the door waits its turn rather than exhaust the memory."""

_COMMON = Path(__file__).parent / "common_passwords.txt"
_WORD = re.compile(r"[^\W_]{4,}")


def hash_password(password: str) -> str:
    """What to keep of a password."""
    with _turns:
        return _hasher.hash(_normal(password))


def matches(password: str, password_hash: str | None) -> bool:
    """Whether ``password`` is the one of ``password_hash``. Without a hash the answer is no, and takes
    the same time: nobody learns from a clock which addresses exist.
    """
    with _turns:
        try:
            return _hasher.verify(password_hash or _nobodys_hash(), _normal(password)) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(password_hash)


def generate() -> str:
    """A password for somebody who will change it: 144 bits, 24 characters."""
    return secrets.token_urlsafe(18)


def check(password: str, *, email: str, name: str) -> None:
    """Refuse a password that is too short or that others would try first. No rule on its characters.

    Raises DomainError on ``new_password``.
    """
    normal = _normal(password)
    if len(normal) < MIN_LENGTH:
        raise DomainError(
            message("Choose a password of %(length)s characters or more. Several words do well.", length=MIN_LENGTH),
            "new_password",
        )
    if len(normal) > MAX_LENGTH:
        raise DomainError(
            message("Choose a password of %(length)s characters at most.", length=MAX_LENGTH), "new_password"
        )
    if _is_common(normal) or _is_theirs(normal, email=email, name=name):
        raise DomainError(
            message("This password is too easy to guess. Choose several words that do not go together."),
            "new_password",
        )


def _normal(password: str) -> str:
    # The same accents typed on another keyboard come in another form of Unicode.
    return unicodedata.normalize("NFKC", password)


def _is_common(password: str) -> bool:
    squeezed = _squeezed(password)
    if squeezed in _common_passwords():
        return True
    # One pattern over and over: "abcabcabc…", "111111…".
    return any(squeezed == (squeezed[:size] * len(squeezed))[: len(squeezed)] for size in range(1, 8))


def _is_theirs(password: str, *, email: str, name: str) -> bool:
    """Little is left of it once the person's own name and address are taken out."""
    left = _squeezed(password)
    for word in sorted(_WORD.findall(f"{email} {name}".casefold()), key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) < MIN_LENGTH // 2


def _squeezed(password: str) -> str:
    return re.sub(r"[\s._-]+", "", password.casefold())


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(32))
