"""A partner sets up sign-in in two steps, comes back with the app, with a code on paper, with a code by e-mail."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import databases, people
from tests.accounts.factors.apps import code_in, codes_on, key_on, shown_by_app
from tests.conftest import make_app
from tests.journeys import site as sites
from tests.journeys.site import EMAILS, PATIENCE
from tests.journeys.watch import Watch, sideways, violations
from tracker.db import transaction


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def page(template_database: str, scratch_folder: Path, instance: Path, chromium: Browser) -> Iterator[Page]:
    """A telephone before a site of this journey's own, where the partner has an account."""
    watch = Watch()
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, instance)
        with app.app_context(), transaction():
            people.person("preparer")
        app.extensions["engine"].dispose()
        with sites.serving(url, instance) as site:
            context = sites.new_context(chromium, viewport={"width": 390, "height": 844})
            opened = context.new_page()
            watch.over(opened)
            opened.goto(f"{site.url}/login")
            yield opened
            context.close()
    assert watch.complaints == []


def enter(page: Page) -> None:
    """Address and password, by the form."""
    page.get_by_label("Adresse de courriel").fill(EMAILS["preparer"])
    page.get_by_label("Mot de passe").fill(people.PASSWORD)
    page.locator("main form button").click()


def leave(page: Page) -> None:
    page.locator("details.menu summary").click()
    page.locator(".menu-panel").get_by_role("button", name="Fermer la session").click()
    page.wait_for_url("**/login")


def looks_right(page: Page) -> None:
    assert sideways(page) == []
    assert violations(page) == []


def mailed(instance: Path) -> str:
    """The code of the letter, once it is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for path in (instance / "mail").glob("*.eml"):
            if found := code_in(path):
                return found
        time.sleep(0.1)
    raise AssertionError("no letter came")


def test_with_an_app_then_on_paper_then_by_e_mail(page: Page, instance: Path) -> None:
    enter(page)
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Ouvrir une session")
    page.goto(f"{origin(page)}/compte")
    page.get_by_role("link", name="La mettre en place").click()
    looks_right(page)
    page.get_by_label("Votre mot de passe").fill(people.PASSWORD)
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("main svg", has_text="Code QR")).to_be_visible()
    looks_right(page)
    secret = key_on(page.content())
    confirming = int(time.time()) // 30
    page.get_by_label("Code", exact=True).fill(shown_by_app(secret, 30 * confirming))
    page.get_by_role("button", name="L’activer").click()
    sheet = codes_on(page.content())
    assert len(sheet) == 10
    looks_right(page)
    page.get_by_role("link", name="Je les ai gardés").click()
    leave(page)

    enter(page)
    page.wait_for_url("**/login/verification")
    looks_right(page)
    page.get_by_label("Code", exact=True).fill("000000")
    page.locator("main form button").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Code", exact=True).fill(shown_by_app(secret, 30 * (confirming + 1)))
    page.locator("main form button").click()
    signed_in(page)
    leave(page)

    enter(page)
    page.get_by_role("link", name="utiliser un code de secours").click()
    looks_right(page)
    page.get_by_label("Code", exact=True).fill(sheet[0])
    page.locator("main form button").click()
    signed_in(page)
    page.goto(f"{origin(page)}/compte/deux-etapes")
    expect(page.locator("main")).to_contain_text("Il reste 9 codes de secours.")
    looks_right(page)
    leave(page)

    page.get_by_role("link", name="par un code envoyé").click()
    looks_right(page)
    page.get_by_label("Adresse de courriel").fill(EMAILS["preparer"])
    page.get_by_role("button", name="Envoyez-moi un code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre code")
    looks_right(page)
    page.get_by_label("Code", exact=True).fill(mailed(instance).lower())
    page.locator("main form button").click()
    page.wait_for_url("**/login/verification")
    page.get_by_role("link", name="utiliser un code de secours").click()
    page.get_by_label("Code", exact=True).fill(sheet[1])
    page.locator("main form button").click()
    signed_in(page)


def signed_in(page: Page) -> None:
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    expect(page.locator("details.menu")).to_have_count(1)


def origin(page: Page) -> str:
    found = re.match(r"https?://[^/]+", page.url)
    assert found
    return found[0]
