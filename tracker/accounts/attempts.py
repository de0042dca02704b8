"""How often a password or a code may be tried, so that guessing is hopeless and nobody locks somebody else out.

A browser that has signed in to an account before carries a signed mark of it, and is counted by
itself: whoever attacks the account from elsewhere changes nothing for its owner. Other browsers are
counted by network, and by network and account together; never by account alone, except that an
account under attack leaves fewer tries to each new network.

Whoever tries codes of the second step knows the password already: there, tries from browsers that are not
known are also counted by account alone, but for recovery codes, which are too long to be guessed.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Request, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from tracker.web.limits import Limit, count, forget, network, tried

_QUARTER = timedelta(minutes=15)
KNOWN_BROWSER = Limit(10, _QUARTER)
NETWORK = Limit(60, _QUARTER)  # an office or a school behind one address
NETWORK_AND_ACCOUNT = Limit(5, _QUARTER)
UNDER_ATTACK = Limit(50, timedelta(hours=1))
TRIES_UNDER_ATTACK = 2

CODES_OF_ACCOUNT = Limit(20, timedelta(days=1))
"""Three codes in a million are good at any moment: at this pace, guessing one takes decades."""
CODES_BEFORE_A_LETTER = 10

ASKED_BY_KNOWN_BROWSER = Limit(5, _QUARTER)
ASKED_BY_NETWORK = Limit(30, _QUARTER)
ASKED_FOR_ACCOUNT_HERE = Limit(3, _QUARTER)
ASKED_FOR_ACCOUNT = Limit(12, timedelta(hours=1))
"""Letters that strangers may have sent to one address: the password and known browsers remain."""

_A_YEAR = 365 * 24 * 3600
_MOST_ACCOUNTS = 5


def allowed(request: Request, email: str) -> bool:
    """Count one try of ``email``'s password, and say whether it may be made."""
    account = _account(email)
    mark = _marks(request).get(account)
    if mark:
        return count(KNOWN_BROWSER, "browser", mark)
    here = network()
    if not count(NETWORK, "network", here):
        return False
    within = count(NETWORK_AND_ACCOUNT, "network and account", here, account)
    attacked = not count(UNDER_ATTACK, "account", account)
    return within and not (attacked and tried("network and account", here, account) > TRIES_UNDER_ATTACK)


def code_allowed(request: Request, email: str, *, long: bool) -> bool:
    """Count one try of a code of ``email``'s second step, and say whether it may be made; ``long`` for a code
    that cannot be guessed."""
    account = _account(email)
    mark = _marks(request).get(account)
    if mark:
        return count(KNOWN_BROWSER, "code, browser", mark)
    here = network()
    if not count(NETWORK, "code, network", here):
        return False
    within = count(NETWORK_AND_ACCOUNT, "code, network and account", here, account)
    return within and (long or count(CODES_OF_ACCOUNT, "code, account", account))


def is_guessed_at(email: str) -> bool:
    """Whether so many codes of ``email``'s second step were just tried that its owner should know."""
    return tried("code, account", _account(email)) % CODES_BEFORE_A_LETTER == 0


def asking_allowed(request: Request, email: str) -> bool:
    """Count one letter with a code asked for ``email``, and say whether it may be sent."""
    account = _account(email)
    mark = _marks(request).get(account)
    if mark:
        return count(ASKED_BY_KNOWN_BROWSER, "letter, browser", mark)
    here = network()
    if not count(ASKED_BY_NETWORK, "letter, network", here):
        return False
    within = count(ASKED_FOR_ACCOUNT_HERE, "letter, network and account", here, account)
    return within and count(ASKED_FOR_ACCOUNT, "letter, account", account)


def succeeded(request: Request, response: Response, email: str) -> None:
    """Start this browser's count again and mark the browser; inside the caller's transaction."""
    account, marks = _account(email), _marks(request)
    mark = marks.pop(account, None) or secrets.token_urlsafe(12)
    forget("browser", mark)
    forget("code, browser", mark)
    forget("network and account", network(), account)
    forget("code, network and account", network(), account)
    kept = dict(list(marks.items())[-(_MOST_ACCOUNTS - 1) :]) | {account: mark}
    response.set_cookie(
        current_app.config["BROWSER_COOKIE_NAME"],
        _serializer().dumps(kept),
        max_age=_A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
        path="/",
    )


def _marks(request: Request) -> dict[str, str]:
    try:
        marks = _serializer().loads(request.cookies.get(current_app.config["BROWSER_COOKIE_NAME"], ""), _A_YEAR)
    except BadSignature:
        return {}
    return {str(account): str(mark) for account, mark in marks.items()}


def _account(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:24]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known browser")
