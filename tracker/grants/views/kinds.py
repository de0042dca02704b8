"""The decisions that an officer takes: what each asks, what event it is, which verb takes it, what is said then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from tracker.grants import events, forms, interruptions, life, service
from tracker.grants.events import Event, carriable
from tracker.grants.forms import DecisionForm, Scope
from tracker.grants.life import Act
from tracker.grants.models import Agreement
from tracker.grants.service import Author, host_refusals
from tracker.grants.terms import Finding
from tracker.grants.views import ending
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import share_of
from tracker.web.filters import money, rate

A = Account
Pair = dict[str, Any]


def nothing(_scope: Scope) -> Sequence[Pair]:
    """No figure to keep in sight."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One kind of decision. ``event`` reads the filled form; ``take`` calls the verb; ``done`` says it is recorded."""

    title: Any
    lead: Any
    form: type[DecisionForm]
    event: Callable[[Scope, Any], Event]
    take: Callable[[Agreement, Any, Author], object]
    done: Callable[[Any], str]
    stands: Callable[[Scope], Sequence[Pair]] = nothing
    """Figures to keep in sight while filling the form, as ``figures.pairs`` shows them."""
    refusals: Callable[[Scope, Any], Sequence[Finding]] = lambda _scope, _form: ()
    """What the rules of the event cannot know."""
    also: Callable[[Scope, Any], Sequence[str]] = lambda _scope, _form: ()
    """What follows, beside the figures."""
    links: Callable[[Scope, Any], Sequence[Pair]] = lambda _scope, _form: ()
    """Documents to read before it is taken: text and address."""
    approved: bool = False
    """Whether a second person must always approve it."""


def _transfer(_scope: Scope, form: Any) -> Event:
    return events.LineTransferred(
        on=form.on.data,
        number=0,
        year=form.fiscal_year.data,
        from_line=form.from_line.data,
        to_line=form.to_line.data,
        amount=form.amount.data,
    )


def _room(scope: Scope) -> Sequence[Pair]:
    limit = rate(scope.terms.limits.transfer)
    return [
        {"text": _("Automatic on a line, in a year, up to"), "value": limit},
        {"text": _("Beyond"), "value": _("approved by the director")},
        {"text": _("Host administration"), "value": _("excluded")},
    ]


def _carry(_scope: Scope, form: Any) -> Event:
    return events.CarriedForward(
        on=form.on.data,
        number=0,
        from_year=form.from_year.data,
        to_year=form.to_year.data,
        line=form.line.data,
        amount=form.amount.data,
    )


def _to_carry(scope: Scope) -> Sequence[Pair]:
    """For each year but the last, what may still be carried: the lower of the two ceilings of rule 17."""
    pairs: list[Pair] = []
    for year in scope.years[:-1]:
        limit = share_of(-scope.position.balance(A.COMMITTED, year=year), scope.terms.limits.carry_forward)
        already = scope.position.balance(A.AUTHORISED, origin_year=year, kinds=(Kind.CARRIED_FORWARD,))
        unspent = carriable(scope.position, year)
        pairs += [
            {"text": _("%(year)s, unspent cash and unpaid holdback", year=year), "value": money(unspent)},
            {
                "text": _("%(year)s, limit of %(rate)s", year=year, rate=rate(scope.terms.limits.carry_forward)),
                "value": money(limit),
            },
            {
                "text": _("%(year)s, may still be carried", year=year),
                "value": money(max(0, min(unspent, limit) - already)),
                "total": True,
            },
        ]
    return pairs


def _payable(scope: Scope) -> Sequence[Pair]:
    left = {year: scope.position.balance(A.PAYABLE, year=year) for year in scope.years}
    return [{"text": _("Left to pay, %(year)s", year=year), "value": money(amount)} for year, amount in left.items()]


def _receivable(scope: Scope) -> Sequence[Pair]:
    return [{"text": _("To recover"), "value": money(scope.position.balance(A.RECEIVABLE)), "total": True}]


def _held(scope: Scope) -> Sequence[Pair]:
    return [{"text": _("Unspent funds held"), "value": money(scope.position.balance(A.HELD)), "total": True}]


def _host(scope: Scope) -> Sequence[Pair]:
    mandate = scope.agreement.mandates[-1]
    return [
        {"text": _("Fiscal host now"), "value": mandate.organisation.name},
        {"text": _("Since"), "value": mandate.from_on.isoformat()},
        *_held(scope),
        *_receivable(scope),
    ]


def _new_host(scope: Scope, form: Any) -> Event:
    return events.HostChanged(
        on=form.from_on.data,
        number=0,
        old=scope.agreement.mandates[-1].organisation.code,
        new=form.found.code,
    )


def _handed_over(scope: Scope, form: Any) -> Sequence[str]:
    agreement = scope.agreement
    due = [it for it in agreement.obligations if it.fulfilled_on is None]
    told = [
        _("%(host)s keeps its mandate until the day before.", host=agreement.mandates[-1].organisation.name),
        _("%(host)s signs, receives, employs and reports from that day.", host=form.found.name),
    ]
    if due:
        told.append(
            ngettext(
                "%(num)s report still to be accepted becomes its own.",
                "%(num)s reports still to be accepted become its own.",
                len(due),
            )
        )
    return told


def _stands_in_the_way_of(act: Act) -> Callable[[Scope, Any], Sequence[Finding]]:
    return lambda scope, form: tuple(interruptions.refusals(scope.agreement, act, form.on.data))


def _cut_off(scope: Scope, form: Any) -> Sequence[Pair]:
    """The statement of what would be handed over, as at the eve of the new mandate."""
    eve = (form.from_on.data - timedelta(days=1)).isoformat()
    return [
        {
            "text": _("Cut-off statement (%(form)s)", form=name),
            "href": url_for("structures.handover", number=scope.agreement.number, form=form_, fin=eve),
        }
        for form_, name in (("pdf", "PDF"), ("xlsx", "Excel"), ("json", "JSON"))
    ]


DECISIONS: Mapping[str, Decision] = {
    "virement": Decision(
        title=_l("Transfer between lines"),
        lead=_l("Move part of a year’s budget from one line to another. The total of the year never moves."),
        form=forms.TransferForm,
        event=_transfer,
        take=lambda agreement, form, author: service.transfer_between_lines(
            agreement,
            decided_on=form.on.data,
            year=form.fiscal_year.data,
            from_line=form.from_line.data,
            to_line=form.to_line.data,
            amount=form.amount.data,
            reason=form.reason.data,
            author=author,
        ),
        done=lambda form: _(
            "Transfer recorded: %(amount)s in %(year)s.", amount=money(form.amount.data), year=form.fiscal_year.data
        ),
        stands=_room,
    ),
    "report-de-solde": Decision(
        title=_l("Carry-forward"),
        lead=_l("Let a following year spend what a year left unspent, on a named line."),
        form=forms.CarryForwardForm,
        event=_carry,
        take=lambda agreement, form, author: service.carry_forward(
            agreement,
            decided_on=form.on.data,
            from_year=form.from_year.data,
            to_year=form.to_year.data,
            line=form.line.data,
            amount=form.amount.data,
            reason=form.reason.data,
            author=author,
        ),
        done=lambda form: _(
            "Carry-forward recorded: %(amount)s from %(first)s to %(second)s.",
            amount=money(form.amount.data),
            first=form.from_year.data,
            second=form.to_year.data,
        ),
        stands=_to_carry,
    ),
    "desengagement": Decision(
        title=_l("Lapse"),
        lead=_l("Give up what an allotment will never pay."),
        form=forms.LapseForm,
        event=lambda _scope, form: events.Lapsed(
            on=form.on.data, number=0, year=form.fiscal_year.data, amount=form.amount.data
        ),
        take=lambda agreement, form, author: service.lapse(
            agreement,
            decided_on=form.on.data,
            year=form.fiscal_year.data,
            amount=form.amount.data,
            reason=form.reason.data,
            author=author,
        ),
        done=lambda form: _(
            "Lapse recorded: %(amount)s of %(year)s.", amount=money(form.amount.data), year=form.fiscal_year.data
        ),
        stands=_payable,
    ),
    "recuperation": Decision(
        title=_l("Recovery"),
        lead=_l("Record money received against what is to recover."),
        form=forms.ReceiptForm,
        event=lambda _scope, form: events.Recovered(on=form.on.data, number=0, amount=form.amount.data),
        take=lambda agreement, form, author: service.recover(
            agreement,
            received_on=form.on.data,
            amount=form.amount.data,
            reference=form.reference.data,
            author=author,
        ),
        done=lambda form: _("Recovery recorded: %(amount)s.", amount=money(form.amount.data)),
        stands=_receivable,
    ),
    "remise-de-solde": Decision(
        title=_l("Return of unspent funds"),
        lead=_l("Record unspent funds that the fiscal host sent back."),
        form=forms.ReceiptForm,
        event=lambda _scope, form: events.Returned(on=form.on.data, number=0, amount=form.amount.data),
        take=lambda agreement, form, author: service.return_funds(
            agreement,
            returned_on=form.on.data,
            amount=form.amount.data,
            reference=form.reference.data,
            author=author,
        ),
        done=lambda form: _("Return recorded: %(amount)s.", amount=money(form.amount.data)),
        stands=_held,
    ),
    "radiation": Decision(
        title=_l("Write-off"),
        lead=_l("Give up a receivable, by resolution."),
        form=forms.WriteOffForm,
        event=lambda _scope, form: events.WrittenOff(
            on=form.on.data, number=0, amount=form.amount.data, memo=form.resolution.data
        ),
        take=lambda agreement, form, author: service.write_off(
            agreement,
            decided_on=form.on.data,
            amount=form.amount.data,
            resolution=form.resolution.data,
            author=author,
        ),
        done=lambda form: _("Write-off recorded: %(amount)s.", amount=money(form.amount.data)),
        stands=_receivable,
    ),
    "mandataire": Decision(
        title=_l("Change of fiscal host"),
        lead=_l("Another organisation takes the mandate: what is held and owed moves with it."),
        form=forms.HostForm,
        event=_new_host,
        take=lambda agreement, form, author: service.change_host(
            agreement,
            organisation_id=form.found.id,
            from_on=form.from_on.data,
            reason=form.reason.data,
            author=author,
        ),
        done=lambda form: _("%(host)s is the fiscal host from now on.", host=form.found.name),
        stands=_host,
        refusals=lambda scope, form: tuple(
            host_refusals(scope.agreement, organisation_id=form.found.id, from_on=form.from_on.data)
        ),
        also=_handed_over,
        links=_cut_off,
        approved=True,
    ),
    "suspension": Decision(
        title=_l("Suspension"),
        lead=_l("Stop all payments from a day on, until the suspension is lifted."),
        form=forms.InterruptionForm,
        event=lambda _scope, form: life.Interrupted(on=form.on.data, number=0),
        take=lambda agreement, form, author: interruptions.interrupt(
            agreement, Act.SUSPEND, on=form.on.data, reason=form.reason.data, author=author
        ),
        done=lambda _form: _("The agreement is suspended: nothing is paid until this is lifted."),
        stands=ending.stands,
        refusals=_stands_in_the_way_of(Act.SUSPEND),
        also=ending.suspended,
    ),
    "reprise": Decision(
        title=_l("End of the suspension"),
        lead=_l("Let the agreement go on: what it waits for otherwise is not changed."),
        form=forms.InterruptionForm,
        event=lambda _scope, form: life.Interrupted(on=form.on.data, number=0),
        take=lambda agreement, form, author: interruptions.interrupt(
            agreement, Act.LIFT, on=form.on.data, reason=form.reason.data, author=author
        ),
        done=lambda _form: _("The suspension is lifted."),
        stands=ending.stands,
        refusals=_stands_in_the_way_of(Act.LIFT),
        also=ending.lifted,
        approved=True,
    ),
    "retrait": Decision(
        title=_l("Withdrawal"),
        lead=_l("End the agreement before its term: what is left to pay lapses, and a final report is due."),
        form=forms.InterruptionForm,
        event=lambda _scope, form: life.Withdrawn(on=form.on.data, number=0),
        take=lambda agreement, form, author: interruptions.withdraw(
            agreement, on=form.on.data, reason=form.reason.data, author=author
        ),
        done=lambda _form: _("The withdrawal is recorded. What is left to pay has lapsed."),
        stands=ending.stands,
        refusals=_stands_in_the_way_of(Act.WITHDRAW),
        also=ending.withdrawn,
        approved=True,
    ),
}
"""By the word that names it in the address."""
