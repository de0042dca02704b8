"""The made-up portfolio: the counts of the real one, the rules of any other, and nothing left to chance."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date

import pytest
from flask import Flask

from tests import worked
from tracker.demo import portfolio
from tracker.workbook import service
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Findings
from tracker.workbook.reader import read


def rows_of(made: Portfolio) -> str:
    return "\n".join(repr(row) for cls in s.SHEETS.values() for row in made.rows(cls))


def committed(made: Portfolio) -> int:
    inside = {row.number for row in made.rows(s.Agreement) if row.framework}
    original = sum(row.amount for row in made.rows(s.Budget) if row.agreement not in inside)
    return original + sum(row.amount for row in made.rows(s.Amendment) if row.agreement not in inside)


def test_it_commits_400_million_dollars_to_the_cent(whole: Portfolio) -> None:
    assert committed(whole) == 400_000_000_00


def test_it_has_the_real_portfolio_s_counts(whole: Portfolio) -> None:
    kinds = Counter(row.kind for row in whole.rows(s.Regroupement))
    assert kinds == {"local": 139, "regional": 16, "community": 25 + 8}
    assert len({row.region for row in whole.rows(s.Regroupement) if row.kind == "regional"}) == 16
    projects = {row.project for row in whole.rows(s.Agreement) if row.stream == "project"}
    assert len(projects) == 35
    held_by_projects = {row.project for row in whole.rows(s.Agreement) if row.stream == "indigenous" and row.project}
    assert len(held_by_projects) == 5  # two frameworks, two friendship centres, the Inuit partnership
    assert 2_900 <= len(whole.rows(s.Organisation)) < 3_000
    assert 4_700 <= len(whole.rows(s.Report)) <= 5_300


def test_about_227_agreements_are_active_in_a_normal_year(whole: Portfolio) -> None:
    for year in range(2013, 2019):
        day = date(year, 11, 1)
        assert 225 <= sum(row.starts_on <= day <= row.ends_on for row in whole.rows(s.Agreement)) <= 230


def test_it_spans_eleven_fiscal_years(whole: Portfolio) -> None:
    years = {row.fiscal_year for row in whole.rows(s.Budget)}
    assert sorted(years) == [f"{year}-{year + 1}" for year in range(2009, 2020)]


def test_sub_agreements_share_less_than_their_framework_commits(whole: Portfolio) -> None:
    budgets: defaultdict[str, int] = defaultdict(int)
    for row in whole.rows(s.Budget):
        budgets[row.agreement] += row.amount
    subs: defaultdict[str, list[str]] = defaultdict(list)
    for agreement in whole.rows(s.Agreement):
        if agreement.framework:
            subs[agreement.framework].append(agreement.number)
    assert sorted(Counter(len(numbers) for numbers in subs.values()).items()) == [(8, 3), (25, 3)]
    for framework, numbers in subs.items():
        assert 0 < sum(budgets[number] for number in numbers) < budgets[framework]


def test_it_follows_the_rules_but_for_a_handful_of_past_decisions(app: Flask, whole: Portfolio) -> None:
    plan = service.plan(whole)  # raises on any error
    assert 0 < len(plan.warnings) <= 20
    assert len(plan.entries) > 15_000


def test_it_leaves_something_to_do(whole: Portfolio) -> None:
    """Reports overdue and under review, payments waiting, money still owed: lists are not empty."""
    reports = whole.rows(s.Report)
    assert sum(row.submitted_on is None for row in reports) >= 10
    assert sum(row.submitted_on is not None and row.accepted_on is None for row in reports) >= 20
    paid = {(row.agreement, row.instalment) for row in whole.rows(s.Payment)}
    closed = {row.agreement for row in whole.rows(s.Lapse)}
    waiting = [
        row
        for row in whole.rows(s.Instalment)
        if (row.agreement, row.instalment) not in paid and row.agreement not in closed
    ]
    assert len(waiting) >= 30
    overdue = {row.agreement for row in reports if row.submitted_on is None}
    assert "PE-2019-014" in overdue  # the demo's partner has a report to finish


@pytest.mark.parametrize(
    "sheet",
    [s.Transfer, s.CarryForward, s.Amendment, s.Interest, s.Adjustment, s.Recovery, s.Return, s.WriteOff, s.Lapse],
)
def test_everything_that_can_happen_happens(whole: Portfolio, sheet: type[s.Row]) -> None:
    assert whole.rows(sheet)


def test_irregularities_are_there(whole: Portfolio) -> None:
    assert any(row.offset for row in whole.rows(s.Payment))
    refused = [row for row in whole.rows(s.Expense) if row.disallowed]
    assert {row.recover for row in refused} == {True, False}
    assert len({row.reason for row in refused}) >= 10
    assert {row.booked_to == "post-closing" for row in whole.rows(s.Adjustment)} == {True, False}
    hosts = Counter(row.agreement for row in whole.rows(s.Host))
    assert 5 <= sum(count == 2 for count in hosts.values()) <= 60
    assert any(row.amount < 0 for row in whole.rows(s.Amendment))
    assert any(row.to_on for row in whole.rows(s.Membership))
    assert any(row.submitted_on and row.submitted_on > row.due_on for row in whole.rows(s.Report))


def test_no_payment_leaves_while_a_report_is_late(whole: Portfolio) -> None:
    """DOMAIN rules 7 and 8. Agreements of the same day's acceptance are not paid that day."""
    reports = defaultdict(list)
    for report in whole.rows(s.Report):
        reports[report.agreement].append(report)
    for payment in whole.rows(s.Payment):
        for report in reports[payment.agreement]:
            if report.due_on < payment.paid_on:
                assert report.accepted_on is not None
                assert report.accepted_on <= payment.paid_on


def test_nothing_has_happened_after_the_last_day_told(whole: Portfolio) -> None:
    told_until = date(2020, 10, 15)
    for cls, name in (
        (s.Payment, "paid_on"),
        (s.Report, "submitted_on"),
        (s.Report, "accepted_on"),
        (s.Recovery, "received_on"),
        (s.Return, "returned_on"),
        (s.Lapse, "decided_on"),
        (s.WriteOff, "decided_on"),
        (s.FrameworkTransfer, "transferred_on"),
    ):
        assert all(day is None or day <= told_until for day in (getattr(row, name) for row in whole.rows(cls)))


def test_an_earlier_day_tells_a_shorter_history(app: Flask) -> None:
    made = portfolio(as_of=date(2014, 3, 1), agreements=60)
    service.plan(made)
    own = [row for row in made.rows(s.Payment) if row.agreement != worked.NUMBER]
    assert own
    assert max(row.paid_on for row in own) <= date(2014, 3, 1)


def test_the_worked_agreement_is_in_it_unchanged(whole: Portfolio) -> None:
    findings = Findings()
    original = read(worked.PATH, findings)
    for cls in s.SHEETS.values():
        kept = whole.rows(cls)
        assert all(row in kept for row in original.rows(cls)), cls.sheet
    codes = [row.code for row in whole.rows(s.BudgetLine)]
    assert len(codes) == 14
    own = [row.code for row in original.rows(s.BudgetLine)]
    assert [code for code in codes if code in own] == own


def test_organisations_are_plainly_made_up(whole: Portfolio) -> None:
    numbers = [row.neq for row in whole.rows(s.Organisation) if row.neq]
    assert len(set(numbers)) == len(numbers)
    own = {"ORG-001", "ORG-002", "ORG-003"}
    for row in whole.rows(s.Organisation):
        assert row.code in own or (row.email or "").endswith(".example")
        assert row.code in own or any(character.isdigit() for character in row.name)


def test_communities_are_numbered_never_named(whole: Portfolio) -> None:
    names = [row.name for row in whole.rows(s.Regroupement) if row.kind == "community"]
    assert all(name.startswith(("Communauté des Premières Nations nº", "Communauté crie nº")) for name in names)


def test_another_seed_gives_other_data_of_the_same_total(whole: Portfolio) -> None:
    other = portfolio(seed=2)
    assert rows_of(other) != rows_of(whole)
    assert committed(other) == 400_000_000_00


def test_the_same_seed_gives_the_same_data_in_any_process(whole: Portfolio) -> None:
    """Whatever the process's own seed for hashes is: twelve agreements are enough, each is as in the whole."""
    script = (
        "import hashlib; from tests.demo.test_portfolio import rows_of; from tracker.demo import portfolio; "
        "print(hashlib.sha256(rows_of(portfolio(agreements=12)).encode()).hexdigest())"
    )
    other = "random" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    said = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": other},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip() == hashlib.sha256(rows_of(portfolio(agreements=12)).encode()).hexdigest()
    assert rows_of(portfolio()) == rows_of(whole)


@pytest.mark.parametrize("count", [1, 2, 12, 60])
def test_it_can_be_limited_to_some_agreements(app: Flask, whole: Portfolio, count: int) -> None:
    made = portfolio(agreements=count)
    numbers = {row.number for row in made.rows(s.Agreement)}
    assert len(numbers) == count
    assert worked.NUMBER in numbers
    service.plan(made)
    same = {repr(row) for row in whole.rows(s.Payment) if row.agreement in numbers}
    assert {repr(row) for row in made.rows(s.Payment)} == same


def test_the_mix_stays_when_it_is_limited() -> None:
    streams = Counter(row.stream for row in portfolio(agreements=60).rows(s.Agreement))
    assert set(streams) == {"local", "regional", "indigenous", "project"}
    assert streams["local"] > 20


def test_less_than_the_worked_agreement_is_refused() -> None:
    with pytest.raises(ValueError, match="worked agreement"):
        portfolio(agreements=0)
