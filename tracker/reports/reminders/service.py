"""Sending the reminders of a day, once each; giving a person the secret address of their calendar."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete

from tracker.accounts.models import Person
from tracker.accounts.visitor import hashed
from tracker.db import after_commit, session
from tracker.grants.labels import REPORTS
from tracker.reports.reminders import queries
from tracker.reports.reminders.models import CalendarFeed, Reminder
from tracker.reports.reminders.queries import Awaited, Digest
from tracker.web import mail
from tracker.web.dates import long_date
from tracker.web.language import language, speaking


def send_due(*, today: date, at: datetime) -> int:
    """Write down and send the digests of ``today``, each after the commit; returns how many.

    Two workers doing it at once send one of each: the second breaks on the reminders' uniqueness.
    """
    found = queries.digests(today)
    for digest in found:
        session.add_all(
            Reminder(
                obligation_id=item.obligation_id, person_id=digest.person.id, due_on=item.due_on, days=days, sent_at=at
            )
            for item, days in digest.items
        )
        with speaking(digest.person.language):
            subject, text = letter(digest, today)
        after_commit(_sender(digest.person.email, subject, text))
    session.flush()
    return len(found)


def letter(digest: Digest, today: date) -> tuple[str, str]:
    """Subject and text of a digest, in the language being spoken: the late ones first."""
    items = [item for item, _days in digest.items]
    late = [item for item in items if item.due_on < today]
    subject = _("A report is late") if late else _("Reports that come due")
    parts = [_("Hello %(name)s,", name=digest.person.name)]
    parts += [_said(item, today) for item in items]
    parts.append(_("You can stop where you like and come back: everything that you write is kept."))
    return subject, "\n\n".join(parts) + "\n"


def open_feed(person: Person, *, at: datetime) -> str:
    """A new secret address for the calendar of ``person``; the one before stops working. Returns its token."""
    token = secrets.token_urlsafe(24)
    close_feed(person)
    session.add(CalendarFeed(person_id=person.id, token_hash=hashed(token), created_at=at))
    session.flush()
    return token


def close_feed(person: Person) -> None:
    """The calendar's address stops working."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == person.id))


def _said(item: Awaited, today: date) -> str:
    name = _(
        "%(report)s of agreement %(agreement)s, %(title)s",
        report=f"{REPORTS[item.kind]} {item.number}",
        agreement=item.agreement,
        title=item.title[language()],
    )
    due = long_date(item.due_on, language())
    days = (item.due_on - today).days
    when = (
        _("It was due on %(date)s.", date=due)
        if days < 0
        else _("It is due today.")
        if days == 0
        else _("It is due on %(date)s.", date=due)
    )
    state = _("You have begun it.") if item.begun else _("It is not begun.")
    return f"{name}\n{when} {state}\n{_address(item)}"


def _address(item: Awaited) -> str:
    """The agreement's page; a letter is written outside any request, so the address comes from the settings."""
    return f"{current_app.config['BASE_URL']}/ententes/{item.agreement}/rapports/{item.number}"


def _sender(to: str, subject: str, text: str) -> Callable[[], bool]:
    return lambda: mail.send(to=to, subject=subject, text=text)
