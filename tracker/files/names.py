"""The name of a file: as it was given, without what could deceive or harm."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from tracker.web.text import clean

MAX_BYTES = 180
"""In UTF-8: file systems stop at 255, and some letters take three."""

_ELLIPSIS = "…"
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}")


def tidy(given: str, *, otherwise: str = "document") -> str:
    """``given`` without its folders, controls and invisible letters, in NFC; shortened before its extension."""
    name = clean(given)
    name = "".join(letter for letter in name if unicodedata.category(letter) not in {"Cf", "Co", "Zl", "Zp"})
    name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r"\s+", " ", name).strip(" .")
    if not name:
        return otherwise
    stem, ending = split(name)
    return _shortened(stem or otherwise, MAX_BYTES - len(ending)) + ending


def split(name: str) -> tuple[str, str]:
    """The name before its extension, and the extension with its dot; none when it looks like no extension."""
    ending = PurePosixPath(name).suffix
    return (name.removesuffix(ending), ending) if _EXTENSION.fullmatch(ending) else (name, "")


def _shortened(stem: str, limit: int) -> str:
    if len(stem.encode()) <= limit:
        return stem
    kept = stem.encode()[: limit - len(_ELLIPSIS.encode())].decode(errors="ignore")
    return kept.rstrip(" .-_") + _ELLIPSIS
