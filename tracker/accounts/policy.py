"""Who asks, for the policies of the other slices."""

from __future__ import annotations

from typing import cast

from flask import abort
from flask_login import current_user

from tracker.accounts.visitor import Visitor


def visitor() -> Visitor:
    """The person of this request. Views that anybody may use do not ask; the others answer 401."""
    if not current_user.is_authenticated:
        abort(401)
    return cast(Visitor, current_user._get_current_object())


def organisation_of(person: Visitor) -> str | None:
    """The code of the only organisation whose records ``person`` may see; None for those who see all.

    A partner without one, which the database refuses, would see nothing.
    """
    return (person.organisation_code or "") if person.is_partner else None
