"""Whether a package was made here, and what of it was altered since. Reads only.

Packages come from anybody: what one unpacks to is measured while it is read, and nothing in it is opened.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import rfc8785

from tracker.audit.package.bundle import MANIFEST, MANIFEST_FORMAT
from tracker.errors import Message, message
from tracker.statements import canonical, issued
from tracker.statements.signing import is_signed, signer
from tracker.statements.verify import Outcome, Verdict

MAX_PARTS = 20_000
"""Files in one package; one of hundreds of documents has a twentieth of it."""

NAMED = 50
"""How many files are named before the others are counted."""

_MAX_MANIFEST = 16 * 1024 * 1024
_MAX_UNPACKED = 64 * 1024 * 1024
_MAX_RATIO = 8
"""A package unpacks to so many times its size and ``_MAX_UNPACKED``, no more: documents are packed already."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_CHUNK = 1 << 20
_UNREADABLE = (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What a ZIP that is damaged, cut short, encrypted or packed in another way raises."""


def judge(file: BinaryIO) -> Verdict | None:
    """What the package ``file`` is; None for a file that is no audit package and no working papers."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            if manifest is None:
                return None
            agreement, seq = str(manifest["agreement"]), int(manifest["journal"]["seq"])
            faults = (*_signature(manifest), *_named([*_files(archive, manifest, left=_room(file))]))
    except (*_UNREADABLE, KeyError, TypeError, ValueError):
        return None
    if not faults:
        said = message(
            "This is the audit package of agreement %(number)s, as it was made here at journal entry %(seq)s, "
            "unaltered.",
            number=agreement,
            seq=seq,
        )
        return Verdict(Outcome.INTACT, said)
    altered = message("This audit package of agreement %(number)s is not as it was made here.", number=agreement[:80])
    return Verdict(Outcome.ALTERED, altered, faults)


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any] | None:
    """What the package says is in it; None where it says nothing, or too much."""
    part = archive.getinfo(MANIFEST)
    if len(archive.infolist()) > MAX_PARTS or part.compress_type not in _METHODS:
        return None
    with archive.open(part) as file:
        content = file.read(_MAX_MANIFEST + 1)
    manifest = json.loads(content) if len(content) <= _MAX_MANIFEST else None
    return manifest if isinstance(manifest, dict) and manifest["format"] == MANIFEST_FORMAT else None


def _room(file: BinaryIO) -> int:
    """How many bytes a package of this size may unpack to."""
    return _MAX_UNPACKED + _MAX_RATIO * file.seek(0, 2)


def _signature(manifest: Mapping[str, Any]) -> Iterator[Message]:
    signature = manifest.get("signature")
    if signature is None:
        yield message("Its manifest is not signed: nothing tells who made it.")
        return
    content = {name: each for name, each in manifest.items() if name != "signature"}
    key = str(signature["public_key"])
    try:
        good = is_signed(canonical.encode(content), signature=str(signature["value"]), public_key=key)
    except rfc8785.CanonicalizationError:
        good = False
    if not good:
        yield message("Its signature is not that of its manifest.")
    elif key != signer().public_key and not issued.signed_with(key):
        yield message("It is signed with a key that is not this installation’s.")


def _files(archive: zipfile.ZipFile, manifest: Mapping[str, Any], *, left: int) -> Iterator[Message]:
    """Each file that is not as the manifest says; ``left``: how many bytes may be unpacked."""
    parts = {it.filename: it for it in archive.infolist()}
    copies = Counter(it.filename for it in archive.infolist())
    said = {str(it["name"]): (it["sha256"], int(it["size"])) for it in manifest["files"]}
    for name in sorted({*parts, *said} - {MANIFEST}):
        shown = name[:200]
        if name not in parts:
            yield message("Its file %(name)s is missing.", name=shown)
        elif name not in said or copies[name] > 1:
            yield message("Its file %(name)s was added.", name=shown)
        elif (left := left - parts[name].file_size) < 0:
            yield message("It unpacks to more than an audit package does: not all its files were read.")
            return
        elif (_digest(archive, parts[name]), parts[name].file_size) != said[name]:
            yield message("Its file %(name)s was altered.", name=shown)
    if copies[MANIFEST] > 1:
        yield message("Its file %(name)s was added.", name=MANIFEST)


def _named(faults: list[Message]) -> Iterator[Message]:
    yield from faults[:NAMED]
    if len(faults) > NAMED:
        yield message("And %(count)s other files.", count=len(faults) - NAMED)


def _digest(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """The SHA-256 of a file of the package, of no more bytes than it says it has; nothing for one that does not
    unpack to them."""
    if part.compress_type not in _METHODS:
        return ""
    digest = hashlib.sha256()
    try:
        with archive.open(part) as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
    except _UNREADABLE:
        return ""
    return digest.hexdigest()
