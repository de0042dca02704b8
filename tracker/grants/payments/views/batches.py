"""Batches for the bank: making one, its files, and what the bank answers."""

from __future__ import annotations

import csv
import io

from flask import Response, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.permissions import Action, can, may
from tracker.db import after_commit, session, transaction
from tracker.errors import DomainError
from tracker.grants.payments import aft, notice, queries, service, words
from tracker.grants.payments.answers import Match
from tracker.grants.payments.forms import AnswerForm, BatchForm
from tracker.grants.payments.life import State
from tracker.grants.payments.models import BankBatch, BankConfirmation
from tracker.grants.payments.views.acting import INVALID, batch_or_404, who
from tracker.ledger.money import plain
from tracker.web.dates import local_day, today
from tracker.web.language import say

_LARGEST_ANSWER = 2_000_000


@may(Action.SEND_PAYMENTS)
def send() -> BaseResponse:
    """Make a batch of the payments that were chosen. Sent twice, it is one batch."""
    form = BatchForm()
    if not form.validate():
        flash(form.problems[0].text, "error")
        return redirect(url_for("payments.page", vue="approved"), 303)
    chosen = [int(it) for it in request.form.getlist("payment") if it.isascii() and it.isdigit()]
    try:
        with transaction():
            number = service.send(chosen, pay_on=form.pay_on.data or today(), token=form.token.data, who=who()).number
    except DomainError as error:
        flash(say(error.message), "error")
        return redirect(url_for("payments.page", vue="approved"), 303)
    return redirect(url_for("payments.batch", number=number), 303)


@may(Action.SEE_PAYMENTS)
def batch(number: int) -> Response:
    """What it holds, its files, the bank's answers."""
    return _page(batch_or_404(number), AnswerForm(None))


def _page(found: BankBatch, form: AnswerForm, status: int = 200) -> Response:
    held = queries.in_batch(found.id)
    return make_response(
        render_template(
            "payments/batch.html",
            batch=found,
            requests=held,
            total=sum(it.cash for it in held),
            waits=any(it.status is State.AT_BANK for it in held),
            answers=queries.confirmations(found.id),
            form=form,
            has_aft=current_app.config["AFT"] is not None,
            may_send=can(Action.SEND_PAYMENTS),
            words=words,
        ),
        status,
    )


@may(Action.SEND_PAYMENTS)
def file(number: int, form: str) -> Response:
    """The file that moves the money, and a record of who took it: so it is a POST."""
    found = batch_or_404(number)
    content = _aft(found) if form == "txt" else _csv(found)
    with transaction():
        service.record_download(found, form=form, who=who())
    answer = make_response(content)
    answer.mimetype = "text/plain" if form == "txt" else "text/csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="lot-{number:04d}.{form}"'
    return answer


def _credits(found: BankBatch) -> list[aft.Credit]:
    return [
        aft.Credit(
            amount=it.cash,
            institution=account.details.institution,
            transit=account.details.transit,
            account=account.details.account,
            payee=account.organisation.name,
            reference=it.reference,
            about=it.agreement.number,
        )
        for it in reversed(queries.in_batch(found.id))
        if (account := it.bank_account)
    ]


def _aft(found: BankBatch) -> bytes:
    sender = current_app.config["AFT"] or abort(404)
    institution, transit, account = sender.account.split("-")
    originator = aft.Originator(
        sender.originator, sender.short_name, sender.long_name, sender.centre, institution, transit, account
    )
    text = aft.compose(
        originator,
        _credits(found),
        number=(found.number - 1) % 9999 + 1,
        made_on=local_day(found.made_at),
        available_on=found.pay_on,
    )
    return text.encode("ascii")


def _csv(found: BankBatch) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("reference", "payee", "institution", "transit", "account", "amount", "date"))
    for it in _credits(found):
        rows.writerow(
            (it.reference, it.payee, it.institution, it.transit, it.account, plain(it.amount), found.pay_on.isoformat())
        )
    return text.getvalue().encode("utf-8-sig")


@may(Action.SEND_PAYMENTS)
def answer(number: int) -> Response | BaseResponse:
    """Keep the bank's file, and show what it says before anything is recorded."""
    found, form = batch_or_404(number), AnswerForm()
    if not form.validate():
        return _page(found, form, INVALID)
    content = form.file.data.stream.read(_LARGEST_ANSWER)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what spreadsheets in French still write
    try:
        with transaction():
            kept = service.keep_answer(found, name=form.file.data.filename or "", content=text, who=who()).id
    except DomainError as error:
        form.refuse(error)
        return _page(batch_or_404(number), form, INVALID)
    return redirect(url_for("payments.compare", number=number, answer_id=kept), 303)


@may(Action.SEE_PAYMENTS)
def compare(number: int, answer_id: int) -> str:
    """Each line beside what was sent: matched, partial, unmatched. The same after a reload."""
    found, kept = batch_or_404(number), _answer(number, answer_id)
    rows = service.compared(kept, today=today())
    held = {it.reference: it for it in queries.in_batch(found.id)}
    return render_template(
        "payments/compare.html",
        batch=found,
        answer=kept,
        rows=rows,
        held=held,
        paid=[it for it in rows if it.match is Match.PAID],
        returned=[it for it in rows if it.match is Match.REJECTED],
        may_send=can(Action.SEND_PAYMENTS),
        words=words,
    )


@may(Action.SEND_PAYMENTS)
def take(number: int, answer_id: int) -> BaseResponse:
    """Record what matches: paid on the bank's day. Sent twice, it is recorded once."""
    _answer(number, answer_id)
    try:
        with transaction():
            paid, returned = service.take_answer(answer_id, who=who())
            for letter in filter(None, map(notice.letter, paid)):
                after_commit(letter)
            count = (len(paid), len(returned))
    except DomainError as error:
        flash(_("Nothing was recorded: %(why)s", why=say(error.message)), "error")
        return redirect(url_for("payments.compare", number=number, answer_id=answer_id), 303)
    except IntegrityError:  # the same answer, taken at the same moment
        return redirect(url_for("payments.batch", number=number), 303)
    said = ngettext("%(num)s payment is recorded.", "%(num)s payments are recorded.", count[0])
    if count[1]:
        said += " " + ngettext("The bank refused %(num)s payment.", "The bank refused %(num)s payments.", count[1])
    flash(said, "success" if count[0] else "info")
    return redirect(url_for("payments.batch", number=number), 303)


def _answer(number: int, answer_id: int) -> BankConfirmation:
    kept = session.get(BankConfirmation, answer_id)
    return kept if kept is not None and kept.batch.number == number else abort(404)
