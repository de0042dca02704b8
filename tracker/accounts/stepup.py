"""The password typed again, or a code of one's app, for what must not be done from an unattended screen. It
counts for some minutes, in this session only.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.accounts import attempts, service
from tracker.accounts.factors import service as factors
from tracker.accounts.forms import SecretField
from tracker.accounts.models import Person
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.db import session as database
from tracker.web.forms import Form

FRESH = timedelta(minutes=5)
_CONFIRMED = "confirmed"


def is_fresh() -> bool:
    """Whether the person of this request confirmed within the last minutes that it is them."""
    sign_in_id, at = session.get(_CONFIRMED, (0, 0))
    return bool(sign_in_id == visitor().sign_in_id and 0 <= now().timestamp() - at < FRESH.total_seconds())


def confirm(typed: str) -> bool:
    """Whether ``typed`` is their password or, for who signs in in two steps, a code of their app, which is then
    used; remembered if so. Answers 429 after too many tries."""
    me = visitor()
    if not (me.has_second_step and factors.is_app_code(typed)):
        return confirm_password(typed)
    if not attempts.code_allowed(request, me.email, long=False):
        abort(429)
    with transaction():
        right = factors.accept(database.get_one(Person, me.person_id), typed=typed, at=now()) is not None
    return _remembered(right)


def confirm_password(password: str) -> bool:
    """Whether ``password`` is theirs; remembered if so. Answers 429 after too many tries."""
    me = visitor()
    if not attempts.allowed(request, me.email):
        abort(429)
    return _remembered(service.authenticate(email=me.email, password=password) is not None)


def _remembered(right: bool) -> bool:
    if right:
        session[_CONFIRMED] = [visitor().sign_in_id, int(now().timestamp())]
    return right


class ConfirmedForm(Form):
    """A form that is sent with the password, for what posts to the journal by a signature or an approval."""

    password = SecretField(
        _l("Your password, again"), description=_l("Asked again before a signature; it counts for five minutes.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if visitor().has_second_step:
            self.password.label.text = _("Your password again, or a code of your app")

    @property
    def asks(self) -> bool:
        """Whether the page has to show the field: nobody types it twice within minutes."""
        return not is_fresh()

    def confirmed(self) -> bool:
        """Whether who sent it is who signed in; what is wrong is refused beside the field."""
        if is_fresh() or confirm(self.password.data or ""):
            return True
        self.refuse(
            _("This is neither your present password nor a code of your app that was not used yet.")
            if visitor().has_second_step
            else _("This is not your present password."),
            "password",
        )
        return False
