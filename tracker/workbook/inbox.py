"""Workbooks that were sent and wait for a decision: kept under a name of ours, for a day."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from flask import current_app

KEPT_SECONDS = 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def keep(stream: BinaryIO, *, sent_as: str) -> str:
    """Keep what was sent; returns the token that finds it again. The file is whole on disk, or not there."""
    _forget_old_ones()
    token = secrets.token_urlsafe(16)
    with tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as file:
        while chunk := stream.read(1 << 20):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    _name(token).write_text(sent_as[:200])
    Path(file.name).rename(_path(token))
    return token


def find(token: str) -> tuple[Path, str] | None:
    """The file of ``token`` and the name it was sent under; None once taken in, or after a day."""
    if not _TOKEN.fullmatch(token) or not _path(token).exists():
        return None
    return _path(token), _name(token).read_text()


def drop(token: str) -> None:
    """Forget the file: it was taken in."""
    _path(token).unlink(missing_ok=True)
    _name(token).unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _path(token: str) -> Path:
    return _folder() / f"{token}.xlsx"


def _name(token: str) -> Path:
    return _folder() / f"{token}.name"


def _forget_old_ones() -> None:
    limit = time.time() - KEPT_SECONDS
    for path in _folder().iterdir():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
