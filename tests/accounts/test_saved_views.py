"""Saved views: filters found again under a name, by their person alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from werkzeug.test import TestResponse

from tests.csrf import token
from tests.pages import PageClient
from tracker.accounts.saved import service
from tracker.accounts.saved.models import SavedView
from tracker.db import session
from tracker.kept import Revision

SignIn = Callable[..., PageClient]
LATE = "/ententes?vue=retard"
NAME = "Mes retards"


def save(client: PageClient, address: str, name: str = NAME) -> TestResponse:
    return client.submit(address, {"name": name}, form="/compte/vues")


def row(html: str) -> Any:
    """What stands above the filters."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return tree.find(".//*[@id='saved-views']")


def links(html: str) -> dict[str, str]:
    return {it.text: it.get("href") for it in row(html).iter("a")}


def marked(html: str) -> list[str]:
    return [it.text for it in row(html).iter("a") if it.get("aria-current") == "page"]


def offers(html: str) -> list[str]:
    """The addresses of the forms above the filters."""
    return [it.get("action") for it in row(html).iter("form")]


def the_view() -> SavedView:
    return session.scalars(select(SavedView)).one()


def test_filters_are_saved_under_a_name_and_found_again(sign_in: SignIn) -> None:
    officer = sign_in("officer", language="en")
    answer = save(officer, "/ententes?page=3&q=%20laval%20&region=&volet=local&inconnu=1&sort=-due")
    address = "/ententes?q=laval&volet=local&sort=-due"
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    shown = officer.get(address).text
    assert "“Mes retards” is saved. Nobody else sees your views." in shown
    assert (links(shown), marked(shown)) == ({NAME: address}, [NAME])
    whole = officer.get("/ententes").text
    assert (links(whole), marked(whole), offers(whole)) == ({NAME: address}, [], [])


def test_the_same_filters_written_otherwise_are_the_same_view(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    save(officer, "/ententes?vue=retard&region=06")
    assert marked(officer.get("/ententes?region=06&volet=&vue=retard&page=2").text) == [NAME]
    assert marked(officer.get("/ententes?region=06").text) == []


def test_a_whole_list_has_nothing_to_save(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = officer.get("/ententes?page=1").text
    assert (len(row(page)), offers(page)) == (0, [])
    assert offers(officer.get(LATE).text) == ["/compte/vues"]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("officer", "/ententes?region=06"),
        ("officer", "/organismes?genre=health"),
        ("officer", "/examen?agent=bailleur%40demo.example"),
        ("approver", "/examen/retards?region=06&par=host"),
        ("director", "/resultats?volet=local"),
        ("auditor", "/journal?du=2018-04-01&par=bailleur%40demo.example"),
        ("preparer", "/apprentissages?q=atelier"),
        ("admin", "/personnes?role=auditor"),
    ],
)
def test_every_filtered_list_keeps_its_own(sign_in: SignIn, role: str, address: str) -> None:
    client = sign_in(role)
    assert save(client, address).headers["Location"] == address
    assert links(client.get(address).text) == {NAME: address}
    other = "/apprentissages" if not address.startswith("/apprentissages") else "/organismes"
    assert links(client.get(other).text) == {}


def test_nobody_sees_or_changes_anybody_elses(sign_in: SignIn) -> None:
    save(sign_in("officer"), LATE)
    number = the_view().id
    other = sign_in("officer", email="lise@demo.example")
    assert links(other.get(LATE).text) == {}
    for address in (f"/compte/vues/{number}", f"/compte/vues/{number}/fin"):
        assert other.post(address, data={"csrf_token": token(other), "name": "Prise"}).status_code == 404
    assert the_view().name == NAME


def test_a_view_on_screen_is_renamed_and_removed_there(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    save(officer, LATE)
    renaming, removing = offers(officer.get(LATE).text)
    assert officer.submit(LATE, {"name": "À relancer"}, form=renaming).headers["Location"] == LATE
    assert marked(officer.get(LATE).text) == ["À relancer"]
    assert officer.submit(LATE, form=removing).headers["Location"] == LATE
    after = officer.get(LATE).text
    assert "« À relancer » est retirée." in after.replace("\u00a0", " ")
    assert (links(after), offers(after)) == ({}, ["/compte/vues"])  # to be saved again, should it be a slip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" \t", "Give the view a name."),
        ("x" * 61, "Use 60 characters at most for the name."),
        ("mes RETARDS ", "You have a view called “mes RETARDS” already: rename it or remove it first."),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_the_filters_stay(sign_in: SignIn, name: str, said: str) -> None:
    officer = sign_in("officer", language="en")
    save(officer, LATE)
    answer = save(officer, "/ententes?region=06", name)
    assert answer.headers["Location"] == "/ententes?region=06"
    assert said in officer.get("/ententes?region=06").text
    assert officer.submit(LATE, {"name": name}, form=f"/compte/vues/{the_view().id}").status_code == 303
    kept = the_view()
    assert (kept.query, kept.name) == ("vue=retard", "mes RETARDS" if "mes" in name else NAME)


def test_there_are_a_dozen_of_a_list_at_most(sign_in: SignIn) -> None:
    officer = sign_in("officer", language="en")
    for number in range(service.MOST + 1):
        save(officer, f"/ententes?q={number}", f"Vue {number}")
    assert "You have 12 views of this list already: remove one first." in officer.get("/ententes").text
    assert len(links(officer.get("/ententes").text)) == 12
    save(officer, "/organismes?q=cpe", "Une autre liste")
    assert len(links(officer.get("/organismes").text)) == 1


def test_filters_longer_than_an_address_are_refused(sign_in: SignIn) -> None:
    officer = sign_in("officer", language="en")
    data = {"csrf_token": token(officer), "list": "insight.portfolio", "query": f"q={'é' * 1000}", "name": NAME}
    answer = officer.post("/compte/vues", data=data)
    assert answer.status_code == 303
    assert session.scalars(select(SavedView)).all() == []


def test_what_stands_above_the_filters_follows_them_as_one_types(sign_in: SignIn) -> None:
    page = html5lib.parse(sign_in("officer").get("/ententes").text, namespaceHTMLElements=False)
    (live,) = [it for it in page.iter("form") if it.get("data-hx-get")]
    assert live.get("data-hx-select-oob") == "#saved-views"


@pytest.mark.parametrize("name", ["home.page", "people.page", "static", ""])
def test_only_a_list_that_one_may_see_is_saved(sign_in: SignIn, name: str) -> None:
    officer = sign_in("officer")
    data = {"csrf_token": token(officer), "list": name, "query": "q=x", "name": NAME}
    assert officer.post("/compte/vues", data=data).status_code == 404


def test_it_costs_no_query_and_makes_nobodys_page_slow(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    officer.get(LATE)
    stamp = session.scalars(select(Revision.stamp)).one()
    before = _statements(officer, LATE)
    save(officer, LATE)
    officer.get(LATE)
    assert _statements(officer, LATE) == before
    assert session.scalars(select(Revision.stamp)).one() == stamp


def _statements(client: PageClient, address: str) -> int:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.get(address)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(said)
