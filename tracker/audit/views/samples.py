"""A sample and its items: what was found on each, what it all says. The auditor's own."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.audit import evidence, papers, words
from tracker.audit.evaluation import MonetaryUnits
from tracker.audit.forms import AskAgainForm, AskForm, ItemForm
from tracker.audit.life import Step, move
from tracker.audit.models import AuditItem, AuditSample
from tracker.audit.package import papers as files
from tracker.audit.populations import Population, expense_key, payment_key
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.forms import asked
from tracker.statements.statement import Statement
from tracker.web.dates import long_date, today
from tracker.web.forms import Form
from tracker.web.language import language

INVALID = 422


@may(Action.KEEP_WORKING_PAPERS)
def page(number: str, sample: int) -> str:
    """Its parameters, its items, and what they say once all are looked at."""
    found = _load(number, sample)
    statement = _statement(found)
    again = papers.redrawn(found, statement)
    said = papers.said(found)
    return render_template(
        "audit/sample.html",
        sample=found,
        header=statement.header,
        facts=_facts(found, statement),
        said=files.figures(said) if said else None,
        limit=_limit(said),
        looked=sum(it.misstated is not None for it in found.items),
        same=[it.item.key for it in again.chosen] == [it.key for it in found.items],
        left_out=again.left_out,
        words=words,
    )


@may(Action.KEEP_WORKING_PAPERS)
def file(number: str, sample: int) -> Response:
    """The working papers as a ZIP."""
    found = _load(number, sample)
    out = BytesIO()
    files.write(found, _statement(found), asked(request.args).lang, out)
    response = Response(out.getvalue(), mimetype="application/zip")
    name = f"papiers-{number}-{found.number}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@may(Action.KEEP_WORKING_PAPERS)
def item(number: str, sample: int, rank: int) -> BaseResponse:
    """One item: what was checked and found."""
    found = item_or_404(number, sample, rank)
    form = ItemForm()
    if not form.is_submitted():
        return item_page(found)
    if not form.validate():
        return item_page(found, form, status=INVALID)
    return do(
        found,
        form,
        lambda it: papers.look(
            it,
            ticks=form.ticks.data or (),
            misstated=form.found,
            reason=form.reason.data or "",
            who=visitor(),
            at=now(),
        ),
        url_for("audit.sample", number=number, sample=sample, _anchor=f"s{rank}"),
    )


def item_or_404(number: str, sample: int, rank: int) -> AuditItem:
    """Item ``rank`` of the reader's own sample."""
    return next((it for it in _load(number, sample).items if it.rank == rank), None) or abort(404)


def do(found: AuditItem, form: Form, act: Callable[[AuditItem], object], then: str) -> BaseResponse:
    """Do it in a transaction, on the item as it is then; or say on the page what was refused."""
    number, sample, rank = found.sample.agreement.number, found.sample.number, found.rank
    try:
        with transaction():
            act(item_or_404(number, sample, rank))
    except DomainError as error:
        form.refuse(error)
        return item_page(item_or_404(number, sample, rank), form, status=INVALID)
    return redirect(then, 303)


def item_page(found: AuditItem, sent: Form | None = None, *, request_id: int = 0, status: int = 200) -> Response:
    """The page of an item. ``sent`` is the form that came with faults, of request ``request_id`` if it is about one."""
    sample = found.sample
    statement = _statement(sample)
    form = sent if isinstance(sent, ItemForm) else ItemForm(formdata=None, **_kept(found))
    asking = sent if isinstance(sent, AskForm) else AskForm(prefix="ask", formdata=None)
    again = {
        it.id: sent
        if isinstance(sent, AskAgainForm) and it.id == request_id
        else AskAgainForm(prefix=f"r{it.id}", formdata=None)
        for it in found.requests
        if move(it.status, Step.ASK_AGAIN)
    }
    return make_response(
        render_template(
            "audit/item.html",
            item=found,
            sample=sample,
            header=statement.header,
            fact=_facts(sample, statement)[found.key],
            form=form,
            asking=asking,
            again=again,
            opened=request_id,
            prints={turn.id: evidence.fingerprint(turn) for it in found.requests for turn in it.turns},
            problems=sent.problems if sent else [],
            following=next((it for it in sample.items if it.rank == found.rank + 1), None),
            today=today(),
            words=words,
        ),
        status,
    )


def _load(number: str, sample: int) -> AuditSample:
    found = papers.by_number(load_agreement(number), sample, visitor().person_id)
    return found or abort(404)


def _kept(found: AuditItem) -> dict[str, Any]:
    return {
        "ticks": found.ticks,
        "misstated": found.misstated or None,
        "reason": found.reason,
        "result": _result(found),
    }


def _result(found: AuditItem) -> str:
    if found.misstated is None:
        return "later"
    return "misstated" if found.misstated else "claimed"


def _limit(said: Any) -> int | None:
    """What is compared with the tolerable misstatement."""
    if said is None:
        return None
    return int(said.upper_limit if isinstance(said, MonetaryUnits) else abs(said.by_ratio))


def _statement(sample: AuditSample) -> Statement:
    """The population's statement, by the clocks that the sample was drawn at."""
    return service.agreement_statement(
        sample.agreement.number, year=sample.fiscal_year, as_of=sample.as_of, known_at=sample.known_at
    )


def _facts(sample: AuditSample, statement: Statement) -> dict[str, dict[str, Any]]:
    """What each item of the population is, by its key: a line of a report, or a payment."""
    if sample.population == Population.PAYMENTS:
        return {
            payment_key(it): {
                "title": _("Payment of %(day)s", day=it.paid_on and long_date(it.paid_on, language())),
                "ref": it.ref,
                "payment": it,
                "year": None if statement.header.fiscal_year is None else statement.header.fiscal_year,
            }
            for it in statement.disbursements
            if it.payment is not None
        }
    table = statement.year or statement.cumulative
    lines = {it.code: it for it in (table.lines if table else ())}
    return {
        expense_key(it): {
            "title": _("Report %(number)s, %(line)s", number=it.report, line=lines[it.code].name[language()]),
            "ref": lines[it.code].ref,
            "expense": it,
            "year": statement.header.fiscal_year,
        }
        for it in statement.expenses
    }
