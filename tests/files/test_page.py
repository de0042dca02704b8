"""Adding files from a page: several at once, a connection that fails, without JavaScript; marker ``browser``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, render_template_string
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.csrf import token
from tests.files import samples
from tests.pages import PageClient, check_html
from tracker.files.forms import FilesField
from tracker.web.forms import Form
from tracker.web.language import speaking

pytestmark = pytest.mark.browser
SignIn = Callable[..., PageClient]

PAGE = """{% from "components/upload.html" import upload, upload_script with context %}<!doctype html>
<html lang="fr-CA"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Pièces</title>
<link rel="stylesheet" href="{{ static_url("vendor/govuk-frontend/govuk.css") }}">
<link rel="stylesheet" href="{{ static_url("css/trame.css") }}">{{ upload_script() }}</head>
<body><main class="wrap" id="main"><h1>Pièces</h1>
<form method="post" action="/remis" enctype="multipart/form-data">
{{ upload(form.files) }}<button class="govuk-button">Remettre</button></form>
</main></body></html>"""

LONG = samples.PDF + b"%" + b"x" * 1_200_000 + b"\n%%EOF\n"
"""Three pieces."""


class PiecesForm(Form):
    """What a slice's form is like."""

    files = FilesField("Ajouter des pièces")


class Tab:
    """A window with a form that takes files, whose requests the application answers without a network."""

    def __init__(self, browser: Browser, app: Flask, client: PageClient, **options: Any) -> None:
        self.client = client
        self.broken: list[str] = []  # methods whose next requests fail as they do without a network
        self.asked: list[tuple[str, int, str]] = []
        self.posted = b""
        self.said: list[str] = []
        with app.test_request_context("/"), speaking("fr"):
            html = render_template_string(PAGE, form=PiecesForm(formdata=None))
        check_html(html)
        self.html = re.sub(r'data-token="[^"]*"', f'data-token="{token(client)}"', html)
        context = browser.new_context(viewport={"width": 390, "height": 800}, **options)
        context.route("**/*", self._answer)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto("http://localhost/pieces")

    def _answer(self, route: Route) -> None:
        request, path = route.request, route.request.url.removeprefix("http://localhost")
        if path == "/pieces":
            route.fulfill(body=self.html, content_type="text/html")
        elif path == "/remis":
            self.posted = request.post_data_buffer or b""
            route.fulfill(body="<title>Remis</title><h1>Remis</h1>", content_type="text/html")
        elif self.broken and self.broken[0] == request.method:
            self.broken.pop(0)
            route.abort("internetdisconnected")
        else:
            headers = {name: value for name, value in request.headers.items() if name in WANTED}
            answer = self.client.open(path, method=request.method, data=request.post_data_buffer, headers=headers)
            self.asked.append((request.method, answer.status_code, headers.get("upload-offset", "")))
            route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.get_data())

    def choose(self, *files: tuple[str, bytes]) -> None:
        chosen = [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
        self.page.set_input_files("input[multiple]", chosen)  # type: ignore[arg-type]

    def row(self, name: str) -> Locator:
        return self.page.locator("[data-list] li", has_text=name)

    def receipts(self) -> list[str]:
        return [each.get_attribute("value") or "" for each in self.page.locator("input[name=files][type=hidden]").all()]


WANTED = {"content-type", "x-csrftoken", "upload-offset"}


@pytest.fixture
def open_tab(chromium: Browser, app: Flask, sign_in: SignIn) -> Callable[..., Tab]:
    """``open_tab()``: the form, in a browser where a partner is signed in."""
    return lambda **options: Tab(chromium, app, sign_in("preparer"), **options)


def test_several_files_arrive_and_go_with_the_form(app: Flask, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.choose(("facture.pdf", LONG), ("reçu.png", samples.picture()))
    expect(tab.row("facture.pdf")).to_contain_text("1,2\u00a0Mo · Envoyé")
    expect(tab.row("reçu.png")).to_contain_text("Envoyé")
    first, second = tab.receipts()
    assert tab.client.head(f"/depots/{first}").headers["Upload-Complete"] == "?1"
    assert [offset for method, _status, offset in tab.asked if method == "PATCH"] == ["0", "524288", "1048576", "0"]
    faults: dict[str, Any] = Axe().run(tab.page).response
    assert [each["id"] for each in faults["violations"]] == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.page.click("text=Remettre")
    expect(tab.page.locator("h1")).to_have_text("Remis")
    assert tab.posted.count(b'name="files"') == 3  # two receipts, and the file field, which is empty
    assert first.encode() in tab.posted
    assert second.encode() in tab.posted
    assert b"%PDF" not in tab.posted
    assert tab.said == []


def test_after_a_lost_connection_it_goes_on_by_itself(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.broken = ["PATCH", "HEAD"]
    tab.choose(("facture.pdf", LONG))
    expect(tab.row("facture.pdf")).to_contain_text("Pas de connexion. 0\u00a0ko sur 1,2\u00a0Mo sont envoyés")
    expect(tab.row("facture.pdf")).to_contain_text("Envoyé", timeout=15_000)
    assert [offset for method, _status, offset in tab.asked if method == "PATCH"] == ["0", "524288", "1048576"]
    assert len(tab.receipts()) == 1


def test_what_is_refused_says_why_and_holds_the_form_back(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.choose(("outil.exe", b"MZ"), ("vide.pdf", b""), ("faux.pdf", samples.picture()), ("bon.pdf", samples.PDF))
    expect(tab.row("bon.pdf")).to_contain_text("Envoyé")
    expect(tab.row("outil.exe")).to_contain_text("Ce genre de fichier ne peut pas être ajouté ici.")
    expect(tab.row("vide.pdf")).to_contain_text("Ce fichier est vide.")
    expect(tab.row("faux.pdf")).to_contain_text("PNG")
    tab.page.click("text=Remettre")
    expect(tab.page.locator("[data-said]")).to_contain_text("Des fichiers ne sont pas partis.")
    for name in ("outil.exe", "vide.pdf", "faux.pdf"):
        tab.row(name).get_by_role("button", name="Retirer").click()
    tab.page.click("text=Remettre")
    expect(tab.page.locator("h1")).to_have_text("Remis")


def test_the_form_waits_for_what_is_on_its_way(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.broken = ["PATCH"]
    tab.choose(("facture.pdf", LONG))
    expect(tab.row("facture.pdf")).to_contain_text("Pas de connexion")
    tab.page.click("text=Remettre")
    expect(tab.page.locator("[data-said]")).to_contain_text(
        "Le formulaire partira dès que les fichiers seront arrivés."
    )
    expect(tab.page.locator("h1")).to_have_text("Remis", timeout=15_000)
    assert tab.posted.count(b'name="files"') == 2


def test_what_is_sent_later_goes_on_where_it_stopped(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.broken = ["PATCH"] * 50
    tab.choose(("facture.pdf", LONG))
    expect(tab.row("facture.pdf")).to_contain_text("Pas de connexion")
    tab.row("facture.pdf").get_by_role("button", name="Envoyer plus tard").click()
    expect(tab.row("facture.pdf")).to_contain_text("conservés pendant 7 jours")
    tab.broken = []
    tab.choose(("facture.pdf", LONG))
    expect(tab.row("facture.pdf")).to_have_count(1)
    expect(tab.row("facture.pdf")).to_contain_text("Envoyé")
    assert len(tab.receipts()) == 1


def test_the_same_file_twice_is_there_once(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.choose(("facture.pdf", samples.PDF))
    expect(tab.row("facture.pdf")).to_contain_text("Envoyé")
    tab.choose(("facture.pdf", samples.PDF))
    expect(tab.row("facture.pdf")).to_have_count(1)
    assert len(tab.receipts()) == 1


def test_a_session_that_ended_says_how_to_go_on(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    name = tab.client.application.config["SIGN_IN_COOKIE_NAME"]
    cookie = tab.client.get_cookie(name)
    assert cookie is not None
    tab.client.delete_cookie(name)
    tab.choose(("facture.pdf", LONG))
    expect(tab.row("facture.pdf")).to_contain_text("Votre session est terminée.")
    tab.client.set_cookie(name, cookie.value)
    tab.row("facture.pdf").get_by_role("button", name="Réessayer").click()
    expect(tab.row("facture.pdf")).to_contain_text("Envoyé")


def test_without_javascript_the_files_go_with_the_form(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(java_script_enabled=False)
    tab.choose(("facture.pdf", samples.PDF), ("reçu.png", samples.picture()))
    tab.page.click("text=Remettre")
    expect(tab.page.locator("h1")).to_have_text("Remis")
    assert tab.posted.count(b'name="files"') == 2
    assert samples.PDF in tab.posted


def test_a_telephone_offers_its_camera(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    assert not open_tab().page.locator(".camera").is_visible()
    tab = open_tab(is_mobile=True, has_touch=True)
    expect(tab.page.locator(".camera")).to_be_visible()
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(samples.picture("JPEG"))
    tab.page.set_input_files("input[capture]", photo)
    expect(tab.row("photo.jpg")).to_contain_text("Envoyé")
