"""What the letters with a link say, in the language being spoken."""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import gettext as _

from tracker.accounts.models import Person
from tracker.db import after_commit
from tracker.web import mail
from tracker.web.language import speaking


def invitation(person: Person, *, token: str, days: int) -> None:
    """Somebody has an account, and is to choose its password."""
    paragraphs = (
        _("Hello %(name)s,", name=person.name),
        _("An account is open for you on Trame. Choose your password here, then sign in with this e-mail address:"),
        _address(token),
        _("The link is good for %(days)s days, once. After that, ask for another one on the sign-in page.", days=days),
    )
    _send(person.email, _("Your account on Trame"), paragraphs)


def forgotten(person: Person | None, *, token: str, minutes: int) -> None:
    """Somebody asked for a new password; composed for nobody as for ``person``."""
    paragraphs = (
        _("Somebody asked for a new password for your account on Trame. If it was you, choose it here:"),
        _address(token),
        _("The link is good for %(minutes)s minutes, once.", minutes=minutes),
        _("If it was not you, you have nothing to do: your password stays as it is."),
    )
    _send(person.email if person else None, _("Choose a new password"), paragraphs)


def chosen(person: Person) -> None:
    """A password was chosen by a link."""
    with speaking(person.language):
        paragraphs = (
            _("The password of your account on Trame was just chosen by a link sent to this address."),
            _("If it was not you, write at once to the person who manages access."),
        )
        _send(person.email, _("Your password is chosen"), paragraphs)


def _address(token: str) -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/") + url_for("links.choose", token=token)


def _send(to: str | None, subject: str, paragraphs: tuple[str, ...]) -> None:
    text = "\n\n".join(paragraphs) + "\n"
    after_commit(lambda: mail.send_aside(to=to, subject=subject, text=text))
