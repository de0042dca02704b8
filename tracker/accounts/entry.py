"""From a right password or code to a session, by way of the second step for those who have one.

Who is half-way is kept in the signed page cookie: for some minutes, and no longer than the password stays
the same. It opens nothing but the page that asks for the code.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from flask import abort, request, url_for
from flask import session as page
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from tracker.accounts import attempts, service, visitor
from tracker.accounts.factors import letters, queries
from tracker.accounts.factors import service as factors
from tracker.accounts.models import Person
from tracker.db import now, session, transaction
from tracker.web import redirects

GOOD_FOR = timedelta(minutes=10)
"""How long the second step may take."""

_HALF_WAY = "half way"


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Somebody whose password or e-mailed code was right, and who owes a code of their app."""

    person: Person
    target: str
    by: str


def come_in(person: Person, *, target: str | None, password: str | None = None) -> Response:
    """Let in ``person``, whose ``password`` or e-mailed code was right: start their session, or ask for the second
    step. ``target`` is where they wanted to go.
    """
    by = "e-mail" if password is None else "password"
    with transaction():
        person = session.get_one(Person, person.id)
        if password is not None:
            service.keep_hash_current(person, password=password)
        if not queries.has_second_step(person.id):
            return _started(person, target=target, by=by)
        mark = [person.id, int(now().timestamp()), _as_it_is(person), target or "", by]
    page[_HALF_WAY] = mark
    return redirect(url_for("factors.second_step"), 303)


def half_way() -> HalfWay | None:
    """Who is between the two steps in this browser."""
    kept = page.get(_HALF_WAY)
    if not isinstance(kept, list) or not 0 <= now().timestamp() - kept[1] < GOOD_FOR.total_seconds():
        return None
    person = session.get(Person, kept[0])
    if person is None or not person.active or _as_it_is(person) != kept[2]:
        return None
    return HalfWay(person, kept[3], kept[4])


def second_step(half: HalfWay, *, typed: str) -> Response | None:
    """Start the session of who is half-way, if this is a code of theirs. Answers 429 after too many tries."""
    email, person_id = half.person.email, half.person.id
    if not attempts.code_allowed(request, email, long=not factors.is_app_code(typed)):
        abort(429)
    with transaction():
        person = session.get_one(Person, person_id)
        by = factors.accept(person, typed=typed, at=now()) if person.active else None
        if by is not None:
            if by is factors.By.RECOVERY:
                letters.recovery_code_used(person)
            return _started(person, target=half.target, by=f"{half.by} and {by}")
        if attempts.is_guessed_at(email):
            letters.guessed_at(person)
    return None


def destination(target: str | None) -> str:
    """Where to go once signed in: ``target`` if it is a page of this site, else the first page."""
    return target if target and redirects.is_within(target) else url_for("home.page")


def _started(person: Person, *, target: str | None, by: str) -> Response:
    """The session, and the answer that carries it. Inside a transaction: what is committed after this was all
    written before."""
    response = redirect(destination(target), 303)
    resumes = visitor.was_here(request, person.id)
    sign_in_id, token = service.sign_in(person, agent=request.user_agent.string, at=now(), by=by)
    attempts.succeeded(request, response, person.email)
    visitor.start(response, sign_in_id=sign_in_id, token=token, resumes=resumes)
    return response


def _as_it_is(person: Person) -> str:
    return hashlib.sha256(person.password_hash.encode()).hexdigest()[:16]
