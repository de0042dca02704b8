"""One payment: asking for it, and what may be done with it next."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, is_granted, may
from tracker.accounts.policy import visitor
from tracker.db import after_commit, now, transaction
from tracker.errors import DomainError
from tracker.grants.contributions.queries import warnings_of
from tracker.grants.contributions.words import said
from tracker.grants.models import Instalment
from tracker.grants.payments import notice, queries, service, words
from tracker.grants.payments.forms import ApproveForm, ReasonForm, RequestForm
from tracker.grants.payments.life import CLOSED, Act, State, acts_in
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.payments.queries import Case
from tracker.grants.payments.service import Asked
from tracker.grants.payments.views.acting import INVALID, request_or_404, who
from tracker.grants.policy import load_agreement
from tracker.web.dates import today
from tracker.web.filters import moment as at_moment
from tracker.web.filters import money


@may(Action.SEE_PAYMENTS)
def ask(number: str, instalment: int) -> Response | BaseResponse:
    """Why it cannot be paid, or what is proposed; what was asked for already has its own page."""
    case = _case(number, instalment)
    live = queries.live_request(case.instalment_id)
    if live is not None:
        return redirect(url_for("payments.payment", request_id=live.id), 303)
    proposal = case.proposal
    form = RequestForm(
        token=secrets.token_urlsafe(24), gross=proposal.gross, offset=proposal.offset, lapse=proposal.lapse > 0
    )
    return _ask_page(case, form)


@may(Action.REQUEST_PAYMENTS)
def asked(number: str, instalment: int) -> Response | BaseResponse:
    """Ask for the payment. Sent twice, it is asked for once."""
    case, form = _case(number, instalment), RequestForm()
    if not form.validate():
        return _ask_page(case, form, INVALID)
    wanted = Asked(
        gross=form.gross.data or 0,
        offset=form.offset.data or 0,
        lapse=case.proposal.lapse if form.lapse.data else 0,
        override=form.override.data or "",
    )
    try:
        with transaction():
            made = service.request_payment(case, wanted, token=form.token.data, who=who()).id
    except DomainError as error:
        form.refuse(error)
        return _ask_page(_case(number, instalment), form, INVALID)
    except IntegrityError:  # somebody asked for it at the same moment
        return redirect(url_for("payments.ask", number=number, instalment=instalment), 303)
    flash(_("The payment is asked for. Two other people approve it before it goes to the bank."), "success")
    return redirect(url_for("payments.payment", request_id=made), 303)


def _case(number: str, instalment: int) -> Case:
    agreement = load_agreement(number)
    found = queries.cases(queries.unpaid(agreement.number, instalment), at=now(), today=today())
    return found[0] if found else abort(404)


def _ask_page(case: Case, form: RequestForm, status: int = 200) -> Response:
    limits = [said(it) for it in warnings_of(load_agreement(case.agreement))]
    return make_response(
        render_template(
            "payments/ask.html", case=case, form=form, words=words, may_ask=can(Action.REQUEST_PAYMENTS), limits=limits
        ),
        status,
    )


@may(Action.SEE_PAYMENTS)
def payment(request_id: int) -> Response:
    """How far it got, and what the reader may do with it."""
    return _payment_page(request_or_404(request_id))


@may(Action.APPROVE_PAYMENTS)
def approve(request_id: int) -> Response | BaseResponse:
    """Approve, after the password; twice by the same person changes nothing."""
    return _confirmed(request_id, lambda: service.approve(request_id, who=who()), _("You approved this payment."))


@may(Action.SEND_PAYMENTS)
def settle(request_id: int) -> Response | BaseResponse:
    """Record a payment that sends nothing: all of it is offset, or lapses."""
    return _confirmed(request_id, lambda: _settled(request_id), _("The payment is recorded. Nothing left the bank."))


def _settled(request_id: int) -> None:
    made = service.settle(request_id, who=who())
    letter = notice.letter(made)
    if letter:
        after_commit(letter)


@may(Action.APPROVE_PAYMENTS)
def refuse(request_id: int) -> Response | BaseResponse:
    """Refuse it, with a reason: it can be asked for again."""
    return _closed(request_id, Act.REFUSE, _("The payment is refused. It can be asked for again."))


@may(Action.REQUEST_PAYMENTS)
def cancel(request_id: int) -> Response | BaseResponse:
    """Take the request back, with a reason."""
    return _closed(request_id, Act.CANCEL, _("The request is cancelled. The payment can be asked for again."))


def _confirmed(request_id: int, act: Any, done: str) -> Response | BaseResponse:
    """Do what needs the password, typed now or within the last minutes."""
    payment, form = request_or_404(request_id), ApproveForm()
    if not form.validate() or not form.confirmed():
        return _payment_page(payment, form, status=INVALID)
    try:
        with transaction():
            act()
    except DomainError as error:
        form.refuse(error)
        return _payment_page(request_or_404(request_id), form, status=INVALID)
    flash(done, "success")
    return redirect(url_for("payments.payment", request_id=request_id), 303)


def _closed(request_id: int, act: Act, done: str) -> Response | BaseResponse:
    payment, form = request_or_404(request_id), ReasonForm(prefix=act.value)
    if not form.validate():
        return _payment_page(payment, closing={act: form}, status=INVALID)
    try:
        with transaction():
            service.close(request_id, act, reason=form.reason.data, who=who())
    except DomainError as error:
        form.refuse(error)
        return _payment_page(request_or_404(request_id), closing={act: form}, status=INVALID)
    flash(done, "success")
    return redirect(url_for("payments.payment", request_id=request_id), 303)


def _payment_page(
    payment: PaymentRequest,
    approve_form: ApproveForm | None = None,
    closing: dict[Act, ReasonForm] | None = None,
    status: int = 200,
) -> Response:
    me = visitor()
    case = None
    if payment.status in (State.REQUESTED, State.APPROVED_ONCE, State.APPROVED):
        wanted = Instalment.id == payment.instalment_id
        case = queries.cases(wanted, at=now(), today=today(), beside=payment.id)[0]
    acts = {act: step for act, step in acts_in(payment.status).items() if is_granted(me.role, step.who)}
    forms: dict[Act, ReasonForm] = {
        act: ReasonForm(None, prefix=act.value) for act in (Act.REFUSE, Act.CANCEL) if act in acts
    }
    forms |= closing or {}
    form = approve_form or ApproveForm(None)
    return make_response(
        render_template(
            "payments/payment.html",
            payment=payment,
            case=case,
            acts=acts,
            Act=Act,
            form=form,
            closing=forms,
            problems=[*form.problems, *(problem for it in forms.values() for problem in it.problems)],
            mine=me.person_id in (payment.requested_by_id, payment.first_by_id, payment.second_by_id),
            thread=_thread(payment),
            words=words,
        ),
        status,
    )


def _thread(it: PaymentRequest) -> list[dict[str, Any]]:
    """Each step, done or to come, with who and when."""
    closed = it.status in CLOSED

    def step(title: str, person: Any, at: Any) -> dict[str, Any]:
        if person is None or at is None:
            return {"title": title, "state": "todo", "text": _("somebody else than those before")}
        return {
            "title": title,
            "state": "done",
            "text": Markup("{}, {}").format(person.name, at_moment(at)),
        }

    steps = [
        step(_("Asked for"), it.requested_by, it.requested_at),
        step(_("First approval"), it.first_by, it.first_at),
        step(_("Second approval"), it.second_by, it.second_at),
    ]
    if closed:
        done = [one for one in steps if one["state"] == "done"]
        title = str(words.STATES[it.status][0])
        return [*done, {"title": title, "state": "late", "text": f"{it.closing_reason}"}]
    paid = it.outcome.payment if it.outcome else None
    if it.cash:
        bank = {"title": _("Bank batch"), "state": "todo", "text": _("sent with others, in one file")}
        if it.batch:
            bank = {
                "title": _("Bank batch"),
                "state": "done",
                "text": _("to be paid on %(day)s,", day=it.batch.pay_on.isoformat()),
                "href": url_for("payments.batch", number=it.batch.number),
                "link": _("batch %(number)s", number=it.batch.number),
            }
        steps.append(bank)
    awaited = _("when the bank confirms it") if it.cash else _("when it is recorded: no money moves")
    last = {"title": _("Paid"), "state": "todo", "text": awaited}
    if it.status is State.PAID:
        day = paid.paid_on.isoformat() if paid else ""
        last = {"title": _("Paid"), "state": "done", "amount": money(it.cash), "text": day}
    return [*steps, last]
