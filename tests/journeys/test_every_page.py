"""Every page, as everybody who may see it, looked at by axe-core and by a browser that complains.

What a page looks like depends on who looks only where ``tour.Stop.faces`` says so. For each face axe judges
a page in both languages and both themes on a wide screen, and on a phone in light French and dark English.
For the other roles, whose page is the same but for a link, it does once: French, light, wide. Sideways
scroll is measured for everybody on a phone, and for each face in both languages at 320 pixels too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.access.test_access import lines as read_table
from tests.journeys.site import follow, send_workbook, speak
from tests.journeys.tour import TOUR, Stop, is_file
from tests.journeys.watch import MOST_CODE, code_sent, sideways, violations
from tests.journeys.workbooks import MAKERS

PHONE, NARROWEST, WIDE = 390, 320, 1280
JUDGED: dict[tuple[int, str], tuple[Literal["light", "dark"], ...]] = {
    (WIDE, "fr"): ("light", "dark"),
    (WIDE, "en"): ("light", "dark"),
    (PHONE, "fr"): ("light",),
    (PHONE, "en"): ("dark",),
}

Open = Callable[..., Page]


def steps(*, as_faces: bool) -> list[object]:
    return [
        pytest.param(stop, role, id=f"{stop.name} {role}")
        for stop in TOUR
        for role in stop.roles
        if (role in stop.faces) is as_faces
    ]


@pytest.mark.parametrize(("stop", "role"), steps(as_faces=True))
def test_a_page_is_right_in_both_languages_and_both_themes(
    open_page: Open, tmp_path: Path, stop: Stop, role: str
) -> None:
    page = open_page(role, stop.path, status=stop.status)
    start = page.url
    found: dict[str, list[str]] = {}
    for lang in ("fr", "en"):
        page.set_viewport_size({"width": WIDE, "height": 900})
        speak(page, lang)
        _go_on(page, stop, tmp_path)
        assert code_sent(page) < MOST_CODE
        for width in (WIDE, PHONE, NARROWEST):
            page.set_viewport_size({"width": width, "height": 800})
            found[f"{lang} {width} scrolls sideways"] = sideways(page)
            for theme in JUDGED.get((width, lang), ()):
                page.emulate_media(color_scheme=theme)
                found[f"{lang} {width} {theme}"] = violations(page)
        if stop.workbook or stop.follow:
            page.goto(start)
    page.set_viewport_size({"width": WIDE, "height": 900})
    speak(page, "fr")
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize(("stop", "role"), steps(as_faces=False))
def test_a_page_is_right_for_everybody_else(open_page: Open, tmp_path: Path, stop: Stop, role: str) -> None:
    page = open_page(role, stop.path, status=stop.status)
    speak(page, "fr")
    _go_on(page, stop, tmp_path)
    assert code_sent(page) < MOST_CODE
    found = {"wide": violations(page)}
    page.set_viewport_size({"width": PHONE, "height": 800})
    found["scrolls sideways"] = sideways(page)
    assert {where: what for where, what in found.items() if what} == {}


def test_what_the_walk_leaves_out_is_no_page(open_page: Open) -> None:
    """tests/access has a row for every address; those that are no stop answer with a file, or nothing."""
    left_out = {line.path for line in read_table() if line.method == "GET" and line.theirs and is_file(line.path)}
    page = open_page("admin", "/")
    for path in sorted(left_out):
        answer = page.request.get(page.url.rstrip("/") + path)
        assert answer.status != 200 or not answer.headers["content-type"].startswith("text/html"), path


def _go_on(page: Page, stop: Stop, folder: Path) -> None:
    if stop.workbook:
        send_workbook(page, MAKERS[stop.workbook](folder))
    if stop.follow:
        follow(page, stop.follow)


def test_the_judges_see_what_is_wrong(open_page: Open) -> None:
    page = open_page(path="/login")
    page.evaluate(
        """() => {
            document.querySelector("h1").outerHTML = "<h1><img></h1>";
            const wide = Object.assign(document.createElement("pre"), { innerText: "m".repeat(999) });
            document.querySelector("main").append(wide);
        }"""
    )
    assert any(it.startswith("image-alt") for it in violations(page))
    assert sideways(page) != []
