"""What templates call to show money, rates, numbers, dates and fiscal years."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import gettext, ngettext
from markupsafe import Markup

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import NBSP, format_money, format_rate
from tracker.web.dates import TIME_ZONE
from tracker.web.dates import long_date as _long_date
from tracker.web.language import language

_A_YEAR = 365


def init_app(app: Flask) -> None:
    for show in (money, cents, rate, share, number, days, duration, short_date, long_date, moment, fiscal_year):
        app.jinja_env.filters[show.__name__] = show


def money(amount: int | None, *, parentheses: bool = False, decimals: bool = True) -> str:
    """Cents as ``1 234,56 $`` or ``$1,234.56``; nothing for no amount."""
    return "" if amount is None else format_money(amount, language(), parentheses=parentheses, decimals=decimals)


def cents(amount: int | None, *, dash: bool = False, parentheses: bool = False) -> str:
    """Cents without the symbol, as in a column of figures. ``dash`` writes zero as a dash."""
    if amount is None:
        return ""
    if dash and amount == 0:
        return "–"
    return format_money(amount, language(), symbol=False, parentheses=parentheses)


def rate(ppm: int | None, *, decimals: int = 0) -> str:
    """A rate kept in millionths: 150 000 → ``15 %``."""
    return "" if ppm is None else format_rate(ppm, 1_000_000, language(), decimals=decimals)


def share(part: int, whole: int, *, decimals: int = 1) -> str:
    """``part`` of ``whole`` as a percentage; a dash when there is nothing to divide by."""
    return format_rate(part, whole, language(), decimals=decimals)


def number(value: int | None) -> str:
    """``2 984`` or ``2,984``."""
    if value is None:
        return ""
    grouped = f"{value:,}".replace("-", "−")
    return grouped.replace(",", NBSP) if language() == "fr" else grouped


def days(count: int) -> str:
    """``12 jours``; beyond two years, whole years: ``6 ans``."""
    years = count // _A_YEAR
    if years >= 2:
        text: str = ngettext("%(count)s year", "%(count)s years", years, count=years)
    else:
        text = ngettext("%(count)s day", "%(count)s days", count, count=number(count))
    return text


def duration(minutes: int) -> str:
    """``45 minutes``; from an hour on, to the quarter of an hour: ``2 h 45``."""
    if minutes < 60:
        text: str = ngettext("%(num)s minute", "%(num)s minutes", minutes)
        return text
    hours, rest = divmod((minutes + 14) // 15 * 15, 60)
    if rest:
        return str(gettext("%(hours)s h %(minutes)s", hours=hours, minutes=f"{rest:02d}"))
    return str(gettext("%(hours)s h", hours=hours))


def short_date(day: date | None) -> Markup:
    """``2018-02-16``, as tables show it."""
    if day is None:
        return Markup("")
    iso = _local(day).isoformat()
    return Markup('<time class="nowrap" datetime="{0}">{0}</time>').format(iso)


def long_date(day: date | None) -> Markup:
    """``16 février 2018``, as prose shows it; ``1`` takes its raised ``er`` in French."""
    if day is None:
        return Markup("")
    local = _local(day)
    text = _long_date(local, language())
    if text.startswith("1er"):
        return Markup('<time datetime="{}">1<sup>er</sup>{}</time>').format(local.isoformat(), text[3:])
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(), text)


def moment(at: datetime | None) -> Markup:
    """A date and an hour in Montréal: ``2018-02-16 à 14 h 05``, ``2018-02-16 at 14:05``."""
    if at is None:
        return Markup("")
    local = at.astimezone(TIME_ZONE)
    text = gettext("%(day)s at %(hour)s", day=local.date().isoformat(), hour=hour(at))
    return Markup('<time class="nowrap" datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), text)


def hour(at: datetime) -> str:
    """An hour in Montréal: ``14 h 05``, ``14:05``."""
    local = at.astimezone(TIME_ZONE)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}" if language() == "fr" else f"{local.hour}:{local.minute:02d}"


def fiscal_year(year: str | None) -> Markup:
    """``2016-2017``, never broken at its hyphen; what comes after the last year by its name."""
    if not year:
        return Markup("")
    text = gettext("post-closing") if year == POST_CLOSING else year
    return Markup('<span class="nowrap">{}</span>').format(text)


def _local(day: date) -> date:
    return day.astimezone(TIME_ZONE).date() if isinstance(day, datetime) else day
