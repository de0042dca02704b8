"""An officer refuses one cost and returns one section; the partner answers; acceptance frees the instalment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import databases
from tests.conftest import make_app
from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import sideways, violations
from tests.reports import reviewing

NUMBER = "PE-2019-014"
HERE = f"/ententes/{NUMBER}/rapports/2"
Open = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def submitted(template_database: str, scratch_folder: Path) -> Iterator[Site]:
    """A site of its own, whose partner has submitted the report that instalment V3 waits for."""
    instance = scratch_folder / "reviewing"
    with databases.scratch(scratch_folder, template=template_database) as url:
        sites.install_demo(url, instance, agreements=2)
        app = make_app(url, instance)
        with app.app_context():
            reviewing.submit_somehow(NUMBER, 2, on=date(2020, 8, 30))
        app.extensions["engine"].dispose()
        with sites.serving(url, instance) as running:
            yield running


@pytest.fixture
def open_as(submitted: Site, chromium: Browser) -> Iterator[Open]:
    """``open_as("officer", path)``: that page, signed in as this role's person."""
    contexts = []

    def open_(role: str, path: str) -> Page:
        context = sites.new_context(chromium)
        contexts.append(context)
        page = context.new_page()
        sites.sign_in(page, submitted, role)
        page.goto(f"{submitted.url}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=isinstance(name, str)).click()


def test_one_cost_refused_one_section_returned_then_the_instalment_is_free(open_as: Open, submitted: Site) -> None:
    officer = open_as("officer", "/examen")
    officer.get_by_role("link", name=re.compile("Rapport final 2")).click()
    assert violations(officer) == []
    press(officer, "Prendre l’examen")
    officer.goto(f"{submitted.url}{HERE}/examen/finance")
    officer.locator("main tbody th a").first.click()
    officer.get_by_label("Montant refusé").fill("10,00")
    officer.get_by_label("Motif, pour le partenaire").fill("Hors période")
    press(officer, "Décider")
    expect(officer.get_by_text("Refusé en partie")).to_be_visible()
    press(officer, re.compile("en entier"))
    assert violations(officer) == []
    assert sideways(officer) == []
    for section in officer.locator("nav.tabs a").evaluate_all("all => all.map(it => it.pathname)"):
        officer.goto(f"{submitted.url}{section}")
        if section.endswith("/story"):
            officer.get_by_label("Quoi changer, pour le partenaire").fill("Combien de familles avez-vous jointes?")
            press(officer, "Retourner cette section")
        else:
            press(officer, "Accepter cette section")
    press(officer, "Retourner le rapport")

    partner = open_as("signatory", HERE)
    partner.goto(f"{submitted.url}{HERE}/sections/story")
    expect(partner.get_by_text("Combien de familles avez-vous jointes?").first).to_be_visible()
    partner.get_by_label("Répondre au programme").fill("Quarante, c’est corrigé.")
    press(partner, "Envoyer la réponse")
    assert violations(partner) == []
    partner.locator("[name='story.done']").fill("Quarante familles, dans trois municipalités.")
    with partner.expect_navigation():
        partner.get_by_role("button", name=re.compile("Enregistrer et continuer")).click()
    partner.goto(f"{submitted.url}{HERE}/verification")
    partner.get_by_label("J’atteste").check()
    press(partner, "Déposer le rapport")

    officer.goto(f"{submitted.url}{HERE}/examen")
    expect(officer.get_by_role("heading", name="1 réponse modifiée depuis le dépôt 1")).to_be_visible()
    expect(officer.get_by_text("Quarante, c’est corrigé.")).to_be_visible()
    assert violations(officer) == []
    press(officer, "Accepter cette section")
    expect(officer.get_by_text("Rien en suspens")).to_be_visible()
    press(officer, "Accepter le rapport")
    expect(officer.get_by_text(re.compile("Il ne retient plus le versement V3"))).to_be_visible()
    officer.goto(f"{submitted.url}/ententes/{NUMBER}/versements")
    expect(officer.get_by_text("Bloqué")).to_have_count(0)
