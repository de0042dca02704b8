"""Codes that people copy: from a sheet of paper, from a letter."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""Without what is taken for something else (0 O, 1 I L), nor vowels, which make words: 4.8 bits a sign."""

_TYPED_BETWEEN = re.compile(r"[\s\-–—‑]+")


def make(length: int) -> str:
    """A code of ``length`` signs, by fours: ``K7TN-4WQF``."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(signs[at : at + 4] for at in range(0, length, 4))


def squeezed(typed: str) -> str:
    """What was typed, whatever its case, its spaces and its hyphens."""
    return _TYPED_BETWEEN.sub("", typed).upper()
