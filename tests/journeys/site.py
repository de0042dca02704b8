"""The real site for a real browser: its own process, its own database, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from config import ROOT
from tests import people
from tests.conftest import make_app
from tracker import migrations
from tracker.accounts.service import DEMO_PEOPLE
from tracker.demo import service as demo

EMAILS = {str(role.value): email for email, _name, role in DEMO_PEOPLE}
PATIENCE = 60  # seconds: what a busy machine may take to start the server, or to answer with a page

expect.set_options(timeout=1000 * PATIENCE)


@dataclass(frozen=True)
class Site:
    """A running site."""

    url: str


def install_demo(database_url: str, instance: Path, *, agreements: int | None = None) -> None:
    """Put the demonstration, or ``agreements`` of it, in an empty database."""
    app = make_app(database_url, instance)
    with app.app_context():
        migrations.upgrade()
        demo.install(agreements=agreements, password=people.PASSWORD)
    app.extensions["engine"].dispose()


@contextmanager
def serving(database_url: str, instance: Path, *, clock: Path | None = None) -> Iterator[Site]:
    """``python -m tracker serve`` over this database until the end of the block; with the time that the file
    ``clock`` says, if one is given (tests/journeys/clocked.py)."""
    port = _free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")} | {
        "TRACKER_DATABASE_URL": database_url,
        "TRACKER_INSTANCE": str(instance),
        "TRACKER_SECRET_KEY": "a secret that is only for the tests",
        "TRACKER_DEMO_PASSWORD": people.PASSWORD,
    }
    log = instance.parent / f"{instance.name}.log"
    with log.open("wb") as output:
        usual = ["tracker", "serve", "--port", str(port), "--workers", "1"]
        moved = ["tests.journeys.clocked", str(port), str(clock)]
        command = [sys.executable, "-m", *(moved if clock else usual)]
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT)
    try:
        site = Site(f"http://127.0.0.1:{port}")
        _wait_for(site, server, log)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def sign_in(page: Page, site: Site, role: str, *, password: str = people.PASSWORD) -> None:
    """Sign in by the form, as this role's person of the demonstration."""
    page.goto(f"{site.url}/login")
    page.locator("input[name=email]").fill(EMAILS[role])
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").click()
    page.wait_for_url(f"{site.url}/")


def speak(page: Page, lang: str) -> None:
    """Have the page in ``lang`` by its own switch, which leads back to where it was."""
    if page.evaluate("document.documentElement.lang") == f"{lang}-CA":
        return
    where = page.url
    with page.expect_navigation():
        page.locator(f"header .who button[lang={lang}]").click()
    assert page.url == where, f"the language switch of {where} leads to {page.url}"
    assert page.evaluate("document.documentElement.lang") == f"{lang}-CA"


def send_workbook(page: Page, path: Path) -> None:
    """On the page of imports: choose this file and have it checked."""
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button").click()
    page.wait_for_url("**/importer/*")


def follow(page: Page, link: str) -> None:
    """Open the page behind the first of these links."""
    with page.expect_navigation() as leads:
        page.locator(link).first.click()
    assert leads.value.status == 200, f"{leads.value.url} answers {leads.value.status}"


def new_context(browser: Browser, **options: object) -> BrowserContext:
    """A browser without history on a wide screen; transitions off, or colours are measured half-way."""
    usual: dict[str, object] = {
        "viewport": {"width": 1280, "height": 900},
        "locale": "fr-CA",
        "timezone_id": "America/Toronto",
        "reduced_motion": "reduce",
    }
    context = browser.new_context(**{**usual, **options})  # type: ignore[arg-type]
    context.set_default_timeout(1000 * PATIENCE)
    return context


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _wait_for(site: Site, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.url}/healthz", timeout=PATIENCE) as answer:  # noqa: S310 - our own
                assert answer.status == 200
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")
