"""What states, reasons, acts and matches are called on screen, and where each reason leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.errors import message
from tracker.grants.models import Agreement, InstalmentKind
from tracker.grants.payments.answers import Match
from tracker.grants.payments.life import State
from tracker.grants.payments.queries import Case
from tracker.grants.payments.reasons import Reason, Why
from tracker.web.filters import moment
from tracker.web.language import language, say

KINDS = {
    InstalmentKind.ADVANCE.value: _l("Advance"),
    InstalmentKind.CONDITIONAL.value: _l("Conditional"),
    InstalmentKind.HOLDBACK.value: _l("Holdback"),
    InstalmentKind.ADJUSTMENT.value: _l("Adjustment"),
}

STATES = {  # words, tone, icon
    State.REQUESTED: (_l("To approve"), "todo", ""),
    State.APPROVED_ONCE: (_l("Approved once"), "todo", ""),
    State.APPROVED: (_l("Approved"), "wait", ""),
    State.AT_BANK: (_l("At the bank"), "wait", ""),
    State.PAID: (_l("Paid"), "ok", "check"),
    State.REFUSED: (_l("Refused"), "returned", None),
    State.CANCELLED: (_l("Cancelled"), "idle", ""),
}

MATCHES = {  # words, tone, icon, what confirming does
    Match.PAID: (_l("Matches"), "ok", "check", _l("Recorded as paid on the bank’s day")),
    Match.REJECTED: (_l("Refused by the bank"), "late", "warning", _l("Goes back to the approved payments")),
    Match.DIFFERENT: (_l("Another amount"), "late", "warning", _l("Nothing is recorded: ask the bank")),
    Match.UNKNOWN: (_l("Not in this batch"), "late", "warning", _l("Nothing is recorded")),
    Match.REPEATED: (_l("Repeated line"), "idle", "", _l("Nothing is recorded twice")),
    Match.UNREADABLE: (
        _l("Cannot be read"),
        "late",
        "warning",
        _l("Nothing is recorded: correct its amount, status or date"),
    ),
    Match.AHEAD: (_l("A day to come"), "todo", "", _l("Nothing is recorded: bring the answer again on that day")),
    Match.SILENT: (_l("Not in the answer"), "todo", "", _l("Stays at the bank")),
    Match.RECORDED: (_l("Recorded already"), "idle", "", _l("Nothing is recorded twice")),
}


def agreement_name(it: Case | Agreement) -> str:
    """The regroupement, or the project and its phase, in the language being spoken."""
    if isinstance(it, Case):
        name, phase = (it.name_fr if language() == "fr" else it.name_en), it.phase
    elif it.regroupement:
        name, phase = it.regroupement.name, None
    elif it.phase:
        name = it.phase.project.name_fr if language() == "fr" else it.phase.project.name_en
        phase = it.phase.number
    else:
        name, phase = it.number, None
    return name if phase is None else _("%(project)s, phase %(phase)s", project=name, phase=phase)


def why(case: Case, found: Iterable[Reason] | None = None) -> list[dict[str, Any]]:
    """Each reason as ``status.checks`` shows it, with the page where it can be lifted."""
    return [{"state": "fail", **_reason(case, it)} for it in (case.reasons if found is None else found)]


def _reason(case: Case, it: Reason) -> dict[str, Any]:
    agreement = {"href": url_for("insight.agreement", number=case.agreement), "link": case.agreement}
    if it.report is not None:
        link = {
            "href": url_for("insight.agreement_reports", number=case.agreement, _anchor=f"r{it.report}"),
            "link": _("report %(number)s", number=it.report),
        }
        said = {
            Why.REPORT_LATE: message("Late since %(day)s:", day=it.day),
            Why.REPORT_TO_REVIEW: message("Received on %(day)s, to review:", day=it.day),
            Why.REPORT_TO_COME: message("Due on %(day)s, and this payment waits for it:", day=it.day),
        }[it.why]
        return {"text": say(said), **link}
    if it.condition is not None:
        documents = url_for("insight.agreement_documents", number=case.agreement, _anchor=f"c{it.condition}")
        return {
            "text": _("A condition is not met:"),
            "href": documents,
            "link": _("condition %(number)s", number=it.condition),
        }
    decisions = {"href": url_for("insight.agreement_history", number=case.agreement), "link": case.agreement}
    if it.why in (Why.SUSPENDED, Why.WITHDRAWN):
        said = {
            Why.SUSPENDED: message("Suspended since %(day)s:", day=it.day),
            Why.WITHDRAWN: message("Withdrawn from since %(day)s:", day=it.day),
        }[it.why]
        return {"text": say(said), **decisions}
    bank = {"href": url_for("payments.bank", code=case.host.code), "link": case.host.name}
    people = {"href": url_for("insight.agreement_people", number=case.agreement), "link": case.agreement}
    if it.why is Why.BANK_DETAILS_WAIT:
        return {"text": _("New bank details, usable from %(moment)s:", moment=moment(case.usable_at)), **bank}
    return {
        Why.UNSIGNED: {"text": say(message("Signed only on %(day)s:", day=it.day)), **agreement},
        Why.NOT_STARTED: {"text": say(message("Begins on %(day)s:", day=it.day)), **agreement},
        Why.NO_HOST: {"text": _("No fiscal host has the mandate today:"), **people},
        Why.NO_BANK_DETAILS: {"text": _("Bank details to verify:"), **bank},
        Why.NOTHING_LEFT: {"text": _("Nothing is left to pay from %(year)s:", year=case.fiscal_year), **agreement},
    }[it.why]
