"""A code by e-mail opens a session in the browser that asked, once, and says of no address whether it exists."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from tests import people
from tests.accounts.factors.apps import EMAILS, code_in_mail, enter, forget_letters, is_in, letters, set_up
from tests.csrf import token
from tests.pages import PageClient, browser_of
from tracker.accounts import attempts
from tracker.accounts.factors import mailed
from tracker.accounts.factors.models import MailedCode
from tracker.accounts.models import Person
from tracker.db import session, transaction
from tracker.trail.models import TrailRecord

ASK, USE = "/login/courriel", "/login/courriel/code"
OFFICER = EMAILS["officer"]


@pytest.fixture(autouse=True)
def officer(app: Flask) -> None:
    with transaction():
        people.person("officer")


def ask(client: PageClient, address: str = OFFICER, **more: str) -> TestResponse:
    return client.post(ASK, data={"email": address, "csrf_token": token(client)} | more)


def give(client: PageClient, code: str) -> int:
    return client.submit(USE, {"code": code}).status_code


def words(answer: TestResponse) -> str:
    return re.sub(r'value="[^"]*"', "", answer.text)


def test_the_code_opens_a_session_without_the_password(app: Flask, client: PageClient) -> None:
    assert 'href="/login/courriel' in client.get("/login").text
    assert ask(client, " Bailleur@DEMO.example").headers["Location"] == USE
    (letter,) = letters(app)
    assert (letter[0], letter[1]) == (OFFICER, "Votre code pour ouvrir une session")
    assert not is_in(client)
    assert give(client, code_in_mail(app).lower().replace("-", " ")) == 303
    assert is_in(client)
    record = session.scalars(select(TrailRecord)).one()
    assert (record.action, record.difference) == ("signed in", {"by": "e-mail"})


def test_it_leads_where_one_wanted_to_go_and_never_outside(app: Flask) -> None:
    for target, lands in (("/ententes?q=a", "/ententes?q=a"), ("//evil.example", "/")):
        client = browser_of(app)
        ask(client, next=target)
        assert client.submit(USE, {"code": code_in_mail(app)}).headers["Location"] == lands
        forget_letters(app)


def test_the_database_does_not_hold_the_code(app: Flask, client: PageClient) -> None:
    ask(client)
    kept = " ".join(map(str, session.execute(text("SELECT * FROM mailed_code")).one()))
    code = code_in_mail(app)
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_it_is_good_once(app: Flask, client: PageClient) -> None:
    ask(client)
    code = code_in_mail(app)
    with client.session_transaction() as page:
        asked = page["asked"]
    give(client, code)
    again = browser_of(app)
    with again.session_transaction() as page:
        page["asked"] = asked
    assert give(again, code) == 422


def test_it_is_good_for_ten_minutes(app: Flask, client: PageClient, clock: time_machine.Coordinates) -> None:
    ask(client)
    clock.shift(mailed.GOOD_FOR)
    assert give(client, code_in_mail(app)) == 422
    assert not is_in(client)


def test_another_browser_cannot_use_it(app: Flask, client: PageClient) -> None:
    ask(client)
    code = code_in_mail(app)
    other = browser_of(app)
    assert other.get(USE).headers["Location"] == "/login"
    ask(other, "personne@demo.example")
    assert give(other, code) == 422
    assert give(client, code) == 303


def test_another_code_ends_the_one_before(app: Flask, client: PageClient) -> None:
    ask(client)
    first = code_in_mail(app)
    forget_letters(app)
    ask(client)
    second = code_in_mail(app)
    assert session.scalar(select(func.count()).select_from(MailedCode)) == 1
    assert give(client, first) == 422
    assert give(client, second) == 303


def test_five_wrong_codes_end_it(app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "NETWORK_AND_ACCOUNT", attempts.Limit(100, attempts.NETWORK_AND_ACCOUNT.window))
    ask(client)
    assert [give(client, f"2222-222{n}") for n in range(2, 2 + mailed.TRIES)] == [422] * mailed.TRIES
    assert give(client, code_in_mail(app)) == 422


def test_unknown_and_disabled_people_get_the_same_words_and_no_letter(app: Flask) -> None:
    with transaction():
        people.person("auditor").active = False
    answers = []
    for address in (OFFICER, "personne@demo.example", "verification@demo.example"):
        client = browser_of(app)
        asked = ask(client, address)
        wrong = client.submit(USE, {"code": "2222-2222"})
        page = client.get(USE)
        answers.append((asked.status_code, asked.headers["Location"], wrong.status_code, words(wrong), words(page)))
    told = [answer[:3] + tuple(re.sub(r"[\w.]+@demo\.example", "…", said) for said in answer[3:]) for answer in answers]
    assert told[0] == told[1] == told[2]
    assert [to for to, _subject, _text in letters(app)] == [OFFICER]


@pytest.mark.parametrize("address", [OFFICER, "personne@demo.example"])
def test_the_same_work_is_done_for_an_unknown_address(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    written: list[str] = []
    aside: list[str | None] = []
    make = mailed.codes.make
    monkeypatch.setattr(mailed.codes, "make", lambda length: written.append("code") or make(length))
    monkeypatch.setattr(mailed.mail, "send_aside", lambda *, to, subject, text: aside.append(text and "letter"))
    ask(client, address)
    assert (written, aside) == (["code"], ["letter"])
    assert session.scalar(select(func.count()).select_from(MailedCode)) == 1


def test_a_person_disabled_in_between_does_not_come_in(app: Flask, client: PageClient) -> None:
    ask(client)
    code = code_in_mail(app)
    with transaction():
        session.scalars(select(Person).where(Person.email == OFFICER)).one().active = False
    assert give(client, code) == 422
    assert not is_in(client)


def test_the_letter_is_in_the_language_of_the_person(app: Flask, client: PageClient) -> None:
    with transaction():
        session.scalars(select(Person).where(Person.email == OFFICER)).one().language = "en"
    ask(client)
    assert letters(app)[0][1] == "Your code to sign in"


def test_the_app_is_still_asked_for(
    app: Flask, sign_in: Callable[..., PageClient], client: PageClient, clock: time_machine.Coordinates
) -> None:
    held = set_up(sign_in("officer"))
    clock.shift(30)
    forget_letters(app)
    ask(client)
    assert client.submit(USE, {"code": code_in_mail(app)}).headers["Location"] == "/login/verification"
    assert not is_in(client)
    assert client.submit("/login/verification", {"code": held.code()}).status_code == 303
    assert is_in(client)


@pytest.mark.parametrize("address", [OFFICER, "personne@demo.example"])
def test_asking_is_limited_whoever_it_is_for(client: PageClient, clock: time_machine.Coordinates, address: str) -> None:
    limit = attempts.ASKED_FOR_ACCOUNT_HERE
    assert [ask(client, address).status_code for _ in range(limit.tries + 1)] == [303] * limit.tries + [429]
    clock.shift(limit.window)
    assert ask(client, address).status_code == 303


def test_strangers_cannot_flood_an_address_nor_keep_its_owner_out(app: Flask, client: PageClient) -> None:
    enter(client, OFFICER)
    client.post("/logout", data={"csrf_token": token(client)})
    answers = []
    for n in range(attempts.ASKED_FOR_ACCOUNT.tries + 1):
        stranger = browser_of(app)
        stranger.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        answers.append(ask(stranger).status_code)
    assert answers == [303] * attempts.ASKED_FOR_ACCOUNT.tries + [429]
    assert ask(client).status_code == 303, "a browser that was here before is counted by itself"
    assert enter(browser_of(app), OFFICER) == "/", "and the password remains"


def test_an_empty_address_or_code_is_named(client: PageClient) -> None:
    assert 'href="#email"' in ask(client, "").text
    ask(client)
    answer = client.submit(USE, {"code": ""})
    assert answer.status_code == 422
    assert 'href="#code"' in answer.text
