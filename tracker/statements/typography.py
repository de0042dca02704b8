"""How a statement sets dates, numbers and codes in type, in French and in English. Pure.

French follows Québec's usage: a no-break space before ``:``, ``%`` and ``$`` and inside ``« »``, none
before ``;``, ``?`` and ``!``. Codes and dates never break: their hyphens are U+2011.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tracker.ledger.money import NBSP
from tracker.statements.statement import Lang
from tracker.statements.wording import MONTHS, POST_CLOSING_TEXT

NB_HYPHEN = "\u2011"

_CODE_HYPHEN = re.compile(r"(?<=[0-9A-Z])-(?=[0-9A-Z])")
_FRENCH_SPACES = (
    (re.compile(r" +(?=[:%$»])"), NBSP),
    (re.compile(r"(?<=«) +"), NBSP),
    (re.compile(r" +(?=[;?!])"), ""),
)
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_QUEBEC = ZoneInfo("America/Toronto")


def unbroken(code: str) -> str:
    """``PE-2016-014`` with hyphens that never end a line. Words keep theirs."""
    return _CODE_HYPHEN.sub(NB_HYPHEN, code)


def prose(text: str, lang: Lang) -> str:
    """What a person wrote or a note says, with the spaces and apostrophes of its language."""
    text = _APOSTROPHE.sub("’", text)
    if lang == "fr":
        for pattern, replacement in _FRENCH_SPACES:
            text = pattern.sub(replacement, text)
    return unbroken(text)


def day(when: date) -> str:
    """``2018-02-16``, as tables say it."""
    return unbroken(when.isoformat())


def long_day(when: date, lang: Lang) -> str:
    """``16 février 2018`` or ``February 16, 2018``; the first of the month is ``1er`` in French."""
    return f"{yearly_day(when, lang)}{' ' if lang == 'fr' else ', '}{when.year}"


def yearly_day(when: date, lang: Lang) -> str:
    """``1er juillet``, ``July 1``: a day of every year."""
    month = MONTHS[when.month - 1][lang]
    if lang == "fr":
        return f"{'1er' if when.day == 1 else when.day}{NBSP}{month}"
    return f"{month}{NBSP}{when.day}"


def long_moment(when: datetime, lang: Lang) -> str:
    """A moment as a Québec clock shows it: ``15 avril 2020 à 9 h 05``, ``April 15, 2020, 9:05 a.m.``"""
    local = when.astimezone(_QUEBEC)
    if lang == "fr":
        minutes = f"{NBSP}{local.minute:02d}" if local.minute else ""
        return f"{long_day(local.date(), lang)} à {local.hour}{NBSP}h{minutes}"
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{long_day(local.date(), lang)}, {local.hour % 12 or 12}:{local.minute:02d}{NBSP}{half}"


def local_day(when: datetime) -> date:
    """The day that it was in Québec at a moment."""
    return when.astimezone(_QUEBEC).date()


def span(first: date, last: date, lang: Lang) -> str:
    """``1er juillet 2016 au 30 juin 2019``, ``July 1, 2016 to June 30, 2019``."""
    return f"{long_day(first, lang)} {'au' if lang == 'fr' else 'to'} {long_day(last, lang)}"


def fiscal_year(label: str, lang: Lang) -> str:
    """``2016-2017``, or the words for what is booked after the last year."""
    return POST_CLOSING_TEXT[lang] if label == "post-closing" else unbroken(label)


def quantity(value: str, lang: Lang) -> str:
    """A decimal text, grouped by thousands: ``1 234,5`` or ``1,234.5``; the decimals stay as written."""
    number = Decimal(value)
    text = f"{number:,f}"
    if lang == "fr":
        text = text.replace(",", NBSP).replace(".", ",")
    return text.replace("-", "−")


def listing(items: list[str], lang: Lang) -> str:
    """``a, b et c``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'et' if lang == 'fr' else 'and'} {items[-1]}"


def ratio(numerator: str, denominator: str) -> tuple[int, int]:
    """Two decimal texts as whole numbers of the same proportion."""
    above, below = Decimal(numerator), Decimal(denominator)
    scale = Decimal(10) ** max(0, -min(int(above.as_tuple().exponent), int(below.as_tuple().exponent)))
    return int(above * scale), int(below * scale)
