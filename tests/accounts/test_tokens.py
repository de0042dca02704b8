"""Access tokens: shown once, read only, ended in every way, counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import people
from tests.csrf import token as form_token
from tests.pages import PageClient, browser_of
from tracker.accounts import service as accounts
from tracker.accounts.tokens import reading, service
from tracker.accounts.tokens.models import AccessToken
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.trail.models import TrailRecord
from tracker.web.limits import Limit

SignIn = Callable[..., PageClient]


def made(client: PageClient, **fields: str) -> str:
    page = client.submit("/compte/jetons", {"name": "Tableau de bord", "password": people.PASSWORD} | fields)
    assert page.status_code == 200
    (token,) = set(re.findall(r"trame_[\w-]{43}", page.text))
    return token


def answer(app: Flask, token: str, path: str = "/api/v1/regions", method: str = "GET") -> int:
    return browser_of(app).open(path, method=method, headers={"Authorization": f"Bearer {token}"}).status_code


def test_it_is_shown_once_and_kept_hashed(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("officer")
    token = made(client)
    assert token not in client.get("/compte/jetons").text
    (row,) = session.scalars(select(AccessToken))
    assert token not in (row.token_hash, row.name)
    assert row.expires_at - row.created_at == timedelta(days=90)
    kept = session.scalars(select(TrailRecord).where(TrailRecord.action == "made access token")).one()
    assert token not in str(kept.difference)
    assert answer(app, token) == 200


def test_making_one_asks_the_password_again(sign_in: SignIn) -> None:
    page = sign_in("officer").submit("/compte/jetons", {"name": "Essai", "password": "un autre mot de passe"})
    assert page.status_code == 422
    assert session.scalars(select(AccessToken)).all() == []


def test_the_page_says_when_it_was_last_used(app: Flask, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    client = sign_in("officer", language="en")
    token = made(client)
    assert "never" in client.get("/compte/jetons").text
    clock.shift(timedelta(minutes=10))
    answer(app, token)
    session.expire_all()
    (row,) = session.scalars(select(AccessToken))
    assert row.used_at == now()
    clock.shift(timedelta(seconds=20))
    answer(app, token)
    session.expire_all()
    assert session.scalars(select(AccessToken.used_at)).one() == now() - timedelta(seconds=20)


def test_it_opens_no_page_and_changes_nothing(app: Flask, sign_in: SignIn) -> None:
    token = made(sign_in("admin"))
    for path in ("/", "/compte", "/ententes", "/ententes.csv", "/importer"):
        assert answer(app, token, path) == 303
    assert answer(app, token, "/compte/jetons", "POST") in (303, 400)
    assert answer(app, token, "/api/v1/agreements", "POST") == 405


def test_it_ends_on_its_day(app: Flask, sign_in: SignIn, clock: time_machine.Traveller) -> None:
    token = made(sign_in("officer"), days="30")
    clock.shift(timedelta(days=30) - timedelta(minutes=1))
    assert answer(app, token) == 200
    clock.shift(timedelta(minutes=2))
    assert answer(app, token) == 401


def test_its_owner_ends_it_and_nobody_else(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("officer")
    token = made(client)
    (row,) = session.scalars(select(AccessToken))
    other = sign_in("admin")
    path = f"/compte/jetons/{row.id}/fin"
    assert other.post(path, data={"csrf_token": form_token(other)}).status_code == 404
    assert answer(app, token) == 200
    assert client.post(path, data={"csrf_token": form_token(client)}).status_code == 303
    assert answer(app, token) == 401


def test_it_ends_with_the_account_and_stays_ended(app: Flask, sign_in: SignIn) -> None:
    token = made(sign_in("officer"))
    with transaction():
        officer = people.person("officer")
        accounts.disable(officer, actor="tests", at=now(), reason="départ")
    assert answer(app, token) == 401
    with transaction():
        people.person("officer").active = True
    assert answer(app, token) == 401


def test_a_wrong_one_is_nobody_even_in_a_browser_that_is_signed_in(sign_in: SignIn) -> None:
    client = sign_in("officer")
    assert client.get("/api/v1/regions").status_code == 200
    for header in ("Bearer trame_x", "Bearer ", "Basic abc", "trame_x"):
        assert client.get("/api/v1/regions", headers={"Authorization": header}).status_code == 401
    assert client.get("/compte").status_code == 200


def test_a_program_beside_a_browser_leaves_its_session(app: Flask, sign_in: SignIn) -> None:
    client = sign_in("officer")
    token = made(client)
    assert client.get("/api/v1/regions", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/compte").status_code == 200


def test_asking_too_often_waits_and_locks_nobody_else_out(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    monkeypatch.setattr(reading, "REQUESTS", Limit(3, timedelta(minutes=15)))
    monkeypatch.setattr(reading, "WRONG", Limit(2, timedelta(minutes=15)))
    token, other = made(sign_in("officer")), made(sign_in("admin"))
    assert [answer(app, token) for _ in range(4)] == [200, 200, 200, 429]
    assert answer(app, other) == 200
    assert [answer(app, "trame_none") for _ in range(3)] == [401, 401, 429]
    assert answer(app, other) == 200
    clock.shift(timedelta(minutes=16))
    assert answer(app, token) == 200


def test_no_more_than_twenty_nor_a_duration_that_is_not_offered(app: Flask) -> None:
    with transaction():
        person = people.person("officer")
        for number in range(service.MOST):
            service.make(person, name=f"n° {number}", days=30, actor=person.email, at=now())
    for name, days in (("un de trop", 30), ("long", 4000), (" ", 30)):
        with pytest.raises(DomainError), transaction():
            service.make(people.person("officer"), name=name, days=days, actor="tests", at=now())
