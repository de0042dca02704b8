"""Form, check, decide: what every decision goes through.

The check page writes nothing. Its button carries the form's key, so that a double click decides once,
and the last entry that was seen, so that nothing is decided on figures that have moved.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from tracker.accounts.policy import visitor
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation
from tracker.errors import Message, message
from tracker.grants import decisions, labels, preparation, queries
from tracker.grants.decisions import Effect, Outlook
from tracker.grants.forms import DecisionForm, Scope, line_names
from tracker.grants.models import Agreement, BudgetLine, DecisionKey
from tracker.grants.service import Author, RuleBroken, terms_of
from tracker.grants.terms import Finding
from tracker.grants.views.kinds import Decision
from tracker.ledger.queries import position
from tracker.web.forms import Form
from tracker.web.language import language, say

INVALID = 422
CHANGED = 409


class Moved(Exception):
    """Something was recorded for the agreement since the check."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A decision that was looked at: its form, its effects, and the entry after which they hold."""

    decision: Decision
    scope: Scope
    form: DecisionForm
    outlook: Outlook
    seen: int

    @property
    def needs_approval(self) -> bool:
        return self.decision.approved or bool(self.outlook.limits)


def scope_of(agreement: Agreement) -> Scope:
    """Where the agreement stands now, and what there is to choose from."""
    lines = session.scalars(select(BudgetLine).order_by(BudgetLine.position)).all()
    return Scope(agreement, terms_of(agreement), position(agreement.number), line_names(language(), lines))


def respond(decision: Decision, agreement: Agreement, *, here: str, kind: str = "") -> Response:
    """The page of a decision, or where it leads. ``here`` is its address; ``kind`` names it in a proposal."""
    form = decision.form()
    scope = scope_of(agreement)
    form.offer(scope)
    step = request.form.get("step", "check")
    if request.method == "GET":
        form.begin()
    if request.method == "GET" or step == "change":
        return _ask(decision, scope, form, here)
    if not form.validate():
        return _ask(decision, scope, form, here, status=INVALID)
    if step == "decide":
        return _decide(decision, agreement, form, here=here, kind=kind)
    return _check(decision, scope, form, here)


def look(decision: Decision, scope: Scope, form: Any) -> Checked:
    """What the filled form would change, as things stand."""
    seen = queries.last_entry(scope.agreement.number)
    event = decision.event(scope, form)
    found = decisions.look(event, scope.terms, scope.position)
    refused = list(decision.refusals(scope, form))
    if event.on < scope.agreement.signed_on:
        refused.append(Finding(message("a date on or after %(date)s", date=scope.agreement.signed_on), form.DAY))
    return Checked(decision, scope, form, Outlook(found.effects, (*refused, *found.findings)), seen)


def refuse(form: Form, findings: Sequence[Finding], lines: Any = MappingProxyType({})) -> None:
    """Each refusal beside its field, in the words of its rule; ``lines`` names budget lines by code."""
    for finding in findings:
        form.refuse(sentence(finding, lines), finding.field)


def sentence(finding: Finding, lines: Any) -> str:
    """What a rule says, as a sentence that names lines as people do."""
    values = {
        name: lines.get(value, value) if name == "line" else value for name, value in finding.message.values.items()
    }
    text = say(Message(finding.message.text, values))
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def rows(scope: Scope, effects: tuple[Effect, ...]) -> list[dict[str, Any]]:
    """Effects as a table shows them."""
    codes = {it.figure.host for it in effects if it.figure.host}
    hosts: dict[str, str] = {}
    if codes:
        found = session.execute(select(Organisation.code, Organisation.name).where(Organisation.code.in_(codes)))
        hosts = {code: name for code, name in found}  # noqa: C416 - rows, not pairs
    lines = dict(scope.lines)
    return [{"text": labels.figure_of(it), "part": labels.part_of(it, lines, hosts), "it": it} for it in effects]


def author() -> Author:
    """Who acts, now."""
    return Author(visitor().email, now())


def _ask(decision: Decision, scope: Scope, form: DecisionForm, here: str, *, status: int = 200) -> Response:
    page = render_template(
        "grants/decision.html",
        decision=decision,
        agreement=scope.agreement,
        form=form,
        here=here,
        stands=decision.stands(scope),
    )
    return make_response(page, status)


def _check(
    decision: Decision, scope: Scope, form: DecisionForm, here: str, *, since: int | None = None, status: int = 200
) -> Response:
    checked = look(decision, scope, form)
    if checked.outlook.refusals:
        refuse(form, checked.outlook.refusals, scope.lines)
        return _ask(decision, scope, form, here, status=INVALID)
    again = session.get(DecisionKey, form.key.data or "") is not None
    if again:
        form.key.data = secrets.token_urlsafe(24)
    form.seen.data = str(checked.seen)
    return show(checked, "grants/check.html", status=status, here=here, again=again, since=since, hidden=_hidden(form))


def show(checked: Checked, template: str, *, status: int = 200, since: int | None = None, **values: Any) -> Response:
    """A check page: facts, before and after, limits, and what was recorded since ``since``."""
    scope = checked.scope
    page = render_template(
        template,
        checked=checked,
        decision=checked.decision,
        agreement=scope.agreement,
        form=checked.form,
        rows=rows(scope, checked.outlook.effects),
        limits=[sentence(it, scope.lines) for it in checked.outlook.limits],
        also=checked.decision.also(scope, checked.form),
        links=checked.decision.links(scope, checked.form),
        news=[] if since is None else queries.entries_since(scope.agreement.number, since),
        **values,
    )
    return make_response(page, status)


def _hidden(form: DecisionForm) -> dict[str, str]:
    return {**form.answers, "key": form.key.data or "", "seen": form.seen.data or ""}


def _decide(decision: Decision, agreement: Agreement, form: Any, *, here: str, kind: str) -> Response:
    who = author()
    seen = int(form.seen.data) if (form.seen.data or "").isdigit() else 0
    proposed = False
    try:
        with transaction():
            if not preparation.use_key((form.key.data or "")[:43], who):
                return already(agreement.number)
            scope = scope_of(agreement)
            checked = look(decision, scope, form)
            if checked.seen != seen:
                raise Moved
            if checked.outlook.refusals:
                raise RuleBroken(checked.outlook.refusals)
            proposed = checked.needs_approval
            if proposed:
                preparation.propose(agreement, kind=kind, answers=form.answers, author=who)
            else:
                decision.take(agreement, form, who)
    except Moved:
        return _check(decision, scope_of(agreement), form, here, since=seen, status=CHANGED)
    except RuleBroken as refusal:
        scope = scope_of(agreement)
        refuse(form, refusal.findings, scope.lines)
        return _ask(decision, scope, form, here, status=INVALID)
    flash(_("Sent for approval. Nothing is recorded before it is approved.") if proposed else decision.done(form))
    return redirect(url_for("insight.agreement", number=agreement.number), 303)


def already(number: str) -> Response:
    """A form that was sent twice decided once."""
    flash(_("This was already recorded. Nothing was recorded twice."), "info")
    return redirect(url_for("insight.agreement", number=number), 303)
