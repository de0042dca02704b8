"""A sample and its items: what was found on each, what was asked for, what it all says. The auditor's own."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.audit import papers, words
from tracker.audit.evaluation import MonetaryUnits
from tracker.audit.forms import AskForm, ItemForm
from tracker.audit.models import AuditItem, AuditSample
from tracker.audit.package import papers as files
from tracker.audit.populations import Population, expense_key, payment_key
from tracker.db import after_commit, now, transaction
from tracker.errors import DomainError
from tracker.grants.policy import load_agreement
from tracker.statements import service
from tracker.statements.forms import asked
from tracker.statements.statement import Statement
from tracker.web.dates import today
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
    found = _item(number, sample, rank)
    form = ItemForm(ticks=found.ticks, misstated=found.misstated or None, reason=found.reason, result=_result(found))
    if not form.is_submitted():
        return _item_page(found, form, AskForm(prefix="ask"))
    if form.validate():
        return _do(
            found,
            form,
            lambda it: papers.look(
                it, ticks=form.ticks.data or (), misstated=form.found, reason=form.reason.data or "", who=visitor(),
                at=now(),
            ),
            url_for("audit.sample", number=number, sample=sample, _anchor=f"s{rank}"),
        )  # fmt: skip
    return _item_page(found, form, AskForm(prefix="ask", formdata=None), INVALID)


@may(Action.KEEP_WORKING_PAPERS)
def ask(number: str, sample: int, rank: int) -> BaseResponse:
    """Ask for evidence about an item."""
    found, form = _item(number, sample, rank), AskForm(prefix="ask")
    if not form.validate() or form.due_on.data is None:
        return _item_page(found, ItemForm(formdata=None, **_kept(found)), form, INVALID)
    due_on = form.due_on.data

    def asked_for(it: AuditItem) -> None:
        _made, letter = papers.ask(
            it, asked_of=form.asked_of.data, text=form.text.data or "", due_on=due_on, who=visitor(), at=now()
        )
        if letter:
            after_commit(letter)

    flash(_("The request is kept."), "success")
    return _do(found, form, asked_for, url_for("audit.item", number=number, sample=sample, rank=rank))


@may(Action.KEEP_WORKING_PAPERS)
def receive(number: str, sample: int, rank: int, request_id: int) -> BaseResponse:
    """Keep that the evidence came."""
    found = _item(number, sample, rank)
    if request_id not in [it.id for it in found.requests]:
        abort(404)

    def came(it: AuditItem) -> None:
        papers.receive(next(each for each in it.requests if each.id == request_id), who=visitor(), at=now())

    here = url_for("audit.item", number=number, sample=sample, rank=rank)
    return _do(found, AskForm(prefix="ask", formdata=None), came, here)


def _do(found: AuditItem, form: Any, act: Callable[[AuditItem], object], then: str) -> BaseResponse:
    """Do it in a transaction, on the item as it is then; or say on the page what was refused."""
    number, sample, rank = found.sample.agreement.number, found.sample.number, found.rank
    try:
        with transaction():
            act(_item(number, sample, rank))
    except DomainError as error:
        form.refuse(error)
        again = _item(number, sample, rank)
        asks = form if isinstance(form, AskForm) else AskForm(prefix="ask", formdata=None)
        shown = form if isinstance(form, ItemForm) else ItemForm(formdata=None, **_kept(again))
        return _item_page(again, shown, asks, INVALID)
    return redirect(then, 303)


def _load(number: str, sample: int) -> AuditSample:
    found = papers.by_number(load_agreement(number), sample, visitor().person_id)
    return found or abort(404)


def _item(number: str, sample: int, rank: int) -> AuditItem:
    found = next((it for it in _load(number, sample).items if it.rank == rank), None)
    return found or abort(404)


def _item_page(found: AuditItem, form: ItemForm, asking: AskForm, status: int = 200) -> Response:
    sample = found.sample
    statement = _statement(sample)
    problems = [*form.problems, *asking.problems]
    return make_response(
        render_template(
            "audit/item.html",
            item=found,
            sample=sample,
            header=statement.header,
            fact=_facts(sample, statement)[found.key],
            form=form,
            asking=asking,
            problems=problems,
            following=next((it for it in sample.items if it.rank == found.rank + 1), None),
            today=today(),
            words=words,
        ),
        status,
    )


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
                "title": _("Payment of %(day)s", day=it.paid_on),
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
