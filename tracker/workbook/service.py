"""Taking a portfolio in: checked, replayed and stored, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from tracker.db import session
from tracker.grants.models import Programme
from tracker.grants.service import Author
from tracker.ledger import journal
from tracker.ledger.entries import Entry
from tracker.reports.service import templates
from tracker.trail import service as trail
from tracker.workbook import checks, store
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Findings, Problem
from tracker.workbook.reader import read
from tracker.workbook.replay import replay

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """A portfolio that may be taken in, with the past decisions beyond a limit that are kept as they are."""

    portfolio: Portfolio
    entries: list[Entry]
    warnings: list[Problem]
    existing: dict[str, dict[str, s.Row | None]]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by sheet, only the sheets that have any."""
        return {name: len(rows) for name, cls in s.SHEETS.items() if (rows := self.portfolio.rows(cls))}


def plan_file(source: Path | BinaryIO, *, progress: Progress = lambda done: None) -> Plan:
    """Read and judge a workbook; changes nothing. Raises Rejected with every problem found."""
    findings = Findings()
    return _plan(read(source, findings), findings, progress)


def plan(portfolio: Portfolio, *, progress: Progress = lambda done: None) -> Plan:
    """Judge a portfolio made in memory. Raises Rejected."""
    return _plan(portfolio, Findings(), progress)


def _plan(portfolio: Portfolio, findings: Findings, progress: Progress) -> Plan:
    existing = store.existing_rows()
    checks.check(portfolio, existing, store.protective_factors(), findings)
    lines = [*existing["budget_lines"].values(), *portfolio.rows(s.BudgetLine)]
    programmes = {
        row.code: row
        for row in (*existing["programmes"].values(), *portfolio.rows(s.Programme))
        if isinstance(row, s.Programme)
    }
    administration = frozenset(row.code for row in lines if isinstance(row, s.BudgetLine) and row.administration)
    entries = replay(portfolio, programmes, administration, findings, progress)
    findings.raise_errors()
    return Plan(portfolio, entries, findings.warnings, existing)


def carry_out(plan: Plan, *, actor: str, at: datetime, reason: str = "") -> None:
    """Store what was planned. Call inside ``transaction()``, with a plan made inside it."""
    store.store(plan.portfolio, plan.existing, at=at)
    journal.append(plan.entries, actor=actor, recorded_at=at)
    _give_templates(plan, Author(actor, at))
    trail.record(
        actor=actor,
        at=at,
        action="portfolio imported",
        subject_type="portfolio",
        subject=", ".join(row.code for row in plan.portfolio.rows(s.Programme))[:64],
        difference=plan.counts,
        reason=reason,
    )


def _give_templates(plan: Plan, author: Author) -> None:
    """A programme that comes in can take reports at once: it starts from the model templates."""
    codes = [row.code for row in plan.portfolio.rows(s.Programme)]
    for programme in session.scalars(select(Programme).where(Programme.code.in_(codes)).order_by(Programme.code)):
        if not templates.of_programme(programme):
            templates.publish_models(programme, author=author)
