"""Where contents are kept: a folder, or whatever fsspec can reach, at the setting ``TRACKER_STORAGE_URL``.

A content is whole under its name, or not there. Names are made here from hashes, never from what people
send::

    content/ab/abcdef…     what stored files and finished uploads point at
    pieces/<token>/abcd…   what has arrived of an upload
    incoming/…             being written; whatever stays there was interrupted
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import fsspec
from flask import current_app

_CHUNK = 1 << 20


class Readable(Protocol):
    """What can be read by parts: a form's file, a request's body, a file."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Spooled:
    """Something that arrived, whole and durable on this machine for as long as it is looked at."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Something in the storage: its name, its bytes, the moment it was written."""

    name: str
    size: int
    written_at: datetime


@contextmanager
def spooled(stream: Readable, *, limit: int) -> Iterator[Spooled]:
    """What ``stream`` gives, ``limit`` bytes and one more at most: a ``size`` above ``limit`` says there was more."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=_incoming(), delete=False) as file:
        path = Path(file.name)
        try:
            while chunk := stream.read(min(_CHUNK, limit + 1 - size)):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
            yield Spooled(path, digest.hexdigest(), size)
        finally:
            path.unlink(missing_ok=True)


def put(content: Spooled, name: str) -> None:
    """Keep ``content`` under ``name``; what was there gives way. Raises OSError, and then nothing is there in part."""
    system, root = _storage()
    if _is_local(system):
        target = Path(root, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        content.path.rename(target)
        for folder in (target.parent, target.parent.parent):
            _make_durable(folder)
        return
    system.put_file(str(content.path), f"{root}/{name}")  # an object appears when its last byte has
    if system.size(f"{root}/{name}") != content.size:
        raise OSError(f"{name} was not kept whole")


def open_(name: str) -> BinaryIO:
    """Read what is kept under ``name``; it can be sought. FileNotFoundError when nothing is."""
    system, root = _storage()
    return cast(BinaryIO, system.open(f"{root}/{name}", "rb"))


def remove(name: str) -> None:
    """Remove what is kept under ``name``, if anything is."""
    system, root = _storage()
    if system.exists(f"{root}/{name}"):
        system.rm(f"{root}/{name}", recursive=True)


def everything() -> Iterator[Kept]:
    """All that is kept."""
    system, root = _storage()
    for path, info in sorted(system.find(root, detail=True).items()):
        yield Kept(path.removeprefix(root).lstrip("/"), info["size"], _written_at(info))


def content_name(sha256: str) -> str:
    """Where the content of this hash is kept."""
    return f"content/{sha256[:2]}/{sha256}"


def piece_name(token: str, sha256: str) -> str:
    """Where a piece of an upload is kept."""
    return f"{pieces_folder(token)}/{sha256}"


def pieces_folder(token: str) -> str:
    """Where the pieces of an upload are kept."""
    return f"pieces/{token}"


def _storage() -> tuple[Any, str]:
    """The file system, and where in it. Never a remembered listing: other workers write too."""
    system, root = fsspec.core.url_to_fs(current_app.config["STORAGE_URL"], use_listings_cache=False)
    return system, root.rstrip("/")


def _is_local(system: Any) -> bool:
    return bool(getattr(system, "local_file", False))


def _incoming() -> Path:
    """On the storage's own disk when it is one, so that a rename keeps what arrived."""
    system, root = _storage()
    folder = Path(root if _is_local(system) else current_app.instance_path, "incoming")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _make_durable(folder: Path) -> None:
    """After a power cut, the names in this folder are the ones there are now."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _written_at(info: dict[str, Any]) -> datetime:
    """S3 calls it ``LastModified``, a folder ``mtime``, memory ``created``."""
    at = next(info[key] for key in ("LastModified", "mtime", "created") if key in info)
    return at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
