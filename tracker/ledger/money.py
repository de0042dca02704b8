"""Money as exact cents: reading what people write, writing what people read.

Pure: imports neither Flask nor SQLAlchemy. An amount is an ``int`` of Canadian cents everywhere
(DOMAIN rule 1); a float never carries money.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeAlias

Cents: TypeAlias = int

NBSP = "\u00a0"
MAX_CENTS = 10**15  # ten thousand billion dollars: far above any fund, far below 2**63

_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009\t"), None)
_PLAIN = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,2})?", re.ASCII)
_GROUPED_FR = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?", re.ASCII)
_GROUPED_EN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?", re.ASCII)
_TOO_FINE = re.compile(r"[0-9 ]+[.,][0-9]{3,}|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{3,}", re.ASCII)


class NotMoney(ValueError):
    """The text is not an amount. ``reason``: ``empty``, ``form``, ``ambiguous``, ``precision`` or ``size``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_money(text: str) -> Cents:
    """Read an amount as people write it in French or English: ``1 234,56 $``, ``$1,234.56``, ``(12,00)``.

    What could be read two ways is refused, never guessed: ``1,234`` may be a thousand or one and a
    bit. Only ASCII digits count; exponents, ``NaN`` and underscores are not amounts.

    Raises NotMoney.
    """
    compact = re.sub(r"[ \u00a0\u202f\u2009\t]+", " ", text).strip()
    if not compact:
        raise NotMoney("empty")
    negative = False
    if statement := re.fullmatch(r"\((.*)\)( ?\$)?", compact):  # (12,00 $), and (12,00) $ as we write it
        negative, compact = True, (statement[1] + (statement[2] or "")).strip()
    if compact[:1] in "-−" and compact:
        if negative:
            raise NotMoney("form")
        negative, compact = True, compact[1:].strip()
    compact = (compact[1:] if compact[:1] == "$" else compact.removesuffix("$")).strip()
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", compact, re.ASCII):
        raise NotMoney("ambiguous")
    if _GROUPED_EN.fullmatch(compact):
        digits = compact.replace(",", "")
    elif _PLAIN.fullmatch(compact) or _GROUPED_FR.fullmatch(compact):
        digits = compact.translate(_SPACES).replace(",", ".")
    elif _TOO_FINE.fullmatch(compact):
        raise NotMoney("precision")
    else:
        raise NotMoney("form")
    whole, _, fraction = digits.partition(".")
    cents = int(whole) * 100 + int(fraction.ljust(2, "0"))
    if cents > MAX_CENTS:
        raise NotMoney("size")
    return -cents if negative else cents


def cents_of_number(value: int | float) -> Cents:
    """Cents of a spreadsheet number. Its binary noise (below a millionth) is dropped; a third
    decimal that somebody typed is an error, not a rounding.

    Raises NotMoney.
    """
    if isinstance(value, bool) or value != value or abs(value) > MAX_CENTS / 100:
        raise NotMoney("size" if isinstance(value, (int, float)) and value == value else "form")
    exact = Decimal(repr(value)) * 100  # the shortest decimal that is this float, not all of its binary digits
    cents = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if abs(exact - cents) >= Decimal("0.0001"):
        raise NotMoney("precision")
    return int(cents)


def plain(cents: Cents) -> str:
    """``-1234567`` → ``-12345.67``: the form of JSON and of canonical records."""
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}{whole}.{part:02d}"


def format_money(
    cents: Cents, lang: str, *, symbol: bool = True, parentheses: bool = False, decimals: bool = True
) -> str:
    """``1 234,56 $`` in French, ``$1,234.56`` in English, with no-break spaces.

    ``parentheses`` writes a negative as statements do; otherwise it takes a minus sign. Without
    ``decimals`` the amount is rounded half up to the dollar (never on a statement).
    """
    negative = cents < 0
    whole, part = divmod(abs(cents), 100)
    if not decimals:
        whole += part >= 50
        negative = negative and whole > 0
    grouped = f"{whole:,}"
    if lang == "fr":
        body = grouped.replace(",", NBSP) + (f",{part:02d}" if decimals else "")
        if negative:
            body = f"({body})" if parentheses else f"−{body}"
        return f"{body}{NBSP}$" if symbol else body
    body = grouped + (f".{part:02d}" if decimals else "")
    if symbol:
        body = f"${body}"
    if negative:
        body = f"({body})" if parentheses else f"−{body}"
    return body


def format_rate(numerator: int, denominator: int, lang: str, *, decimals: int = 1) -> str:
    """A share as ``98,4 %`` or ``98.4%``, rounded half up; ``–`` when there is nothing to divide by."""
    if denominator == 0:
        return "–"
    share = (Decimal(numerator) * 100 / Decimal(denominator)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{share:f}".replace("-", "−")
    return f"{text.replace('.', ',')}{NBSP}%" if lang == "fr" else f"{text}%"


def share_of(amount: Cents, rate_ppm: int) -> Cents:
    """``amount`` × a rate in millionths, rounded half up to the cent (DOMAIN rule 1)."""
    product = amount * rate_ppm
    half = 500_000
    return (product + half) // 1_000_000 if product >= 0 else -((-product + half) // 1_000_000)


def allocate(total: Cents, weights: list[int]) -> list[Cents]:
    """Split ``total`` in proportion to ``weights``: the parts add up to the cent (largest remainder;
    the earlier part wins a tie). Weights are not negative and not all zero.
    """
    weight_sum = sum(weights)
    if weight_sum <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive")
    sign = -1 if total < 0 else 1
    quotas = [divmod(abs(total) * weight, weight_sum) for weight in weights]
    parts = [whole for whole, _ in quotas]
    order = sorted(range(len(weights)), key=lambda i: (-quotas[i][1], i))
    for i in order[: abs(total) - sum(parts)]:
        parts[i] += 1
    return [sign * part for part in parts]
