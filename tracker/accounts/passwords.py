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
_KEYS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm")
_ROWS = (*_KEYS, *(row[::-1] for row in _KEYS))
_USUAL = re.compile(
    r"(?:19|20)\d\d|[^\w]+|"
    "password|passw0rd|motdepasse|secret|login|admin(?:istrat(?:or|eur))?|user|test|trame|changeme|letmein|master|"
    "welcome|bienvenue|hello|bonjour|iloveyou|jetaime|soleil|sunshine|princess|dragon|monkey|chocolat|football|soccer|"
    "hockey|canadiens?|quebec|québec|montreal|montréal|canada|jemesouviens|doudou|loulou|printemps|summer|winter|hiver|"
    "automne|january|janvier"
)
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
    if any(squeezed == (squeezed[:size] * len(squeezed))[: len(squeezed)] for size in range(1, 8)):
        return True
    # Words that everybody takes, and keys in a row: "Bienvenue2026!!", "hockey123456789".
    return len(_USUAL.sub("", _without_rows(squeezed))) < MIN_LENGTH // 2


def _without_rows(text: str) -> str:
    """What is left once four keys or more of a row, in either direction, are taken out."""
    left, at = "", 0
    while at < len(text):
        end = at + 4
        while end <= len(text) and any(text[at:end] in row for row in _ROWS):
            end += 1
        if end > at + 4:
            at = end - 1
        else:
            left += text[at]
            at += 1
    return left


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
