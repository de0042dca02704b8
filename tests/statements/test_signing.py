"""The key that statements are signed with: where it comes from, and what a signature shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask

from config import SettingError, Settings
from tests import signing as keys
from tracker.statements.signing import is_signed, signer

PRODUCTION = {
    "TRACKER_ENV": "production",
    "TRACKER_SECRET_KEY": "x" * 40,
    "TRACKER_DATABASE_URL": "sqlite:///x.db",
    "TRACKER_BASE_URL": "https://trame.example",
}


def test_production_refuses_to_start_without_a_key_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="TRACKER_SIGNING_KEY must be set"):
        Settings.from_environment({**PRODUCTION, "TRACKER_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize("given", ["nowhere.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_what_is_no_key_is_refused_by_name(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingError, match="TRACKER_SIGNING_KEY"):
        Settings.from_environment({"TRACKER_SIGNING_KEY": given, "TRACKER_INSTANCE": str(tmp_path)})


def test_a_key_is_given_as_text_or_as_a_file(tmp_path: Path) -> None:
    pem = keys.new_key()
    (tmp_path / "key.pem").write_text(pem)
    for given in (pem, pem.replace("\n", "\\n"), str(tmp_path / "key.pem")):
        settings = Settings.from_environment({"TRACKER_SIGNING_KEY": given, "TRACKER_INSTANCE": str(tmp_path)})
        assert settings.signing_key.strip() == pem.strip()


def test_elsewhere_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first, second = (Settings.from_environment({"TRACKER_INSTANCE": str(tmp_path)}).signing_key for _ in range(2))
    assert first == second
    assert (tmp_path / "signing-key.pem").stat().st_mode & 0o077 == 0


def test_a_signature_is_of_these_bytes_by_this_key(app: Flask) -> None:
    mine = signer()
    signature = mine.sign(b"figures")
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(mine.public_key)).verify(bytes.fromhex(signature), b"figures")
    assert is_signed(b"figures", signature=signature, public_key=mine.public_key)
    assert not is_signed(b"Figures", signature=signature, public_key=mine.public_key)
    assert not is_signed(b"figures", signature="00" + signature[2:], public_key=mine.public_key)
    assert not is_signed(b"figures", signature="not hexadecimal", public_key=mine.public_key)
    other = "1" * 64
    assert not is_signed(b"figures", signature=signature, public_key=other)
