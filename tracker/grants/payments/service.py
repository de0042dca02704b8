"""The verbs of payments. Each holds the row that it decides about until the transaction ends, and asks
again whatever the page knew: two people, or two clicks, at once make one payment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from tracker.accounts.models import Role
from tracker.accounts.permissions import is_granted
from tracker.db import session
from tracker.errors import Amount, DomainError, message
from tracker.grants import service as grants
from tracker.grants.models import Agreement, Instalment, Lapse, Payment
from tracker.grants.payments import queries
from tracker.grants.payments.answers import Compared, Match, Sent, compare, read
from tracker.grants.payments.life import LIFE, Act, Need, State, Step
from tracker.grants.payments.models import BankBatch, BankConfirmation, PaymentOutcome, PaymentRequest
from tracker.grants.payments.queries import Case
from tracker.grants.service import Author
from tracker.ledger import journal
from tracker.ledger.money import Cents
from tracker.trail import service as trail


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, as what, and when: the moment of the record and the day of the rules."""

    person_id: int
    email: str
    role: Role
    at: datetime
    today: date

    @property
    def author(self) -> Author:
        return Author(self.email, self.at)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for. ``override``: why it passes over the reports that are missing."""

    gross: Cents
    offset: Cents
    lapse: Cents
    override: str = ""


def request_payment(case: Case, asked: Asked, *, token: str, who: Who) -> PaymentRequest:
    """Ask for an instalment to be paid. The same ``token`` twice is the same request, made once.

    Raises DomainError on ``gross``, ``offset`` or ``override``.
    """
    session.get_one(Agreement, case.agreement_id, with_for_update=True)  # requests of one agreement queue here
    known = session.scalars(select(PaymentRequest).where(PaymentRequest.token == token)).one_or_none()
    if known is not None:
        return known
    case = _still_unpaid(case, who)
    if queries.live_request(case.instalment_id):
        raise DomainError(message("Somebody has asked for this payment already."))
    waived = _waived(case, asked)
    _check_amounts(case, asked)
    request = PaymentRequest(
        token=token,
        agreement_id=case.agreement_id,
        instalment_id=case.instalment_id,
        state=State.REQUESTED.value,
        gross=asked.gross,
        offset=asked.offset,
        lapse=asked.lapse,
        override_reason=asked.override if waived else "",
        waived=waived,
        requested_by_id=who.person_id,
        requested_at=who.at,
    )
    session.add(request)
    session.flush()
    difference = {"gross": [None, asked.gross], "offset": [None, asked.offset], "lapse": [None, asked.lapse]}
    _record(request, "requested", who, difference | ({"waived": [None, waived]} if waived else {}), asked.override)
    return request


def _waived(case: Case, asked: Asked) -> list[str]:
    """The keys of what an override passes over; it needs a reason, and can only pass over reports."""
    if not case.reasons:
        return []
    if not case.waivable:
        raise DomainError(message("This payment cannot be asked for yet: see why above."))
    if not asked.override:
        raise DomainError(message("Write why this payment is made although reports are missing."), "override")
    return [it.key for it in case.reasons]


def _check_amounts(case: Case, asked: Asked) -> None:
    """Rules 5, 9 and 14, before anybody approves: what is asked for can be paid."""
    most = case.proposal.gross if case.proposal.lapse else min(case.amount, case.funds.payable)
    if not 0 <= asked.gross <= most:
        raise DomainError(message("Write at most %(amount)s.", amount=Amount(max(0, most))), "gross")
    ceiling = max(0, min(case.funds.receivable, asked.gross))
    if not 0 <= asked.offset <= ceiling:
        raise DomainError(message("Write at most %(amount)s.", amount=Amount(ceiling)), "offset")
    if asked.lapse not in (0, case.proposal.lapse):
        raise DomainError(message("The rest of the holdback is %(amount)s.", amount=Amount(case.proposal.lapse)))
    if asked.gross + asked.lapse <= 0:
        raise DomainError(message("Write an amount above zero."), "gross")


def approve(request_id: int, *, who: Who) -> PaymentRequest:
    """Approve once, or twice. Somebody who approved it already changes nothing. Their password is the
    caller's business.

    Raises DomainError when they asked for it, when it cannot be paid any more, or when it is no longer
    to be approved.
    """
    request = _held(request_id)
    if who.person_id in (request.first_by_id, request.second_by_id):
        return request
    step = _step(request, Act.APPROVE, who)
    if who.person_id == request.requested_by_id:
        raise DomainError(message("Whoever asks for a payment does not approve it."))
    _check_payable(request, who)
    if Need.SIGNATORY in step.needs and request.waived and who.role is not Role.DIRECTOR:
        raise DomainError(message("The second approval of an override is a director’s."))
    if request.first_by_id is None:
        request.first_by_id, request.first_at = who.person_id, who.at
    else:
        request.second_by_id, request.second_at = who.person_id, who.at
    _move(request, step, "approved", who)
    return request


def close(request_id: int, act: Act, *, reason: str, who: Who) -> PaymentRequest:
    """Refuse or cancel, with a reason: the instalment can be asked for again. Raises DomainError on ``reason``."""
    request = _held(request_id)
    if request.status is (State.REFUSED if act is Act.REFUSE else State.CANCELLED):
        return request
    step = _step(request, act, who)
    if not reason:
        raise DomainError(message("Write why."), "reason")
    request.closing_reason, request.closed_at = reason, who.at
    _move(request, step, step.to.value, who, reason=reason)
    return request


def send(request_ids: Sequence[int], *, pay_on: date, token: str, who: Who) -> BankBatch:
    """Put approved payments in one batch for the bank. The same ``token`` twice is the same batch.

    Raises DomainError when one of them cannot be sent; then none is.
    """
    journal.lock()  # batches are numbered without a gap, and the bank refuses a number twice
    known = session.scalars(select(BankBatch).where(BankBatch.token == token)).one_or_none()
    if known is not None:
        return known
    if not request_ids:
        raise DomainError(message("Choose at least one payment."))
    if pay_on < who.today:
        raise DomainError(message("Choose today or a later day."), "pay_on")
    number = (session.scalar(select(func.max(BankBatch.number))) or 0) + 1
    batch = BankBatch(number=number, token=token, pay_on=pay_on, made_by_id=who.person_id, made_at=who.at)
    session.add(batch)
    session.flush()
    for request_id in sorted(set(request_ids)):
        request = _held(request_id)
        step = _step(request, Act.SEND, who)
        if request.cash <= 0:
            raise DomainError(message("Payment %(reference)s has nothing to send.", reference=request.reference))
        case = _check_payable(request, who)
        request.batch_id = batch.id
        request.bank_account_id = case.host.account.id if case.host.account else None
        _move(request, step, "sent to the bank", who, {"batch": [None, number]})
    return batch


def settle(request_id: int, *, who: Who) -> PaymentRequest:
    """Record a payment of which nothing leaves the bank: all of it is offset, or lapses. Twice is once."""
    request = _held(request_id)
    if request.status is State.PAID:
        return request
    step = _step(request, Act.SETTLE, who)
    if request.cash:
        raise DomainError(message("This payment goes through the bank."))
    _check_payable(request, who)
    _pay(request, step, paid_on=who.today, who=who)
    return request


def keep_answer(batch: BankBatch, *, name: str, content: str, who: Who) -> BankConfirmation:
    """Keep what the bank sent, as it is, until somebody confirms it. Raises DomainError on ``file``."""
    read(content)
    answer = BankConfirmation(
        batch_id=batch.id, name=name[:200], content=content, sent_by_id=who.person_id, sent_at=who.at
    )
    session.add(answer)
    session.flush()
    return answer


def compared(answer: BankConfirmation, *, today: date) -> tuple[Compared, ...]:
    """The answer beside what was sent."""
    sent = [Sent(it.reference, it.cash, it.status is State.AT_BANK) for it in _sent_in(answer.batch_id)]
    return compare(read(answer.content), sent, today=today)


def take_answer(answer_id: int, *, who: Who) -> tuple[list[PaymentRequest], list[PaymentRequest]]:
    """Record what the bank paid, on its day, and take back what it refused; returns both. The rest is
    left as it is, and an answer taken twice records nothing more.

    Raises RuleBroken when a payment breaks a rule of the journal; then nothing is recorded.
    """
    answer = session.get_one(BankConfirmation, answer_id, with_for_update=True)
    paid, returned = [], []
    requests = {it.reference: it.id for it in _sent_in(answer.batch_id)}
    for found in compared(answer, today=who.today):
        if found.match not in (Match.PAID, Match.REJECTED) or found.line is None:
            continue
        request = _held(requests[found.reference])
        if found.match is Match.PAID and found.line.day:
            _pay(request, _step(request, Act.CONFIRM, who), paid_on=found.line.day, who=who)
            paid.append(request)
        elif found.match is Match.REJECTED:
            step = _step(request, Act.RETURN, who)
            request.batch_id = request.bank_account_id = None
            _move(request, step, "returned by the bank", who, {"batch": [answer.batch.number, None]})
            returned.append(request)
    if answer.taken_at is None:
        answer.taken_at = who.at
    return paid, returned


def _sent_in(batch_id: int) -> Sequence[PaymentRequest]:
    return session.scalars(
        select(PaymentRequest).where(PaymentRequest.batch_id == batch_id).order_by(PaymentRequest.id)
    ).all()


def _pay(request: PaymentRequest, step: Step, *, paid_on: date, who: Who) -> None:
    """Post the payment and its lapse (rules 5 and 9). ``payment_outcome`` takes one row for each request."""
    outcome = PaymentOutcome(request_id=request.id, recorded_at=who.at)
    agreement, instalment = request.agreement, request.instalment
    if request.gross:
        grants.pay(
            agreement,
            paid_on=paid_on,
            allotment_year=instalment.fiscal_year,
            gross=request.gross,
            offset=request.offset,
            author=who.author,
            instalment=instalment,
            reference=request.reference,
        )
        outcome.payment_id = _last(Payment, agreement)
    if request.lapse:
        grants.lapse(
            agreement,
            decided_on=paid_on,
            year=instalment.fiscal_year,
            amount=request.lapse,
            reason=f"Retenue non requise, {request.reference}",
            author=who.author,
        )
        outcome.lapse_id = _last(Lapse, agreement)
    session.add(outcome)
    _move(request, step, "paid", who, {"paid_on": [None, paid_on.isoformat()]})


def _last(model: Any, agreement: Agreement) -> int:
    found: int = session.scalars(
        select(model.id).where(model.agreement_id == agreement.id).order_by(model.number.desc()).limit(1)
    ).one()
    return found


def _held(request_id: int) -> PaymentRequest:
    """The request as it is now, kept from others until the transaction ends."""
    return session.get_one(PaymentRequest, request_id, with_for_update=True, populate_existing=True)


def _step(request: PaymentRequest, act: Act, who: Who) -> Step:
    step = LIFE.get((request.status, act))
    if step is None:
        raise DomainError(
            message("Payment %(reference)s has changed since: look at it again.", reference=request.reference)
        )
    if not is_granted(who.role, step.who):
        raise DomainError(message("This is not for your role to do."))
    return step


def _check_payable(request: PaymentRequest, who: Who) -> Case:
    """Rule 7 again, on the day: what came in the way since, and was not waived, stops it."""
    if session.scalar(select(Payment.id).where(Payment.instalment_id == request.instalment_id).limit(1)):
        raise DomainError(message("This instalment is paid already."))
    found = queries.cases(Instalment.id == request.instalment_id, at=who.at, today=who.today, beside=request.id)
    case = found[0]
    too_much = request.gross + request.lapse > case.funds.payable or request.offset > max(0, case.funds.receivable)
    if case.beyond(request.waived) or too_much:
        raise DomainError(
            message("Payment %(reference)s cannot be paid any more: see why.", reference=request.reference)
        )
    return case


def _still_unpaid(case: Case, who: Who) -> Case:
    found = queries.cases(queries.unpaid(case.agreement, case.number), at=who.at, today=who.today)
    if not found:
        raise DomainError(message("This instalment is paid already."))
    return found[0]


def _move(
    request: PaymentRequest,
    step: Step,
    action: str,
    who: Who,
    difference: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    before, request.state = request.state, step.to.value
    session.flush()
    _record(request, action, who, {"state": [before, step.to.value]} | (difference or {}), reason)


def _record(request: PaymentRequest, action: str, who: Who, difference: dict[str, Any], reason: str = "") -> None:
    trail.record(
        actor=who.email,
        at=who.at,
        action=action,
        subject_type="payment_request",
        subject=str(request.id),
        difference=difference,
        reason=reason,
    )


def record_download(batch: BankBatch, *, form: str, who: Who) -> None:
    """Keep who took the file that moves the money."""
    trail.record(
        actor=who.email,
        at=who.at,
        action="downloaded",
        subject_type="bank_batch",
        subject=str(batch.number),
        difference={"form": [None, form]},
    )
