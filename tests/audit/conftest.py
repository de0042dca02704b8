"""The worked agreement, and an auditor engaged on it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from config import ROOT
from tests import worked
from tests.pages import PageClient

AUDIT = f"/ententes/{worked.NUMBER}/audit"


@pytest.fixture
def auditor(app: Flask, clock: time_machine.Traveller, sign_in: Callable[..., PageClient]) -> PageClient:
    clock.move_to(datetime(2020, 4, 1, 16, 0, tzinfo=UTC))
    worked.take_in()
    return sign_in("auditor", language="en")


@pytest.fixture
def drawn(auditor: PageClient) -> PageClient:
    """The auditor, with a sample of monetary units: a population of 344,880.44, an interval of 20,000."""
    answer = auditor.submit(
        AUDIT,
        {"year": "cumulatif", "as_of": "2020-03-31", "tolerable": "60000", "risk": "5", "seed": "audit-2020"},
    )
    assert answer.headers["Location"] == f"{AUDIT}/1"
    return auditor


def verified(content: bytes, folder: Path, *options: str) -> tuple[int, str]:
    """What ``docs/verify_package.py`` answers, alone and in English, to a package."""
    path = folder / "package.zip"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", ROOT / "docs" / "verify_package.py", path, *options],
        capture_output=True, encoding="utf-8", check=False, env={"LANG": "en_CA.UTF-8", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
