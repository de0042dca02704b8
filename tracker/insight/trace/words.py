"""What a figure is, and what its records say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape

from tracker.insight import labels
from tracker.insight.trace.references import TOTAL, Figure
from tracker.ledger.accounts import Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.web.filters import fiscal_year, money, short_date
from tracker.web.language import language

TABLES = {
    "L": _l("Budget and cost by line"),
    "U": _l("Funds held"),
    "C": _l("Receivables"),
    "E": _l("Commitment by allotment"),
    "V": _l("Schedule of payments"),
    "Y": _l("Payments by fiscal year"),
    "H": _l("Each host’s part"),
    "A": _l("Contributions"),
    "R": _l("Results"),
    "O": _l("Reports due at the cut-off"),
    "D": _l("Declarations and decisions"),
}

OF_SEVERAL = {
    "S": _l("Agreements by stream and region"),
    "Q": _l("Regions, with their shares"),
    "P": _l("Shares by allocation key"),
    "Y": _l("By fiscal year"),
    "L": TABLES["L"],
    "U": TABLES["U"],
    "C": TABLES["C"],
    "E": TABLES["E"],
    "R": TABLES["R"],
    "G": _l("Agreements"),
}
"""The tables of the statement of several agreements."""

_COLUMNS = {
    "committed": _l("Commitment"),
    "paid": _l("Paid"),
    "initial": _l("Initial budget"),
    "amendments": _l("Amendments"),
    "carry_in": _l("Carried in"),
    "transfers": _l("Transfers between lines"),
    "authorised": _l("Authorised budget"),
    "declared": _l("Cost declared"),
    "disallowed": _l("Cost disallowed"),
    "accepted": _l("Cost accepted"),
    "balance": _l("Budget balance"),
    "scheduled": _l("Planned payment"),
    "gross": _l("Gross payment"),
    "offset": _l("Amount offset"),
    "cash": _l("Cash paid"),
    "journal": _l("In the journal"),
    "received": _l("Gross paid and transferred"),
    "interest": _l("Interest"),
    "established": _l("Receivables established"),
    "returned": _l("Returned to the funder"),
    "handed": _l("Funds received from (handed to) another host"),
    "held": _l("Balance held"),
    "recovered": _l("Recovered"),
    "written_off": _l("Written off"),
    "handed_receivable": _l("Receivables received from (handed to) another host"),
    "receivable": _l("Receivables"),
    "target": _l("Target"),
    "actual": _l("Actual"),
}

_RECORDS = {
    Kind.SIGNED: _l("Original agreement"),
    Kind.AMENDED: _l("Amendment %(number)s"),
    Kind.HOST_CHANGED: _l("Change of fiscal host %(number)s"),
    Kind.REPORT_ACCEPTED: _l("Report %(number)s"),
    Kind.INTEREST_DECLARED: _l("Interest %(number)s"),
    Kind.ADJUSTED: _l("Adjustment %(number)s"),
    Kind.CARRIED_FORWARD: _l("Carry-forward %(number)s"),
    Kind.LINE_TRANSFERRED: _l("Transfer between lines %(number)s"),
    Kind.FRAMEWORK_TRANSFERRED: _l("Framework transfer %(number)s"),
    Kind.PAID: _l("Payment %(number)s"),
    Kind.RECOVERED: _l("Recovery %(number)s"),
    Kind.RETURNED: _l("Return of funds %(number)s"),
    Kind.WRITTEN_OFF: _l("Write-off %(number)s"),
    Kind.LAPSED: _l("Lapse %(number)s"),
}


def column(name: str) -> str:
    """A column in words: ``Coût accepté``, ``Rapport 2``, a fiscal year, the total of the years."""
    if name.startswith("report-"):
        text: str = _("Declared in report %(number)s", number=name.removeprefix("report-"))
        return text
    if name in _COLUMNS:
        return str(_COLUMNS[name])
    if name == POST_CLOSING:
        return str(_("post-closing"))
    return str(_("All years")) if name == TOTAL else name


def period(year: str | None) -> str:
    """What a statement covers: ``exercice 2016-2017``, or the whole agreement."""
    text: str = _("fiscal year %(year)s", year=year) if year else _("whole agreement")
    return text


def sentence(figure: Figure, year: str | None) -> str:
    """``Coût accepté, Matériel et activités, exercice 2016-2017``; ``year`` is that of the statement, if it has one."""
    row, name = figure.row[language()], column(figure.column)
    table = str(TABLES[figure.ref[0]])
    if figure.ref[0] in "LR":
        said = [name, row, period(year)]
    elif figure.ref[0] in "VY":
        said = [name, row]
    else:
        said = [table, row, name[:1].lower() + name[1:]]
        if figure.ref[0] == "E" and year:
            said.append(_("at the end of %(year)s", year=year))
    return ", ".join(said)


def of_several(figure: Figure, year: str | None) -> str:
    """The same of a figure of several agreements: ``Coût accepté, Matériel et activités, exercice 2016-2017``."""
    if figure.ref[0] in "UCE":
        return sentence(figure, year)
    said = [column(figure.column), figure.row[language()]]
    return ", ".join(said if figure.ref[0] == "Y" else [*said, period_of_several(year)])


def period_of_several(year: str | None) -> str:
    """What it covers: ``exercice 2016-2017``, or every year."""
    return period(year) if year else str(_("all years"))


def record(kind: Kind, number: int) -> str:
    """``Rapport 2``, ``Versement 4``: what an entry comes from."""
    return str(_RECORDS[kind]) % {"number": number}


Rows = list[dict[str, Any]]


def facts(kind: Kind, found: Any, names: Mapping[str, str]) -> Rows:
    """What the record says, as ``figures.summary_list`` shows it; ``names`` are those of budget lines."""
    told = _TELLERS[kind](found, names)
    return [{"text": text, "value": value if value not in (None, "") else "–"} for text, value in told]


def _signed(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Signed on"), short_date(it.signed_on)),
        (_("Takes effect on"), short_date(it.effective_on)),
        (_("Changes the commitment by"), money(sum(line.amount for line in it.lines), parentheses=True)),
    ]


def _host_changed(pair: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    before, after = pair
    return [
        (_("From"), before.organisation.name),
        (_("To"), after.organisation.name),
        (_("On"), short_date(after.from_on)),
    ]


def _report(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    due = it.obligation
    start, end = short_date(due.from_on), short_date(due.to_on)
    return [
        (_("Report"), labels.REPORTS[due.kind]),
        (_("Fiscal year"), fiscal_year(due.fiscal_year)),
        (_("Period"), escape(_("%(start)s to %(end)s")) % {"start": start, "end": end}),
        (_("Due on"), short_date(due.due_on)),
        (_("Submitted on"), short_date(it.submitted_on)),
        (_("Accepted on"), short_date(it.accepted_on)),
    ]


def _interest(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Interest declared"), money(it.amount)),
        (_("Fiscal year"), fiscal_year(it.fiscal_year)),
        (_("Declared on"), short_date(it.declared_on)),
    ]


def _adjusted(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Disallowed"), money(it.amount)),
        (_("Line"), names.get(it.line_code, it.line_code)),
        (_("Accepted first in"), _("Report %(number)s", number=it.report.obligation.number)),
        (_("Decided on"), short_date(it.decided_on)),
        (_("Booked to"), fiscal_year(it.booked_to)),
        (_("To recover"), _("Yes") if it.recover else _("No, it goes back to the funds held")),
        (_("Reason"), it.reason),
    ]


def _carried(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money(it.amount)),
        (_("Line"), names.get(it.line_code, it.line_code)),
        (_("From"), fiscal_year(it.from_year)),
        (_("To"), fiscal_year(it.to_year)),
        (_("Decided on"), short_date(it.decided_on)),
    ]


def _transferred(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money(it.amount)),
        (_("From"), names.get(it.from_line_code, it.from_line_code)),
        (_("To"), names.get(it.to_line_code, it.to_line_code)),
        (_("Fiscal year"), fiscal_year(it.fiscal_year)),
        (_("Decided on"), short_date(it.decided_on)),
    ]


def _framework(found: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    it, framework, sub = found
    return [
        (_("Amount"), money(it.amount)),
        (_("Transferred on"), short_date(it.transferred_on)),
        (_("From the framework agreement"), framework),
        (_("To the agreement"), sub),
    ]


def _paid(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    planned = it.instalment
    if planned is None:
        told = [(_("Instalment"), _("Unscheduled"))]
    else:
        kind = labels.INSTALMENTS[planned.kind]
        required = planned.required_obligation
        told = [
            (_("Instalment"), _("%(number)s, %(kind)s", number=planned.number, kind=kind)),
            (_("Planned on"), short_date(planned.due_on)),
            (_("Planned amount"), money(planned.amount)),
            (_("Waited for"), _("Report %(number)s", number=required.number) if required else ""),
        ]
    return [
        *told,
        (_("Paid on"), short_date(it.paid_on)),
        (_("Allotment"), fiscal_year(it.fiscal_year)),
        (_("Gross payment"), money(it.gross)),
        (_("Amount offset"), money(it.offset)),
        (_("Cash paid"), money(it.cash)),
        (_("Reference"), it.reference),
    ]


def _received(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money(it.amount)),
        (_("Received on"), short_date(it.received_on)),
        (_("Reference"), it.reference),
    ]


def _returned(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money(it.amount)),
        (_("Returned on"), short_date(it.returned_on)),
        (_("Reference"), it.reference),
    ]


def _written_off(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money(it.amount)),
        (_("Decided on"), short_date(it.decided_on)),
        (_("Resolution"), it.resolution),
    ]


def _lapsed(it: Any, names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [
        (_("Amount"), money(it.amount)),
        (_("Allotment"), fiscal_year(it.fiscal_year)),
        (_("Decided on"), short_date(it.decided_on)),
        (_("Reason"), it.reason),
    ]


_TELLERS = {
    Kind.SIGNED: _signed,
    Kind.AMENDED: _signed,
    Kind.HOST_CHANGED: _host_changed,
    Kind.REPORT_ACCEPTED: _report,
    Kind.INTEREST_DECLARED: _interest,
    Kind.ADJUSTED: _adjusted,
    Kind.CARRIED_FORWARD: _carried,
    Kind.LINE_TRANSFERRED: _transferred,
    Kind.FRAMEWORK_TRANSFERRED: _framework,
    Kind.PAID: _paid,
    Kind.RECOVERED: _received,
    Kind.RETURNED: _returned,
    Kind.WRITTEN_OFF: _written_off,
    Kind.LAPSED: _lapsed,
}
