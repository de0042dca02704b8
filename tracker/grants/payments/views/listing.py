"""Everything about to be paid, in the order of its life: one view at a time, each with its count."""

from __future__ import annotations

import secrets
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import true

from tracker.accounts import queries as people
from tracker.accounts.models import Person, Role
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now
from tracker.grants.models import Agreement
from tracker.grants.payments import queries, words
from tracker.grants.payments.forms import BatchForm
from tracker.grants.payments.life import CLOSED, State
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.payments.queries import Case
from tracker.web.dates import today
from tracker.web.filters import money
from tracker.web.pages import SIZE, Page, page_number
from tracker.web.text import clean

TO_APPROVE = (State.REQUESTED, State.APPROVED_ONCE)
ENDED = (State.PAID, *CLOSED)
VIEWS = ("ready", "blocked", "approve", "approved", "bank", "ended", "overrides")
_LAST = 200


@may(Action.SEE_PAYMENTS)
def page() -> str:
    """Disbursements. Auditors read the overrides first."""
    first = "overrides" if visitor().role is Role.AUDITOR else "ready"
    view = request.args.get("vue", first)
    view = view if view in VIEWS else first
    agent = clean(request.args.get("agent", ""))[:254]
    wanted = queries.waiting(today()) & (Agreement.officer.has(Person.email == agent) if agent else true())
    found = queries.cases(wanted, at=now(), today=today())
    cases = {"ready": [it for it in found if not it.reasons], "blocked": [it for it in found if it.reasons]}
    counts = queries.counts()
    values: dict[str, Any] = {"batches": queries.batches() if view == "bank" else ()}
    if view in cases:
        values["page"] = _page_of(cases[view])
    elif view != "bank":
        values["requests"] = _requests(view)
    return render_template(
        "payments/list.html",
        view=view,
        officer=agent and people.names([agent]).get(agent, agent),
        views=_views(view, cases, counts, first),
        strip=_strip(cases, counts),
        form=BatchForm(token=secrets.token_urlsafe(24), pay_on=today()),
        words=words,
        me=visitor(),
        **values,
    )


def _page_of(rows: list[Case]) -> Page[Case]:
    number = page_number()
    return Page(rows[(number - 1) * SIZE : number * SIZE], number, SIZE, len(rows))


def _requests(view: str) -> Any:
    wanted = {
        "approve": PaymentRequest.state.in_(TO_APPROVE),
        "approved": PaymentRequest.state == State.APPROVED,
        "ended": PaymentRequest.state.in_(ENDED),
        "overrides": PaymentRequest.override_reason != "",
    }[view]
    return queries.requests(wanted, limit=_LAST if view in ("ended", "overrides") else None)


def _views(view: str, cases: dict[str, list[Case]], counts: dict[State, int], first: str) -> list[dict[str, Any]]:
    names = {
        "ready": (_("Can be paid"), len(cases["ready"])),
        "blocked": (_("Cannot be paid"), len(cases["blocked"])),
        "approve": (_("To approve"), sum(counts.get(it, 0) for it in TO_APPROVE)),
        "approved": (_("Approved"), counts.get(State.APPROVED, 0)),
        "bank": (_("At the bank"), counts.get(State.AT_BANK, 0)),
        "ended": (_("Paid or closed"), 0),
        "overrides": (_("Overrides"), 0),
    }
    ordered = sorted(names, key=lambda name: name != "overrides") if first == "overrides" else list(names)
    return [
        {
            "text": names[name][0],
            "count": names[name][1],
            "href": url_for("payments.page", vue=name),
            "current": name == view,
        }
        for name in ordered
    ]


def _strip(cases: dict[str, list[Case]], counts: dict[State, int]) -> list[dict[str, Any]]:
    ready, blocked = cases["ready"], cases["blocked"]
    offset = sum(it.proposal.offset for it in ready)
    return [
        {
            "text": _("Can be paid"),
            "value": money(sum(it.proposal.gross for it in ready)),
            "note": _("of which %(amount)s offset", amount=money(offset)) if offset else _("nothing to offset"),
            "href": url_for("payments.page", vue="ready"),
        },
        {
            "text": _("Cannot be paid"),
            "value": money(sum(it.amount for it in blocked)),
            "note": _("as planned"),
            "tone": "late" if blocked else None,
            "href": url_for("payments.page", vue="blocked"),
        },
        {
            "text": _("On its way"),
            "value": money(queries.cash_on_its_way()),
            "note": _("asked for, and not paid yet"),
            "href": url_for("payments.page", vue="approve"),
        },
    ]
