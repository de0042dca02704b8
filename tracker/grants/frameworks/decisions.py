"""The decision that moves money from a framework's holder to a sub-agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.errors import Amount, message
from tracker.grants import events, service
from tracker.grants.forms import Scope
from tracker.grants.frameworks.forms import SubTransferForm
from tracker.grants.frameworks.queries import committed_by, room_of, transferred_to
from tracker.grants.models import Agreement
from tracker.grants.terms import Finding
from tracker.grants.views.kinds import Decision, Pair
from tracker.ledger.accounts import Account
from tracker.ledger.money import Cents
from tracker.web.filters import money


def _event(scope: Scope, form: Any) -> events.FrameworkTransferred:
    return events.FrameworkTransferred(
        on=form.on.data, number=0, sub=service.terms_of(form.sub), amount=form.amount.data
    )


def to_receive(sub: Agreement) -> Cents:
    """What a sub-agreement commits and has not received yet."""
    return committed_by(sub) - transferred_to(sub)


def _stands(scope: Scope) -> Sequence[Pair]:
    room = room_of(scope.agreement)
    return [
        {"text": _("Held by the holder"), "value": money(scope.position.balance(Account.HELD))},
        *(
            {"text": _("%(number)s, to receive", number=it.number), "value": money(to_receive(it))}
            for it in scope.agreement.sub_agreements
        ),
        {"text": _("Left to grant"), "value": money(room.left), "total": True},
    ]


def _refusals(scope: Scope, form: Any) -> Sequence[Finding]:
    sub, day = form.sub, form.on.data
    found = []
    left = to_receive(sub)
    if form.amount.data > max(0, left):
        found.append(
            Finding(
                message(
                    "at most the %(amount)s that %(agreement)s has yet to receive",
                    amount=Amount(max(0, left)),
                    agreement=sub.number,
                ),
                "amount",
            )
        )
    if day < sub.signed_on:
        found.append(Finding(message("a date on or after %(date)s", date=sub.signed_on), "on"))
    if service.terms_of(sub).in_a_gap(day):
        found.append(Finding(message("a day on which a fiscal host is in place (rule 22)"), "on"))
    return found


def _also(scope: Scope, form: Any) -> Sequence[str]:
    sub, amount = form.sub, form.amount.data
    received = transferred_to(sub)
    told = [
        _(
            "%(number)s has received %(before)s, and %(after)s once it is recorded.",
            number=sub.number,
            before=money(received),
            after=money(received + amount),
        ),
        _("It is an advance, not an expense: its cost counts when the report of the sub-agreement is accepted."),
        _("The consolidated statement leaves it out: nothing leaves the framework."),
    ]
    short = amount - scope.position.balance(Account.HELD)
    if short > 0:
        told.append(_("The holder advances %(amount)s of its own money.", amount=money(short)))
    return told


DECISIONS: Mapping[str, Decision] = {
    "transfert-cadre": Decision(
        title=_l("Transfer to a sub-agreement"),
        lead=_l("Record money that the framework’s holder passed on to one of its sub-agreements."),
        form=SubTransferForm,
        event=_event,
        take=lambda agreement, form, author: service.transfer_under_framework(
            agreement,
            sub_agreement=form.sub,
            transferred_on=form.on.data,
            amount=form.amount.data,
            reason=form.reason.data,
            author=author,
        ),
        done=lambda form: _(
            "Transfer recorded: %(amount)s to %(number)s.", amount=money(form.amount.data), number=form.sub.number
        ),
        stands=_stands,
        refusals=_refusals,
        also=_also,
    ),
}
"""By the word that names it in the address."""
