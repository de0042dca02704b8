"""French and English: whose choice counts, and domain messages in the reader's language."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from babel import Locale
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, refresh
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.errors import Amount, Message
from tracker.ledger.money import format_money
from tracker.web.dates import TIME_ZONE, long_date

LANGUAGES = {"fr": "Français", "en": "English"}
DEFAULT = "fr"
COOKIE = "langue"
_A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Install Flask-Babel, and what templates need to speak."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone=TIME_ZONE.key,
        locale_selector=_choose,
        configure_jinja=True,
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES, say=say)


def language() -> str:
    """The language being spoken now: ``fr`` or ``en``."""
    locale: Locale | None = get_locale()
    return locale.language if locale else language_of_terminal(os.environ)


def language_of_terminal(environ: Mapping[str, str]) -> str:
    """What a command speaks: English when ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` (the first one set)
    says so, French otherwise.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "en" if environ[name].lower().startswith("en") else DEFAULT
    return DEFAULT


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak ``lang`` inside the block: mail to somebody else, a command, a page in both languages."""
    with force_locale(lang):
        yield


def say(message: Message | str) -> str:
    """``message`` in the language being spoken, its amounts and dates as people write them."""
    if isinstance(message, str):
        return message
    values = {name: _said(value) for name, value in message.values.items()}
    text: str = gettext(message.text)
    return text % values if values else text.replace("%%", "%")


def remember(response: Response, lang: str) -> None:
    """Keep the choice in this browser, for the pages before sign-in."""
    response.set_cookie(
        COOKIE,
        lang,
        max_age=_A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    refresh()


def _choose() -> str:
    """The person's own choice, then this browser's, then what it asks for, then French."""
    if not has_request_context():
        return language_of_terminal(os.environ)
    own = getattr(current_user, "language", None)
    if own in LANGUAGES:
        return str(own)
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return kept
    wished = (tag[:2].lower() for tag in request.accept_languages.values())
    return next((lang for lang in wished if lang in LANGUAGES), DEFAULT)


def _said(value: object) -> str:
    match value:
        case Amount():
            return format_money(value.cents, language())
        case Message():
            return say(value)
        case datetime():
            return long_date(value.astimezone(TIME_ZONE).date(), language())
        case date():
            return long_date(value, language())
        case list() | tuple():
            return ", ".join(_said(item) for item in value)
        case _:
            return str(value)
