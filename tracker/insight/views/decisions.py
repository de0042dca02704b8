"""Two tabs of an agreement: what can be decided and waits, and who decided what and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tracker.accounts.permissions import Action, can, may
from tracker.accounts.policy import visitor
from tracker.db import session
from tracker.grants.decisions import restored
from tracker.grants.frameworks.decisions import DECISIONS as FRAMEWORK_DECISIONS
from tracker.grants.life import LIFE as LIFE_OF_AN_AGREEMENT
from tracker.grants.life import Act, state_on
from tracker.grants.models import AmendmentDraft, Proposal
from tracker.grants.views.flow import rows, scope_of
from tracker.grants.views.kinds import DECISIONS
from tracker.insight import labels
from tracker.insight.views.agreement import load, page
from tracker.insight.workspace import Workspace
from tracker.ledger.accounts import Account
from tracker.reports.labels import ACTS
from tracker.reports.views.decisions import DECISIONS as REPORT_DECISIONS
from tracker.trail import queries as trail
from tracker.web.filters import money
from tracker.web.pages import Page, page_number

ACTS_PER_PAGE = 25
_ROOMS = {
    "grants.decide": DECISIONS,
    "reports.decide": REPORT_DECISIONS,
    "frameworks.decide": FRAMEWORK_DECISIONS,
}
"""Where each decision is taken."""
BUDGET = ("virement", "report-de-solde", "desengagement")
COSTS = ("ajustement", "interets")
FRAMEWORK = ("transfert-cadre",)
LIFE = ("suspension", "reprise", "retrait")
FUNDS = ("recuperation", "radiation", "remise-de-solde", "mandataire")


@may(Action.READ_JOURNAL)
def decisions(number: str) -> str:
    """What waits for a signature, and what can be decided now."""
    if not (can(Action.EDIT_AGREEMENTS) or can(Action.SIGN_AMENDMENTS)):
        abort(403)
    space = load(number)
    waiting = session.scalars(
        select(Proposal).where(Proposal.agreement_id == space.agreement.id).order_by(Proposal.id)
    ).all()
    draft = session.get(AmendmentDraft, space.agreement.id)
    return page(
        space,
        "decisions",
        draft=draft,
        draft_tasks=_draft_tasks(space, draft),
        waiting=[{"it": it, "title": DECISIONS[it.kind].title, "href": _approval(space, it)} for it in waiting],
        groups=_groups(space) if can(Action.EDIT_AGREEMENTS) else (),
    )


@may(Action.READ_JOURNAL)
def history(number: str) -> str:
    """Who did what, when, what differs and why."""
    space = load(number)
    scope = scope_of(space.agreement)
    found, total = trail.of("agreement", space.agreement.number, page=page_number(), size=ACTS_PER_PAGE)
    acts = [
        {
            "it": it,
            "title": _act(it.action),
            "rows": rows(scope, restored(it.difference.get("effects", ()))),
            "schedule": it.difference.get("schedule", ()),
            "reports": it.difference.get("reports", ()),
            "ends_on": it.difference.get("ends_on"),
            "by": it.difference.get("proposed_by"),
            "about": _about(it.difference),
        }
        for it in found
    ]
    return page(space, "history", acts=acts, acts_page=Page(found, page_number(), ACTS_PER_PAGE, total))


def _about(difference: dict[str, Any]) -> str:
    if difference.get("kind") in DECISIONS:
        return str(DECISIONS[difference["kind"]].title)
    if isinstance(difference.get("report"), int):
        return str(_("Report %(number)s", number=difference["report"]))
    if "officer" in difference:
        before, after = (who or _("nobody") for who in difference["officer"])
        return str(_("Before: %(before)s. Now: %(after)s.", before=before, after=after))
    return ""


def _act(action: str) -> str:
    done = {
        "officer assigned": _("Programme officer chosen"),
        "proposed": _("Sent for approval"),
        "approved": _("Approved"),
        "framework funding": _("Funding of the framework"),
        "cash forecast": _("Forecast of need"),
        "contribution entered": _("Contribution entered"),
        "contribution withdrawn": _("Contribution withdrawn"),
        "duplicate claim": _("Document claimed twice?"),
        "sharing choice": _("What the community shares"),
        "turned down": _("Sent back"),
        "agreement written": _("Agreement written and checked"),
        "suspend": _("Suspension"),
        "lift": _("End of the suspension"),
        "withdraw": _("Withdrawal"),
        "condition met": _("Condition met"),
        "documents added": _("Documents added"),
        "decide allocation key": _("How regions share the agreement"),
        "amendment draft dropped": _("Amendment dropped before its signature"),
    }
    return done.get(action) or str(ACTS.get(action) or labels.ENTRIES.get(action, action))


def _draft_tasks(space: Workspace, draft: AmendmentDraft | None) -> list[dict[str, Any]]:
    number = space.agreement.number
    if draft is None:
        if not can(Action.EDIT_AGREEMENTS):
            return []
        return [
            {
                "title": _("Prepare an amendment"),
                "href": url_for("grants.amendment", number=number),
                "hint": _("Change the budget by line and year; the director signs it."),
                "tone": "closed",
            },
            {
                "title": _("Prepare an amendment without a budget change"),
                "href": url_for("grants.amendment_plan", number=number),
                "hint": _("Change the last day, the reports due or the unpaid instalments."),
                "tone": "closed",
            },
        ]
    signs = can(Action.SIGN_AMENDMENTS)
    endpoint = "grants.amendment_check" if signs else "grants.amendment"
    return [
        {
            "title": _("Amendment in preparation"),
            "href": url_for(endpoint, number=number),
            "hint": _("Saved by %(who)s", who=draft.saved_by),
            "status": _("To check and sign") if signs else _("Not signed"),
            "tone": "todo" if signs else "idle",
        }
    ]


def _approval(space: Workspace, it: Proposal) -> str | None:
    if not can(Action.SIGN_AMENDMENTS) or it.proposed_by == visitor().email:
        return None
    return url_for("grants.approve", number=space.agreement.number, proposal_id=it.id)


def _groups(space: Workspace) -> list[dict[str, Any]]:
    """The decisions by what they are about. One with nothing to decide on says so instead of a link."""
    balance = scope_of(space.agreement).position.balance
    owed, held, payable = balance(Account.RECEIVABLE), balance(Account.HELD), balance(Account.PAYABLE)
    nothing: dict[str, tuple[bool, str]] = {
        "recuperation": (owed > 0, _("Nothing to recover")),
        "radiation": (owed > 0, _("Nothing to recover")),
        "remise-de-solde": (held > 0, _("Nothing held")),
        "desengagement": (payable > 0, _("Nothing left to pay")),
        "report-de-solde": (len(space.years) > 1, _("One fiscal year only")),
        "ajustement": (balance(Account.EXPENSE) > 0, _("Nothing accepted")),
    }
    stands = state_on(space.agreement.acts, date.max)
    for kind, act in zip(LIFE, (Act.SUSPEND, Act.LIFT, Act.WITHDRAW), strict=True):
        nothing[kind] = ((stands, act) in LIFE_OF_AN_AGREEMENT, _("Not in its present state"))
    known: dict[str, Callable[[], str]] = {
        "recuperation": lambda: _("%(amount)s to recover", amount=money(owed)),
        "remise-de-solde": lambda: _("%(amount)s held", amount=money(held)),
        "desengagement": lambda: _("%(amount)s left to pay", amount=money(payable)),
    }

    def task(kind: str) -> dict[str, Any]:
        endpoint, decision = next((room, found[kind]) for room, found in _ROOMS.items() if kind in found)
        is_open, why = nothing.get(kind, (True, ""))
        return {
            "title": decision.title,
            "hint": decision.lead,
            "href": url_for(endpoint, number=space.agreement.number, kind=kind) if is_open else None,
            "status": (known[kind]() if kind in known else "") if is_open else why,
            "tone": "idle" if is_open and kind in known else "closed",
        }

    return [
        {"title": title, "id": name, "tasks": [task(kind) for kind in kinds]}
        for name, title, kinds in (
            ("budget", _("Budget and commitment"), BUDGET),
            ("costs", _("Costs and interest"), COSTS),
            ("funds", _("Funds and fiscal host"), FUNDS),
            ("life", _("Interruption and end"), LIFE),
            ("framework", _("Sub-agreements"), FRAMEWORK if space.agreement.sub_agreements else ()),
        )
        if kinds
    ]
