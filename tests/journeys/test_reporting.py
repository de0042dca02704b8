"""A partner writes a report on a phone, loses the network, meets a co-author; a signatory submits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import databases, people
from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import sideways, violations

HERE = "/ententes/PE-2019-014/rapports/2"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

Open = Callable[..., Page]


@pytest.fixture
def open_device(site: Site, chromium: Browser, signed_in: Callable[[str], object]) -> Iterator[Open]:
    """``open_device("preparer", path)``: a browser that may lose its network without that being a fault."""
    opened = []

    def open_(role: str, path: str, **options: object) -> Page:
        context = sites.new_context(chromium, storage_state=signed_in(role), **options)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{site.url}{path}")
        return page

    yield open_
    for context in opened:
        context.close()


@pytest.fixture
def own_site(template_database: str, scratch_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A site of its own: what is submitted here is still to be written for everybody else."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        sites.install_demo(url, tmp_path / "instance", agreements=2)
        with sites.serving(url, tmp_path / "instance") as running:
            yield running


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Enregistré à")


def field(page: Page, path: str) -> object:
    return page.locator(f"[name='{path}']")


def begin(page: Page) -> None:
    button = page.locator("form[action$='/debut'] button")
    if button.count():
        button.click()
        page.wait_for_url(f"**{HERE}")


def test_from_my_board_on_a_phone_to_a_saved_section(open_device: Open, site: Site) -> None:
    page = open_device("preparer", "/", **PHONE)
    page.get_by_role("link", name="Ouvrir ce rapport").click()
    page.goto(f"{site.url}{HERE}")
    begin(page)
    assert sideways(page) == []
    assert violations(page) == []
    page.get_by_role("link", name="Qui fait rapport", exact=True).click()
    page.get_by_label("Personne à joindre").press_sequentially("Josée G.")
    saved(page)
    for name in ("story", "finance", "indicators", "contributions", "attachments"):
        page.goto(f"{site.url}{HERE}/sections/{name}")
        assert sideways(page) == [], name
        assert violations(page) == [], name
    page.goto(f"{site.url}{HERE}/verification")
    assert sideways(page) == []
    assert violations(page) == []


def test_what_is_written_without_a_network_is_kept_and_sent_on_return(open_device: Open, site: Site) -> None:
    page = open_device("preparer", HERE, **PHONE)
    begin(page)
    page.goto(f"{site.url}{HERE}/sections/results")
    page.context.set_offline(True)
    page.locator("[name='results.lasting']").fill("Les ateliers continueront.")
    expect(page.locator("#save-state")).to_contain_text("Hors ligne – conservé sur cet appareil")
    page.close()  # and the phone's battery too
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"{site.url}{HERE}/sections/results")
    expect(again.locator("[name='results.lasting']")).to_have_value("Les ateliers continueront.")
    saved(again)
    again.reload()
    expect(again.locator("[name='results.lasting']")).to_have_value("Les ateliers continueront.")
    # another person on the same device finds nothing of it
    again.context.set_offline(True)
    again.locator("[name='results.lasting']").fill("Secret")
    expect(again.locator("#save-state")).to_contain_text("Hors ligne")
    assert again.evaluate("Object.keys(localStorage).length") == 1
    again.context.set_offline(False)
    saved(again)
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_two_people_on_one_field_see_both_answers_and_choose(open_device: Open) -> None:
    one, other = (open_device(role, f"{HERE}/sections/story") for role in ("preparer", "signatory"))
    if "/sections/" not in one.url:
        begin(one)
        for page in (one, other):
            page.goto(f"{page.url.partition('/ententes')[0]}{HERE}/sections/story")
    mine, theirs = (page.locator("[name='story.done']") for page in (one, other))
    mine.fill("Douze ateliers.")
    saved(one)
    theirs.fill("Dix ateliers.")
    box = other.locator("[data-conflict]")
    expect(box).to_contain_text("Douze ateliers.")
    expect(box).to_contain_text("Josée Gélinas")
    expect(box).to_contain_text("Dix ateliers.")
    box.get_by_role("button", name="Garder les deux").click()
    expect(theirs).to_have_value("Douze ateliers.\n\nDix ateliers.")
    saved(other)
    one.reload()
    expect(mine).to_have_value("Douze ateliers.\n\nDix ateliers.")


def test_a_block_from_a_spreadsheet_fills_the_grid_and_the_totals_follow(open_device: Open) -> None:
    page = open_device("preparer", HERE)
    begin(page)
    page.goto(f"{page.url.partition('/ententes')[0]}{HERE}/sections/finance")
    first = page.locator("input.cell").first
    first.focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""",
        "1 000,50\n3,000.25",
    )
    expect(page.locator("tfoot [data-column-total]")).to_contain_text(re.compile(r"4\s000,75"))
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "3,000.25"
    saved(page)
    page.reload()
    expect(page.locator("tfoot [data-column-total]")).to_contain_text(re.compile(r"4\s000,75"))


def test_a_session_that_ended_resumes_on_the_same_field(open_device: Open, site: Site) -> None:
    page = open_device("preparer", HERE)
    begin(page)
    page.goto(f"{site.url}{HERE}/sections/closing")
    page.context.clear_cookies()
    field = page.locator("[name='closing.funder_why']")
    field.fill("Répondre plus vite.")
    link = page.get_by_role("link", name="Se reconnecter")
    link.hover()
    page.mouse.down()
    page.wait_for_event("response", lambda answer: answer.request.method == "POST")  # saving was tried again meanwhile
    page.mouse.up()
    page.locator("input[name=email]").fill(sites.EMAILS["preparer"])
    page.locator("input[name=password]").fill(people.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"**{HERE}/sections/closing*")
    expect(page.locator("[name='closing.funder_why']")).to_have_value("Répondre plus vite.")
    expect(page.locator("[name='closing.funder_why']")).to_be_focused()
    saved(page)


def test_all_of_it_is_filled_in_and_submitted_once(own_site: Site, chromium: Browser) -> None:
    site, context = own_site, sites.new_context(chromium)
    page = context.new_page()
    sites.sign_in(page, site, "signatory")
    page.goto(f"{site.url}{HERE}")
    begin(page)
    keys = page.locator("main a[href*='/sections/']").evaluate_all("all => all.map(it => it.pathname)")
    for path in keys:
        page.goto(f"{site.url}{path}")
        for box in page.locator("main textarea:visible, main input.cell:visible, main [name$='.actual']").all():
            box.fill("12")
        for box in page.locator("main [name='identity.contact'], main [data-why] input:visible").all():
            box.fill("Comme prévu")
        if (no := page.locator("[name='story.context_changed'][value=no]")).count():
            no.check()
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("Enregistrer et continuer")).click()
    page.goto(f"{site.url}{HERE}/verification")
    expect(page.get_by_text("Toutes les réponses nécessaires y sont.")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("J’atteste").check()
    page.get_by_role("button", name="Déposer le rapport").dblclick(no_wait_after=True)
    page.wait_for_url(f"**{HERE}")
    expect(page.get_by_role("link", name="Version 1")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_text("Comme prévu").first).to_be_visible()
    assert violations(page) == []
    context.close()
