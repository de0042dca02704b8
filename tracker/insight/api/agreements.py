"""Agreements: the list, one with everything, its statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now
from tracker.errors import DomainError, message
from tracker.grants.models import Agreement
from tracker.grants.policy import last_day, load_agreement, sight_of
from tracker.grants.queries import Search
from tracker.insight import queries as insight
from tracker.insight import workspace
from tracker.insight.api import answers, queries
from tracker.insight.api.blueprint import AgreementsAsked, StatementAsked, answering, asking, blueprint
from tracker.insight.api.schemas import Agreement as AgreementSchema
from tracker.insight.api.schemas import Agreements
from tracker.insight.portfolio import Row
from tracker.insight.views.portfolio import as_it_was_left, left_by
from tracker.insight.workspace import Workspace
from tracker.ledger.queries import head_at
from tracker.statements import json, service
from tracker.web.dates import today
from tracker.web.language import language

_STATEMENT = {
    "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("StatementOfYear", "StatementOfAll")]
}  # fmt: skip


@blueprint.get("/agreements", tags=["Agreements"])
@may(Action.SEE_AGREEMENTS)
@asking(AgreementsAsked)
@answering(Agreements)
def agreements(asked: dict[str, Any]) -> dict[str, Any]:
    """The agreements that you may see, by number."""
    search = Search(asked.get("stream", ""), asked.get("region", ""), asked.get("programme", ""))
    found = answers.page(_rows(search), key=lambda row: row.number, limit=asked["limit"], cursor=asked.get("cursor"))
    records = queries.agreements([row.number for row in found["items"]])
    left = left_by(visitor())
    return found | {"items": [_item(records[row.number], row, left.get(row.number, today())) for row in found["items"]]}


@blueprint.get("/agreements/<number>", tags=["Agreements"])
@may(Action.SEE_AGREEMENTS)
@answering(AgreementSchema)
def agreement(number: str) -> dict[str, Any]:
    """One agreement with its budget, its schedule, its payments and its reports.

    A host whose mandate has passed to another sees it as it stood on the mandate's last day.
    """
    record = load_agreement(number)
    until = last_day(record) or today()
    space = workspace.load(record.number, today=until)
    (row,) = [it for it in _rows(Search()) if it.number == record.number]
    return {**_item(record, row, until), **_whole(record, space, until)}


@blueprint.get("/agreements/<number>/statement", tags=["Agreements"])
@may(Action.SEE_AGREEMENTS)
@asking(StatementAsked)
@answering(_STATEMENT, description="The object that the command prints with --format json")
def statement(asked: dict[str, Any], number: str) -> Response:
    """The accountability statement of one agreement: of a year, or of all of them without one.

    Not issued. As of a day: what took effect by then. As known at a moment: what was recorded by then. The same
    question gives the same figures for ever.
    """
    record = load_agreement(number)
    if asked.get("year") and asked.get("cumulative"):
        raise DomainError(message("a year, or all of them: not both"), "cumulative")
    last, known_at = last_day(record), asked.get("known_at") or now()
    as_of = min(asked.get("as_of") or today(), last or date.max)
    year = asked.get("year") or None

    def built() -> bytes:
        return json.write(service.agreement_statement(record.number, year=year, as_of=as_of, known_at=known_at))

    tag = answers.tag_of("statement", record.number, year, as_of, head_at(known_at), queries.line_order())
    return answers.answered(tag, built)


def _rows(search: Search) -> list[Row]:
    """The rows of the portfolio's page, as this reader sees them."""
    person = visitor()
    left = left_by(person)
    rows = insight.portfolio(sight_of(person), search, lang=language(), today=today())
    return [as_it_was_left(row, left[row.number]) if row.number in left else row for row in rows]


def _item(it: Agreement, row: Row, until: date) -> dict[str, Any]:
    subject, phase = it.regroupement, it.phase
    hosts = [mandate.organisation.code for mandate in it.mandates if mandate.from_on <= until]
    return {
        "number": it.number,
        "title": {"fr": it.title_fr, "en": it.title_en},
        "programme": it.programme.code,
        "stream": it.stream,
        "region": row.region,
        "regroupement": subject.code if subject else None,
        "project": phase.project.code if phase else None,
        "phase": phase.number if phase else None,
        "framework": row.framework,
        "host": hosts[-1] if hosts else None,
        "signed_on": it.signed_on,
        "starts_on": it.starts_on,
        "ends_on": it.ends_on,
        "fiscal_years": it.fiscal_years,
        "figures": row.figures,
        "late_reports": row.late,
        "reports_to_review": row.review,
    }


def _whole(it: Agreement, space: Workspace, until: date) -> dict[str, Any]:
    rows = space.instalments
    return {
        "hosts": [
            {"organisation": mandate.organisation.code, "from_on": mandate.from_on, "to_on": mandate.to_on}
            for mandate in it.mandates
            if mandate.from_on <= until
        ],
        "amendments": [change for change in it.amendments if change.number > 0 and change.effective_on <= until],
        "budget": [{"fiscal_year": year, "lines": space.year_table(year).lines} for year in space.years],
        "schedule": [
            {
                "instalment": each.row.instalment,
                "kind": each.row.kind,
                "fiscal_year": each.row.fiscal_year,
                "due_on": each.row.due_on,
                "amount": each.row.scheduled,
                "required_report": each.row.required_report,
                "state": each.standing.state,
            }
            for each in rows
            if each.row.instalment is not None
        ],
        "payments": [each.row for each in rows if each.row.payment is not None],
        "reports": [_report(each, until) for each in space.reports],
    }


def _report(each: workspace.ReportRow, until: date) -> Mapping[str, Any]:
    due = each.report
    return {
        "report": due.number,
        "kind": due.kind,
        "fiscal_year": due.fiscal_year,
        "from_on": due.from_on,
        "to_on": due.to_on,
        "due_on": due.due_on,
        "submitted_on": due.submitted_on,
        "accepted_on": due.accepted_on,
        "state": due.state(until),
        "declared": each.declared,
        "disallowed": each.disallowed,
        "accepted": each.accepted,
    }
