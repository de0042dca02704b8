"""Telling people what happened to how they sign in, so that they notice what they did not do themselves."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.accounts.factors import queries
from tracker.accounts.models import Person
from tracker.db import after_commit
from tracker.web import mail
from tracker.web.language import speaking


def set_up(person: Person) -> None:
    """The second step begins."""
    with speaking(person.language):
        _send(
            person,
            _("Sign-in in two steps is set up"),
            _("From now on, signing in to your account takes a code of your app beside the password."),
        )


def removed(person: Person) -> None:
    """The second step ends."""
    with speaking(person.language):
        _send(
            person,
            _("Sign-in in two steps is removed"),
            _("From now on, signing in to your account takes the password alone."),
        )


def recovery_codes_renewed(person: Person) -> None:
    """The codes on paper are other ones."""
    with speaking(person.language):
        _send(
            person,
            _("Your recovery codes are new"),
            _("New recovery codes were made. Those before are worth nothing any more."),
        )


def recovery_code_used(person: Person) -> None:
    """Somebody came in without the app."""
    with speaking(person.language):
        _send(
            person,
            _("A recovery code was used"),
            _(
                "Somebody signed in to your account with one of your recovery codes. Codes left: %(left)s.",
                left=queries.recovery_codes_left(person.id),
            ),
        )


def guessed_at(person: Person) -> None:
    """Somebody knows the password, and tries codes."""
    with speaking(person.language):
        _send(
            person,
            _("Somebody tries to sign in to your account"),
            _("Somebody gave your password, then several codes that were not right."),
        )


def _send(person: Person, subject: str, text: str) -> None:
    end = _("If it was not you, change your password at once, and write to the person who manages access.")
    to = person.email
    after_commit(lambda: mail.send_aside(to=to, subject=subject, text=f"{text}\n\n{end}"))
