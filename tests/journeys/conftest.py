"""Chromium before the real site with a small demonstration in it (marker ``browser``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import databases
from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import Watch

AGREEMENTS = 14


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(template_database: str, scratch_folder: Path) -> Iterator[Site]:
    """The site with the worked agreement and some invented ones."""
    instance = scratch_folder / "journeys"
    with databases.scratch(scratch_folder, template=template_database) as url:
        sites.install_demo(url, instance, agreements=AGREEMENTS)
        with sites.serving(url, instance) as running:
            yield running


@pytest.fixture(scope="session")
def signed_in(site: Site, chromium: Browser) -> Callable[[str], object]:
    """The cookies of a role's person, who signs in by the form the first time."""
    kept: dict[str, object] = {}

    def state(role: str) -> object:
        if role not in kept:
            context = sites.new_context(chromium)
            sites.sign_in(context.new_page(), site, role)
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return state


@pytest.fixture
def open_page(site: Site, chromium: Browser, signed_in: Callable[[str], object]) -> Iterator[Callable[..., Page]]:
    """``open_page("officer", "/ententes")``: that page, in a browser where this person is signed in.

    Whatever the browser complains of meanwhile (console, policy, a file that does not come) fails the
    test at its end.
    """
    opened = []
    watch = Watch()

    def open_(role: str = "anonymous", path: str = "/", status: int = 200, **options: object) -> Page:
        state = {} if role == "anonymous" else {"storage_state": signed_in(role)}
        context = sites.new_context(chromium, **state, **options)
        opened.append(context)
        page = context.new_page()
        watch.over(page)
        answer = page.goto(f"{site.url}{path}")
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status} to {role}"
        return page

    yield open_
    for context in opened:
        context.close()
    assert watch.complaints == []
