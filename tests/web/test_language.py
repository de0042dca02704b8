"""Each reader's own choice of language, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.csrf import token
from tests.pages import PageClient
from tracker.web.language import language_of_terminal


def spoken(client: PageClient, path: str = "/login", **headers: str) -> str:
    text = client.get(path, headers=headers).text
    return text.partition('<html lang="')[2][:2]


def test_french_unless_asked_otherwise(client: PageClient) -> None:
    assert spoken(client) == "fr"
    assert spoken(client, **{"Accept-Language": "iu, de;q=0.8"}) == "fr"
    assert spoken(client, **{"Accept-Language": "en-CA, fr;q=0.5"}) == "en"


def choose(client: PageClient, lang: str, page: str = "/login") -> TestResponse:
    return client.post(f"/langue/{lang}", data={"csrf_token": token(client), "next": page})


def test_a_choice_before_sign_in_stays_in_the_browser_and_keeps_the_page(client: PageClient) -> None:
    assert 'action="/langue/en"' in client.get("/login").text
    answer = choose(client, "en", "/login?next=/compte")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/compte")
    assert spoken(client, **{"Accept-Language": "fr"}) == "en"


def test_a_person_finds_their_language_on_every_device(sign_in: Callable[..., PageClient]) -> None:
    choose(sign_in("officer"), "en")
    assert spoken(sign_in("officer"), "/compte", **{"Accept-Language": "fr"}) == "en"


def test_a_language_that_is_not_spoken_is_not_found(client: PageClient) -> None:
    assert choose(client, "de").status_code == 404


def test_the_choice_does_not_lead_outside(client: PageClient) -> None:
    for target in ("//evil.example", "/\\evil.example", "https://evil.example/", "\t//evil.example"):
        assert choose(client, "en", target).headers["Location"] == "/"


def test_without_a_page_named_it_goes_back_to_the_one_it_came_from(client: PageClient) -> None:
    data = {"csrf_token": token(client)}
    for referrer, target in (("http://localhost/login?next=/x", "/login?next=/x"), ("https://evil.example/x", "/")):
        answer = client.post("/langue/en", data=data, headers={"Referer": referrer})
        assert answer.headers["Location"] == target


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "en_CA.UTF-8"}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({}, "fr"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "fr_CA.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "fr_CA", "LANG": "en_CA"}, "fr"),
    ],
)
def test_a_command_speaks_the_language_of_the_terminal(app: Flask, environ: dict[str, str], expected: str) -> None:
    assert language_of_terminal(environ) == expected
