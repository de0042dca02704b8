"""A password forgotten, and one chosen by the link of a letter: once, in time, by whoever reads the mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from tests import people
from tests.accounts.factors.apps import enter, forget_letters, letters
from tests.pages import PageClient, browser_of
from tracker.accounts import queries
from tracker.accounts import service as accounts
from tracker.accounts.models import PasswordLink
from tracker.db import now, session, transaction

ASK = "/login/oubli"
NEW = "quatre mots qui ne vont pas ensemble"
OFFICER = "bailleur@demo.example"


def path_in_mail(app: Flask, to: str = OFFICER) -> str:
    """Where the link of the last letter to ``to`` leads."""
    text = [text for address, _subject, text in letters(app) if address == to][-1]
    found = re.search(r"https?://[^/]+(/mot-de-passe/\S+)", text)
    assert found, text
    return found[1]


def asked(app: Flask, client: PageClient) -> str:
    """The link that the demonstration's officer is sent for a forgotten password."""
    forget_letters(app)
    with transaction():
        people.person("officer")
    assert client.submit(ASK, {"email": OFFICER}).status_code == 200
    return path_in_mail(app)


def test_a_forgotten_password_is_replaced_once(app: Flask, client: PageClient) -> None:
    link = asked(app, client)
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200, "a program that reads mail opens links: that uses nothing"
    assert client.submit(link, {"new_password": NEW}).location == "/login"
    again = client.get(link)
    assert again.status_code == 404
    assert "Ce lien n’est plus valable" in again.text
    assert enter(browser_of(app), OFFICER, people.PASSWORD) != "/"
    assert enter(browser_of(app), OFFICER, NEW) == "/"
    assert "Votre mot de passe est choisi" in [subject for _to, subject, _text in letters(app)]


def test_it_ends_every_session(app: Flask, client: PageClient, sign_in: Callable[..., PageClient]) -> None:
    theirs = sign_in("officer")
    client.submit(asked(app, client), {"new_password": NEW})
    assert theirs.get("/compte").status_code == 303


def test_a_weak_password_leaves_the_link_good(app: Flask, client: PageClient) -> None:
    link = asked(app, client)
    assert client.submit(link, {"new_password": "court"}).status_code == 422
    assert client.submit(link, {"new_password": NEW}).status_code == 303


def test_a_link_is_good_for_one_hour(app: Flask, client: PageClient, clock: time_machine.Traveller) -> None:
    link = asked(app, client)
    clock.shift(timedelta(minutes=59))
    assert client.get(link).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get(link).status_code == 404


def test_asking_again_ends_the_link_before(app: Flask, client: PageClient) -> None:
    first = asked(app, client)
    second = asked(app, client)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_nobody_learns_whose_an_address_is(app: Flask, client: PageClient) -> None:
    with transaction():
        people.person("officer")
        people.person("approver").active = False
    pages = {}
    for address in (OFFICER, "finances@demo.example", "personne@demo.example"):
        pages[address] = client.submit(ASK, {"email": address}).text.replace(address, "…")
    assert len(set(pages.values())) == 1
    assert [to for to, _subject, _text in letters(app)] == [OFFICER]
    kept = session.scalars(select(PasswordLink)).all()
    assert {it.person_id is None for it in kept} == {True, False}


def test_a_token_is_kept_only_hashed(app: Flask, client: PageClient) -> None:
    token = asked(app, client).rpartition("/")[2]
    row = session.scalars(select(PasswordLink)).one()
    assert len(token) >= 43
    assert token not in (row.token_hash, row.sent_by, row.purpose)


def test_another_password_or_a_closed_account_ends_the_links(app: Flask, client: PageClient) -> None:
    link = asked(app, client)
    with transaction():
        who = queries.person_by_email(OFFICER)
        assert who is not None
        accounts.set_password(who, password=NEW, actor=OFFICER, at=now())
    assert client.get(link).status_code == 404
    link = asked(app, client)
    with transaction():
        who = queries.person_by_email(OFFICER)
        assert who is not None
        accounts.disable(who, actor="admin@demo.example", at=now(), reason="Départ")
    assert client.get(link).status_code == 404
