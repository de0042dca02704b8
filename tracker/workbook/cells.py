"""Reading one cell: what people type, as the value its column asks for. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from tracker.errors import Message, message
from tracker.ledger import fiscal
from tracker.ledger.fiscal import POST_CLOSING, FiscalCalendar
from tracker.ledger.money import Cents, NotMoney, cents_of_number, parse_money

Raw: TypeAlias = Any
"""What a spreadsheet holds: text, number, date, time, yes/no or nothing."""

Parser: TypeAlias = Callable[[Raw], Any]


class Unreadable(Exception):
    """A cell does not hold what its column asks for; ``expected`` says what that is."""

    def __init__(self, expected: Message) -> None:
        super().__init__(expected.text)
        self.expected = expected


def shown(raw: Raw) -> str:
    """A cell's value as its reader sees it, for an error message."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    return "" if raw is None else str(raw)


def blank(raw: Raw) -> bool:
    """Whether nothing was written in the cell."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _as_text(raw: Raw) -> str:
    kept = unicodedata.normalize("NFC", shown(raw)).strip()
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in kept):
        raise Unreadable(message("text without control characters"))
    return kept


def text(limit: int) -> Parser:
    """Text as written (NFC, without control characters), of at most ``limit`` characters."""

    def parse(raw: Raw) -> str:
        kept = _as_text(raw)
        if len(kept) > limit:
            raise Unreadable(message("at most %(limit)s characters", limit=limit))
        return kept

    return parse


def code(raw: Raw) -> str:
    """A short identifier without spaces; a number loses its decimals (``14.0`` is ``14``)."""
    kept = _as_text(raw)
    if not re.fullmatch(r"[\w.\-/]{1,32}", kept):
        raise Unreadable(message("a code of at most 32 letters, digits, points and dashes"))
    return kept


def region(raw: Raw) -> str:
    """A region code, 01 to 17; spreadsheets like to drop the zero."""
    kept = _as_text(raw).zfill(2)
    if not re.fullmatch(r"0[1-9]|1[0-7]", kept):
        raise Unreadable(message("a region from 01 to 17"))
    return kept


def neq(raw: Raw) -> str:
    """Québec’s enterprise number: ten digits, spaces dropped."""
    kept = re.sub(r"\s", "", _as_text(raw))
    if not re.fullmatch(r"[0-9]{10}", kept, re.ASCII):
        raise Unreadable(message("an enterprise number (NEQ) of 10 digits"))
    return kept


def email(raw: Raw) -> str:
    """An address that could be one; nothing is looked up."""
    kept = _as_text(raw)
    if len(kept) > 254 or not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", kept):
        raise Unreadable(message("an e-mail address"))
    return kept


def money(raw: Raw) -> Cents:
    """An amount as a number or as text in either language, exact to the cent."""
    try:
        if isinstance(raw, (int, float)):
            return cents_of_number(raw)
        if isinstance(raw, str):
            return parse_money(raw)
    except NotMoney as error:
        if error.reason == "precision":
            raise Unreadable(message("an amount with at most two decimals")) from None
        if error.reason == "ambiguous":
            raise Unreadable(message("an amount that can be read one way only, such as 1 234,00 or 1,234.00")) from None
    raise Unreadable(message("an amount, such as 1 234,56 or 1,234.56"))


def rate(raw: Raw) -> int:
    """A share from 0 to 1, in millionths."""
    try:
        share = Decimal(str(raw).replace(",", ".").strip()) if not isinstance(raw, bool) else Decimal("NaN")
        if not share.is_finite() or not 0 <= share <= 1:
            raise InvalidOperation
        millionths = share * 1_000_000
        if abs(millionths - round(millionths)) > Decimal("0.001"):
            raise InvalidOperation
    except InvalidOperation:
        raise Unreadable(message("a rate from 0 to 1, such as 0.15")) from None
    return round(millionths)


def day(raw: Raw) -> date:
    """A date cell, or ``YYYY-MM-DD``."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw.strip()) if re.fullmatch(r"\d{4}-\d\d-\d\d", raw.strip(), re.ASCII) else None
        except ValueError:
            raw = None
    if not isinstance(raw, date) or not 1970 <= raw.year <= 2199:
        raise Unreadable(message("a date, such as 2018-02-16"))
    return raw


def whole(raw: Raw) -> int:
    """A whole number from 0 to 99,999."""
    kept = shown(raw).strip()
    if isinstance(raw, bool) or not re.fullmatch(r"[0-9]{1,5}", kept, re.ASCII):
        raise Unreadable(message("a whole number"))
    return int(kept)


def positive(raw: Raw) -> int:
    """A whole number from 1: a rank, a phase, the number of a report or of a payment."""
    number = whole(raw)
    if number == 0:
        raise Unreadable(message("a whole number from 1"))
    return number


def decimal(raw: Raw) -> str:
    """A quantity, kept as exact decimal text; the binary noise of a spreadsheet number is dropped."""
    kept = f"{raw:.6f}".rstrip("0").rstrip(".") if isinstance(raw, float) else shown(raw).strip()
    kept = re.sub(r"[ \u00a0\u202f]", "", kept).replace(",", ".")
    if isinstance(raw, bool) or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", kept, re.ASCII):
        raise Unreadable(message("a number"))
    return kept


def yes_no(raw: Raw) -> bool:
    """``yes`` or ``no`` (also ``oui``, ``non``, and a true/false cell)."""
    answer = {"yes": True, "no": False, "oui": True, "non": False, "true": True, "false": False}.get(
        shown(raw).strip().lower()
    )
    if answer is None:
        raise Unreadable(message("yes or no"))
    return answer


def choice(*options: str) -> Parser:
    """A reader of one of ``options``, in any case."""

    def parse(raw: Raw) -> str:
        kept = _as_text(raw).lower()
        if kept not in options:
            raise Unreadable(message("one of: %(options)s", options=", ".join(options)))
        return kept

    return parse


def fiscal_year(raw: Raw) -> str:
    """A label such as ``2016-2017``."""
    kept = _as_text(raw)
    try:
        fiscal.first_year(kept)
    except ValueError:
        raise Unreadable(message("a fiscal year, such as 2016-2017")) from None
    return kept


def fiscal_year_or_post_closing(raw: Raw) -> str:
    """A label such as ``2016-2017``, or ``post-closing``."""
    return POST_CLOSING if _as_text(raw) == POST_CLOSING else fiscal_year(raw)


def fiscal_year_start(raw: Raw) -> str:
    """``04-01`` or ``07-01``: the day a programme's years begin (DOMAIN rule 2)."""
    if isinstance(raw, date):  # what a spreadsheet makes of 07-01
        raw = f"{raw.month:02d}-{raw.day:02d}"
    kept = _as_text(raw)
    try:
        if not re.fullmatch(r"\d\d-\d\d", kept, re.ASCII):
            raise ValueError
        FiscalCalendar.from_text(kept)
    except ValueError:
        raise Unreadable(message("the day a fiscal year begins, such as 04-01 or 07-01")) from None
    return kept
