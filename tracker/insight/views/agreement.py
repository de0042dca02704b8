"""One agreement: a page whose tabs are addresses."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import now
from tracker.grants import allocation, officers
from tracker.grants.contributions.words import said
from tracker.grants.policy import last_day, load_agreement, sight_of
from tracker.grants.queries import Search
from tracker.grants.schedule import InstalmentState, ReportState
from tracker.grants.views.officers import offered
from tracker.insight import labels, lifeline, payable, queries, workspace
from tracker.insight.portfolio import Row
from tracker.insight.views.trace import statements_of, tracer
from tracker.insight.words import conditions, waits_for
from tracker.insight.workspace import Instalment, Workspace
from tracker.ledger.accounts import Kind
from tracker.reports import queries as report_queries
from tracker.reports.labels import report_name
from tracker.statements import shelf
from tracker.statements.ledgers import RECEIVABLES_ROWS, bridge_rows, funds_rows
from tracker.web.dates import today
from tracker.web.filters import money
from tracker.web.language import LANGUAGES, language
from tracker.web.pages import Page, page_number

ENTRIES_PER_PAGE = 25
TABS = (
    "summary",
    "budget",
    "instalments",
    "reports",
    "framework",
    "sharing",
    "ledger",
    "people",
    "documents",
    "statements",
    "decisions",
    "history",
)


@may(Action.SEE_AGREEMENTS)
def summary(number: str) -> str:
    """Where it stands: line of time, what is held back and why, budget, funds, schedule."""
    space = load(number)
    year = request.args.get("exercice") or None
    lines, total = space.lines(year)
    return page(
        space,
        "summary",
        year=year,
        years=_year_chips(space, year),
        lines=lines,
        total=total,
        ledger=space.ledger(year),
        funds_rows=funds_rows((space.ledger(year),)),
        receivables_rows=RECEIVABLES_ROWS,
        line=lifeline.of(space),
        held_back=_held_back(space),
        sub_agreements=_sub_agreements(space),
        limits=[] if visitor().is_partner else [said(it) for it in space.limits],
    )


@may(Action.SEE_AGREEMENTS)
def budget(number: str) -> str:
    """Each year by line, and the commitment from the original to what is left."""
    space = load(number)
    return page(
        space,
        "budget",
        tables=[space.year_table(year) for year in space.years],
        bridge=bridge_rows(space.statement.allotments),
    )


@may(Action.SEE_AGREEMENTS)
def instalments(number: str) -> str:
    """The schedule, and what each instalment waits for."""
    space = load(number)
    waiting = [it for it in space.instalments if it.standing.conditions]
    beyond = _beyond(space) if waiting else {}
    return page(space, "instalments", waiting=[(it, _asked_of(space, it, beyond)) for it in waiting])


@may(Action.SEE_AGREEMENTS)
def reports(number: str) -> str:
    """What was due, when it came, when it was accepted."""
    space = load(number)
    return page(space, "reports", acceptances=_acceptances(space), set_aside=report_queries.set_aside(space.agreement))


@may(Action.SEE_AGREEMENTS)
def ledger(number: str) -> str:
    """The journal's entries, the newest first."""
    space = load(number)
    found, total = queries.entries(space.agreement.number, until=space.today, page=page_number(), size=ENTRIES_PER_PAGE)
    names = {line.code: line.name_fr if language() == "fr" else line.name_en for line in space.record.lines}
    return page(
        space,
        "ledger",
        page=Page(found, page_number(), ENTRIES_PER_PAGE, total),
        line_names=names,
        cut_offs={after.from_on: before.to_on for before, after in pairwise(space.agreement.mandates)},
        detailed=can(Action.READ_JOURNAL),
    )


@may(Action.SEE_AGREEMENTS)
def people(number: str) -> str:
    """Who follows it at the funder; who signed and received, one after the other; who is around the table."""
    space = load(number)
    regroupement = space.agreement.regroupement
    officer = space.agreement.officer
    return page(
        space,
        "people",
        members=queries.members(regroupement.id) if regroupement else (),
        form=offered(present=officer.email if officer else "") if can(Action.ASSIGN_OFFICERS) else None,
    )


@may(Action.SEE_AGREEMENTS)
def statements(number: str) -> str:
    """Choose a statement and take it away; those that were issued."""
    space = load(number)
    return page(
        space,
        "statements",
        languages=LANGUAGES,
        volumes=shelf.of_agreement(space.agreement.number, until=space.today),
        several=not allocation.has_a_region(space.agreement),
        key=allocation.in_force(space.agreement.id, as_of=space.today, known_at=now()),
    )


def load(number: str) -> Workspace:
    """The agreement of this number, if the reader may see it; 404 otherwise."""
    agreement = load_agreement(number)
    last = last_day(agreement)
    return workspace.load(agreement.number, today=min(today(), last or date.max))


def page(space: Workspace, tab: str, **values: Any) -> str:
    """A tab of the agreement, in its frame."""
    officer = space.agreement.officer
    return render_template(
        f"insight/agreement/{tab}.html",
        space=space,
        tab=tab,
        header=space.statement.header,
        tags=_tags(space),
        strip=_strip(space),
        tabs=_tabs(space, tab),
        officer=officer,
        follows=officer is not None and officers.is_one(officer),
        is_partner=visitor().is_partner,
        labels=labels,
        report_name=report_name,
        waits_for=waits_for,
        trace=tracer(space.agreement.number),
        traceable=statements_of(space.agreement),
        **values,
    )


def _acceptances(space: Workspace) -> dict[int, int]:
    """The entry that accepted each report, by the report's number."""
    accepted = [it for it in space.record.postings if it.kind == Kind.REPORT_ACCEPTED]
    return {int(it.source.rpartition(":")[2]): it.seq for it in accepted}


def _tabs(space: Workspace, tab: str) -> list[dict[str, Any]]:
    names = {
        "summary": _("Summary"),
        "budget": _("Budget"),
        "instalments": _("Payments"),
        "reports": _("Reports"),
        "framework": _("Framework"),
        "sharing": _("Sharing"),
        "ledger": _("History") if visitor().is_partner else _("Journal"),
        "people": _("People"),
        "documents": _("Documents"),
        "statements": _("Statements"),
        "decisions": _("Decisions"),
        "history": _("History"),
    }
    hidden = set()
    if not space.agreement.sub_agreements:
        hidden.add("framework")
    if space.agreement.framework is None:
        hidden.add("sharing")
    if not (can(Action.EDIT_AGREEMENTS) or can(Action.SIGN_AMENDMENTS)):
        hidden.add("decisions")
    if not can(Action.READ_JOURNAL):
        hidden.add("history")
    late = len(space.with_state(ReportState.LATE))
    return [
        {
            "text": names[name],
            "href": _address(space, name),
            "current": name == tab,
            "count": late if name == "reports" else 0,
        }
        for name in TABS
        if name not in hidden
    ]


def _address(space: Workspace, tab: str, **values: Any) -> str:
    endpoint = "insight.agreement" if tab == "summary" else f"insight.agreement_{tab}"
    return url_for(endpoint, number=space.agreement.number, **values)


def _tags(space: Workspace) -> list[dict[str, Any]]:
    """The state in words: only what departs from the normal case carries a colour of warning."""
    phases = {
        "future": (_("To come"), "idle"),
        "running": (_("In force"), "ok"),
        "suspended": (_("Suspended"), "late"),
        "withdrawn": (_("Withdrawn from"), "todo"),
        "ended": (_("Ended, not closed"), "todo"),
        "closed": (_("Closed"), "idle"),
    }
    text, tone = phases[space.phase]
    tags: list[dict[str, Any]] = [{"text": text, "tone": tone}]
    late = len(space.with_state(ReportState.LATE))
    review = len(space.with_state(ReportState.SUBMITTED))
    blocked = len(space.in_state(InstalmentState.BLOCKED))
    ready = len(space.in_state(InstalmentState.READY))
    if late:
        tags.append({"text": ngettext("%(num)s late report", "%(num)s late reports", late), "tone": "late"})
    if review:
        text = ngettext("%(num)s report to review", "%(num)s reports to review", review)
        tags.append({"text": text, "tone": "wait"})
    if blocked:
        text = ngettext("%(num)s payment blocked", "%(num)s payments blocked", blocked)
        tags.append({"text": text, "tone": "late", "icon": "lock"})
    if ready:
        text = ngettext("%(num)s payment ready", "%(num)s payments ready", ready)
        tags.append({"text": text, "tone": "todo"})
    signed = [it for it in space.agreement.amendments if it.number and it.effective_on <= space.today]
    if signed:
        text = ngettext("%(num)s amendment", "%(num)s amendments", len(signed))
        tags.append({"text": text, "tone": "idle"})
    return tags


def _strip(space: Workspace) -> list[dict[str, Any]]:
    commitment, totals = space.commitment, space.totals
    original = sum(it.original for it in space.statement.allotments)
    changed = commitment.committed - original
    paid = [it for it in space.instalments if it.row.payment]
    planned = [it for it in space.instalments if it.row.instalment]
    blocked = sum(it.amount for it in space.in_state(InstalmentState.BLOCKED))
    accepted = len(space.with_state(ReportState.ACCEPTED))
    partner = visitor().is_partner
    paid_note = (
        ngettext("%(done)s of %(num)s payment", "%(done)s of %(num)s payments", len(planned), done=len(paid))
        if planned
        else _("under the framework agreement")
    )
    if totals.net_cost != totals.gross:
        paid_note = _("%(payments)s; net cost %(amount)s", payments=paid_note, amount=money(totals.net_cost))
    note = _("no amendment")
    if changed:
        note = _("%(original)s originally, %(change)s by amendment", original=money(original), change=money(changed))
    if blocked:
        due = _("of which %(amount)s is blocked", amount=money(blocked))
    elif commitment.lapsed:
        due = _("%(amount)s lapsed", amount=money(commitment.lapsed))
    else:
        due = _("nothing lapsed")
    strip: list[dict[str, Any]] = [
        {"text": _("Committed"), "value": money(commitment.committed), "note": note},
        {
            "text": _("Received") if partner else _("Paid"),
            "value": money(space.received),
            "note": paid_note,
        },
        {
            "text": _("Accepted"),
            "key": "accepted",
            "value": money(totals.accepted),
            "note": ngettext("%(num)s report", "%(num)s reports", accepted),
        },
        {
            "text": _("Held"),
            "key": "held",
            "value": money(totals.unspent),
            "note": _("by the fiscal host") if totals.unspent >= 0 else _("advanced by the fiscal host"),
        },
        {"text": _("To come") if partner else _("To pay"), "key": "due", "value": money(space.to_come), "note": due},
    ]
    return [{**it, "href": href} for it, href in zip(strip, _strip_traces(space), strict=True)]


def _strip_traces(space: Workspace) -> tuple[str | None, ...]:
    """Where each key figure leads: to the figure of the statement that it is, if it is one."""
    trace = tracer(space.agreement.number)
    *_steps, committed, _settled, _lapsed, payable = (it.ref for it in bridge_rows(space.statement.allotments))
    received = None
    if space.instalments and space.received == space.totals.gross:
        received = trace(f"V{len(space.instalments) + 1}", "gross")
    elif space.received == space.ledger(None).funds.transferred:
        received = trace("U8", "total")
    return (
        trace(committed, "total"),
        received,
        trace(f"L{len(space.whole.lines) + 1}", "accepted"),
        trace("U7", "total"),
        trace(payable, "total") if space.to_come == space.commitment.payable else None,
    )


def _year_chips(space: Workspace, year: str | None) -> list[dict[str, Any]]:
    chips = [{"text": _("Cumulative"), "href": _address(space, "summary"), "current": year is None}]
    chips += [
        {"text": it, "href": _address(space, "summary", exercice=it), "current": it == year} for it in space.years
    ]
    return chips


def _held_back(space: Workspace) -> dict[str, Any] | None:
    """The first payment that is blocked, or else that is ready, with its reasons."""
    for state in (InstalmentState.BLOCKED, InstalmentState.READY):
        found = space.in_state(state)
        if found:
            return {
                "it": found[0],
                "more": found[1:],
                "state": state.value,
                "amount": sum(it.amount for it in found),
                "conditions": _asked_of(space, found[0], _beyond(space)),
                "late": [
                    it for it in space.with_state(ReportState.LATE) if it.report.number in found[0].standing.missing
                ],
            }
    return None


def _beyond(space: Workspace) -> payable.Found:
    """What the unpaid instalments wait for beyond the agreement; nothing for who no longer hosts it."""
    if space.today < today():
        return {}
    return payable.of_agreement(space.agreement.id, today=space.today)


def _asked_of(space: Workspace, it: Instalment, beyond: payable.Found) -> list[dict[str, Any]]:
    """Everything that a payment waits for: the agreement's conditions, its account, its approvals."""
    waits = beyond.get((space.agreement.number, it.row.instalment or 0))
    due = it.row.due_on is not None and it.row.due_on <= space.today
    ready = it.standing.state is InstalmentState.READY
    return [*conditions(space, it), *payable.checks(waits, due=due, ready=ready, partner=visitor().is_partner)]


def _sub_agreements(space: Workspace) -> list[Row]:
    if not space.agreement.sub_agreements:
        return []
    seen = queries.portfolio(sight_of(visitor()), Search(), lang=language(), today=space.today)
    return [row for row in seen if row.framework == space.agreement.number]
