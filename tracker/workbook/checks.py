"""Whether a portfolio holds together: codes, dates, numbers, references. Pure.

Money is not judged here: ``tracker.workbook.replay`` puts it through the same rules as a screen does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from tracker.errors import Message, message
from tracker.ledger.entries import Claim
from tracker.ledger.fiscal import FiscalCalendar
from tracker.reports.events import disallowance
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.problems import Findings
from tracker.workbook.sheets import SHEETS, Row, columns

Existing = Mapping[str, Mapping[str, Row | None]]
"""Codes already recorded, by sheet; with their row where a workbook may repeat it."""

_EARLIEST_TO_LATEST: tuple[tuple[type[Row], str, str], ...] = (
    (s.Membership, "from_on", "to_on"),
    (s.Host, "from_on", "to_on"),
    (s.Agreement, "starts_on", "ends_on"),
    (s.Report, "from_on", "to_on"),
    (s.Report, "submitted_on", "accepted_on"),
)


def check(portfolio: Portfolio, existing: Existing, factors: frozenset[str], findings: Findings) -> None:
    """Add to ``findings`` whatever does not hold together; nothing is changed."""
    calendars = {row.code: FiscalCalendar.from_text(row.fiscal_year_start) for row in portfolio.rows(s.Programme)}
    for code, row in existing.get("programmes", {}).items():
        if isinstance(row, s.Programme):
            calendars.setdefault(code, FiscalCalendar.from_text(row.fiscal_year_start))
    for cls in SHEETS.values():
        _unique(portfolio, cls, existing, findings)
        _known(portfolio, cls, existing, findings)
    for cls, first, second in _EARLIEST_TO_LATEST:
        for row in portfolio.rows(cls):
            _in_order(row, first, second, findings)
    _agreements(portfolio, calendars, findings)
    _mandates(portfolio, findings)
    _amendments(portfolio, findings)
    _reports(portfolio, findings)
    _budgeted_lines(portfolio, findings)
    _indicators(portfolio, factors, findings)
    _organisations(portfolio, findings)


def _unique(portfolio: Portfolio, cls: type[Row], existing: Existing, findings: Findings) -> None:
    recorded = existing.get(cls.sheet, {})
    seen: set[tuple[object, ...]] = set()
    for row in portfolio.rows(cls):
        if not cls.key:
            continue
        key = tuple(getattr(row, name) for name in cls.key)
        if key in seen:
            findings.error(row, cls.key[-1], message("a value not used yet: this one is on an earlier row"))
        seen.add(key)
        if len(cls.key) == 1 and key[0] in recorded:
            before = recorded[str(key[0])]
            if before is None:
                findings.error(row, cls.key[0], message("a number not used yet: this one is already recorded"))
            else:
                _same(row, before, findings)


def _same(row: Row, before: Row, findings: Findings) -> None:
    for column in columns(type(row)):
        if getattr(row, column.attribute) != getattr(before, column.attribute):
            expected = message(
                "what is already recorded under this code: %(value)s", value=getattr(before, column.attribute)
            )
            findings.error(row, column.attribute, expected)


def _known(portfolio: Portfolio, cls: type[Row], existing: Existing, findings: Findings) -> None:
    for column in columns(cls):
        target = column.refers_to
        if target is None:
            continue
        key = SHEETS[target].key[0]
        codes = {getattr(row, key) for row in portfolio.rows(SHEETS[target])}
        codes |= {values.get(key) for unread, values in findings.unread if unread.sheet == target}
        if target != "agreements":
            codes |= existing.get(target, {}).keys()
        for row in portfolio.rows(cls):
            value = getattr(row, column.attribute)
            if value is not None and value not in codes:
                findings.error(row, column.attribute, message("a code of the sheet %(sheet)s", sheet=target))


def _in_order(row: Row, first: str, second: str, findings: Findings) -> None:
    earlier, later = getattr(row, first), getattr(row, second)
    if later is not None and earlier is None:
        findings.error(row, first, message("a date, since a later one is given"))
    elif later is not None and later < earlier:
        findings.error(row, second, message("a date on or after %(date)s", date=earlier))


def _agreements(portfolio: Portfolio, calendars: Mapping[str, FiscalCalendar], findings: Findings) -> None:
    agreements = {row.number: row for row in portfolio.rows(s.Agreement)}
    budgeted = {row.agreement for row in portfolio.rows(s.Budget)}
    hosted = {row.agreement for row in portfolio.rows(s.Host)}
    partly = {values.get("agreement") for _, values in findings.unread}
    for row in agreements.values():
        if (row.regroupement is None) == (row.project is None):
            findings.error(row, "regroupement", message("a regroupement, or a project and its phase"))
        if row.project is not None and row.phase is None:
            findings.error(row, "phase", message("the phase of the project"))
        if row.project is None and row.phase is not None:
            findings.error(row, "phase", message("nothing: only a project has phases"))
        if row.framework == row.number or (row.framework in agreements and agreements[row.framework].framework):
            findings.error(row, "framework", message("a framework agreement that is not itself under another"))
        if row.number not in budgeted | partly:
            findings.error(row, "number", message("at least one row in the sheet %(sheet)s", sheet="budget"))
        if row.number not in hosted | partly:
            findings.error(row, "number", message("at least one row in the sheet %(sheet)s", sheet="hosts"))
    for transfer in portfolio.rows(s.FrameworkTransfer):
        if transfer.agreement in agreements and agreements[transfer.agreement].framework != transfer.framework:
            findings.error(
                transfer, "agreement", message("an agreement under %(framework)s", framework=transfer.framework)
            )
    years = {
        row.number: calendars[row.programme].years_between(row.starts_on, row.ends_on)
        for row in agreements.values()
        if row.programme in calendars and row.ends_on >= row.starts_on
    }
    for fact in portfolio.several(s.Budget, s.Amendment, s.Instalment, s.Report, s.Contribution):
        within = years.get(fact.agreement)
        if within and fact.fiscal_year not in within:
            findings.error(fact, "fiscal_year", _year_of(fact.agreement, within))
    for fact in portfolio.several(s.Budget, s.Instalment, s.Contribution):
        if fact.amount < 0:
            findings.error(fact, "amount", message("an amount of zero or more"))


def _year_of(agreement: str, years: tuple[str, ...]) -> Message:
    return message(
        "a fiscal year of agreement %(agreement)s (%(first)s to %(last)s)",
        agreement=agreement,
        first=years[0],
        last=years[-1],
    )


def _mandates(portfolio: Portfolio, findings: Findings) -> None:
    hosts: defaultdict[str, list[s.Host]] = defaultdict(list)
    for row in portfolio.rows(s.Host):
        hosts[row.agreement].append(row)
    for rows in hosts.values():
        rows.sort(key=lambda row: row.from_on)
        for before, after in pairwise(rows):
            if before.to_on is None or before.to_on >= after.from_on:
                findings.error(
                    before,
                    "to_on",
                    message("a date before %(date)s, when the next host begins (rule 22)", date=after.from_on),
                )
            elif before.to_on + timedelta(days=1) < after.from_on:
                findings.warning(after, "from_on", message("no gap between two hosts (rule 22)"))


def _amendments(portfolio: Portfolio, findings: Findings) -> None:
    first: dict[tuple[str, int], s.Amendment] = {}
    for row in portfolio.rows(s.Amendment):
        before = first.setdefault((row.agreement, row.amendment), row)
        for name in ("signed_on", "effective_on"):
            date_: date = getattr(before, name)
            if getattr(row, name) != date_:
                findings.error(row, name, message("%(date)s, as on the amendment's first row", date=date_))


def _reports(portfolio: Portfolio, findings: Findings) -> None:
    reports = {(row.agreement, row.report): row for row in portfolio.rows(s.Report)}
    known = set(reports) | {
        (values.get("agreement"), values.get("report")) for cls, values in findings.unread if cls is s.Report
    }
    for row in portfolio.several(s.Expense, s.Adjustment, s.IndicatorValue):
        if (row.agreement, row.report) not in known:
            findings.error(row, "report", message("a report of agreement %(agreement)s", agreement=row.agreement))
    for instalment in portfolio.rows(s.Instalment):
        if instalment.requires_report is not None and (instalment.agreement, instalment.requires_report) not in known:
            expected = message("a report of agreement %(agreement)s", agreement=instalment.agreement)
            findings.error(instalment, "requires_report", expected)
    for adjustment in portfolio.rows(s.Adjustment):
        report = reports.get((adjustment.agreement, adjustment.report))
        if report is None:
            continue
        if report.accepted_on is None:
            findings.error(adjustment, "report", message("an accepted report"))
        elif adjustment.decided_on < report.accepted_on:
            findings.error(adjustment, "decided_on", message("a date on or after %(date)s", date=report.accepted_on))
    for expense in portfolio.rows(s.Expense):
        claim = Claim(expense.line, expense.declared, expense.disallowed, expense.recover)
        for finding in disallowance(claim):
            findings.error(expense, "disallowed", finding.message)
    instalments = {(row.agreement, row.instalment) for row in portfolio.rows(s.Instalment)} | {
        (values.get("agreement"), values.get("instalment")) for cls, values in findings.unread if cls is s.Instalment
    }
    for payment in portfolio.rows(s.Payment):
        if payment.instalment is not None and (payment.agreement, payment.instalment) not in instalments:
            expected = message("an instalment of agreement %(agreement)s", agreement=payment.agreement)
            findings.error(payment, "instalment", expected)


def _budgeted_lines(portfolio: Portfolio, findings: Findings) -> None:
    budgeted = {(row.agreement, row.line) for row in portfolio.several(s.Budget, s.Amendment)} | {
        (values.get("agreement"), values.get("line"))
        for cls, values in findings.unread
        if cls in (s.Budget, s.Amendment)
    }
    for row in portfolio.rows(s.Expense):
        if (row.agreement, row.line) not in budgeted:
            findings.warning(
                row, "line", message("a line that agreement %(agreement)s budgets", agreement=row.agreement)
            )


def _indicators(portfolio: Portfolio, factors: frozenset[str], findings: Findings) -> None:
    known = {(row.agreement, row.indicator) for row in portfolio.rows(s.Indicator)} | {
        (values.get("agreement"), values.get("indicator")) for cls, values in findings.unread if cls is s.Indicator
    }
    for row in portfolio.rows(s.Indicator):
        if row.factor is not None and row.factor not in factors:
            findings.error(row, "factor", message("one of: %(options)s", options=", ".join(sorted(factors))))
    for value in portfolio.rows(s.IndicatorValue):
        if (value.agreement, value.indicator) not in known:
            expected = message("an indicator of agreement %(agreement)s", agreement=value.agreement)
            findings.error(value, "indicator", expected)


def _organisations(portfolio: Portfolio, findings: Findings) -> None:
    seen: dict[str, str] = {}
    for row in portfolio.rows(s.Organisation):
        if row.neq is None:
            continue
        before = seen.setdefault(row.neq, row.code)
        if before != row.code:
            findings.warning(row, "neq", message("one organisation for each NEQ: %(code)s has it too", code=before))
