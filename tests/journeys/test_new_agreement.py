"""The worked agreement is written by hand, in a browser, and signed: its statement is the one that was promised."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from config import ROOT
from tests import databases, people, worked
from tests.conftest import make_app
from tests.grants.creation import writing
from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import Watch, violations
from tracker.db import transaction

BLOCK = "\n".join("\t".join([text.removesuffix(" $")] * 3) for text in writing.LINES.values())
"""Six lines of three years, as a spreadsheet puts them on the clipboard."""


@pytest.fixture
def opened(
    template_database: str, scratch_folder: Path, tmp_path: Path, chromium: Browser
) -> Iterator[tuple[Page, Page, Site, str]]:
    """An officer and a director, each before a site that has a directory and no agreement."""
    watch = Watch()
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, tmp_path / "instance")
        with app.app_context():
            writing.directory()
            with transaction():
                people.person("officer")
                people.person("director")
        app.extensions["engine"].dispose()
        with sites.serving(url, tmp_path / "instance") as site:
            pages = []
            for role in ("officer", "director"):
                page = sites.new_context(chromium).new_page()
                watch.over(page)
                sites.sign_in(page, site, role)
                pages.append(page)
            yield pages[0], pages[1], site, url
            for page in pages:
                page.context.close()
    assert watch.complaints == []


def test_the_worked_agreement_is_written_by_hand_and_signed(
    opened: tuple[Page, Page, Site, str], tmp_path: Path
) -> None:
    officer, director, site, url = opened
    officer.goto(f"{site.url}/ententes")
    officer.get_by_role("link", name="Nouvelle entente").click()
    officer.get_by_role("button", name="Nouvelle entente").click()
    officer.wait_for_url("**/ententes/nouvelle/1")
    _write(officer)
    draft = f"{site.url}/ententes/nouvelle/1"
    officer.goto(draft)
    assert violations(officer) == []
    expect(officer.get_by_role("main")).to_contain_text("Chaque étape est complète")
    director.goto(f"{draft}/verification")
    assert violations(director) == []
    director.get_by_label("Signé le").fill("2016-06-20")
    director.get_by_label("Votre mot de passe").fill(people.PASSWORD)
    director.get_by_role("button", name="Signer l’entente").click()
    director.wait_for_url(f"**/ententes/{worked.NUMBER}")
    expect(director.get_by_role("main")).to_contain_text("330 000,00")
    promised = worked.EXPECTED["2017-10-31"]
    for year in worked.YEARS:
        of_year = _statement(url, tmp_path, year)
        for column in ("line", "initial"):
            expected = [it[column] for it in promised["years"][year]["lines"]]
            assert [it[column] for it in of_year["lines"]] == expected
        assert of_year["totals"]["initial"] == promised["years"][year]["totals"]["initial"]
        assert of_year["commitment"]["committed"] == promised["years"][year]["commitment"]["committed"]


def _write(page: Page) -> None:
    """Step after step, saving each."""
    page.get_by_role("link", name="Programme et partenaire").click()
    page.get_by_label("Volet").select_option("local")
    page.get_by_label("Regroupement ou projet").fill("rapides")
    page.get_by_role("button", name="Rechercher", exact=True).click()
    page.get_by_label("Table petite enfance des Rapides").check()
    assert violations(page) == []
    _on(page, "mandataire")
    page.get_by_label("Organisme").fill("1140000019")
    _on(page, "identite")
    page.get_by_label("Titre en français").fill(writing.TITLES["title_fr"])
    page.get_by_label("Titre en anglais").fill(writing.TITLES["title_en"])
    page.get_by_label("Premier jour").fill("2016-07-01")
    page.get_by_label("Dernier jour").fill("2019-06-30")
    page.get_by_label("Numéro").fill(worked.NUMBER)
    _on(page, "budget")
    assert violations(page) == []
    _paste(page, "#c-2016-2017-coordination", BLOCK)
    expect(page.locator("[data-grand-total]")).to_have_text("330\u00a0000,00\u00a0$")
    _on(page, "rapports")
    assert violations(page) == []
    _on(page, "echeancier")
    expect(page.locator("input[name=r1-amount]")).to_have_value("66\u00a0000,00")
    _on(page, "conditions")


def _on(page: Page, step: str) -> None:
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url(f"**/{step}")


def _paste(page: Page, cell: str, block: str) -> None:
    """What « paste » does, without the clipboard of the machine."""
    page.locator(cell).evaluate(
        """(cell, block) => {
            const carried = new DataTransfer();
            carried.setData("text/plain", block);
            const paste = { clipboardData: carried, bubbles: true, cancelable: true };
            cell.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        block,
    )


def _statement(url: str, folder: Path, year: str) -> dict[str, object]:
    """What the command prints as of the day of the signature."""
    command = [sys.executable, "-m", "tracker", "statement", "agreement", worked.NUMBER, "--year", year]
    options = ["--as-of", "2016-06-20", "--format", "json", "--output", "-"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")} | {
        "TRACKER_DATABASE_URL": url,
        "TRACKER_INSTANCE": str(folder / "instance"),
        "TRACKER_SECRET_KEY": "a secret that is only for the tests",
    }
    said = subprocess.run([*command, *options], cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(said.stdout)
    return found
