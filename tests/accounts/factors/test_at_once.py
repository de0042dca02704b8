"""The same code sent by several workers at the same moment opens one session, with real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from tests import people
from tests.accounts.factors.apps import EMAILS, code_in_mail, shown_by_app
from tracker.accounts.factors import mailed, queries, service
from tracker.accounts.models import Person
from tracker.db import now, session, transaction

AT_ONCE = 12


def at_once(app: Flask, act: Callable[[], object]) -> int:
    """How many of several threads got what they asked for."""
    start = Barrier(AT_ONCE)

    def one(_number: int) -> bool:
        with app.app_context():
            start.wait()
            with transaction():
                return act() is not None

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(one, range(AT_ONCE)))


def test_a_code_is_taken_once_whoever_is_first(committed_app: Flask) -> None:
    with transaction():
        number = people.person("officer").id
        service.begin(session.get_one(Person, number), at=now())
        kept = queries.authenticator_of(number)
        assert kept is not None
        secret = service.secret_of(kept)
        at = now().timestamp()
        sheet = service.confirm(session.get_one(Person, number), typed=shown_by_app(secret, at - 30), at=now())
        assert sheet

    def accept(typed: str) -> object:
        return service.accept(session.get_one(Person, number), typed=typed, at=now())

    session.rollback()
    assert at_once(committed_app, lambda: accept(shown_by_app(secret, at))) == 1
    assert at_once(committed_app, lambda: accept(sheet[0])) == 1
    with transaction():
        assert queries.recovery_codes_left(number) == len(sheet) - 1


def test_a_mailed_code_is_used_once(committed_app: Flask) -> None:
    with transaction():
        people.person("officer")
        token = mailed.ask(email=EMAILS["officer"], browser=None, at=now())
    code = code_in_mail(committed_app)
    assert at_once(committed_app, lambda: mailed.use(token=token, typed=code, at=now())) == 1
