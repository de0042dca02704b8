"""Coming in, going out, and everything that a page promises to somebody without a mouse or without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import sideways
from tests.worked import NUMBER
from tracker.accounts.service import DEMO_PEOPLE

Open = Callable[..., Page]


@pytest.mark.parametrize(("name", "role"), [(name, str(role.value)) for _email, name, role in DEMO_PEOPLE])
def test_each_person_of_the_demonstration_comes_in_and_goes_out(
    open_page: Open, site: Site, name: str, role: str
) -> None:
    page = open_page(path="/ententes")
    expect(page).to_have_url(f"{site.url}/login?next=/ententes")
    sites.sign_in(page, site, role)
    expect(page.locator("header")).to_contain_text(name)
    page.get_by_text(name).first.click()
    page.locator("header .drop").get_by_role("button", name="Fermer la session").click()
    page.wait_for_url("**/login")
    page.go_back()
    page.reload()
    expect(page).to_have_url(f"{site.url}/login")


def test_a_wrong_password_is_said_once_and_the_cursor_is_there(open_page: Open) -> None:
    page = open_page(path="/login")
    page.locator("input[name=email]").fill(sites.EMAILS["officer"])
    page.locator("input[name=password]").fill("pas le bon mot de passe")
    page.keyboard.press("Enter")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("input[name=email]")).to_have_value(sites.EMAILS["officer"])
    expect(page).to_have_title("Erreur\N{NO-BREAK SPACE}: Ouvrir une session – Trame")


def test_without_scripts_everything_still_works(open_page: Open, site: Site) -> None:
    page = open_page(path="/login", java_script_enabled=False)
    sites.sign_in(page, site, "officer")
    page.goto(f"{site.url}/ententes")
    page.locator("[data-search]").fill(NUMBER)
    page.get_by_role("button", name="Filtrer").click()
    rows = page.locator("main table.tbl tbody tr", has=page.locator("a[href*='/ententes/']"))
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Effacer").click()
    page.get_by_label("Volet").select_option(index=2)
    page.get_by_role("button", name="Filtrer").click()
    assert "volet=" in page.url
    before = page.url
    page.locator("header .who").get_by_role("button", name="English").click()
    expect(page).to_have_url(before)
    expect(page.get_by_role("heading", level=1)).to_have_text("Agreements")
    page.locator("header .who").get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ententes")
    page.locator("header .drop summary").click()
    page.locator("header .drop").get_by_role("button", name="Fermer la session").click()
    expect(page).to_have_url(f"{site.url}/login")


def test_the_keyboard_reaches_search_help_and_rows(open_page: Open) -> None:
    page = open_page("officer", "/ententes")
    page.keyboard.press("Tab")
    skip = page.locator(".govuk-skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("?")  # in a field, a key is a character
    expect(page.locator("#keys-help")).not_to_be_visible()
    page.locator("[data-search]").fill("")
    page.locator("[data-search]").blur()
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).not_to_be_visible()
    page.goto(page.url.partition("?")[0])  # the live search is still answering, and changes the rows
    rows = page.locator("main .tbl.stack tbody th[scope=row] a")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(at)).to_be_focused()


def test_where_the_focus_is_can_be_seen(open_page: Open) -> None:
    page = open_page("officer", f"/ententes/{NUMBER}/etats")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        what, seen = page.evaluate(
            """() => {
                const it = document.activeElement, style = getComputedStyle(it);
                const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                return [it.outerHTML.slice(0, 90), outline || style.boxShadow !== "none" || it === document.body];
            }"""
        )
        if not seen:
            unseen.append(what)
    assert unseen == []


def test_zoomed_to_200_per_cent_nothing_is_lost(open_page: Open) -> None:
    """640 pixels at twice the density is what 1280 becomes."""
    zoom = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
    for path in ("/", "/ententes", f"/ententes/{NUMBER}/budget"):
        page = open_page("officer", path, **zoom)
        assert sideways(page) == []
        page.locator("details.menu summary").click()
        for name in ("Ententes", "Mon compte"):
            expect(page.locator(".menu-panel").get_by_role("link", name=name)).to_be_visible()
        expect(page.locator(".menu-panel").get_by_role("button", name="Fermer la session")).to_be_visible()


def test_nothing_moves_for_whoever_asked_for_no_motion(open_page: Open) -> None:
    page = open_page("officer", "/ententes", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(it => {
            const style = getComputedStyle(it);
            const seconds = [style.transitionDuration, style.animationDuration].join().split(",").map(parseFloat);
            return Math.max(...seconds) > 0.01;
        }).map(it => it.tagName + "." + it.getAttribute("class"))"""
    )
    assert moving == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_paper_an_agreement_is_its_content_in_ink(open_page: Open, theme: str) -> None:
    page = open_page("officer", f"/ententes/{NUMBER}/budget", color_scheme=theme)
    page.emulate_media(media="print")
    for hidden in ("header nav", "header .who", "nav.tabs", ".govuk-skip-link", "nav.crumb"):
        expect(page.locator(hidden).first).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    paper, ink = page.evaluate("['backgroundColor', 'color'].map(name => getComputedStyle(document.body)[name])")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert sum(map(int, ink[4:-1].split(","))) < 200


def test_a_browser_in_english_is_answered_in_english(chromium: Browser, site: Site) -> None:
    context = sites.new_context(chromium, locale="en-CA")
    page = context.new_page()
    page.goto(f"{site.url}/login")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    context.close()
