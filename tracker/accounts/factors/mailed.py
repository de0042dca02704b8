"""Signing in by a code sent by e-mail, instead of the password. The caller commits.

Whether the address is somebody's shows nowhere: the same rows are written, the same letter is composed,
and only its sending, which nobody waits for, differs.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, update

from tracker.accounts import queries as people
from tracker.accounts.factors import codes
from tracker.accounts.factors.models import MailedCode
from tracker.accounts.models import Person
from tracker.accounts.visitor import hashed
from tracker.db import after_commit, session
from tracker.web import mail
from tracker.web.language import language, speaking

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
LENGTH = 8
"""38 bits, tried five times: the hash is keyed, since so few bits could be searched."""


def ask(*, email: str, browser: str | None, at: datetime) -> str:
    """Have a code sent to ``email``, if somebody active has this address; returns the token by which the
    browser that asked, and no other, can use it. What ``browser``, its token before, had asked for ends.
    """
    person = people.person_by_email(email)
    known = person if person is not None and person.active else None
    session.execute(
        delete(MailedCode).where((MailedCode.ends_at <= at) | (MailedCode.browser_hash == hashed(browser or "")))
    )
    token, code = secrets.token_urlsafe(32), codes.make(LENGTH)
    session.add(
        MailedCode(
            browser_hash=hashed(token),
            person_id=known.id if known else None,
            code_hash=_keyed(token, code),
            tries=0,
            ends_at=at + GOOD_FOR,
        )
    )
    session.flush()
    with speaking(known.language if known else language()):
        subject, text = _letter(code)
    to = known.email if known else None
    after_commit(lambda: mail.send_aside(to=to, subject=subject, text=text))
    return token


def use(*, token: str, typed: str, at: datetime) -> Person | None:
    """The person of the code that this browser asked for, if it is the one ``typed``, which ends it. None when it
    is not right, late, used, tried too often or nobody's. A wrong one is counted: the caller commits in any case.
    """
    tried = session.execute(
        update(MailedCode)
        .where(MailedCode.browser_hash == hashed(token), MailedCode.ends_at > at, MailedCode.tries < TRIES)
        .values(tries=MailedCode.tries + 1)
        .returning(MailedCode.person_id, MailedCode.code_hash)
    ).one_or_none()
    expected = tried.code_hash if tried else ""
    if not hmac.compare_digest(_keyed(token, typed), expected) or tried is None:
        return None
    used = session.execute(
        delete(MailedCode).where(MailedCode.browser_hash == hashed(token)).returning(MailedCode.person_id)
    ).first()
    person = session.get(Person, tried.person_id) if used and tried.person_id else None
    return person if person is not None and person.active else None


def _keyed(token: str, code: str) -> str:
    key = f"{current_app.config['SECRET_KEY']} mailed code".encode()
    return hmac.digest(key, f"{token}\x00{codes.squeezed(code)}".encode(), "sha256").hex()


def _letter(code: str) -> tuple[str, str]:
    minutes = int(GOOD_FOR.total_seconds() // 60)
    paragraphs = (
        _("Your code to sign in to Trame: %(code)s", code=code),
        _(
            "It is good for %(minutes)s minutes, once, in the browser where you asked for it. "
            "Give it to nobody: we never ask for it by telephone or by e-mail.",
            minutes=minutes,
        ),
        _("If you did not ask for it, you have nothing to do: without this code nobody signs in."),
    )
    return _("Your code to sign in"), "\n\n".join(paragraphs)
