"""Signing in: the right people, nobody else, and nobody learns who has an account."""

from __future__ import annotations

import re

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from tests import people
from tests.csrf import token
from tests.pages import PageClient, browser_of
from tracker.accounts import attempts, passwords
from tracker.db import transaction

OFFICER = "bailleur@demo.example"


@pytest.fixture(autouse=True)
def officer(app: Flask) -> None:
    with transaction():
        people.person("officer")


def enter(client: PageClient, email: str = OFFICER, password: str = people.PASSWORD, **more: str) -> TestResponse:
    data = {"email": email, "password": password, "csrf_token": token(client)} | more
    return client.post("/login", data=data)


def words(answer: TestResponse) -> str:
    return re.sub(r'value="[^"]*"', "", answer.text)


def is_in(client: PageClient) -> bool:
    return client.get("/compte").status_code == 200


def test_the_right_password_lets_in(client: PageClient) -> None:
    assert not is_in(client)
    answer = client.submit("/login", {"email": " Bailleur@DEMO.example", "password": people.PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_in(client)
    assert client.get("/login").status_code == 303


def test_it_leads_back_to_the_page_that_was_asked_for(client: PageClient) -> None:
    asked = client.get("/compte?a=1&b=2")
    assert asked.status_code == 303
    answer = client.submit(asked.headers["Location"], {"email": OFFICER, "password": people.PASSWORD})
    assert answer.headers["Location"] == "/compte?a=1&b=2"


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x"])
def test_it_never_leads_outside(client: PageClient, target: str) -> None:
    assert enter(client, next=target).headers["Location"] == "/"


def test_the_wrong_password_does_not(client: PageClient) -> None:
    answer = enter(client, password="un autre mot de passe")
    assert answer.status_code == 422
    assert f'value="{OFFICER}"' in answer.text
    assert "un autre mot de passe" not in answer.text
    assert not is_in(client)


def test_unknown_and_disabled_people_get_the_same_words(app: Flask, client: PageClient) -> None:
    with transaction():
        people.person("auditor").active = False
    wrong = enter(client, password="un autre mot de passe")
    unknown = enter(client, email="personne@demo.example", password="un autre mot de passe")
    disabled = enter(client, email="verification@demo.example")
    assert {answer.status_code for answer in (wrong, unknown, disabled)} == {422}
    assert words(wrong) == words(unknown) == words(disabled)


@pytest.mark.parametrize("email", [OFFICER, "personne@demo.example"])
def test_the_same_work_is_done_for_an_unknown_address(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    compared: list[str] = []
    really = passwords._hasher.verify

    class Counting:
        def __getattr__(self, name: str) -> object:
            return getattr(real, name)

        def verify(self, kept: str, typed: str) -> bool:
            compared.append(kept)
            return really(kept, typed)

    real = passwords._hasher
    passwords._nobodys_hash()
    monkeypatch.setattr(passwords, "_hasher", Counting())
    enter(client, email=email, password="un autre mot de passe")
    assert len(compared) == 1
    assert compared[0].startswith("$argon2id$v=19$m=65536,t=2,p=1$")


def test_empty_fields_are_named(client: PageClient) -> None:
    answer = enter(client, email="", password="")
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'href="#password"' in answer.text


def test_a_very_long_password_is_not_even_tried(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("it was hashed"))
    assert enter(client, password="x" * 100_000).status_code == 422


def test_every_sign_in_has_a_token_of_its_own(app: Flask) -> None:
    tokens = set()
    for _ in range(2):
        client = browser_of(app)
        client.set_cookie(app.config["SIGN_IN_COOKIE_NAME"], "chosen by somebody else")
        enter(client)
        cookie = client.get_cookie(app.config["SIGN_IN_COOKIE_NAME"])
        assert cookie is not None
        tokens.add(cookie.value)
    assert len(tokens) == 2
    assert "chosen by somebody else" not in tokens


def test_guessing_is_stopped_and_said_plainly(client: PageClient, clock: time_machine.Coordinates) -> None:
    tries = attempts.NETWORK_AND_ACCOUNT.tries
    assert [enter(client, password=f"essai numéro {n} de mot").status_code for n in range(tries)] == [422] * tries
    stopped = enter(client)
    assert stopped.status_code == 429
    clock.shift(attempts.NETWORK_AND_ACCOUNT.window)
    assert enter(client).status_code == 303


def test_the_same_limit_for_an_address_that_nobody_has(client: PageClient) -> None:
    for _ in range(attempts.NETWORK_AND_ACCOUNT.tries):
        enter(client, email="personne@demo.example")
    assert enter(client, email="personne@demo.example").status_code == 429


def test_an_attacker_next_door_does_not_lock_out_a_known_browser(app: Flask, client: PageClient) -> None:
    enter(client)
    client.post("/logout", data={"csrf_token": token(client)})
    attacker = browser_of(app)
    for _ in range(attempts.NETWORK_AND_ACCOUNT.tries + 3):
        enter(attacker, password="un autre mot de passe")
    assert enter(attacker).status_code == 429
    assert enter(client).status_code == 303


def test_an_attack_from_many_networks_leaves_the_owner_a_way_in(app: Flask) -> None:
    for n in range(attempts.UNDER_ATTACK.tries + 10):
        attacker = browser_of(app)
        attacker.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        attempts_left = enter(attacker, password="un autre mot de passe").status_code
        assert attempts_left == 422
    owner = browser_of(app)
    owner.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert enter(owner).status_code == 303


def test_under_attack_each_network_has_fewer_tries(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "UNDER_ATTACK", attempts.Limit(0, attempts.UNDER_ATTACK.window))
    answers = [enter(client, password="un autre mot de passe").status_code for _ in range(4)]
    assert answers == [422, 422, 429, 429]


def test_one_network_cannot_try_many_accounts(client: PageClient) -> None:
    answers = [
        enter(client, email=f"p{n}@demo.example", password="x").status_code for n in range(attempts.NETWORK.tries + 1)
    ]
    assert answers == [422] * attempts.NETWORK.tries + [429]


def test_a_forged_mark_of_a_known_browser_is_worth_nothing(app: Flask, client: PageClient) -> None:
    client.set_cookie(app.config["BROWSER_COOKIE_NAME"], "eyJ4IjoieSJ9.forged.mark")
    for _ in range(attempts.NETWORK_AND_ACCOUNT.tries):
        enter(client, password="un autre mot de passe")
    assert enter(client).status_code == 429
