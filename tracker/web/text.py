"""Text as people type it, made safe to keep."""

from __future__ import annotations

import unicodedata

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make a text read otherwise than it is written."""


def clean(text: str, *, lines: bool = False) -> str:
    """NFC, without control characters nor outer spaces. ``lines`` keeps line breaks and tabs;
    without it they become spaces.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "\n\t" if lines else ""
    return "".join(
        letter if letter in kept or not _unwanted(letter) else (" " if letter in "\n\t" else "") for letter in text
    ).strip()


def _unwanted(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} or letter in _DIRECTIONS
