"""The worked agreement lived by hand on screen over its three years: the promised statements at each of its dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
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
from tests.journeys.hands import Cast, dollars, fill, identify, press, told
from tests.people import PASSWORD
from tracker.db import transaction
from tracker.workbook import service as workbook
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio

HOST = "ORG-001"
DIRECTORY = {"programmes", "organisations", "regroupements", "memberships", "budget_lines"}
BEFORE = date(2016, 6, 13)
"""A week before the signature."""

AFTER = date(2020, 5, 1)
"""A month after the last statement."""

FORESEEN = {
    "r1-source": "Ville de Shawinigan",
    "r1-fiscal_year": worked.YEARS[0],
    "r1-kind": "cash",
    "r1-public": "yes",
    "r1-amount": "10 000,00",
}
"""What somebody was to bring, as the agreement said it; what it brought is in the reports."""

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

        give_accounts("admin", "officer", "approver", "director", "auditor")
        clock.write_text("2016-06-01T12:00:00+00:00")
        with sites.serving(url, instance, clock=clock) as site:
            made = Cast(site, chromium, clock, worked.NUMBER, give_accounts)
            yield made
            made.close()
        app.extensions["engine"].dispose()
    assert made.watch.complaints == []


def test_three_years_by_hand_end_in_the_promised_statements(cast: Cast, tmp_path: Path) -> None:
    facts = workbook.read(worked.PATH, workbook.Findings())
    cast.wake(BEFORE)
    import_directory(cast, tmp_path)
    cast.give_accounts("preparer", "signatory")
    verify_bank_details(cast)
    cast.wake(BEFORE + timedelta(days=2))
    write_agreement(cast)
    for day, _rank, deed in sorted(deeds(cast, facts), key=lambda it: it[:2]):
        cast.wake(day)
        deed()
    for as_of in worked.EXPECTED:
        compare_statements(cast, as_of)
    compare_facts(cast, facts, tmp_path)
    hand_over(cast)


# ── What happens, and when ────────────────────────────────────────────────────────────────────────


def deeds(cast: Cast, facts: Portfolio) -> Iterator[tuple[date, int, Deed]]:
    """Every fact of the workbook, as what somebody does on its day; those of one day by their rank."""
    (agreement,) = facts.rows(s.Agreement)
    yield agreement.signed_on, 0, partial(sign, cast, agreement.signed_on)
    amended_on = facts.rows(s.Amendment)[0].signed_on
    yield amended_on, 1, partial(amend, cast, facts, amended_on)
    for sheet, day, rank, deed in LIFE:
        for it in facts.rows(sheet):
            yield getattr(it, day), rank, partial(deed, cast, facts, it)
    late = next(it for it in facts.rows(s.Report) if it.submitted_on and it.submitted_on > it.due_on)
    yield late.due_on + timedelta(days=2), 0, partial(see_what_is_missing, cast, late)
    for as_of in worked.EXPECTED:
        yield date.fromisoformat(as_of), 8, partial(compare_statements, cast, as_of)


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
    cast.judge(page, "bank details")


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
    for step in ("rapports", "echeancier", "conditions", "apports", "indicateurs"):
        on(page)
        cast.judge(page, step)
        if step == "apports":
            fill(page, FORESEEN)
    fill(
        page,
        {
            "r1-code": "FAM-1",
            "r1-name_fr": "Familles jointes",
            "r1-name_en": "Families reached",
            "r1-unit": "families",
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
    cast.judge(page, "signature")
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
    added = {"new": dollars(new.amount), "due": new.due_on.isoformat(), "kind": new.kind}
    fill(page, {f"{name}-{new.fiscal_year}": text for name, text in added.items()})
    cast.judge(page, "schedule of an amendment")
    on(page)
    page = cast.at("director", f"{cast.here}/avenant/verification")
    cast.judge(page, "check of an amendment")
    identify(page)
    press(page, "Signer l’avenant")
    told(page, "354\u00a0000,00")


def submit(cast: Cast, facts: Portfolio, report: s.Report) -> None:
    """The partner writes what it spent, whom it reached and what others brought, and submits."""
    year = report.fiscal_year
    expenses = [it for it in facts.rows(s.Expense) if it.report == report.report]
    (reached,) = (it for it in facts.rows(s.IndicatorValue) if it.report == report.report)
    finance = {f"lines.{it.line}.spent": dollars(it.declared) for it in expenses}
    if report.report == IN_THE_REPORT:
        finance["interest"] = dollars(next(it.amount for it in facts.rows(s.Interest) if it.fiscal_year == year))
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


def see_what_is_missing(cast: Cast, late: s.Report) -> None:
    """What the missing report holds back says so, with the report."""
    page = cast.at("officer", "/versements?vue=blocked")
    row = page.locator("main tbody tr").filter(has_text=late.fiscal_year)
    expect(row).to_contain_text("En retard depuis le")
    expect(row.get_by_role("link", name=f"rapport {late.report}")).to_be_visible()
    with page.expect_navigation():
        row.locator("th a").click()
    told(page, "Ce versement ne peut être fait")


def declare_interest(cast: Cast, facts: Portfolio, it: s.Interest) -> None:
    """The officer records what the host declares by itself."""
    (first, *_) = (report.report for report in facts.rows(s.Report) if report.fiscal_year == it.fiscal_year)
    if IN_THE_REPORT not in (first, first + 1):
        hands.decide(cast, "interets", {"fiscal_year": it.fiscal_year, "amount": dollars(it.amount)})


def carry_forward(cast: Cast, _facts: Portfolio, it: s.CarryForward) -> None:
    """The officer lets a year spend what another left."""
    answers = {"from_year": it.from_year, "to_year": it.to_year, "line": it.line, "amount": dollars(it.amount)}
    hands.decide(cast, "report-de-solde", {**answers, "reason": "Activités remises à l’automne"})


def transfer(cast: Cast, _facts: Portfolio, it: s.Transfer) -> None:
    """The officer moves part of a line to another, within the limit."""
    answers = {"fiscal_year": it.fiscal_year, "from_line": it.from_line, "to_line": it.to_line}
    hands.decide(cast, "virement", {**answers, "amount": dollars(it.amount), "reason": "Matériel de deux ateliers"})


def pay(cast: Cast, facts: Portfolio, it: s.Payment) -> None:
    """What is proposed is what was paid: the offset, and what lapses of the last holdback, with it."""
    (planned,) = (each for each in facts.rows(s.Instalment) if each.instalment == it.instalment)
    lapses = {each.decided_on: each.amount for each in facts.rows(s.Lapse)}
    hands.pay(
        cast,
        planned=planned.amount,
        year=it.fiscal_year,
        gross=it.gross,
        offset=it.offset,
        lapse=lapses.get(it.paid_on, 0),
        on=it.paid_on,
    )


def adjust(cast: Cast, _facts: Portfolio, it: s.Adjustment) -> None:
    """The officer refuses a cost of an accepted report, after the last year."""
    answers = {"report": str(it.report), "line": it.line, "amount": dollars(it.amount), "booked_to": it.booked_to}
    recover = "yes" if it.recover else "no"
    hands.decide(cast, "ajustement", {**answers, "recover": recover, "reason": it.reason or ""})


def recover(cast: Cast, _facts: Portfolio, it: s.Recovery) -> None:
    """The officer records the cheque."""
    hands.decide(cast, "recuperation", {"amount": dollars(it.amount), "reference": it.reference or ""})


LIFE: tuple[tuple[Any, str, int, Callable[[Cast, Portfolio, Any], None]], ...] = (
    (s.Report, "submitted_on", 2, submit),
    (s.Report, "accepted_on", 3, accept),
    (s.Interest, "declared_on", 3, declare_interest),
    (s.CarryForward, "decided_on", 4, carry_forward),
    (s.Transfer, "decided_on", 4, transfer),
    (s.Payment, "paid_on", 5, pay),
    (s.Adjustment, "decided_on", 6, adjust),
    (s.Recovery, "received_on", 7, recover),
)
"""Each sheet of what happened: its day, its rank among the facts of a day, and who does what on screen."""


def hand_over(cast: Cast) -> None:
    """Interest comes in late, then another organisation takes the mandate: it has what was held, and the two hosts
    together are the agreement."""
    cast.wake(AFTER)
    late = {"fiscal_year": worked.YEARS[-1], "amount": "10,00", "on": (AFTER - timedelta(days=10)).isoformat()}
    hands.decide(cast, "interets", late)
    answers = {"organisation": "ORG-002", "from_on": AFTER.isoformat(), "reason": "Le mandataire cesse ses activités."}
    hands.decide(cast, "mandataire", answers, approved=True)
    page = cast.at("auditor", f"{cast.here}/personnes")
    cut_off = page.request.get(f"{cast.site.url}{cast.here}/coupure.json").json()
    whole = page.request.get(f"{cast.site.url}{cast.here}/etat.json").json()["totals"]
    assert [it["organisation"] for it in cut_off["hosts"]] == [HOST, "ORG-002"]
    assert cut_off["handed_over"]["unspent"] == whole["unspent"] == "10.00"
    together = {"received": "gross", "interest": "interest", "accepted": "accepted", "held": "unspent"}
    for of_host, of_all in together.items():
        assert sum(Decimal(it[of_host]) for it in cut_off["hosts"]) == Decimal(whole[of_all])


# ── What is promised ──────────────────────────────────────────────────────────────────────────────


def compare_statements(cast: Cast, as_of: str) -> None:
    """The JSON that the officer downloads is the promised one, for each year and for all of them."""
    page = cast.at("officer", f"{cast.here}/etats")
    for year in (None, *worked.YEARS):
        asked = f"{cast.here}/etat.json?arrete={as_of}" + (f"&annee={year}" if year else "")
        answer = page.request.get(cast.site.url + asked)
        assert answer.status == 200
        assert answer.json() == worked.expected(as_of, year), (as_of, year)


SAID_OTHERWISE: dict[Any, tuple[str, ...]] = {
    s.Instalment: ("instalment",),  # the one that the amendment added has the next number
    s.Payment: ("payment", "instalment", "reference"),  # the reference is what our bank file says
    s.Lapse: ("reason",),  # with the reference of the payment
}


def compare_facts(cast: Cast, facts: Portfolio, folder: Path) -> None:
    """The portfolio that the administrator exports has every fact of the workbook, and no other."""
    page = cast.at("admin", "/importer")
    path = folder / "Portefeuille.xlsx"
    path.write_bytes(page.request.get(f"{cast.site.url}/exporter/portefeuille.xlsx").body())
    recorded = workbook.read(path, workbook.Findings())
    for sheet in s.SHEETS.values():
        blank = {"at": 0, **dict.fromkeys(SAID_OTHERWISE.get(sheet, ()))}
        found, promised = (sorted(repr(replace(it, **blank)) for it in each.rows(sheet)) for each in (recorded, facts))
        assert found == promised
