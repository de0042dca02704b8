"""Whether a package was made here, and what of it was altered since. Reads only."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from tracker.audit.package.bundle import MANIFEST, MANIFEST_FORMAT
from tracker.errors import Message, message
from tracker.statements import canonical, issued
from tracker.statements.signing import is_signed, signer

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer in one sentence, and the reasons when it is a no."""

    headline: Message
    reasons: tuple[Message, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.reasons


def judge(path: Path) -> Verdict | None:
    """What the package at ``path`` is; None for a file that is no audit package and no working papers."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest["format"] != MANIFEST_FORMAT:
                return None
            faults = (*_signature(manifest), *_files(archive, manifest))
            agreement, seq = str(manifest["agreement"]), int(manifest["journal"]["seq"])
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError):
        return None
    said = message(
        "This is the audit package of agreement %(number)s, as it was made here at journal entry %(seq)s, unaltered.",
        number=agreement,
        seq=seq,
    )
    altered = message("This audit package of agreement %(number)s is not as it was made here.", number=agreement)
    return Verdict(altered if faults else said, faults)


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


def _files(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[Message]:
    names = archive.namelist()
    said = {it["name"]: it["sha256"] for it in manifest["files"]}
    for name in sorted({*names, *said} - {MANIFEST}):
        if name not in names:
            yield message("Its file %(name)s is missing.", name=name)
        elif name not in said or names.count(name) > 1:
            yield message("Its file %(name)s was added.", name=name)
        elif _digest(archive, name) != said[name]:
            yield message("Its file %(name)s was altered.", name=name)


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    """The SHA-256 of a file of the package; nothing for one whose compressed bytes do not unpack."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
    except (zipfile.BadZipFile, zlib.error):
        return ""
    return digest.hexdigest()
