"""An officer from her invitation to the day her account is closed, without anybody at the command line."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import sideways, violations
from tests.people import PASSWORD
from tests.worked import NUMBER

Open = Callable[..., Page]
LISE = "lise.caron@demo.example"
NEW = "quatre mots qui ne vont pas ensemble"


def link_sent_to(address: str, box: Path) -> str:
    """Where the link of the letter to ``address`` leads, once it came."""
    until = time.monotonic() + sites.PATIENCE
    while time.monotonic() < until:
        for path in sorted(box.glob("*.eml")):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = letter.get_body()
            found = re.search(r"https?://[^/]+(/mot-de-passe/\S+)", body.get_content() if body else "")
            if letter["To"] == address and found:
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address}")


def test_an_officer_is_invited_follows_an_agreement_and_leaves(
    open_page: Open, site: Site, chromium: Browser, scratch_folder: Path
) -> None:
    admin = open_page("admin", "/personnes")
    admin.get_by_role("link", name="Inviter quelqu’un").click()
    admin.get_by_label("Adresse courriel").or_(admin.locator("input[name=email]")).first.fill(LISE)
    admin.locator("input[name=name]").fill("Lise Caron")
    admin.locator("select[name=role]").select_option("officer")
    admin.locator("input[name=password]").fill(PASSWORD)
    admin.get_by_role("button", name="Envoyer l’invitation").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Lise Caron")
    expect(admin.locator("main")).to_contain_text("mot de passe à choisir")
    assert violations(admin) == []

    hers = sites.new_context(chromium, viewport={"width": 390, "height": 844})
    lise = hers.new_page()
    lise.goto(site.url + link_sent_to(LISE, scratch_folder / "journeys" / "mail"))
    assert sideways(lise) == []
    lise.locator("input[name=new_password]").fill(NEW)
    lise.get_by_role("button", name="Choisir ce mot de passe").click()
    lise.wait_for_url(f"{site.url}/login")
    lise.locator("input[name=email]").fill(LISE)
    lise.locator("input[name=password]").fill(NEW)
    lise.locator("main form button").click()
    lise.wait_for_url(f"{site.url}/")
    expect(lise.get_by_role("heading", level=1)).to_have_text("Bonjour Lise")
    expect(lise.locator("main")).not_to_contain_text("Les miennes")

    director = open_page("director", f"/ententes/{NUMBER}/personnes")
    director.locator("select[name=officer]").select_option(LISE)
    with director.expect_navigation():
        director.locator("form[action$='/agent'] button").click()
    expect(director.locator("main")).to_contain_text("Lise Caron suit maintenant l’entente.")
    assert violations(director) == []

    lise.reload()
    expect(lise.locator("main")).to_contain_text("Les miennes, 1")
    lise.goto(f"{site.url}/ententes?agent={LISE}")
    expect(lise.locator("main")).to_contain_text(NUMBER)

    admin.reload()
    admin.locator("#access input[name=reason]").fill("Fin du mandat")
    admin.get_by_role("button", name="Fermer le compte").click()
    expect(admin.locator("main")).to_contain_text("Toutes ses sessions ont pris fin.")
    lise.goto(f"{site.url}/ententes")
    assert lise.url.startswith(f"{site.url}/login")
    hers.close()

    director.reload()
    expect(director.locator("main")).to_contain_text("N’est plus responsable de programme")
