"""Telling an officer which agreements they follow from now on, in their language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.accounts.visitor import Visitor
from tracker.grants.models import Agreement
from tracker.web import mail
from tracker.web.language import language, speaking


def given(agreements: Sequence[Agreement], *, by: Visitor) -> list[Callable[[], object]]:
    """What to call after the commit: a letter to whoever follows ``agreements``, which ``by`` just gave them; none
    when nobody does, or when they took them themselves."""
    officer = agreements[0].officer if agreements else None
    if officer is None or officer.id == by.person_id:
        return []
    to, count = officer.email, len(agreements)
    with speaking(officer.language):
        subject = ngettext("You follow one more agreement", "You follow %(num)s more agreements", count)
        text = "\n\n".join(
            (
                _("Hello %(name)s,", name=officer.name),
                ngettext(
                    "%(name)s (%(email)s) chose you to follow this agreement: %(list)s.",
                    "%(name)s (%(email)s) chose you to follow these agreements: %(list)s.",
                    count,
                    name=by.name,
                    email=by.email,
                    list=_called(agreements),
                ),
                _("Partners and colleagues now see that you are the person to write to."),
                _address(agreements, to),
            )
        )
    return [lambda: mail.send(to=to, subject=subject, text=text)]


def _called(agreements: Sequence[Agreement]) -> str:
    """One by its number and title, several by their numbers."""
    if len(agreements) > 1:
        return ", ".join(it.number for it in agreements)
    (it,) = agreements
    return f"{it.number}, {it.title_fr if language() == 'fr' else it.title_en}"


def _address(agreements: Sequence[Agreement], email: str) -> str:
    """The agreement's page, or the list of all that they follow."""
    if len(agreements) > 1:
        path = url_for("insight.portfolio", agent=email)
    else:
        path = url_for("insight.agreement", number=agreements[0].number)
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"
