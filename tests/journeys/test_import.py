"""An organisation moves in: a workbook, its preview, its agreement; and one to correct."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import databases, people, worked
from tests.conftest import make_app
from tests.journeys import site as sites
from tests.journeys.watch import Watch
from tests.journeys.workbooks import FAULTS, broken
from tracker.db import transaction


@pytest.fixture
def page(template_database: str, scratch_folder: Path, tmp_path: Path, chromium: Browser) -> Iterator[Page]:
    """The administrator at the page of imports of an empty site."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, tmp_path / "instance")
        with app.app_context(), transaction():
            people.person("admin")
        app.extensions["engine"].dispose()
        with sites.serving(url, tmp_path / "instance") as site:
            context = sites.new_context(chromium)
            watch = Watch()
            page = context.new_page()
            watch.over(page)
            sites.sign_in(page, site, "admin")
            page.goto(f"{site.url}/ententes")
            expect(page.get_by_role("heading", level=1)).to_have_text("Ententes")
            page.goto(f"{site.url}/importer")
            yield page
            context.close()
    assert watch.complaints == []


def test_the_worked_workbook_is_seen_then_taken_in(page: Page) -> None:
    sites.send_workbook(page, worked.PATH)
    main = page.get_by_role("main")
    expect(main).to_contain_text(worked.PATH.name)
    expect(main).to_contain_text("Une entente")
    expect(main.get_by_role("link", name="Importer un portefeuille")).to_have_attribute("href", "/importer")
    main.get_by_role("button", name="Importer").click()
    page.wait_for_url("**/ententes")
    expect(page.locator("main .tbl.stack tbody th[scope=row]")).to_have_count(1)
    page.locator("main .tbl.stack tbody th[scope=row] a").click()
    expect(page.get_by_role("main")).to_contain_text(worked.NUMBER)


def test_a_workbook_to_correct_shows_every_cell(page: Page, tmp_path: Path) -> None:
    sites.send_workbook(page, broken(tmp_path, book_of=worked.PATH))
    rows = page.locator("main table tbody tr")
    for at, value in FAULTS.items():
        sheet, _, cell = at.partition("!")
        row = rows.filter(has=page.get_by_role("rowheader", name=cell)).filter(has_text=sheet)
        expect(row).to_contain_text(str(value))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Classeur à corriger")
    page.goto(page.url.partition("/importer")[0] + "/ententes")
    expect(page.locator("main .tbl.stack tbody th[scope=row]")).to_have_count(0)
