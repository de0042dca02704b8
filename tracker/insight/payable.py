"""What a payment waits for beyond its reports: the account it goes to, and the people who approve it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from tracker.accounts.models import Role
from tracker.accounts.permissions import Action, is_granted
from tracker.accounts.visitor import Visitor
from tracker.db import now
from tracker.grants.models import Agreement
from tracker.grants.payments import queries
from tracker.grants.payments.life import CLOSED, State
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.payments.queries import Case
from tracker.grants.payments.reasons import Why
from tracker.grants.payments.words import agreement_name
from tracker.kept import kept
from tracker.web.filters import moment

TO_APPROVE = (State.REQUESTED, State.APPROVED_ONCE)
_ACCOUNT = (Why.NO_BANK_DETAILS, Why.BANK_DETAILS_WAIT)


@dataclass(frozen=True, slots=True)
class Waits:
    """An unpaid instalment: ``account`` is what its account misses, ``request`` how far it got."""

    case: Case
    account: Why | None
    request: PaymentRequest | None


Found: TypeAlias = Mapping[tuple[str, int], Waits]


def of(wanted: ColumnElement[bool], *, at: datetime, today: date) -> Found:
    """The unpaid instalments of the agreements that are ``wanted``, by agreement number and their own."""
    cases = queries.cases(wanted & queries.not_paid(), at=at, today=today)
    ids = [it.instalment_id for it in cases]
    live = {
        it.instalment_id: it
        for it in queries.requests(PaymentRequest.instalment_id.in_(ids) & PaymentRequest.state.not_in(CLOSED))
    }
    return {
        (it.agreement, it.number): Waits(
            it, next((one.why for one in it.reasons if one.why in _ACCOUNT), None), live.get(it.instalment_id)
        )
        for it in cases
    }


def of_agreement(agreement_id: int, *, today: date) -> Found:
    """The same of one agreement, now."""
    return _kept_of(agreement_id, today, queries.usable_accounts(now()))


@kept(64)
def _kept_of(agreement_id: int, today: date, _usable: int) -> Found:
    return of(Agreement.id == agreement_id, at=now(), today=today)


def checks(waits: Waits | None, *, due: bool, ready: bool, partner: bool) -> list[dict[str, Any]]:
    """The same as ``status.checks`` shows it, after what the agreement itself asks."""
    if waits is None:
        return []
    shown = [_account(waits, due=due, partner=partner)]
    step = _step(waits, ready=ready)
    return [*shown, {"state": "pass" if step[1] else "wait", "text": step[0]}] if step else shown


def in_words(waits: Waits | None, *, ready: bool) -> str:
    """What a partner reads of it in a sentence; empty when nothing is to be said yet."""
    if waits is None:
        return ""
    if waits.account is Why.NO_BANK_DETAILS:
        return str(_("Waits for your bank details to be verified."))
    step = _step(waits, ready=ready)
    return f"{step[0]}." if step else ""


def _account(waits: Waits, *, due: bool, partner: bool) -> dict[str, Any]:
    case, unmet = waits.case, "fail" if due else "wait"
    where = {} if partner else {"href": url_for("payments.bank", code=case.host.code), "link": case.host.name}
    if waits.account is Why.NO_BANK_DETAILS:
        if partner:
            return {"state": unmet, "text": _("Your bank details are to be verified: send us a specimen cheque")}
        return {"state": unmet, "text": _("Bank details to verify:"), **where}
    if waits.account is Why.BANK_DETAILS_WAIT:
        return {"state": "wait", "text": _("New bank details, usable from %(moment)s", moment=moment(case.usable_at))}
    return {"state": "pass", "text": _("Bank details verified")}


def _step(waits: Waits, *, ready: bool) -> tuple[str, bool] | None:
    """Where the request stands, and whether it is approved."""
    request = waits.request
    if request is None:
        return (_("To be asked for, then approved by two people"), False) if ready else None
    if request.status is State.AT_BANK and request.batch:
        return _("At the bank, to be paid on %(day)s", day=request.batch.pay_on.isoformat()), True
    said: dict[State, tuple[str, bool]] = {
        State.REQUESTED: (_("Asked for: waits for two approvals"), False),
        State.APPROVED_ONCE: (_("Approved once: waits for the second approval"), False),
    }
    approved: tuple[str, bool] = (_("Approved: waits to be sent to the bank"), True)
    return said.get(request.status, approved)


def queue(me: Visitor, *, at: datetime, today: date, among: Collection[str] | None = None) -> list[dict[str, Any]]:
    """What waits for ``me`` among payments, each list with where it is dealt with. ``among``: the only agreements
    whose payments are to be asked for."""
    found: list[dict[str, Any]] = []
    if is_granted(me.role, Action.REQUEST_PAYMENTS):
        ready = [it for it in queries.cases(queries.waiting(today), at=at, today=today) if not it.reasons]
        cases = [it for it in ready if among is None or it.agreement in among]
        found.append(
            {
                "title": _("Payments that can be asked for"),
                "vue": "ready",
                "rows": [
                    {
                        "text": agreement_name(it),
                        "sub": f"{it.agreement} · {it.ref}",
                        "href": url_for("payments.ask", number=it.agreement, instalment=it.number),
                        "amount": it.proposal.gross,
                    }
                    for it in cases
                ],
                "none": _("No payment is due whose conditions are met."),
            }
        )
    if is_granted(me.role, Action.APPROVE_PAYMENTS):
        mine = PaymentRequest.requested_by_id == me.person_id
        done = PaymentRequest.first_by_id.is_not_distinct_from(me.person_id)
        to_approve = queries.requests(PaymentRequest.state.in_(TO_APPROVE) & ~mine & ~done)
        if me.role is not Role.DIRECTOR:  # what passes over a report waits for a director the second time
            to_approve = [it for it in to_approve if not (it.waived and it.status is State.APPROVED_ONCE)]
        found.append(_listed(_("Payments to approve"), "approve", to_approve, _("Nothing waits for your approval.")))
    if is_granted(me.role, Action.SEND_PAYMENTS):
        approved = queries.requests(PaymentRequest.state == State.APPROVED)
        none = _("No approved payment waits to be sent.")
        found.append(_listed(_("Payments to send to the bank"), "approved", approved, none))
    return found


def _listed(title: str, vue: str, requests: Any, none: str) -> dict[str, Any]:
    rows = [
        {
            "text": agreement_name(it.agreement),
            "sub": f"{it.agreement.number} · V{it.instalment.number}",
            "href": url_for("payments.payment", request_id=it.id),
            "amount": it.gross,
        }
        for it in requests
    ]
    return {"title": title, "vue": vue, "rows": rows, "none": none}
