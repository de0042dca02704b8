"""Ed25519: what this installation signs with, and whether a signature is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import current_app


@dataclass(frozen=True, slots=True)
class Signer:
    """The key of this installation. ``public_key`` is its public half, 32 bytes in hexadecimal."""

    private_key: Ed25519PrivateKey

    @property
    def public_key(self) -> str:
        return self.private_key.public_key().public_bytes_raw().hex()

    def sign(self, content: bytes) -> str:
        """The signature of ``content``, 64 bytes in hexadecimal."""
        return self.private_key.sign(content).hex()


def signer() -> Signer:
    """The signer of this installation, from the setting TRACKER_SIGNING_KEY."""
    key = load_pem_private_key(current_app.config["SIGNING_KEY"].encode(), password=None)
    return Signer(cast(Ed25519PrivateKey, key))


def is_signed(content: bytes, *, signature: str, public_key: str) -> bool:
    """Whether ``signature`` is that of ``content`` by the owner of ``public_key``; both in hexadecimal."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
