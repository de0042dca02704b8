"""The worked agreement lived by hand on screen over its three years: the promised statements at each of its dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import databases, people, worked
from tests.conftest import make_app
from tests.grants.creation import writing
from tests.journeys import hands
from tests.journeys import site as sites
from tests.journeys.hands import Cast, dollars, fill, press, told
from tests.people import PASSWORD
from tracker.db import transaction
from tracker.grants.models import InstalmentKind
from tracker.workbook import service as workbook
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio

HOST = "ORG-001"
DIRECTORY = {"programmes", "organisations", "regroupements", "memberships", "budget_lines"}
BEFORE = date(2016, 6, 13)
"""A week before the signature."""

IN_THE_REPORT = 2
"""The report that declares the interest of its year; that of the other years is declared by itself, on its day."""

Deed = Callable[[], object]


@pytest.fixture
def cast(template_database: str, scratch_folder: Path, tmp_path: Path, chromium: Browser) -> Iterator[Cast]:
    """The funder's people before an empty site, a week before the signature."""
    clock = tmp_path / "clock"
    with databases.scratch(scratch_folder, template=template_database) as url:
        instance = tmp_path / "instance"
        app = make_app(url, instance)

        def give_accounts(*roles: str) -> None:
            with app.app_context(), transaction():
                for role in roles:
                    people.person(role, organisation_code=HOST)

        give_accounts("admin", "officer", "approver", "director")
        clock.write_text("2016-06-01T12:00:00+00:00")
        with sites.serving(url, instance, clock=clock) as site:
            made = Cast(site, chromium, clock, worked.NUMBER)
            made.give_accounts = give_accounts  # type: ignore[attr-defined]
            yield made
            made.close()
        app.extensions["engine"].dispose()
    assert made.watch.complaints == []


def test_three_years_by_hand_end_in_the_promised_statements(cast: Cast, tmp_path: Path) -> None:
    facts = workbook.read(worked.PATH, workbook.Findings())
    cast.wake(BEFORE)
    import_directory(cast, tmp_path)
    cast.give_accounts("preparer", "signatory")  # type: ignore[attr-defined]
    verify_bank_details(cast)
    cast.wake(BEFORE + timedelta(days=2))
    write_agreement(cast)
    for day, _rank, deed in sorted(deeds(cast, facts), key=lambda it: it[:2]):
        cast.wake(day)
        deed()
    for as_of in worked.EXPECTED:
        compare(cast, as_of)


# ── What happens, and when ────────────────────────────────────────────────────────────────────────


def deeds(cast: Cast, facts: Portfolio) -> Iterator[tuple[date, int, Deed]]:
    """Every fact of the workbook, as what somebody does on its day; those of one day by their rank."""
    (agreement,) = facts.rows(s.Agreement)
    yield agreement.signed_on, 0, lambda: sign(cast, agreement.signed_on)
    signed = facts.rows(s.Amendment)[0].signed_on
    yield signed, 1, lambda: amend(cast, facts, signed)
    for report in facts.rows(s.Report):
        yield report.submitted_on, 2, lambda it=report: submit(cast, facts, it)
        yield report.accepted_on, 3, lambda it=report: accept(cast, facts, it)
    for it in facts.rows(s.Interest):
        if it.fiscal_year == facts.rows(s.Report)[IN_THE_REPORT - 1].fiscal_year:
            continue
        yield (
            it.declared_on,
            3,
            lambda it=it: hands.decide(cast, "interets", {"fiscal_year": it.fiscal_year, "amount": dollars(it.amount)}),
        )
    for it in facts.rows(s.CarryForward):
        answers = {"from_year": it.from_year, "to_year": it.to_year, "line": it.line, "amount": dollars(it.amount)}
        yield (
            it.decided_on,
            4,
            lambda answers=answers: hands.decide(
                cast, "report-de-solde", {**answers, "reason": "Activités reportées à l’automne"}
            ),
        )
    for it in facts.rows(s.Transfer):
        answers = {"fiscal_year": it.fiscal_year, "from_line": it.from_line, "to_line": it.to_line}
        yield (
            it.decided_on,
            4,
            lambda it=it, answers=answers: hands.decide(
                cast, "virement", {**answers, "amount": dollars(it.amount), "reason": "Matériel pour deux ateliers"}
            ),
        )
    lapses = {it.fiscal_year: it.amount for it in facts.rows(s.Lapse)}
    planned = {it.instalment: it for it in facts.rows(s.Instalment)}
    for it in facts.rows(s.Payment):
        last = planned[it.instalment].kind == InstalmentKind.HOLDBACK
        yield (
            it.paid_on,
            5,
            lambda it=it, last=last: hands.pay(
                cast,
                planned=planned[it.instalment].amount,
                year=it.fiscal_year,
                gross=it.gross,
                offset=it.offset,
                lapse=lapses.get(it.fiscal_year, 0) if last else 0,
                on=it.paid_on,
            ),
        )
    for it in facts.rows(s.Adjustment):
        yield (
            it.decided_on,
            6,
            lambda it=it: hands.decide(
                cast,
                "ajustement",
                {
                    "report": str(it.report),
                    "line": it.line,
                    "amount": dollars(it.amount),
                    "booked_to": it.booked_to,
                    "recover": "yes" if it.recover else "no",
                    "reason": it.reason or "",
                },
            ),
        )
    for it in facts.rows(s.Recovery):
        yield (
            it.received_on,
            7,
            lambda it=it: hands.decide(
                cast, "recuperation", {"amount": dollars(it.amount), "reference": it.reference or ""}
            ),
        )
    for as_of in worked.EXPECTED:
        yield date.fromisoformat(as_of), 8, lambda as_of=as_of: compare(cast, as_of)
    late = next(it for it in facts.rows(s.Report) if it.submitted_on > it.due_on)
    yield late.due_on + timedelta(days=2), 0, lambda: blocked(cast, late)


# ── The beginning ─────────────────────────────────────────────────────────────────────────────────


def import_directory(cast: Cast, folder: Path) -> None:
    """The administrator takes in a workbook with a programme and a directory, and no agreement."""
    book = openpyxl.load_workbook(worked.PATH)
    for name in set(book.sheetnames) - DIRECTORY:
        del book[name]
    path = folder / "Répertoire.xlsx"
    book.save(path)
    page = cast.at("admin", "/importer")
    sites.send_workbook(page, path)
    press(page, "Importer")


def verify_bank_details(cast: Cast) -> None:
    """One person enters the host's account, another copies it from the cheque."""
    page = cast.at("officer", f"/organismes/{HOST}/banque")
    fill(page, {"institution": "815", "transit": "30123", "account": "0123456"})
    press(page, "Saisir ces coordonnées")
    page = cast.at("approver", f"/organismes/{HOST}/banque")
    fill(page, {"check-account": "0123456"})
    press(page, "Ces coordonnées sont exactes")
    told(page, "En usage à partir du")


def write_agreement(cast: Cast) -> None:
    """The officer writes it step after step; reports and schedule are as the programme's model proposes."""
    page = cast.at("officer", "/ententes/nouvelle")
    press(page, "Nouvelle entente")
    tasks = page.url
    fill(page_of(page, tasks, "objet"), {"stream": "local", "words": "rapides"})
    press(page, "Rechercher")
    page.get_by_label("Table petite enfance des Rapides").check()
    on(page)
    fill(page, {"words": "1140000019"})
    on(page)
    fill(page, {**writing.TITLES, "starts_on": "2016-07-01", "ends_on": "2019-06-30", "number": worked.NUMBER})
    on(page)
    fill(page, writing.BUDGET)
    for _step in ("budget", "rapports", "echeancier", "conditions", "apports"):
        on(page)
    fill(
        page,
        {
            "r1-code": "FAM-1",
            "r1-name_fr": "Familles jointes",
            "r1-name_en": "Families reached",
            "r1-unit": "familles",
            "r1-system": "family",
            "r1-factor": "practitioner-collaboration",
            "r1-aggregation": "sum",
            "r1-baseline": "40",
        },
    )
    on(page)


def page_of(page: Page, tasks: str, step: str) -> Page:
    page.goto(f"{tasks}/{step}")
    return page


def on(page: Page) -> None:
    press(page, "Enregistrer et continuer")
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def sign(cast: Cast, day: date) -> None:
    """The director signs the draft that the officer wrote."""
    page = cast.at("director", "/ententes/nouvelle/1/verification")
    fill(page, {"signed_on": day.isoformat(), "password": PASSWORD})
    press(page, "Signer l’entente")
    told(page, "330\u00a0000,00")


# ── What follows ──────────────────────────────────────────────────────────────────────────────────


def amend(cast: Cast, facts: Portfolio, day: date) -> None:
    """The officer adds to the budget and spreads the difference over the unpaid instalments and a new one; the
    director signs."""
    page = cast.at("officer", f"{cast.here}/avenant")
    changes = {f"c-{it.fiscal_year}-{it.line}": dollars(it.amount) for it in facts.rows(s.Amendment)}
    fill(page, {**changes, "signed_on": day.isoformat(), "effective_on": day.isoformat(), "reason": "Halte-garderie"})
    on(page)
    paid = {it.instalment for it in facts.rows(s.Payment) if it.paid_on < day}
    left = [it for it in facts.rows(s.Instalment) if it.instalment not in paid]
    (new,) = (it for it in left if it.due_on.month == 11)
    for it in left:
        row = page.locator("main tbody tr").filter(has_text=it.due_on.isoformat())
        if it is not new and row.count():
            row.locator("input").fill(dollars(it.amount))
    fill(page, {f"new-{new.fiscal_year}": dollars(new.amount), f"due-{new.fiscal_year}": new.due_on.isoformat()})
    on(page)
    page = cast.at("director", f"{cast.here}/avenant/verification")
    press(page, "Signer l’avenant")
    told(page, "354\u00a0000,00")


def submit(cast: Cast, facts: Portfolio, report: s.Report) -> None:
    """The partner writes what it spent, whom it reached and what others brought, and submits."""
    year = report.fiscal_year
    expenses = [it for it in facts.rows(s.Expense) if it.report == report.report]
    (reached,) = (it for it in facts.rows(s.IndicatorValue) if it.report == report.report)
    finance = {f"lines.{it.line}.spent": dollars(it.declared) for it in expenses}
    sections: dict[str, dict[str, Any]] = {
        "identity": {"contact": "Josée Gélinas"},
        "story": {"done": "Douze ateliers dans trois municipalités.", "context_changed": "no"},
        "indicators": {
            f"indicators.{reached.indicator}.target": str(reached.target),
            f"indicators.{reached.indicator}.actual": str(reached.actual),
        },
        "finance": finance,
    }
    if report.kind != "progress":
        brought = [it for it in facts.rows(s.Contribution) if it.fiscal_year == year]
        sections["contributions"] = {"contributions": [contribution(it) for it in brought]}
    if report.kind == "final":
        sections["results"] = {"cumulative": "Cent familles.", "effects": "Des parents moins seuls."}
    if report.report == IN_THE_REPORT:
        (interest,) = (it for it in facts.rows(s.Interest) if it.fiscal_year == year)
        finance["interest"] = dollars(interest.amount)
    hands.write_report(cast, report.report, sections, "Un poste vacant pendant trois mois.")


def contribution(it: s.Contribution) -> dict[str, str]:
    """As the partner declares it: in kind is a quantity and a unit value."""
    said = {"source": it.source, "kind": it.kind, "public": "yes" if it.public else "no"}
    if it.kind == "cash":
        return {**said, "amount": dollars(it.amount)}
    return {**said, "quantity": str(it.amount // 50_00), "unit_value": "50,00", "basis": "Taux horaire moyen"}


def accept(cast: Cast, facts: Portfolio, report: s.Report) -> None:
    """The officer refuses what was refused, with its reason, and accepts the rest; what waited for it can be paid."""
    expenses = [it for it in facts.rows(s.Expense) if it.report == report.report]
    refused = [(it.line, it.disallowed, it.recover, it.reason or "") for it in expenses if it.disallowed]
    page = hands.review(cast, report.report, refused)
    told(page, "Le rapport est accepté")
    told(page, "Il ne retient plus")


def blocked(cast: Cast, late: s.Report) -> None:
    """What the missing report holds back is said, with the report."""
    page = cast.at("officer", "/versements?vue=blocked")
    row = page.locator("main tbody tr").filter(has_text=late.fiscal_year)
    expect(row).to_contain_text("En retard depuis le")
    expect(row.get_by_role("link", name=f"rapport {late.report}")).to_be_visible()
    with page.expect_navigation():
        row.locator("th a").click()
    told(page, "Ce versement ne peut être fait")


def compare(cast: Cast, as_of: str) -> None:
    """The JSON that the officer downloads is the promised one, each year and together."""
    page = cast.at("officer", f"{cast.here}/etats")
    for year in (None, *worked.YEARS):
        asked = f"{cast.here}/etat.json?arrete={as_of}" + (f"&annee={year}" if year else "")
        answer = page.request.get(cast.site.url + asked)
        assert answer.status == 200
        assert answer.json() == worked.expected(as_of, year), (as_of, year)
