"""LibreOffice itself, where it is installed: it opens our workbooks, works their formulas out, and saves them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest


def _python() -> str | None:
    """A Python that can talk to LibreOffice: its own, or the system's."""
    office = shutil.which("soffice")
    if office is None:
        return None
    for candidate in (str(Path(office).resolve().parent / "python"), "/usr/bin/python3"):
        if (
            shutil.which(candidate)
            and subprocess.run([candidate, "-c", "import uno"], capture_output=True).returncode == 0
        ):
            return candidate
    return None


PYTHON = _python()
needed = pytest.mark.skipif(PYTHON is None, reason="no LibreOffice here")


def by_hand(content: bytes, steps: list[list[Any]], folder: Path) -> tuple[bytes, Mapping[str, float]]:
    """``content`` after these steps in LibreOffice, and what its formulas work out to, by ``Sheet!column,row``."""
    source, target = folder / "avant.xlsx", folder / "apres.xlsx"
    source.write_bytes(content)
    script = Path(__file__).with_name("office.py")
    done = subprocess.run(
        [str(PYTHON), str(script), str(source), str(target), json.dumps(steps)],
        capture_output=True,
        text=True,
        timeout=180,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return target.read_bytes(), json.loads(done.stdout)
