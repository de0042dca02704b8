"""The check of an amendment in preparation, and its signature."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field

from tracker.accounts.permissions import Action, can, may
from tracker.db import session, transaction
from tracker.errors import DomainError, message
from tracker.grants import amendment as pure
from tracker.grants import decisions, events, preparation, queries
from tracker.grants.amendment import Draft, Planned
from tracker.grants.decisions import Outlook
from tracker.grants.forms import Scope, SignatureForm
from tracker.grants.labels import REPORTS
from tracker.grants.models import Agreement, AmendmentDraft
from tracker.grants.policy import load_agreement
from tracker.grants.preparation import SavedMeanwhile
from tracker.grants.replanning import falling, plan_refusals
from tracker.grants.service import RuleBroken
from tracker.grants.terms import Finding
from tracker.grants.views import ending, flow
from tracker.grants.views.flow import Moved
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents
from tracker.web.filters import money

BUDGET = (Kind.SIGNED, Kind.AMENDED)
"""What approved budgets are made of: the original and its amendments."""


@may(Action.READ_JOURNAL)
def check(number: str) -> Response:
    """Before and after, by line, by year and in the schedule; the director signs here."""
    agreement = load_agreement(number)
    return _check_page(agreement, kept_draft(agreement))


@may(Action.SIGN_AMENDMENTS)
def sign(number: str) -> Response:
    """Sign: the amendment is posted as it was checked."""
    agreement = load_agreement(number)
    form = SignatureForm()
    if not form.validate() or not form.confirmed():
        return _check_page(agreement, kept_draft(agreement), form, status=flow.INVALID)
    who, seen = flow.author(), number_in(form.seen)
    try:
        with transaction():
            if not preparation.use_key((form.key.data or "")[:43], who):
                return flow.already(number)
            kept = kept_draft(agreement)
            if queries.last_entry(number) != seen:
                raise Moved
            objections = _objections(agreement, pure.from_json(kept.content))
            if objections:
                raise RuleBroken(objections)
            draft = preparation.sign_amendment(agreement, revision=number_in(form.revision), author=who)
    except Moved:
        return _check_page(agreement, kept_draft(agreement), since=seen, status=flow.CHANGED)
    except SavedMeanwhile as met:
        return _check_page(agreement, met.draft, changed=True, status=flow.CHANGED)
    except DomainError:
        return _check_page(agreement, kept_draft(agreement), status=flow.INVALID)
    total = sum(draft.changes.values())
    flash(
        _("Amendment signed: the commitment changes by %(amount)s.", amount=money(total))
        if total
        else _("Amendment signed.")
    )
    return redirect(url_for("insight.agreement", number=number), 303)


def unpaid_of(agreement: Agreement, draft: Draft) -> tuple[Planned, ...]:
    """The unpaid instalments of the allotments that change."""
    return tuple(
        Planned(it.fiscal_year, it.amount, it.number, it.due_on)
        for it in queries.unpaid_instalments(agreement.id)
        if it.fiscal_year in draft.by_year
    )


def touched(agreement: Agreement, draft: Draft) -> tuple[Planned, ...]:
    """The unpaid instalments of the allotments that change, and of those that are scheduled otherwise."""
    years = {*draft.by_year, *(it.fiscal_year for it in draft.schedule)}
    return tuple(
        Planned(it.fiscal_year, it.amount, it.number, it.due_on)
        for it in queries.unpaid_instalments(agreement.id)
        if it.fiscal_year in years
    )


def lengthened(scope: Scope, draft: Draft) -> Scope:
    """``scope`` with the last day that the amendment gives, and its fiscal years."""
    return replace(scope, terms=replace(scope.terms, ends_on=draft.ends_on)) if draft.ends_on else scope


def outlook(scope: Scope, draft: Draft) -> Outlook:
    """What the amendment would change, and what the rules say of it."""
    day = draft.effective_on or scope.agreement.starts_on
    event = events.Amended(on=day, number=next_number(scope.agreement), lines=dict(draft.changes))
    return decisions.look(event, scope.terms, scope.position)


def _objections(agreement: Agreement, draft: Draft) -> list[Finding]:
    """What still stands in the way of a signature."""
    scope = lengthened(flow.scope_of(agreement), draft)
    places = pure.misplaced(draft.by_year, touched(agreement, draft), draft.schedule)
    missing = [Finding(message("a change to the budget, the dates, the reports or the instalments"))]
    return [
        *(missing if draft.changes_nothing else ()),
        *outlook(scope, draft).refusals,
        *places,
        *plan_refusals(agreement, draft, scope.position),
    ]


def _check_page(
    agreement: Agreement,
    kept: AmendmentDraft,
    form: SignatureForm | None = None,
    *,
    since: int | None = None,
    changed: bool = False,
    status: int = 200,
) -> Response:
    draft = pure.from_json(kept.content)
    scope = lengthened(flow.scope_of(agreement), draft)
    page = render_template(
        "grants/amendment/check.html",
        agreement=agreement,
        kept=kept,
        draft=draft,
        number=next_number(agreement),
        tables=_tables(scope, draft),
        instalments=_schedule_rows(agreement, draft),
        reports=_report_rows(agreement, draft),
        follows=ending.gone(falling(agreement, draft)),
        report_names=REPORTS,
        commitment=-scope.position.balance(Account.COMMITTED),
        objections=[flow.sentence(it, scope.lines) for it in _objections(agreement, draft)],
        key=secrets.token_urlsafe(24),
        seen=queries.last_entry(agreement.number),
        news=[] if since is None else queries.entries_since(agreement.number, since),
        changed=changed,
        may_sign=can(Action.SIGN_AMENDMENTS),
        form=form or SignatureForm(formdata=None),
    )
    return make_response(page, status)


def _tables(scope: Scope, draft: Draft) -> list[dict[str, Any]]:
    """Each year that changes: its lines and its allotment, before and after."""
    found: list[dict[str, Any]] = []
    for year in scope.years:
        lines = [
            (name, _approved(scope, year, code), draft.changes.get((year, code), 0))
            for code, name in scope.lines.items()
        ]
        if any(change for _name, _before, change in lines):
            found.append(
                {
                    "year": year,
                    "lines": [it for it in lines if it[1] or it[2]],
                    "before": sum(it[1] for it in lines),
                    "change": sum(it[2] for it in lines),
                }
            )
    return found


def _approved(scope: Scope, year: str, line: str) -> Cents:
    return scope.position.balance(Account.AUTHORISED, year=year, line=line, kinds=BUDGET)


def _schedule_rows(agreement: Agreement, draft: Draft) -> list[dict[str, Any]]:
    rows: Mapping[int, Any] = {it.number: it for it in agreement.instalments}
    return [
        {
            "number": it.number,
            "year": it.fiscal_year,
            "due_on": it.due_on,
            "was_due_on": rows[it.number].due_on if it.number else None,
            "before": rows[it.number].amount if it.number else 0,
            "after": it.amount,
        }
        for it in sorted(draft.schedule, key=lambda it: (it.fiscal_year, it.due_on or agreement.ends_on))
    ]


def _report_rows(agreement: Agreement, draft: Draft) -> list[dict[str, Any]]:
    there = {it.number: it for it in agreement.obligations}
    return [{"it": it, "was": there.get(it.number or 0)} for it in draft.reports]


def next_number(agreement: Agreement) -> int:
    """The number that the next amendment takes."""
    return max((it.number for it in agreement.amendments), default=0) + 1


def kept_draft(agreement: Agreement) -> AmendmentDraft:
    """The amendment in preparation; 404 when there is none."""
    kept = session.get(AmendmentDraft, agreement.id)
    return kept if kept is not None else abort(404)


def number_in(field: Field) -> int:
    """The whole number of a hidden field; 0 when it holds none."""
    return int(field.data) if (field.data or "").isdigit() else 0
