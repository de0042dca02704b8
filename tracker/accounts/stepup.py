"""The password typed again, for what must not be done from an unattended screen. It counts for some
minutes, in this session only.
"""

from __future__ import annotations

from datetime import timedelta

from flask import abort, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.accounts import attempts, service
from tracker.accounts.forms import SecretField
from tracker.accounts.policy import visitor
from tracker.db import now
from tracker.web.forms import Form

FRESH = timedelta(minutes=5)
_CONFIRMED = "confirmed"


def is_fresh() -> bool:
    """Whether the person of this request typed their password within the last minutes."""
    sign_in_id, at = session.get(_CONFIRMED, (0, 0))
    return bool(sign_in_id == visitor().sign_in_id and 0 <= now().timestamp() - at < FRESH.total_seconds())


def confirm(password: str) -> bool:
    """Whether ``password`` is theirs; remembered if so. Answers 429 after too many tries."""
    me = visitor()
    if not attempts.allowed(request, me.email):
        abort(429)
    right = service.authenticate(email=me.email, password=password) is not None
    if right:
        session[_CONFIRMED] = [me.sign_in_id, int(now().timestamp())]
    return right


class ConfirmedForm(Form):
    """A form that is sent with the password, for what posts to the journal by a signature or an approval."""

    password = SecretField(
        _l("Your password, again"), description=_l("Asked again before a signature; it counts for five minutes.")
    )

    @property
    def asks(self) -> bool:
        """Whether the page has to show the field: nobody types it twice within minutes."""
        return not is_fresh()

    def confirmed(self) -> bool:
        """Whether who sent it is who signed in; a wrong password is refused beside the field."""
        if is_fresh() or confirm(self.password.data or ""):
            return True
        self.refuse(_("This is not your present password."), "password")
        return False
