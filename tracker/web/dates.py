"""Dates as people write and read them in French and in English. Knows nothing of a request."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker.db import now

NBSP = "\u00a0"
TIME_ZONE = ZoneInfo("America/Toronto")  # Montréal's
FIRST_YEAR, LAST_YEAR = 1900, 2199

MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT = (
    ("janv", "jan"), ("fevr", "fev", "feb"), ("mar",), ("avr", "apr"), (), ("jun",),
    ("juil", "jul"), ("aou", "aug"), ("sept", "sep"), ("oct",), ("nov",), ("dec",),
)  # fmt: skip

_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})", re.ASCII)
_DAY_MONTH = re.compile(r"(?:le )?([0-9]{1,2})(?:er|st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -]([0-9]{4})", re.ASCII)
_MONTH_DAY = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.ASCII)


class NotADate(ValueError):
    """The text is not a date. ``reason``: ``empty``, ``form``, ``ambiguous`` or ``impossible``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def today() -> date:
    """The present day in Montréal."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The day in Montréal of ``moment``."""
    return moment.astimezone(TIME_ZONE).date()


def parse_date(text: str) -> date:
    """Read ``2018-02-16``, ``16/02/2018``, ``16 février 2018``, ``Feb. 16, 2018``, ``16-févr.-2018``.

    What could be read two ways is refused, never guessed: ``02/03/2018`` is in February or in
    March. Years have four digits.

    Raises NotADate.
    """
    compact = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    if not compact:
        raise NotADate("empty")
    if match := _YEAR_FIRST.fullmatch(compact):
        return _date(match[1], match[3], match[4])
    if match := _YEAR_LAST.fullmatch(compact):
        first, second = int(match[1]), int(match[3])
        if first != second and first <= 12 and second <= 12:
            raise NotADate("ambiguous")
        month, day = (second, first) if first > 12 else (first, second)
        return _date(match[4], month, day)
    plain = _unaccented(compact)
    if match := _DAY_MONTH.fullmatch(plain):
        return _date(match[3], _month(match[2]), match[1])
    if match := _MONTH_DAY.fullmatch(plain):
        return _date(match[3], _month(match[1]), match[2])
    raise NotADate("form")


def long_date(day: date, lang: str) -> str:
    """``16 février 2018``, ``1er mars 2018``, ``February 16, 2018``, with no-break spaces."""
    month = MONTHS[lang][day.month - 1]
    if lang == "fr":
        return f"{day.day}{'er' if day.day == 1 else ''}{NBSP}{month}{NBSP}{day.year}"
    return f"{month}{NBSP}{day.day}, {day.year}"


def _date(year: str | int, month: str | int, day: str | int) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise NotADate("impossible") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotADate("impossible")
    return found


def _month(word: str) -> int:
    found = _NUMBERS.get(word)
    if found is None:
        raise NotADate("form")
    return found


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


_NUMBERS = {_unaccented(name): number for names in MONTHS.values() for number, name in enumerate(names, 1)} | {
    short: number for number, shorts in enumerate(_SHORT, 1) for short in shorts
}
