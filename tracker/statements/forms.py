"""What the address asks of a statement: which year, as of when, as known when, in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from tracker.db import now
from tracker.errors import DomainError, message
from tracker.statements.statement import Lang
from tracker.web.dates import TIME_ZONE, NotADate, parse_date, today
from tracker.web.language import LANGUAGES, language


@dataclass(frozen=True, slots=True)
class Asked:
    """``year`` is None for the cumulative."""

    year: str | None
    as_of: date
    known_at: datetime
    lang: Lang


def asked(args: Mapping[str, str]) -> Asked:
    """Read the address. Raises DomainError for a date that cannot be read."""
    return Asked(
        year=args.get("annee", "").strip() or None,
        as_of=_as_of(args.get("arrete", "")),
        known_at=_known_at(args.get("connu", "")),
        lang=_language(args.get("langue", "")),
    )


def _as_of(text: str) -> date:
    """The day asked for, today without one."""
    return _day(text, "arrete") if text.strip() else today()


def _known_at(text: str) -> datetime:
    """The moment asked for, now without one. A day is taken to its end in Montréal."""
    text = text.strip()
    if not text:
        return now()
    if "T" not in text:
        return datetime.combine(_day(text, "connu"), time.max, TIME_ZONE)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign in an address is a space
    except ValueError:
        raise _unreadable(text, "connu") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)


def _day(text: str, field: str) -> date:
    try:
        return parse_date(text)
    except NotADate:
        raise _unreadable(text, field) from None


def _unreadable(text: str, field: str) -> DomainError:
    said = message("“%(written)s” is not a date that can be read. Write it as 2018-02-16.", written=text[:40])
    return DomainError(said, field)


def _language(text: str) -> Lang:
    return cast(Lang, text if text in LANGUAGES else language())
