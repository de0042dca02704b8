"""What the house tests look at: the files that are, or would be, committed."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

from config import ROOT


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """Every file that is committed or could be, relative to the root; of these endings if any is given."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = sorted(set(filter(None, listed.split("\0"))))
    return tuple(Path(name) for name in names if name.endswith(endings or "") and (ROOT / name).is_file())


@cache
def modules() -> dict[Path, ast.Module]:
    """The syntax tree of every module of the application."""
    return {path: ast.parse((ROOT / path).read_text()) for path in files(".py") if path.parts[0] == "tracker"}
