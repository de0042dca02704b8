"""Suspending an agreement, lifting it, ending it early. As in ``tracker.grants.service``: the caller commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select

from tracker.db import session
from tracker.errors import message
from tracker.grants import life, replanning, service, versions
from tracker.grants.creation.workdays import next_open_day
from tracker.grants.life import Act
from tracker.grants.models import Agreement, AgreementAct, Obligation, ReportKind
from tracker.grants.payments.life import LIVE
from tracker.grants.payments.models import PaymentRequest
from tracker.grants.service import Author, RuleBroken, next_number, tell
from tracker.grants.terms import Finding
from tracker.ledger import journal
from tracker.ledger.accounts import Account
from tracker.ledger.money import Cents
from tracker.ledger.queries import position


def refusals(agreement: Agreement, act: Act, on: date) -> Iterator[Finding]:
    """What stands in the way of ``act`` on ``on``: what came before, and a payment that is on its way."""
    yield from life.refusals(agreement.acts, act, on)
    if act is Act.WITHDRAW:
        if on >= agreement.ends_on:
            yield Finding(
                message("a date before %(date)s, the last day of the agreement", date=agreement.ends_on), "on"
            )
        asked = select(PaymentRequest.id).where(
            PaymentRequest.agreement_id == agreement.id, PaymentRequest.state.in_(LIVE)
        )
        if session.scalar(asked.limit(1)) is not None:
            yield Finding(message("no payment on its way: pay it, refuse it or cancel it first"))


def interrupt(agreement: Agreement, act: Act, *, on: date, reason: str, author: Author) -> None:
    """Suspend ``agreement`` from ``on``, or lift its suspension (DOMAIN rule 7: "in force").

    Raises RuleBroken.
    """
    journal.lock()  # before its state is read: two at once see each other
    session.refresh(agreement, ["acts"])
    broken = list(refusals(agreement, act, on))
    if broken:
        raise RuleBroken(broken)
    agreement.acts.append(
        AgreementAct(
            number=next_number(AgreementAct, agreement),
            act=act.value,
            effective_on=on,
            reason=reason,
            recorded_at=author.at,
        )
    )
    tell(agreement, author, act.value, {"on": on.isoformat()}, reason)
    session.flush()


def withdraw(agreement: Agreement, *, on: date, reason: str, author: Author) -> None:
    """End ``agreement`` on ``on``, before its term: what is left to pay lapses, the reports after that day fall
    away, and the final one is due for the days until then. What is unspent stays to be returned.

    Raises RuleBroken.
    """
    interrupt(agreement, Act.WITHDRAW, on=on, reason=reason, author=author)
    for year, amount in left_to_pay(agreement).items():
        service.lapse(agreement, decided_on=on, year=year, amount=amount, reason=reason, author=author)
    _shorten(agreement, on, author, reason)


def left_to_pay(agreement: Agreement) -> dict[str, Cents]:
    """What each allotment still has to pay, those that have some."""
    stands = position(agreement.number)
    left = {year: stands.balance(Account.PAYABLE, year=year) for year in agreement.fiscal_years}
    return {year: amount for year, amount in left.items() if amount > 0}


def falling(agreement: Agreement, on: date) -> tuple[list[Obligation], Obligation | None]:
    """The reports that a withdrawal on ``on`` takes away, and the one that becomes the final report of the days
    until then; None when all that is due was received."""
    after: Sequence[Obligation] = [it for it in agreement.obligations if it.received_on is None and it.to_on > on]
    if not after:
        return [], None
    finals = [it for it in after if it.kind == ReportKind.FINAL]
    final = finals[-1] if finals else after[-1]
    return [it for it in after if it is not final], final


def final_period(agreement: Agreement, on: date) -> tuple[date, date, date] | None:
    """The first and last day that the final report then covers, and the day it is due; None without one."""
    fallen, final = falling(agreement, on)
    if final is None:
        return None
    begins = min(it.from_on for it in (*fallen, final))
    return min(begins, on), on, next_open_day(on + (final.due_on - final.to_on))


def _shorten(agreement: Agreement, on: date, author: Author, reason: str) -> None:
    fallen, final = falling(agreement, on)
    period = final_period(agreement, on)
    if final is None or period is None:
        return
    from_on, to_on, due_on = period
    replanning.let_fall(agreement, fallen, author=author, reason=reason)
    year = agreement.programme.calendar.year_of(to_on)
    versions.supersede_obligation(
        final,
        at=author.at,
        kind=ReportKind.FINAL.value,
        fiscal_year=year,
        from_on=from_on,
        to_on=to_on,
        due_on=due_on,
    )
    session.flush()
    session.expire(agreement, ["obligations"])
