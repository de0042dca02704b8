"""Imports go down only, the arithmetic knows no framework, and so on: the contracts of .importlinter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config import ROOT


def test_every_contract_is_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
