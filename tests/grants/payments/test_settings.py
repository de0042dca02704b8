"""Who sends the bank's file is agreed with the bank, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import SettingError
from tests.conftest import settings_for

AGREED = {
    "TRACKER_AFT_ORIGINATOR": "1234567890",
    "TRACKER_AFT_SHORT_NAME": "Fonds Été",
    "TRACKER_AFT_LONG_NAME": "Fonds de l’été",
    "TRACKER_AFT_CENTRE": "00610",
    "TRACKER_AFT_ACCOUNT": "815-30000-1234567",
}


def test_what_was_agreed_is_read(tmp_path: Path) -> None:
    sender = settings_for("sqlite://", tmp_path, **AGREED).aft
    assert sender is not None
    assert (sender.originator, sender.account) == ("1234567890", "815-30000-1234567")


@pytest.mark.parametrize("change", [{"TRACKER_AFT_CENTRE": ""}, {"TRACKER_AFT_ACCOUNT": "815-30000"}])
def test_a_part_of_it_is_refused_by_name(tmp_path: Path, change: dict[str, str]) -> None:
    (name,) = change
    with pytest.raises(SettingError, match=name):
        settings_for("sqlite://", tmp_path, **AGREED | change)


def test_without_it_only_a_demonstration_sends_a_file(tmp_path: Path) -> None:
    demonstration = settings_for("sqlite://", tmp_path).aft
    assert demonstration is not None
    assert demonstration.originator == "0" * 10
