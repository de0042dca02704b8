"""What two names have in common once accents, case, small words and usual short forms are set aside. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

_SMALL_FR = ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "n", "no", "numero")
_SMALL = frozenset((*_SMALL_FR, "and", "inc", "of", "the"))
_SHORT = {"cpe": "centre petite enfance", "st": "saint", "ste": "sainte", "mf": "maison famille", "ctre": "centre"}
_SAME_CITY, _SAME_REGION, _OWN = 0.86, 0.93, 0.8
_COMMON = 0.01
"""A word that more than this share of the names have says what an organisation does, not which one it is."""
_EVER_COMMON = 8


class Reason(StrEnum):
    """Why two organisations may be one."""

    SAME_NEQ = "same NEQ"
    SAME_EMAIL = "same e-mail"
    SAME_NAME = "same name"
    NEAR_NAME = "near names"


@dataclass(frozen=True, slots=True)
class Card:
    """What is compared of an organisation; empty is not known."""

    code: str
    name: str
    neq: str = ""
    region: str = ""
    city: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations that may be one, by code in order, and why; ``likeness`` of their names in hundredths."""

    first: str
    second: str
    reasons: tuple[Reason, ...]
    likeness: int


def folded(text: str) -> str:
    """``Gélinas`` → ``gelinas``, so that both are found by either."""
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def words(name: str) -> tuple[str, ...]:
    """The words of a name that count, in one order, short forms written out."""
    joined = re.sub(r"\b(?:[a-z]\.){2,}", lambda it: it[0].replace(".", "") + " ", folded(name))  # C.P.E.
    found = re.findall(r"[a-z0-9]+", joined)
    long = [word for it in found for word in _SHORT.get(it, it).split()]
    return tuple(sorted(it for it in long if it not in _SMALL))


@lru_cache(2)
def pairs(cards: tuple[Card, ...]) -> tuple[Pair, ...]:
    """Those of ``cards`` that may be one organisation, the surest first.

    The same NEQ or e-mail address is enough. Near names count in one city, or nearly the same name in one
    region; names that differ by a number do not, nor do two organisations that each have an NEQ of their own.
    """
    known = _known(cards)
    common = _common_words(known)
    groups = _groups(cards, known, common).values()
    return _judged({pair for codes in groups for pair in combinations(sorted(codes), 2)}, cards, known, common)


def alike(card: Card, among: Iterable[Card]) -> tuple[Pair, ...]:
    """Those of ``among`` that may be what ``card`` describes, as ``pairs`` would say, the surest first. Where
    ``card`` says no region, it is compared with everybody's."""
    cards = (card, *(it if card.region else replace(it, region="") for it in among))
    known = _known(cards)
    common = _common_words(known)
    groups = [codes - {card.code} for codes in _groups(cards, known, common).values() if card.code in codes]
    found = {(min(card.code, code), max(card.code, code)) for codes in groups for code in codes}
    return _judged(found, cards, known, common)


def _known(cards: Iterable[Card]) -> dict[str, tuple[str, ...]]:
    return {it.code: words(it.name) for it in cards}


def _common_words(known: dict[str, tuple[str, ...]]) -> set[str]:
    spread = Counter(word for it in known.values() for word in set(it))
    return {word for word, count in spread.items() if count > max(_EVER_COMMON, _COMMON * len(known))}


def _judged(
    candidates: Iterable[tuple[str, str]],
    cards: Iterable[Card],
    known: dict[str, tuple[str, ...]],
    common: Collection[str],
) -> tuple[Pair, ...]:
    of = {it.code: it for it in cards}
    found: dict[tuple[str, str], tuple[tuple[Reason, ...], float]] = {}
    for first, second in sorted(candidates):
        one, other = of[first], of[second]
        likeness = _likeness(known[first], known[second], common)
        reasons = tuple(_reasons(one, other, likeness))
        if reasons:
            found[first, second] = reasons, likeness
    made = [Pair(*codes, why, round(100 * share)) for codes, (why, share) in found.items()]
    return tuple(
        sorted(made, key=lambda it: (Reason.SAME_NEQ not in it.reasons, -len(it.reasons), -it.likeness, it.first))
    )


def _groups(
    cards: Iterable[Card], known: dict[str, tuple[str, ...]], common: Collection[str]
) -> dict[tuple[str, ...], set[str]]:
    """The codes worth comparing with each other: those that share a number, an address, or the beginning or the end
    of a word of their own, and the numbers in their names, in one region. Comparing everybody with everybody would
    take minutes."""
    groups: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for it in cards:
        if it.neq:
            groups["neq", it.neq].add(it.code)
        if it.email:
            groups["email", it.email.lower()].add(it.code)
        own = [word for word in known[it.code] if word not in common] or ["".join(known[it.code])]
        numbers = _numbers(known[it.code])
        for word in own:
            groups["begins", it.region, word[:4], *numbers].add(it.code)
            groups["ends", it.region, word[-4:], *numbers].add(it.code)
    return groups


def _numbers(of: Iterable[str]) -> tuple[str, ...]:
    return tuple(it.lstrip("0") for it in of if it.isdigit())


def _likeness(one: tuple[str, ...], other: tuple[str, ...], common: Collection[str]) -> float:
    """From 0 to 1: how near two names are, and nothing when what is their own is not."""
    if _numbers(one) != _numbers(other):
        return 0.0
    own = [" ".join(word for word in it if word not in common) for it in (one, other)]
    if _ratio(*own) < _OWN:
        return 0.0
    return _ratio(" ".join(one), " ".join(other))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _reasons(one: Card, other: Card, likeness: float) -> Iterator[Reason]:
    if one.neq and one.neq == other.neq:
        yield Reason.SAME_NEQ
    if one.email and one.email.lower() == other.email.lower():
        yield Reason.SAME_EMAIL
    apart = bool(one.neq and other.neq and one.neq != other.neq)
    cities = (folded(one.city), folded(other.city))
    same_city = cities[0] == cities[1] or "" in cities
    if likeness == 1.0 and (same_city or one.region == other.region):
        yield Reason.SAME_NAME
    elif likeness >= (_SAME_CITY if same_city else _SAME_REGION) and not apart:
        yield Reason.NEAR_NAME
