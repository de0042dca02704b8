"""When two claims are of the same document (DOMAIN rule 20). Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.ledger.money import Cents

_FORMS = frozenset({"inc", "ltee", "ltd", "enr", "senc", "sencrl", "srl", "corp", "co", "llp", "obnl"})
"""Legal forms, which some write after a name and some do not."""


class Why(StrEnum):
    FACTS = "facts"  # same supplier, date, amount and number
    FILE = "file"  # the very same file


@dataclass(frozen=True, slots=True)
class Claim:
    """What of a claimed document tells it from others. ``id`` grows with time."""

    id: int
    report: int
    match_key: str
    file_sha256: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims that look like one document; ``first`` was there before."""

    first: int
    second: int
    why: tuple[Why, ...]


def folded_name(text: str) -> str:
    """``Dépanneur L’Étoile, inc.`` → ``depanneuretoile``: case, accents, punctuation, articles stuck by an
    apostrophe and the legal form aside."""
    words = _plain(text).replace("'", " ").split()
    kept = [word for word in words if word not in _FORMS and len(word) > 1] or words
    return "".join(kept)


def folded_number(text: str) -> str:
    """``No 00-123`` → ``no123``: letters and digits, without the zeros before a number."""
    letters = _plain(text).replace("'", " ").split()
    return "".join(word.lstrip("0") if word.isdigit() else word for word in letters)


def match_key(*, supplier: str, document_on: date, amount: Cents, number: str) -> str:
    """What two claims of one document have in common, as a SHA-256."""
    facts = (folded_name(supplier), document_on.isoformat(), str(amount), folded_number(number))
    return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()


def pairs(claims: Iterable[Claim]) -> Iterator[Pair]:
    """Each claim that was made before, with the first that it repeats.

    A file is allowed to hold several documents of one report, so within a report only the facts tell.
    """
    by_key: dict[str, Claim] = {}
    by_file: dict[str, dict[int, Claim]] = {}
    for it in sorted(claims, key=lambda it: it.id):
        found: dict[int, list[Why]] = {}
        same = by_key.setdefault(it.match_key, it)
        if same is not it:
            found.setdefault(same.id, []).append(Why.FACTS)
        if it.file_sha256:
            holders = by_file.setdefault(it.file_sha256, {})
            elsewhere = next((other for report, other in holders.items() if report != it.report), None)
            holders.setdefault(it.report, it)
            if elsewhere is not None:
                found.setdefault(elsewhere.id, []).append(Why.FILE)
        for first, why in sorted(found.items()):
            yield Pair(first, it.id, tuple(why))


def _plain(text: str) -> str:
    """Lower case, without accents; what is neither a letter nor a digit is a space, but the apostrophe."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("œ", "oe").replace("Œ", "oe"))
    letters = (letter for letter in decomposed.casefold() if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() or letter == "'" else " " for letter in letters)
