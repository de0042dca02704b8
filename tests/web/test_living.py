"""The living page: every component, in both languages, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from tests.pages import PageClient
from tracker.web.language import LANGUAGES

ADDRESS = "/composants"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_language_of_its_address(client: PageClient, lang: str) -> None:
    page = client.get(f"{ADDRESS}?lang={lang}").text
    assert f'<html lang="{lang}-CA"' in page
    assert ("96\u00a0480,25\u00a0$" in page) == (lang == "fr")
    assert ("$96,480.25" in page) == (lang == "en")


@pytest.mark.parametrize(("asked", "said"), [("dark", "dark"), ("light", "light"), ("", None), ("<b>", None)])
def test_a_theme_can_be_asked_for(client: PageClient, asked: str, said: str | None) -> None:
    page = client.get(ADDRESS, query_string={"theme": asked}).text
    root = page[page.index("<html") : page.index("<head")]
    assert (f'data-theme="{said}"' in root) if said else ("data-theme" not in root)


def test_in_production_only_the_funders_people_see_it(
    app: Flask, client: PageClient, sign_in: Callable[..., PageClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], production=True))
    assert client.get(ADDRESS).status_code == 404
    assert sign_in("preparer").get(ADDRESS).status_code == 404
    assert sign_in("officer").get(ADDRESS).status_code == 200


class Tab:
    """A window of this width that asks the application itself, without a network."""

    def __init__(self, browser: Browser, client: PageClient, *, width: int, javascript: bool = True) -> None:
        self.client = client
        self.said: list[str] = []
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=javascript)
        context.route("**/*", self._answer)
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _answer(self, route: Route) -> None:
        address = route.request.url.removeprefix("http://localhost")
        answer = self.client.get(address, headers={"Accept-Encoding": "identity"})
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.get_data())

    def open(self, query: str) -> Page:
        self.page.goto(f"http://localhost{ADDRESS}?{query}")
        return self.page


def faults(page: Page) -> list[str]:
    answer: dict[str, Any] = Axe().run(page).response
    return [f"{each['id']}: {node['html'][:120]}" for each in answer["violations"] for node in each["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize("query", ["lang=fr&theme=light", "lang=en&theme=dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nobody_is_left_out(chromium: Browser, client: PageClient, query: str, width: int) -> None:
    """No fault found by axe, nothing refused by the content security policy, no sideways scroll."""
    tab = Tab(chromium, client, width=width)
    page = tab.open(query)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.said == []


@pytest.mark.browser
def test_the_menu_of_a_phone_opens_without_javascript(chromium: Browser, client: PageClient) -> None:
    page = Tab(chromium, client, width=390, javascript=False).open("lang=fr")
    assert not page.is_visible(".menu-panel")
    page.click(".menu > summary")
    assert page.is_visible(".menu-panel")


@pytest.mark.browser
def test_the_open_menu_of_a_phone_is_as_good_as_closed(chromium: Browser, client: PageClient) -> None:
    page = Tab(chromium, client, width=390).open("lang=en&theme=dark")
    page.click(".menu > summary")
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert not page.is_visible(".menu-panel")


@pytest.mark.browser
def test_an_errors_link_puts_the_cursor_in_its_field(chromium: Browser, client: PageClient) -> None:
    page = Tab(chromium, client, width=1280).open("lang=fr")
    page.click(".govuk-error-summary a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "wrong-amount"


@pytest.mark.browser
def test_the_counter_counts_what_is_typed(chromium: Browser, client: PageClient) -> None:
    page = Tab(chromium, client, width=1280).open("lang=fr")
    page.fill("#wrong-explanation", "é" * 41)
    assert page.inner_text("#wrong-explanation-count") == "Caractères\u00a0: 41 sur 40"
    assert "over" in (page.get_attribute("#wrong-explanation-count", "class") or "")


@pytest.mark.browser
def test_keys_reach_the_search_and_walk_the_rows(chromium: Browser, client: PageClient) -> None:
    page = Tab(chromium, client, width=1280).open("lang=fr")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "filter-q"
    page.keyboard.press("j")
    assert page.input_value("#filter-q") == "j"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Entente-cadre"
