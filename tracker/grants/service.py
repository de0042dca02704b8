"""The verbs of an agreement's money: each checks its rules, keeps its record and posts its entry.

The actor and the day are arguments; the caller commits (``with transaction():``). A rule that stands
in the way raises RuleBroken; a limit that is exceeded is given back as findings, for the screen to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from tracker.db import Base, session
from tracker.errors import DomainError, message
from tracker.grants import decisions, events, replanning
from tracker.grants import models as g
from tracker.grants.amendment import Draft, Planned, Redue
from tracker.grants.events import Event
from tracker.grants.frameworks.queries import beyond_framework
from tracker.grants.terms import Finding, Limits, Mandate, Terms
from tracker.ledger import journal
from tracker.ledger.money import Cents
from tracker.ledger.position import Position
from tracker.ledger.queries import position
from tracker.trail import service as trail


class RuleBroken(DomainError):
    """A rule of DOMAIN.md refuses the decision. ``findings`` holds every objection, the first one raised."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].message, findings[0].field)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, and when it is written down."""

    actor: str
    at: datetime


def terms_of(agreement: g.Agreement) -> Terms:
    """What of ``agreement`` the rules need to know."""
    programme = agreement.programme
    return Terms(
        number=agreement.number,
        calendar=programme.calendar,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        mandates=tuple(Mandate(it.organisation.code, it.from_on, it.to_on) for it in agreement.mandates),
        limits=Limits.of(agreement.rates),
        administration_lines=frozenset(session.scalars(select(g.BudgetLine.code).where(g.BudgetLine.administration))),
    )


def post(
    agreement: g.Agreement,
    event: Event,
    author: Author,
    *,
    reason: str = "",
    difference: Mapping[str, Any] | None = None,
) -> tuple[Finding, ...]:
    """Post ``event`` to the journal, under its lock, and keep in the trail what it changes and why;
    ``difference`` is what else changes with it. Returns the warnings.

    Raises RuleBroken, and then nothing is written.
    """
    journal.lock()  # before the balances are read: two payments at once see each other
    terms = terms_of(agreement)
    stands: Position = position(agreement.number)
    findings = tuple(event.findings(terms, stands))
    refusals = [finding for finding in findings if not finding.warning]
    if refusals:
        raise RuleBroken(refusals)
    entry = event.entry(terms, stands)
    journal.append([entry], actor=author.actor, recorded_at=author.at)
    changes = decisions.recorded(decisions.effects(event, terms, stands))
    tell(
        agreement,
        author,
        event.kind.value,
        {"source": entry.source, "effects": changes, **(difference or {})},
        reason,
    )
    return findings


def tell(
    agreement: g.Agreement, author: Author, action: str, difference: Mapping[str, object], reason: str = ""
) -> None:
    """Keep in the trail of ``agreement`` what was done, what differs and why."""
    trail.record(
        actor=author.actor,
        at=author.at,
        action=action,
        subject_type="agreement",
        subject=agreement.number,
        difference=difference,
        reason=reason[:500],
    )


def next_number(model: Any, agreement: g.Agreement) -> int:
    """The number that the next record of ``model`` takes within ``agreement``."""
    last = session.scalar(select(func.max(model.number)).where(model.agreement_id == agreement.id))
    return (last or 0) + 1


def _keep(
    model: type[Base],
    agreement: g.Agreement,
    event: Event,
    author: Author,
    values: Mapping[str, Any],
    *,
    reason: str = "",
    difference: Mapping[str, Any] | None = None,
) -> tuple[Finding, ...]:
    """The record, its entry and its line in the trail, together."""
    findings = post(agreement, event, author, reason=reason, difference=difference)
    session.add(model(agreement_id=agreement.id, number=event.number, recorded_at=author.at, **values))
    session.flush()
    return findings


def sign(agreement: g.Agreement, *, lines: Mapping[tuple[str, str], Cents], author: Author) -> tuple[Finding, ...]:
    """The original agreement, n° 0: what may be spent, by (fiscal year, line) (DOMAIN rule 4)."""
    signed = events.Signed(on=agreement.signed_on, number=0, lines=dict(lines))
    return _amendment(agreement, signed, signed_on=agreement.signed_on, author=author)


def amend(
    agreement: g.Agreement,
    *,
    signed_on: date,
    effective_on: date,
    lines: Mapping[tuple[str, str], Cents],
    author: Author,
    schedule: Sequence[Planned] = (),
    ends_on: date | None = None,
    reports: Sequence[Redue] = (),
    reason: str = "",
) -> tuple[Finding, ...]:
    """A numbered signed change, never below what is settled (DOMAIN rule 3). ``schedule`` is what it
    makes of unpaid instalments; a new one is an adjustment. ``ends_on`` moves the last day, ``reports`` are
    those it makes due otherwise; those of days
    after it fall away. What they said before is kept (``tracker.grants.versions``)."""
    amended = events.Amended(on=effective_on, number=next_number(g.Amendment, agreement), lines=dict(lines))
    before = agreement.ends_on
    fallen = replanning.falling(agreement, Draft(ends_on=ends_on, reports=tuple(reports)))
    difference = {
        "schedule": replanning.reschedule(agreement, schedule, at=author.at),
        "reports": replanning.redue(agreement, reports, at=author.at),
        "fallen": replanning.let_fall(agreement, fallen, author=author, reason=reason),
        "ends_on": [before.isoformat(), ends_on.isoformat()] if ends_on and ends_on != before else None,
    }
    if ends_on:
        agreement.ends_on = ends_on  # the years that the lines are judged by
    return _amendment(
        agreement,
        amended,
        signed_on=signed_on,
        author=author,
        former_ends_on=before if ends_on and ends_on != before else None,
        difference={name: value for name, value in difference.items() if value},
        reason=reason,
    )


def _amendment(
    agreement: g.Agreement,
    event: events.Signed,
    *,
    signed_on: date,
    author: Author,
    former_ends_on: date | None = None,
    difference: Mapping[str, Any] | None = None,
    reason: str = "",
) -> tuple[Finding, ...]:
    lines = [
        g.AmendmentLine(fiscal_year=year, line_code=line, amount=amount) for (year, line), amount in event.lines.items()
    ]
    values = {"signed_on": signed_on, "effective_on": event.on, "former_ends_on": former_ends_on, "lines": lines}
    journal.lock()  # two sub-agreements signed at once do not share the same room
    refusals = beyond_framework(agreement, event.lines)
    if refusals:
        raise RuleBroken(refusals)
    return _keep(g.Amendment, agreement, event, author, values, reason=reason, difference=difference)


def transfer_between_lines(
    agreement: g.Agreement,
    *,
    decided_on: date,
    year: str,
    from_line: str,
    to_line: str,
    amount: Cents,
    author: Author,
    reason: str = "",
) -> tuple[Finding, ...]:
    """Move authority between two lines of a year; beyond the limit it is a warning (DOMAIN rule 15)."""
    event = events.LineTransferred(
        on=decided_on,
        number=next_number(g.LineTransfer, agreement),
        year=year,
        from_line=from_line,
        to_line=to_line,
        amount=amount,
    )
    values = {
        "decided_on": decided_on,
        "fiscal_year": year,
        "from_line_code": from_line,
        "to_line_code": to_line,
        "amount": amount,
    }
    return _keep(g.LineTransfer, agreement, event, author, values, reason=reason)


def carry_forward(
    agreement: g.Agreement,
    *,
    decided_on: date,
    from_year: str,
    to_year: str,
    line: str,
    amount: Cents,
    author: Author,
    reason: str = "",
) -> tuple[Finding, ...]:
    """Authorise the reuse of an unspent balance next year (DOMAIN rule 17)."""
    event = events.CarriedForward(
        on=decided_on,
        number=next_number(g.CarryForward, agreement),
        from_year=from_year,
        to_year=to_year,
        line=line,
        amount=amount,
    )
    values = {
        "decided_on": decided_on,
        "from_year": from_year,
        "to_year": to_year,
        "line_code": line,
        "amount": amount,
    }
    return _keep(g.CarryForward, agreement, event, author, values, reason=reason)


def pay(
    agreement: g.Agreement,
    *,
    paid_on: date,
    allotment_year: str,
    gross: Cents,
    offset: Cents,
    author: Author,
    instalment: g.Instalment | None = None,
    reference: str | None = None,
) -> tuple[Finding, ...]:
    """Record an outflow: gross = cash + offset, within the allotment (DOMAIN rules 5 and 6)."""
    event = events.Paid(
        on=paid_on,
        number=next_number(g.Payment, agreement),
        memo=reference or "",
        allotment_year=allotment_year,
        gross=gross,
        offset=offset,
    )
    values = {
        "instalment_id": instalment.id if instalment else None,
        "fiscal_year": allotment_year,
        "paid_on": paid_on,
        "gross": gross,
        "offset": offset,
        "reference": reference,
    }
    return _keep(g.Payment, agreement, event, author, values)


def recover(
    agreement: g.Agreement, *, received_on: date, amount: Cents, author: Author, reference: str | None = None
) -> tuple[Finding, ...]:
    """Record money received against the receivable (DOMAIN rule 14)."""
    number = next_number(g.Recovery, agreement)
    event = events.Recovered(on=received_on, number=number, memo=reference or "", amount=amount)
    values = {"received_on": received_on, "amount": amount, "reference": reference}
    return _keep(g.Recovery, agreement, event, author, values, reason=reference or "")


def return_funds(
    agreement: g.Agreement, *, returned_on: date, amount: Cents, author: Author, reference: str | None = None
) -> tuple[Finding, ...]:
    """Record unspent funds given back."""
    number = next_number(g.FundsReturn, agreement)
    event = events.Returned(on=returned_on, number=number, memo=reference or "", amount=amount)
    values = {"returned_on": returned_on, "amount": amount, "reference": reference}
    return _keep(g.FundsReturn, agreement, event, author, values, reason=reference or "")


def write_off(
    agreement: g.Agreement, *, decided_on: date, amount: Cents, resolution: str, author: Author
) -> tuple[Finding, ...]:
    """Give up a receivable, by resolution (DOMAIN rule 14)."""
    number = next_number(g.WriteOff, agreement)
    event = events.WrittenOff(on=decided_on, number=number, memo=resolution, amount=amount)
    values = {"decided_on": decided_on, "amount": amount, "resolution": resolution}
    return _keep(g.WriteOff, agreement, event, author, values, reason=resolution)


def lapse(
    agreement: g.Agreement, *, decided_on: date, year: str, amount: Cents, reason: str, author: Author
) -> tuple[Finding, ...]:
    """Give up commitment of one year's allotment that will never be paid."""
    number = next_number(g.Lapse, agreement)
    event = events.Lapsed(on=decided_on, number=number, memo=reason, year=year, amount=amount)
    values = {"decided_on": decided_on, "fiscal_year": year, "amount": amount, "reason": reason}
    return _keep(g.Lapse, agreement, event, author, values, reason=reason)


def transfer_under_framework(
    framework: g.Agreement,
    *,
    sub_agreement: g.Agreement,
    transferred_on: date,
    amount: Cents,
    author: Author,
    reason: str = "",
) -> tuple[Finding, ...]:
    """Advance money from a framework's holder to a sub-agreement: not an expense (DOMAIN rule 21)."""
    event = events.FrameworkTransferred(
        on=transferred_on,
        number=next_number(g.FrameworkTransfer, framework),
        sub=terms_of(sub_agreement),
        amount=amount,
    )
    values = {"sub_agreement_id": sub_agreement.id, "transferred_on": transferred_on, "amount": amount}
    return _keep(g.FrameworkTransfer, framework, event, author, values, reason=reason)


def change_host(
    agreement: g.Agreement, *, organisation_id: int, from_on: date, author: Author, reason: str = ""
) -> tuple[Finding, ...]:
    """Close the mandate the day before ``from_on`` and open the next: U and receivables move with it
    (DOMAIN rule 22). Raises RuleBroken when the mandate in place begins later, or is already theirs."""
    old = agreement.mandates[-1]
    refusals = list(host_refusals(agreement, organisation_id=organisation_id, from_on=from_on))
    if refusals:
        raise RuleBroken(refusals)
    closed = old.to_on
    old.to_on = from_on - timedelta(days=1)
    new = g.HostMandate(organisation_id=organisation_id, from_on=from_on)
    agreement.mandates.append(new)
    session.flush()
    event = events.HostChanged(
        on=from_on,
        number=len(agreement.mandates) - 1,
        old=old.organisation.code,
        new=new.organisation.code,
    )
    mandates = [[event.old, closed.isoformat() if closed else None, old.to_on.isoformat()]]
    return post(agreement, event, author, reason=reason, difference={"mandates": mandates})


def host_refusals(agreement: g.Agreement, *, organisation_id: int, from_on: date) -> Iterator[Finding]:
    """What stands in the way of a new fiscal host on ``from_on`` (DOMAIN rule 22)."""
    old = agreement.mandates[-1]
    if from_on <= old.from_on:
        yield Finding(message("a date after %(date)s", date=old.from_on), "from_on")
    if organisation_id == old.organisation_id:
        yield Finding(message("another organisation than the present fiscal host"), "organisation")
