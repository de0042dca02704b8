"""From the search to the figures of the worked agreement, on screen, in PDF and in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pdfplumber
from playwright.sync_api import Page, expect

from tests.journeys.tour import TOUR
from tests.worked import NUMBER

Open = Callable[..., Page]

COMMITTED, ACCEPTED, NET_COST = "354 000,00", "344 004,94", "343 756,53"
AS_OF = "2020-03-31"
TABS = ("budget", "versements", "rapports", "registre", "personnes", "etats")


def test_the_funder_finds_an_agreement_and_takes_its_statement_away(open_page: Open, tmp_path: Path) -> None:
    page = open_page("officer", "/ententes")
    page.locator("[data-search]").press_sequentially(NUMBER[-8:])
    rows = page.locator("main .tbl.stack tbody th[scope=row] a")
    expect(rows).to_have_count(1)  # live, without a button
    assert f"q={NUMBER[-8:]}" in page.url
    rows.click()
    page.wait_for_url(f"**/ententes/{NUMBER}")
    for tab in TABS:
        link = page.locator(f"nav.tabs a[href$='/{tab}']")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{NUMBER}/{tab}")
        expect(page.locator("nav.tabs [aria-current=page]")).to_have_attribute("href", f"/ententes/{NUMBER}/{tab}")
    page.get_by_label("Arrêté au").fill(AS_OF)
    pdf, xlsx = (_download(page, name, tmp_path) for name in ("PDF", "Excel"))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = " ".join(page.extract_text() for page in document.pages).replace("\N{NO-BREAK SPACE}", " ")
    assert [f"{figure} $" in text for figure in (COMMITTED, ACCEPTED, NET_COST)] == [True] * 3
    book = openpyxl.load_workbook(io.BytesIO(xlsx), data_only=True)
    amounts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {354_000, 344_004.94, 343_756.53} <= amounts


def test_the_screen_says_the_same_figures(open_page: Open) -> None:
    page = open_page("officer", f"/ententes/{NUMBER}/budget")
    shown = page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert COMMITTED in shown
    assert ACCEPTED in shown


def test_the_partner_sees_its_own_agreements_and_no_other(open_page: Open, site: object) -> None:
    everything = open_page("officer", "/ententes")
    partner = open_page("preparer", "/ententes")
    numbers = _numbers(partner)
    assert NUMBER in numbers
    others = _numbers(everything) - numbers
    assert others
    for number in sorted(others)[:3]:
        answer = partner.request.get(f"{partner.url}/{number}")
        assert answer.status == 404


def test_the_auditor_reads_everything_and_changes_nothing(open_page: Open) -> None:
    page = open_page("auditor", "/")
    home = page.url
    own = {"/logout", "/calendrier", "/verifier", f"/ententes/{NUMBER}/audit"}  # a file that is checked is not kept
    for stop in TOUR:
        if "auditor" in stop.roles and not stop.workbook:
            page.goto(home.rstrip("/") + stop.path)
            actions = page.locator("form[method=post]").evaluate_all(
                "all => all.map(it => new URL(it.action).pathname)"
            )
            theirs = ("/langue/", "/compte/", "/login/", f"/ententes/{NUMBER}/audit/")  # themselves, and their papers
            may_send = {it for it in actions if not it.startswith(theirs)} - own
            reckons = stop.path in ("/composants", "/journal/verification")  # samples; a sum that takes seconds
            assert may_send == set() or reckons, stop.path
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    refused = page.request.post(f"{home}importer", form={"csrf_token": token or ""})
    assert refused.status == 403


def _numbers(page: Page) -> set[str]:
    links = page.locator("main .tbl.stack tbody th[scope=row] a").evaluate_all("all => all.map(it => it.pathname)")
    return {path.rpartition("/")[2] for path in links}


def _download(page: Page, name: str, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()
