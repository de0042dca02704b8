"""How the workbook looks: colours, number formats, the room that text takes."""

from __future__ import annotations

import textwrap
from decimal import ROUND_HALF_UP, Decimal

from tracker.ledger.money import Cents
from tracker.statements.statement import Lang

INK, PETROL, SECONDARY, HAIRLINE, TRACK, WARNING = "#1C2122", "#0F4552", "#4D5759", "#C2CACA", "#D9DFDF", "#9A3412"
SIZE = 10.5


def dollars(cents: Cents) -> Decimal:
    """An amount as the number that a cell holds."""
    return Decimal(cents).scaleb(-2)


def share(part: Cents, whole: Cents) -> Decimal:
    """``part`` of ``whole`` to a tenth of a percent, as ``ROUND`` does it."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.001"), ROUND_HALF_UP)


def money_formats(lang: Lang) -> dict[str, str]:
    """Accounting formats whose decimals align down a column, with the dollar sign or its width.

    ``plain`` and ``first`` show nil as a dash, ``total`` as 0.00.
    """
    if lang == "fr":
        plain, signed = (rf"_ * #,##0.00_)\ {end}_ ;_ * \(#,##0.00\)\ {end}_ " for end in ("_$", '"$"'))
        nil = r'_ * "–"_)\ _$_ '
    else:
        plain, signed = (rf"_ * {sign}#,##0.00_)_ ;_ * \({sign}#,##0.00\)_ " for sign in ("", '"$"'))
        nil = '_ * "–"_)_ '
    zero = signed.split(";", maxsplit=1)[0]
    text = "_ @_ "
    return {
        "plain": f"{plain};{nil};{text}",
        "first": f"{signed};{nil};{text}",
        "total": f"{signed};{zero};{text}",
        "key": r'#,##0.00\ "$";\(#,##0.00\)\ "$"' if lang == "fr" else r'"$"#,##0.00;\("$"#,##0.00\)',
    }


def follows_money(kinds: str, column: int) -> bool:
    """Whether text stands right after an amount, which it must not touch."""
    return column > 0 and kinds[column] in "tdi" and kinds[column - 1] == "m"


def lines_of(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column, a little on the safe side."""
    room = max(4, int(width * (0.9 if text.isupper() else 1.2)))
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, len(textwrap.wrap(part, room))) for part in text.split("\n")) or 1


def running(text: str) -> str:
    """Text of a running header or footer: 255 characters in all, and ``&`` is a command there."""
    return textwrap.shorten(text, 70, placeholder="…").replace("&", "&&")
