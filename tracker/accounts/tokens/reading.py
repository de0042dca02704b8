"""Who a program's request is from: the token in its ``Authorization`` header, or the session of a browser.

A token opens what is marked ``@for_programs`` and nothing else. A header that does not hold a good one makes
the request nobody's, whatever cookie comes with it.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Request, abort, current_app, g

from tracker.accounts import visitor
from tracker.accounts.models import Role
from tracker.accounts.permissions import is_for_programs
from tracker.accounts.tokens import queries, service
from tracker.accounts.visitor import Visitor, hashed
from tracker.db import now, transaction
from tracker.web.limits import Limit, count, network

_QUARTER = timedelta(minutes=15)
REQUESTS = Limit(900, _QUARTER)
"""What one token, or one person's browser, may ask in a quarter of an hour: one a second."""
WRONG = Limit(30, _QUARTER)
"""Tokens that are none, from one network."""


def init_app(app: Flask) -> None:
    app.login_manager.request_loader(load)  # type: ignore[attr-defined]


def load(request: Request) -> Visitor | None:
    """The person of this request. Answers 429 beyond ``REQUESTS`` and ``WRONG``."""
    if not is_for_programs(request.endpoint):
        return visitor.load(request)
    if "Authorization" not in request.headers:
        found = visitor.load(request)
        if found is not None:
            _counted("person", found.person_id)
        return found
    return _of_token(request)


def _of_token(request: Request) -> Visitor | None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    at = now()
    row = queries.in_force(hashed(token.strip()), at) if kind.lower() == "bearer" else None
    if row is None:
        if not count(WRONG, "access token", "wrong", network()):
            _too_many()
        return None
    person = row.person
    found = Visitor(
        0,
        person.id,
        person.email,
        person.name,
        Role(person.role),
        person.organisation_code,
        person.language,
        has_second_step=True,  # it was signed in, in two steps where they are required, that the token was made
    )
    token_id = row.id
    _counted("token", token_id)
    with transaction():
        service.used(token_id, at=at)
    return found


def _counted(what: str, number: int) -> None:
    if not count(REQUESTS, "access", what, str(number)):
        _too_many()


def _too_many() -> None:
    """Refuse, as nobody: finding out who asks is not tried again for the answer."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    abort(429)
