"""Year-end in a browser, with the worker that ``serve`` starts: seen, previewed, started, one failure tried
again, and the ZIP's files verified."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from tests import databases
from tests.conftest import make_app
from tests.journeys import site as sites
from tests.journeys.watch import Watch
from tests.worked import NUMBER
from tracker.db import WRITES, engine
from tracker.jobs.worker import close_connections
from tracker.statements.verify import judge

AGREEMENTS, YEAR = 3, "2016-2017"
PATIENCE = 90_000


@pytest.fixture
def own_site(template_database: str, scratch_folder: Path, tmp_path: Path) -> Iterator[tuple[sites.Site, Flask]]:
    """A site of the test's own, which it spoils for a moment, and the application over its database."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        sites.install_demo(url, tmp_path / "site", agreements=AGREEMENTS)
        app = make_app(url, tmp_path / "site")
        with sites.serving(url, tmp_path / "site") as running:
            yield running, app
        close_connections(app)


def spoil(app: Flask, cents: int) -> None:
    """Add ``cents`` to a payment of the worked agreement, behind the application's back: its identities break."""
    with (
        app.app_context(),
        engine().connect().execution_options(**{WRITES: True}) as connection,
        connection.begin(),
    ):
        changed = connection.execute(
            text(
                "UPDATE payment SET gross = gross + :cents WHERE number = 1 AND agreement_id = "
                "(SELECT id FROM agreement WHERE number = :agreement)"
            ),
            {"cents": cents, "agreement": NUMBER},
        )
        assert changed.rowcount == 1
    close_connections(app)


def test_a_year_end_from_choosing_to_its_verified_files(
    own_site: tuple[sites.Site, Flask], chromium: Browser, tmp_path: Path
) -> None:
    site, app = own_site
    context, watch = sites.new_context(chromium), Watch()
    page = context.new_page()
    sites.sign_in(page, site, "officer")
    watch.over(page)
    page.goto(f"{site.url}/etats/fin-exercice")
    page.get_by_label("Exercice", exact=True).select_option(YEAR)
    page.get_by_label("Arrêté au").fill("2020-03-31")
    page.get_by_label("English").uncheck()
    page.get_by_role("button", name="Voir ce qu’il y a à émettre").click()
    page.wait_for_url("**/etats/fin-exercice/1")
    start = page.get_by_role("button", name="Émettre les états")
    expect(start).to_be_visible(timeout=PATIENCE)  # the page looks again by itself

    preview = page.get_by_role("link", name=f"Aperçu {NUMBER}")
    with page.expect_download() as waiting:
        preview.click()
    assert waiting.value.suggested_filename.endswith(".pdf")
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")

    spoil(app, 1)
    start.click()
    again = page.get_by_role("button", name=f"Réessayer {NUMBER}")
    expect(again).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="Terminé, avec des échecs")).to_be_visible(timeout=PATIENCE)
    spoil(app, -1)
    again.click()
    retry_failed_others(page)
    expect(page.get_by_role("heading", name="Tout est émis")).to_be_visible(timeout=PATIENCE)

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tout ce qui est prêt (ZIP)").click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as files:
        contents = {name: files.read(name) for name in files.namelist() if name.endswith((".pdf", ".xlsx"))}
    with app.app_context():
        assert [name for name, content in contents.items() if not judge(content).holds] == []
    close_connections(app)
    assert any("-014-01-fr.pdf" in name for name in contents)
    assert any("-PE-01-fr.pdf" in name for name in contents)
    context.close()
    assert watch.complaints == []


def retry_failed_others(page: Page) -> None:
    """What adds the worked agreement up broke with it: its region and the programme."""
    with suppress(AssertionError):
        expect(page.get_by_role("heading", name="Terminé, avec des échecs")).to_be_visible(timeout=PATIENCE / 10)
        all_of_them = page.get_by_role("button", name="Réessayer tous les échecs")
        (all_of_them if all_of_them.count() else page.get_by_role("button", name="Réessayer").first).click()
