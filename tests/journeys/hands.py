"""What the people of an agreement do on screen, each in their own browser: the steps of a long journey."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys import site as sites
from tests.journeys.site import Site
from tests.journeys.watch import Watch, sideways, violations
from tests.people import PASSWORD
from tracker.ledger.money import Cents, format_money, plain

MORNING = time(15, tzinfo=UTC)
"""Ten or eleven o'clock in Montréal."""


def dollars(amount: Cents) -> str:
    """As people type it and as screens show it, without the sign of the dollar."""
    return format_money(amount, "fr", symbol=False)


@dataclass
class Cast:
    """The people, and the clock that they live by. ``site``'s time is what ``clock`` says."""

    site: Site
    browser: Browser
    clock: Path
    number: str
    """The agreement's."""
    give_accounts: Callable[..., None]
    """As the operator does, to people of these roles."""
    watch: Watch = field(default_factory=Watch)
    _today: date = date.min
    _pages: dict[str, Page] = field(default_factory=dict)
    _judged: set[str] = field(default_factory=set)

    def wake(self, day: date) -> None:
        """It is now the morning of ``day``."""
        if day != self._today:
            self._today = day
            said = self.clock.with_suffix(".next")
            said.write_text(datetime.combine(day, MORNING).isoformat())
            said.replace(self.clock)  # at once: the site may be reading it

    @property
    def here(self) -> str:
        """The agreement's address."""
        return f"/ententes/{self.number}"

    def at(self, role: str, path: str) -> Page:
        """That page before the person of ``role``, who signs in on the way when their session has ended."""
        page = self._pages.get(role)
        if page is None:
            page = self._pages[role] = sites.new_context(self.browser).new_page()
            self.watch.over(page)
        answer = page.goto(self.site.url + path)
        if "/login" in page.url:
            fill(page, {"email": sites.EMAILS[role], "password": PASSWORD})
            with page.expect_navigation() as leads:
                page.locator("main form button").click()
            answer = leads.value
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status} to {role}"
        assert page.url == self.site.url + path
        return page

    def judge(self, page: Page, name: str) -> None:
        """The first time that a page of this ``name`` is met, it must be right: in both themes, and on a phone."""
        if name in self._judged:
            return
        self._judged.add(name)
        found = {"light": violations(page)}
        page.emulate_media(color_scheme="dark")
        found["dark"] = violations(page)
        page.emulate_media(color_scheme="light")
        wide = page.viewport_size
        page.set_viewport_size({"width": 390, "height": 800})
        found["scrolls sideways"] = sideways(page)
        page.set_viewport_size(wide or {"width": 1280, "height": 900})
        assert {how: what for how, what in found.items() if what} == {}, name

    def close(self) -> None:
        for page in self._pages.values():
            page.context.close()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """The button of this name, and the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def told(page: Page, text: str | re.Pattern[str]) -> None:
    """The page says so."""
    expect(page.get_by_role("main")).to_contain_text(text)


def fill(page: Page, answers: Mapping[str, str]) -> None:
    """Each field by its name."""
    for name, text in answers.items():
        put(page.locator(f"main [name='{name}']:not([type=hidden])"), text)


def put(found: Locator, text: str) -> None:
    """Type, choose or tick."""
    match found.first.evaluate("it => it.type"):
        case "radio":
            found.locator(f"xpath=self::*[@value='{text}']").check()
        case "checkbox":
            found.check()
        case "select-one":
            found.select_option(text)
        case _:
            found.fill(text)


def decide(cast: Cast, kind: str, answers: Mapping[str, str], *, approved: bool = False) -> None:
    """An officer decides, checks and confirms; the director approves what needs it."""
    page = cast.at("officer", f"{cast.here}/decisions/{kind}")
    fill(page, answers)
    press(page, "Vérifier")
    cast.judge(page, "check of a decision")
    press(page, "Soumettre à l’approbation" if approved else "Confirmer")
    if approved:
        director = cast.at("director", f"{cast.here}/decisions")
        sites.follow(director, "#waiting ~ ul a")
        cast.judge(director, "proposal")
        identify(director)
        press(director, "Approuver")


def identify(page: Page) -> None:
    """Type the password where the page asks for it again: it counts for some minutes."""
    field = page.locator("form [name=password]")
    if field.count():
        field.fill(PASSWORD)


def pay(cast: Cast, *, planned: Cents, year: str, gross: Cents, offset: Cents, lapse: Cents, on: date) -> None:
    """An officer asks, two others approve, the bank is sent a batch and its answer is taken back. What the page
    proposes is what is asked for."""
    officer = cast.at("officer", "/versements")
    row = officer.locator("main tbody tr").filter(has_text=year).filter(has_text=dollars(planned))
    with officer.expect_navigation():
        row.locator("th a").click()
    expect(officer.locator("[name=gross]")).to_have_value(dollars(gross))
    expect(officer.locator("[name=offset]")).to_have_value(dollars(offset))
    if lapse:
        expect(officer.locator("[name=lapse]")).to_be_checked()
        told(officer, dollars(lapse))
    cast.judge(officer, "request of a payment")
    press(officer, "Demander le versement")
    expect(officer.get_by_role("button", name=re.compile("^Approuver"))).to_have_count(0)
    asked = officer.url.removeprefix(cast.site.url)
    for role in ("approver", "director"):
        page = cast.at(role, asked)
        cast.judge(page, f"payment, {role}")
        page.locator("[name=password]").fill(PASSWORD)
        press(page, re.compile("^Approuver"))
    page = cast.at("approver", "/versements?vue=approved")
    cast.judge(page, "approved payments")
    fill(page, {"pay_on": on.isoformat()})
    press(page, "Préparer le lot")
    cast.judge(page, "batch")
    reference = re.search(r"TR[0-9]+", page.locator("main tbody").inner_text())
    assert reference
    answer = f"reference,amount,status,date\n{reference[0]},{plain(gross - offset)},paid,{on.isoformat()}\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "reponse.csv", "mimeType": "text/csv", "buffer": answer.encode()}
    )
    press(page, "Comparer")
    cast.judge(page, "answer of the bank")
    press(page, "Enregistrer")
    told(page, "La banque a répondu pour chaque versement.")


def fill_rows(page: Page, grid: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Rows of a report's grid, the first of which is there and empty; the others are added."""
    cards = page.locator(f"[data-rows='{grid}'] .rowcards > fieldset")
    for at, answers in enumerate(rows):
        if at:
            page.locator(f"[data-rows='{grid}'] [data-add]").click()
            expect(cards).to_have_count(at + 1)
        card = cards.nth(at)
        for name, text in answers.items():
            put(card.locator(f"[name$='.{name}']"), text)


def write_section(cast: Cast, page: Page, section: str, answers: Mapping[str, Any], why: str) -> None:
    """One section: answers by the end of their path, rows by their grid. ``why`` is said of every line that differs
    from its budget."""
    page.goto(f"{cast.site.url}{section}")
    key = section.rpartition("/")[2]
    for name, given in answers.items():
        if isinstance(given, str):
            fill(page, {f"{key}.{name}": given})
        else:
            fill_rows(page, f"{key}.{name}", given)
    press(page, re.compile("Enregistrer et continuer"))
    if "verifier" in page.url:
        for reason in page.locator("main [data-why] input:visible").all():
            reason.fill(why)
        press(page, re.compile("Enregistrer et continuer"))
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def write_report(cast: Cast, k: int, sections: Mapping[str, Mapping[str, Any]], why: str) -> None:
    """The partner's preparer writes these sections; the signatory attests and submits."""
    report = f"{cast.here}/rapports/{k}"
    page = cast.at("preparer", report)
    press(page, "Commencer ce rapport")
    for section, answers in sections.items():
        write_section(cast, page, f"{report}/sections/{section}", answers, why)
    page = cast.at("signatory", f"{report}/verification")
    told(page, "Toutes les réponses nécessaires y sont.")
    page.get_by_label("J’atteste").check()
    press(page, "Déposer le rapport")
    told(page, "Version 1")


def review(cast: Cast, k: int, refused: Sequence[tuple[str, Cents, bool, str]]) -> Page:
    """An officer takes the report up, refuses these costs, accepts the other lines and the sections, then all of it.
    ``refused``: line, amount, whether it is recovered, and why."""
    report = f"{cast.here}/rapports/{k}/examen"
    page = cast.at("officer", report)
    press(page, "Prendre l’examen")
    for line, amount, recover, reason in refused:
        page.goto(f"{cast.site.url}{report}/finance?poste={line}")
        fill(page, {"disallowed": dollars(amount), "reason": reason, "recover": "yes" if recover else "no"})
        press(page, "Décider")
    page.goto(f"{cast.site.url}{report}/finance")
    press(page, re.compile("en entier"))
    for section in page.locator("nav.tabs a").evaluate_all("all => all.map(it => it.pathname)"):
        page.goto(f"{cast.site.url}{section}")
        press(page, "Accepter cette section")
    press(page, "Accepter le rapport")
    return page
