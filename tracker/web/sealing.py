"""Facts that the database holds but does not show to whoever reads its file: sealed under the data key.

The first key of ``DATA_KEYS`` seals; any of them opens, so that a key is replaced by putting the new
one before it (docs/operating.md).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from tracker.errors import DomainError, message


class CannotBeOpened(DomainError):
    """No key of this installation opens it, or it was altered."""


def seal(facts: Mapping[str, Any]) -> str:
    """``facts`` as text that only the data key opens; different each time."""
    return _box().encrypt(json.dumps(facts, sort_keys=True).encode()).decode()


def unseal(text: str) -> dict[str, Any]:
    """What ``seal`` was given. Raises CannotBeOpened."""
    try:
        found: dict[str, Any] = json.loads(_box().decrypt(text.encode()))
    except InvalidToken:
        raise CannotBeOpened(
            message("What is sealed cannot be opened: the data key is another one, or it was altered.")
        ) from None
    return found


def sealed_again(text: str) -> str:
    """The same facts under the first key. Raises CannotBeOpened."""
    return seal(unseal(text))


def _box() -> MultiFernet:
    keys = (
        HKDF(algorithm=SHA256(), length=32, salt=None, info=b"trame data at rest").derive(secret.encode())
        for secret in current_app.config["DATA_KEYS"]
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
