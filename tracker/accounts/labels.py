"""Roles and browsers as people call them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.accounts.models import Role

ROLES = {
    Role.OFFICER: _l("Programme officer"),
    Role.APPROVER: _l("Finance approver"),
    Role.DIRECTOR: _l("Director, signatory"),
    Role.PREPARER: _l("Report preparer"),
    Role.SIGNATORY: _l("Signatory"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMIN: _l("Administrator"),
}

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """``Firefox, Windows`` out of what a browser says of itself; empty when it says nothing known."""
    found = [next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name)
