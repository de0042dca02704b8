"""Amounts and sentences that several pages write the same way."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.grants.life import State, since, state_on
from tracker.grants.schedule import Condition, InstalmentState, ReportState, Rule
from tracker.insight.workspace import Instalment, Workspace
from tracker.ledger.money import Cents, format_money
from tracker.web.charts import MILLION, short_figure
from tracker.web.dates import long_date
from tracker.web.language import language

_LARGE = 10 * MILLION


def short_money(amount: Cents, *, beside: Cents = 0) -> str:
    """To the cent below ten million dollars; in millions above, where a key figure would not fit, and
    from one million on in the company of such a figure (``beside``)."""
    if abs(amount) < (MILLION if abs(beside) >= _LARGE else _LARGE):
        return format_money(amount, language())
    text: str = _("$%(amount)sM", amount=short_figure(amount, MILLION, language()))
    return text


def reports_named(numbers: tuple[int, ...]) -> str:
    """``report 3``, ``reports 3, 4``."""
    listed = ", ".join(map(str, numbers))
    text: str = ngettext("report %(listed)s", "reports %(listed)s", len(numbers), listed=listed)
    return text


def waits_for(it: Instalment) -> str:
    """What an unpaid instalment waits for, in a few words; empty when nothing."""
    required, missing = it.row.required_report, it.standing.missing
    text: str = ""
    if required in missing:
        text = _("acceptance of report %(number)s", number=required)
    elif missing:
        text = _("reports up to date")
    elif any(not condition.met for condition in it.standing.conditions):
        text = _("a condition that is not met")
    return text


def conditions(space: Workspace, it: Instalment) -> list[dict[str, Any]]:
    """What rule 7 asks, each met or not, as ``status.checks`` shows it."""
    return [_condition(space, it, condition) for condition in it.standing.conditions]


def _missing(space: Workspace, numbers: tuple[int, ...]) -> str:
    states = {it.report.number: it.state for it in space.reports}
    listed = reports_named(numbers)
    if all(states.get(number) is ReportState.SUBMITTED for number in numbers):
        text: str = _("%(listed)s to review", listed=listed)
    else:
        text = ngettext("%(listed)s is missing", "%(listed)s are missing", len(numbers), listed=listed)
    return text


def _condition(space: Workspace, it: Instalment, condition: Condition) -> dict[str, Any]:
    # What is not met is only a matter of time while the payment is not due.
    unmet = "fail" if it.standing.state is InstalmentState.BLOCKED else "wait"
    state = "pass" if condition.met else unmet
    agreement = space.agreement
    if condition.rule is Rule.REPORTS:
        if condition.met:
            return {"state": state, "text": _("Reports due before are accepted")}
        return {
            "state": state,
            "text": _("Reports due before are accepted:"),
            "href": url_for("insight.agreement_reports", number=agreement.number, _anchor=f"r{condition.reports[0]}"),
            "link": _missing(space, condition.reports),
        }
    if condition.rule is Rule.IN_FORCE:
        stands = state_on(agreement.acts, space.today)
        if stands is not State.IN_FORCE:
            words = _("Suspended since %(day)s") if stands is State.SUSPENDED else _("Withdrawn from since %(day)s")
            begun = since(agreement.acts, space.today) or space.today
            return {"state": state, "text": words % {"day": long_date(begun, language())}}
        day = agreement.ends_on if condition.met else agreement.signed_on
        text = _("Agreement signed, until %(day)s") if condition.met else _("Agreement signed on %(day)s")
        return {"state": state, "text": text % {"day": long_date(day, language())}}
    if condition.rule is Rule.TERMS:
        return {
            "state": state,
            "text": _("Its own conditions are met:"),
            "href": url_for("insight.agreement_documents", number=agreement.number, _anchor=f"c{condition.terms[0]}"),
            "link": ngettext("%(num)s condition to meet", "%(num)s conditions to meet", len(condition.terms)),
        }
    host = space.statement.header.host
    text = _("Fiscal host: %(host)s", host=host) if condition.met else _("No fiscal host has the mandate today")
    return {"state": state, "text": text}
