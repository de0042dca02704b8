"""Due dates that move, and reports asked for beside those of the calendar."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from tracker.db import session
from tracker.errors import message
from tracker.grants import versions
from tracker.grants.creation.workdays import holiday_on
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author, RuleBroken
from tracker.grants.terms import Finding
from tracker.reports.models import Extension
from tracker.trail import service as trail


def extend(obligation: Obligation, *, due_on: date, reason: str, author: Author) -> None:
    """Move a due date later, also after it has passed; nothing else moves with it. What was due before stays known
    to statements of an earlier moment.

    Raises RuleBroken when the report came already, or for a day that is no later or a holiday of Québec.
    """
    if obligation.received_on is not None:
        raise RuleBroken([Finding(message("This report came already; it needs no other date."))])
    if due_on <= obligation.due_on:
        raise RuleBroken([Finding(message("a date after %(date)s", date=obligation.due_on), "due_on")])
    _expect_open(due_on)
    session.add(
        Extension(
            obligation=obligation,
            from_due_on=obligation.due_on,
            to_due_on=due_on,
            reason=reason,
            decided_by=author.actor,
            decided_at=author.at,
        )
    )
    _tell(obligation, "due date extended", author, reason, {"from": obligation.due_on, "to": due_on})
    versions.supersede_obligation(obligation, at=author.at, due_on=due_on)
    session.flush()


def request(
    agreement: Agreement,
    *,
    kind: str,
    fiscal_year: str,
    from_on: date,
    to_on: date,
    due_on: date,
    reason: str,
    author: Author,
) -> Obligation:
    """Ask for one more report, beside those of the calendar. It counts like the others: late, it holds payments.

    Raises RuleBroken for a period that ends before it begins or after the due date, a year that the agreement does
    not have, or a due date on a holiday of Québec.
    """
    if to_on < from_on:
        raise RuleBroken([Finding(message("a date on or after %(date)s", date=from_on), "to_on")])
    if due_on < to_on:
        raise RuleBroken([Finding(message("a date on or after %(date)s", date=to_on), "due_on")])
    if fiscal_year not in agreement.fiscal_years:
        raise RuleBroken([Finding(message("one of the agreement’s fiscal years"), "fiscal_year")])
    _expect_open(due_on)
    last = session.scalar(select(func.max(Obligation.number)).where(Obligation.agreement_id == agreement.id))
    obligation = Obligation(
        agreement=agreement,
        number=(last or 0) + 1,
        kind=kind,
        fiscal_year=fiscal_year,
        from_on=from_on,
        to_on=to_on,
        due_on=due_on,
        recorded_at=author.at,
    )
    session.add(obligation)
    session.flush()
    _tell(obligation, "report requested", author, reason, {"due_on": due_on})
    return obligation


def extensions_of(obligation: Obligation) -> list[Extension]:
    """How often its date was moved, the first time first."""
    return list(
        session.scalars(select(Extension).where(Extension.obligation_id == obligation.id).order_by(Extension.id))
    )


def _expect_open(due_on: date) -> None:
    if holiday_on(due_on, "fr"):
        raise RuleBroken([Finding(message("a day that is not a holiday in Québec"), "due_on")])


def _tell(obligation: Obligation, action: str, author: Author, reason: str, dates: dict[str, date]) -> None:
    trail.record(
        actor=author.actor,
        at=author.at,
        action=action,
        subject_type="agreement",
        subject=obligation.agreement.number,
        difference={"report": obligation.number, **{name: day.isoformat() for name, day in dates.items()}},
        reason=reason,
    )
