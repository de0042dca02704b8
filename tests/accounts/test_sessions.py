"""A session ends when it should, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from tests import people
from tests.csrf import token
from tests.pages import PageClient, browser_of
from tracker.accounts import service
from tracker.accounts.models import Person
from tracker.accounts.visitor import SEEN, STAFF_LIFETIME
from tracker.db import now, session, transaction

SignInAs = Callable[..., PageClient]
MINUTE = timedelta(minutes=1)


def is_in(client: PageClient) -> bool:
    return client.get("/compte").status_code == 200


def officer() -> Person:
    return session.scalars(select(Person).where(Person.role == "officer")).one()


@pytest.mark.parametrize(
    ("role", "idle"),
    [("officer", timedelta(minutes=60)), ("auditor", timedelta(minutes=60)), ("preparer", timedelta(hours=4))],
)
def test_it_ends_when_nothing_is_asked_for_too_long(
    sign_in: SignInAs, clock: time_machine.Coordinates, role: str, idle: timedelta
) -> None:
    client = sign_in(role)
    clock.shift(idle - MINUTE)
    assert is_in(client)
    clock.shift(idle - MINUTE)
    assert is_in(client)
    clock.shift(idle + MINUTE)
    assert not is_in(client)


def test_it_ends_in_any_case_after_a_working_day(sign_in: SignInAs, clock: time_machine.Coordinates) -> None:
    client = sign_in("officer")
    elapsed = timedelta()
    while elapsed + timedelta(minutes=30) <= STAFF_LIFETIME.absolute:
        clock.shift(timedelta(minutes=30))
        elapsed += timedelta(minutes=30)
        assert is_in(client)
    clock.shift(MINUTE)
    assert not is_in(client)


def test_signing_out_ends_it_for_whoever_copied_the_cookies(app: Flask, sign_in: SignInAs) -> None:
    client = sign_in("officer")
    thief = browser_of(app)
    for name in (app.config["SIGN_IN_COOKIE_NAME"], app.config["SESSION_COOKIE_NAME"]):
        cookie = client.get_cookie(name)
        assert cookie is not None
        thief.set_cookie(name, cookie.value)
    assert is_in(thief)
    answer = client.post("/logout", data={"csrf_token": token(client)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert not is_in(client)
    assert not is_in(thief)


def test_a_token_without_the_page_cookie_that_goes_with_it_opens_nothing(app: Flask, sign_in: SignInAs) -> None:
    client, other = sign_in("officer"), sign_in("auditor")
    cookie = client.get_cookie(app.config["SIGN_IN_COOKIE_NAME"])
    assert cookie is not None
    alone = browser_of(app)
    alone.set_cookie(cookie.key, cookie.value)
    assert not is_in(alone)
    other.set_cookie(cookie.key, cookie.value)
    assert not is_in(other)


@pytest.mark.parametrize("kept", ["x", [], [1], None])
def test_a_strange_page_cookie_opens_nothing(sign_in: SignInAs, kept: object) -> None:
    client = sign_in("officer")
    with client.session_transaction() as page:
        page[SEEN] = kept
    assert not is_in(client)


def test_a_disabled_person_is_out_at_once(sign_in: SignInAs) -> None:
    client = sign_in("officer")
    with transaction():
        service.disable(officer(), actor="admin@demo.example", at=now(), reason="Départ")
    assert not is_in(client)


def test_disabling_by_any_other_way_counts_too(sign_in: SignInAs) -> None:
    client = sign_in("officer")
    with transaction():
        session.execute(update(Person).values(active=False))
    assert not is_in(client)


def test_a_new_role_counts_at_once(sign_in: SignInAs) -> None:
    client = sign_in("officer", language="en")
    assert "Programme officer" in client.get("/compte").text
    with transaction():
        officer().role = "auditor"
    assert "Auditor" in client.get("/compte").text


def test_my_sessions_are_listed_and_ended_one_by_one(sign_in: SignInAs, clock: time_machine.Coordinates) -> None:
    first, second = sign_in("officer"), sign_in("officer")
    page = first.get("/compte").text
    action = page.partition('action="/compte/sessions/')[2].partition('"')[0]
    assert action.endswith("/fin")
    answer = first.post(f"/compte/sessions/{action}", data={"csrf_token": token(first)})
    assert answer.status_code == 303
    assert is_in(first)
    assert not is_in(second)


def test_nobody_ends_the_session_of_somebody_else(sign_in: SignInAs) -> None:
    auditor, other = sign_in("auditor"), sign_in("officer")
    with auditor.session_transaction() as page:
        theirs = page[SEEN][0]
    for number in (theirs, 999_999):
        assert other.post(f"/compte/sessions/{number}/fin", data={"csrf_token": token(other)}).status_code == 404
    assert is_in(auditor)


def test_all_the_others_at_once(sign_in: SignInAs) -> None:
    first, second, third = (sign_in("officer") for _ in range(3))
    first.submit("/compte", form="/compte/sessions/fin")
    assert [is_in(client) for client in (first, second, third)] == [True, False, False]


def test_changing_my_password(sign_in: SignInAs) -> None:
    client, elsewhere = sign_in("officer"), sign_in("officer")
    new = "cinq autres mots sans lien"
    for typed, fault in (
        ({"present": "pas le bon du tout", "new_password": new}, "#present"),
        ({"present": people.PASSWORD, "new_password": "court"}, "#new_password"),
        ({"present": people.PASSWORD, "new_password": ""}, "#new_password"),
    ):
        answer = client.submit("/compte", typed, form="/compte/mot-de-passe")
        assert answer.status_code == 422
        assert f'href="{fault}"' in answer.text
    answer = client.submit("/compte", {"present": people.PASSWORD, "new_password": new}, form="/compte/mot-de-passe")
    assert answer.status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)
    assert service.authenticate(email="bailleur@demo.example", password=new) is not None


def test_a_page_read_again_within_the_minute_sets_no_cookie(sign_in: SignInAs, clock: time_machine.Coordinates) -> None:
    client = sign_in("officer")
    client.get("/compte")
    assert not client.get("/compte").headers.getlist("Set-Cookie")
    clock.shift(2 * MINUTE)
    assert client.get("/compte").headers.getlist("Set-Cookie")


def test_what_was_sent_after_the_end_can_be_sent_again(sign_in: SignInAs, clock: time_machine.Coordinates) -> None:
    client = sign_in("officer")
    sent = {"present": people.PASSWORD, "new_password": "cinq autres mots sans lien", "csrf_token": token(client)}
    clock.shift(timedelta(hours=2))
    ended = client.post("/compte/mot-de-passe", data=sent)
    assert ended.status_code == 401
    assert 'target="_blank"' in ended.text
    client.submit("/login", {"email": "bailleur@demo.example", "password": people.PASSWORD})
    assert client.post("/compte/mot-de-passe", data=sent).status_code == 303


def test_the_forms_of_one_person_cannot_be_sent_by_the_next_in_the_same_browser(sign_in: SignInAs) -> None:
    client = sign_in("officer")
    with transaction():
        people.person("auditor")
    stale = token(client)
    client.post("/logout", data={"csrf_token": stale})
    client.submit("/login", {"email": "verification@demo.example", "password": people.PASSWORD})
    assert client.post("/compte/sessions/fin", data={"csrf_token": stale}).status_code == 400
