"""A picture of every page: ``./dev screenshots [FOLDER]``.

Each stop of the tour (tests/journeys/tour.py), for each role whose page is its own, in both languages, both
themes and two widths; then the pages of two statements on paper; and ``index.html``, which shows them all.
"""

from __future__ import annotations

import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, Playwright, sync_playwright

from tests import chromium, worked
from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.tour import TOUR, Stop
from tests.journeys.workbooks import MAKERS

LANGUAGES = ("fr", "en")
THEMES: dict[str, Literal["light", "dark"]] = {"clair": "light", "sombre": "dark"}
WIDTHS = (1280, 390)
FACES = {
    "officer": "-bailleur",
    "preparer": "-partenaire",
    "auditor": "-verification",
    "admin": "-administration",
    "anonymous": "-visite",
}
STATEMENTS = {"19-etat-cumulatif": "", "20-etat-2017-2018": "2017-2018"}
RESOLUTION = 80  # dots per inch of the pages on paper
SHEET = """<!doctype html>
<html lang="fr-CA"><meta charset="utf-8"><title>Trame, page par page</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 24px; background: #eee; color: #222 }
section { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start }
figure { margin: 0 0 16px; width: 300px }
img { width: 100%; max-height: 420px; object-fit: cover; object-position: top; box-shadow: 0 1px 4px #0004 }
</style>
"""


def main(folder: Path) -> None:
    """Make every picture, and say which one it is at."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.png"):
        left.unlink()
    say("The demonstration is being set up.\n")
    with tempfile.TemporaryDirectory() as scratch:
        instance = Path(scratch) / "instance"
        url = f"sqlite:///{scratch}/tracker.db"
        sites.install_demo(url, instance)
        with sites.serving(url, instance) as site, sync_playwright() as playwright:
            taken = [*_paper(site, playwright, folder), *_screens(site, playwright, folder, Path(scratch))]
    (folder / "index.html").write_text(_contact_sheet(sorted(taken)), encoding="utf-8")
    say(f"\n{len(taken)} pictures; open {folder / 'index.html'}\n")


def say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _screens(site: Site, playwright: Playwright, folder: Path, scratch: Path) -> Iterator[str]:
    browser = chromium.launch(playwright)
    steps = [(stop, role) for role in sites.EMAILS | {"anonymous": ""} for stop in TOUR if role in stop.faces]
    total, done = len(steps) * len(LANGUAGES) * len(THEMES) * len(WIDTHS), 0
    states: dict[str, object] = {}
    for stop, role in steps:
        context = sites.new_context(browser, storage_state=states.get(role))
        page = context.new_page()
        if role not in states and role != "anonymous":
            sites.sign_in(page, site, role)
            states[role] = context.storage_state()
        for lang in LANGUAGES:
            _arrive(page, site, stop, lang, scratch)
            for (theme, scheme), width in product(THEMES.items(), WIDTHS):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                name = f"{stop.name}{_face(stop, role)}.{lang}.{theme}.{width}.png"
                page.screenshot(path=folder / name, full_page=True)
                done += 1
                say(f"\r{done} of {total} {name:<60}")
                yield name
        context.close()
    browser.close()


def _arrive(page: Page, site: Site, stop: Stop, lang: str, scratch: Path) -> None:
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    answer = page.goto(f"{site.url}{stop.path}")
    if answer is None or answer.status != stop.status:
        raise SystemExit(f"{stop.path} answers {answer and answer.status}")
    sites.speak(page, lang)
    if stop.workbook:
        sites.send_workbook(page, MAKERS[stop.workbook](scratch))
    if stop.follow:
        sites.follow(page, stop.follow)
    page.evaluate("document.fonts.ready.then(() => true)")


def _face(stop: Stop, role: str) -> str:
    return "" if role == stop.faces[0] else FACES[role]


def _paper(site: Site, playwright: Playwright, folder: Path) -> Iterator[str]:
    if shutil.which("pdftoppm") is None:
        say("pdftoppm is missing: no pictures of paper.\n")
        return
    browser = chromium.launch(playwright)
    page = sites.new_context(browser).new_page()
    sites.sign_in(page, site, "officer")
    for (name, year), lang in product(STATEMENTS.items(), LANGUAGES):
        query = f"annee={year}&langue={lang}&arrete=2020-03-31"
        answer = page.request.get(f"{site.url}/ententes/{worked.NUMBER}/etat.pdf?{query}")
        assert answer.ok, f"{name}: {answer.status}"
        command = ["pdftoppm", "-png", "-r", str(RESOLUTION), "-", str(folder / f"{name}.{lang}.page")]
        subprocess.run(command, input=answer.body(), check=True)
        yield from (path.name for path in folder.glob(f"{name}.{lang}.page*.png"))
    browser.close()


def _contact_sheet(names: list[str]) -> str:
    sections: dict[str, list[str]] = {}
    for name in names:
        sections.setdefault(name.partition(".")[0], []).append(name)
    parts = [SHEET]
    for title, pictures in sections.items():
        parts.append(f"<h2>{html.escape(title)}</h2>\n<section>\n")
        parts += [
            f'<figure><a href="{it}"><img src="{it}" alt="" loading="lazy"></a><figcaption>{it}</figcaption></figure>\n'
            for it in map(html.escape, pictures)
        ]
        parts.append("</section>\n")
    return "".join(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
