"""Who is making this request, read once; and the cookie that says so.

A session is a row of ``sign_in``; the browser holds a random token whose hash is in that row. The
moment of the last page seen is kept in the signed page cookie, beside the number of the row, so
that reading a page never writes to the database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flask import Flask, Request, current_app, g, session
from flask import Response as FlaskResponse
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from tracker import kept
from tracker.accounts import queries
from tracker.accounts.models import PARTNER_ROLES, Role
from tracker.db import now

SEEN = "seen"
_FORM_TOKEN = "csrf_token"  # noqa: S105 - the name that Flask-WTF gives it in the page cookie
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A session ends when nothing was asked for so long, and in any case after so long."""

    idle: timedelta
    absolute: timedelta


STAFF_LIFETIME = Lifetime(idle=timedelta(minutes=60), absolute=timedelta(hours=10))
PARTNER_LIFETIME = Lifetime(idle=timedelta(hours=4), absolute=timedelta(hours=12))
"""Partners see their own agreements only, and a report takes an afternoon among other things."""


class Saved(NamedTuple):
    """A saved view: ``query`` is what the address of its list says after the question mark."""

    id: int
    name: str
    query: str


@dataclass(frozen=True)
class Visitor(UserMixin):
    """The person signed in, as they are now: a change of role or organisation counts at once. ``views`` are theirs
    of the list that they ask for, in the order in which they were saved."""

    sign_in_id: int
    person_id: int
    email: str
    name: str
    role: Role
    organisation_code: str | None
    language: str
    has_second_step: bool = False
    views: tuple[Saved, ...] = ()

    @property
    def is_partner(self) -> bool:
        return self.role in PARTNER_ROLES

    def get_id(self) -> str:
        return str(self.person_id)


class Nobody(AnonymousUserMixin):
    """Somebody who is not signed in."""

    role = None
    language = None
    is_partner = False


def init_app(app: Flask) -> None:
    manager = LoginManager()
    # Not its init_app: that also reads the page cookie for a "remember me" that we do not have, and
    # then static files would vary with it.
    app.login_manager = manager  # type: ignore[attr-defined]
    app.jinja_env.globals["current_user"] = current_user
    manager.session_protection = None
    manager.anonymous_user = Nobody
    manager.request_loader(load)
    app.after_request(_keep_seen)


def lifetime_of(role: Role) -> Lifetime:
    """How long the sessions of ``role`` last."""
    return PARTNER_LIFETIME if role in PARTNER_ROLES else STAFF_LIFETIME


def owes_second_step(person: Visitor) -> bool:
    """Whether this person has to set up sign-in in two steps before anything else."""
    return bool(current_app.config["TOTP_REQUIRED"]) and not person.is_partner and not person.has_second_step


def hashed(token: str) -> str:
    """What the database keeps of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def load(request: Request) -> Visitor | None:
    """The person of the request's token, if the session has not ended and they are still active."""
    token = request.cookies.get(current_app.config["SIGN_IN_COOKIE_NAME"])
    rows = queries.session_of(hashed(token), endpoint=request.endpoint) if token else ()
    if not rows:
        return None
    row = rows[0]
    kept.known(row.stamp)
    role, at = Role(row.role), now()
    lifetime = lifetime_of(role)
    seen = _seen(row.id)
    if seen is None or at - seen > lifetime.idle or at - row.created_at > lifetime.absolute:
        return None
    return Visitor(
        row.id,
        row.person_id,
        row.email,
        row.name,
        role,
        row.organisation_code,
        row.language,
        bool(row.has_second_step),
        tuple(Saved(it.view_id, it.view_name, it.view_query) for it in rows if it.view_id),
    )


def start(response: Response, *, sign_in_id: int, token: str, resumes: bool) -> None:
    """Give this browser a session of its own. Nothing of the page cookie before it remains, except that
    who ``resumes`` their own ended session can still send the forms they had open.
    """
    form_token = session.get(_FORM_TOKEN) if resumes else None
    session.clear()
    if form_token:
        session[_FORM_TOKEN] = form_token
    session[SEEN] = [sign_in_id, int(now().timestamp())]
    config = current_app.config
    response.set_cookie(
        config["SIGN_IN_COOKIE_NAME"],
        token,
        secure=config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
        path="/",
    )


def end(response: Response) -> None:
    """Take the session out of this browser; its row is for the service to end."""
    session.clear()
    config = current_app.config
    response.delete_cookie(
        config["SIGN_IN_COOKIE_NAME"], secure=config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax", path="/"
    )


def has_ended(request: Request) -> bool:
    """Whether this browser still holds the token of a session, although nobody is signed in."""
    return not current_user.is_authenticated and current_app.config["SIGN_IN_COOKIE_NAME"] in request.cookies


def was_here(request: Request, person_id: int) -> bool:
    """Whether the session that ended in this browser, or goes on in it, is this person's."""
    token = request.cookies.get(current_app.config["SIGN_IN_COOKIE_NAME"])
    rows = queries.session_of(hashed(token)) if token else ()
    return bool(rows) and rows[0].person_id == person_id and _seen(rows[0].id) is not None


def _seen(sign_in_id: int) -> datetime | None:
    kept = session.get(SEEN)
    if not isinstance(kept, list) or len(kept) != 2 or kept[0] != sign_in_id:
        return None
    return datetime.fromtimestamp(kept[1], UTC)


def _keep_seen(response: FlaskResponse) -> FlaskResponse:
    if "_login_user" not in g:  # nobody asked who it is: a static file, that varies with no cookie
        return response
    if SEEN in session and current_user.is_authenticated and current_user.sign_in_id:
        at = now()
        if at - datetime.fromtimestamp(session[SEEN][1], UTC) >= _SEEN_EVERY:
            session[SEEN] = [current_user.sign_in_id, int(at.timestamp())]
    return response
