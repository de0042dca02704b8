"""The settings of files are read whole or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import SettingError
from tests.conftest import settings_for


def test_a_quota_is_in_megabytes(tmp_path: Path) -> None:
    assert settings_for("sqlite://", tmp_path).storage_quota == 2_000_000_000
    assert settings_for("sqlite://", tmp_path, TRACKER_STORAGE_QUOTA="50").storage_quota == 50_000_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_STORAGE_QUOTA", "2 GB"),
        ("TRACKER_STORAGE_QUOTA", "-1"),
        ("TRACKER_SCANNER_URL", "localhost:3310"),
        ("TRACKER_SCANNER_URL", "unix://clamd"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings_for("sqlite://", tmp_path, **{name: value})
