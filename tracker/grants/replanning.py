"""What a signed amendment makes of the schedule and of the reports due. The caller commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants import models as g
from tracker.grants import versions
from tracker.grants.amendment import Draft, Planned, Redue
from tracker.grants.terms import Finding
from tracker.ledger.accounts import Account
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.position import Position

if TYPE_CHECKING:
    from tracker.grants.service import Author


def reschedule(agreement: g.Agreement, schedule: Sequence[Planned], *, at: datetime) -> list[list[Any]]:
    """Make ``schedule`` the unpaid instalments it names; returns number, year, amount before and after.

    Raises DomainError on one that was paid.
    """
    there = {it.number: it for it in agreement.instalments}
    paid = session.scalars(select(g.Payment.instalment_id).where(g.Payment.agreement_id == agreement.id)).all()
    changed: list[list[Any]] = []
    for it in schedule:
        found = there.get(it.number or 0)
        if found is None:
            number = max([0, *there]) + 1
            found = there[number] = g.Instalment(
                agreement_id=agreement.id,
                number=number,
                kind=it.kind or g.InstalmentKind.ADJUSTMENT.value,
                fiscal_year=it.fiscal_year,
                due_on=it.due_on,
                amount=it.amount,
                recorded_at=at,
            )
            session.add(found)
            changed.append([number, it.fiscal_year, None, it.amount])
        elif (found.amount, found.due_on) != (it.amount, it.due_on or found.due_on):
            if found.id in paid:
                raise DomainError(message("Instalment %(number)s was paid since.", number=found.number))
            changed.append([found.number, found.fiscal_year, found.amount, it.amount])
            versions.supersede_instalment(found, at=at, due_on=it.due_on, amount=it.amount)
    return changed


def falling(agreement: g.Agreement, draft: Draft) -> list[g.Obligation]:
    """The reports that an earlier last day takes away: not received, and of days that all come after it."""
    kept = {it.number for it in draft.reports}
    return [
        it
        for it in agreement.obligations
        if draft.ends_on and it.received_on is None and it.from_on > draft.ends_on and it.number not in kept
    ]


def let_fall(agreement: g.Agreement, fallen: Sequence[g.Obligation], *, author: Author, reason: str) -> list[int]:
    """Take ``fallen`` away, and have the instalments that waited for them wait for the last report that stays;
    returns their numbers."""
    last = max((it for it in agreement.obligations if it not in fallen), key=lambda it: it.to_on, default=None)
    for instalment in agreement.instalments:
        if instalment.required_obligation in fallen:
            versions.supersede_instalment(instalment, at=author.at, required=last)
    session.flush()
    numbers = [it.number for it in fallen]
    for it in fallen:
        versions.let_fall(it, author=author, reason=reason)
    session.expire(agreement, ["obligations"])
    return numbers


def plan_refusals(agreement: g.Agreement, draft: Draft, stands: Position) -> Iterator[Finding]:
    """What stands in the way of a new last day and of other reports (DOMAIN rule 2)."""
    calendar, ends_on = agreement.programme.calendar, draft.ends_on or agreement.ends_on
    years = calendar.years_between(agreement.starts_on, ends_on)
    if ends_on < agreement.starts_on:
        yield Finding(message("a last day after the first one"), "ends_on")
    for year in agreement.fiscal_years:
        if year not in years and stands.balance(Account.AUTHORISED, year=year):
            yield Finding(message("a last day in %(year)s or later: that year has a budget", year=year), "ends_on")
    if years[-1] > agreement.fiscal_years[-1] and any(stands.balance(it, year=POST_CLOSING) for it in Account):
        yield Finding(message("no new fiscal year: entries were booked after the last one"), "ends_on")
    for it in draft.reports:
        if it.fiscal_year not in years or it.from_on < agreement.starts_on or it.to_on > ends_on:
            yield Finding(message("reports within the agreement: one covers days outside it"))
    numbers = {it.number for it in draft.reports}
    fallen = falling(agreement, draft)
    for due in agreement.obligations:
        if due.received_on is None and due.to_on > ends_on and due.number not in numbers and due not in fallen:
            yield Finding(message("report %(number)s within the agreement", number=due.number))


def redue(agreement: g.Agreement, reports: Sequence[Redue], *, at: datetime) -> list[list[Any]]:
    """Make ``reports`` due as they say; returns number, day due before and after.

    Raises DomainError on one that was received.
    """
    there = {it.number: it for it in agreement.obligations}
    changed: list[list[Any]] = []
    for it in reports:
        said = {
            "kind": it.kind,
            "fiscal_year": it.fiscal_year,
            "from_on": it.from_on,
            "to_on": it.to_on,
            "due_on": it.due_on,
        }
        found = there.get(it.number or 0)
        if found is None:
            number = max([0, *there]) + 1
            there[number] = g.Obligation(agreement_id=agreement.id, number=number, recorded_at=at, **said)
            session.add(there[number])
            changed.append([number, None, it.due_on.isoformat()])
        elif any(getattr(found, name) != value for name, value in said.items()):
            if found.received_on is not None:
                raise DomainError(message("Report %(number)s was received since.", number=found.number))
            changed.append([found.number, found.due_on.isoformat(), it.due_on.isoformat()])
            versions.supersede_obligation(found, at=at, **said)
    return changed
