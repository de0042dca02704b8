"""The verbs of review: accept a report, record interest, refuse a cost after acceptance.

As in ``tracker.grants.service``: the caller commits, a rule in the way raises RuleBroken.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from tracker.db import session
from tracker.errors import message
from tracker.grants.models import Agreement, Obligation
from tracker.grants.service import Author, RuleBroken, next_number, post
from tracker.grants.terms import Finding
from tracker.ledger.entries import Claim
from tracker.ledger.money import Cents
from tracker.reports import events
from tracker.reports.life import State
from tracker.reports.models import Adjustment, Expense, Interest, Report


def submit(obligation: Obligation, *, submitted_on: date, claims: Sequence[Claim], author: Author) -> Report:
    """Take in what is declared for ``obligation``, line by line; nothing is posted until it is accepted."""
    if session.scalar(select(Report.id).where(Report.obligation_id == obligation.id)) is not None:
        raise RuleBroken([Finding(message("this report is already submitted"), "report")])
    report = Report(
        obligation=obligation,
        submitted_on=submitted_on,
        recorded_at=author.at,
        state=State.SUBMITTED,
        expenses=[Expense(line_code=it.line, declared=it.declared, disallowed=0, recover=False) for it in claims],
    )
    session.add(report)
    obligation.received_on = submitted_on
    session.flush()
    return report


def accept(
    report: Report,
    *,
    accepted_on: date,
    author: Author,
    refused: Sequence[tuple[Claim, str]] = (),
) -> tuple[Finding, ...]:
    """Accept a report; each of ``refused`` is a line's final claim and the reason. What is not refused
    is accepted, so nothing stays pending (DOMAIN rule 11). Unblocks the instalments that wait for it."""
    if report.submitted_on is None or report.accepted_on is not None:
        raise RuleBroken([Finding(message("only a submitted report can be accepted"), "report")])
    if accepted_on < report.submitted_on:
        raise RuleBroken([Finding(message("a date on or after %(date)s", date=report.submitted_on), "accepted_on")])
    reviews = {claim.line: (claim, reason) for claim, reason in refused}
    for expense in report.expenses:
        if expense.line_code in reviews:
            claim, reason = reviews[expense.line_code]
            expense.disallowed, expense.recover, expense.reason = claim.disallowed, claim.recover, reason
    obligation = report.obligation
    event = events.Accepted(
        on=accepted_on,
        number=obligation.number,
        year=obligation.fiscal_year,
        claims=tuple(Claim(it.line_code, it.declared, it.disallowed, it.recover) for it in report.expenses),
    )
    findings = post(obligation.agreement, event, author)
    report.accepted_on = obligation.fulfilled_on = accepted_on
    report.state = State.ACCEPTED
    session.flush()
    return findings


def declare_interest(
    agreement: Agreement, *, declared_on: date, year: str, amount: Cents, author: Author, reason: str = ""
) -> tuple[Finding, ...]:
    """Record interest earned on the funds held, for a year (DOMAIN rule 18)."""
    event = events.InterestDeclared(on=declared_on, number=next_number(Interest, agreement), year=year, amount=amount)
    findings = post(agreement, event, author, reason=reason)
    session.add(
        Interest(
            agreement_id=agreement.id,
            number=event.number,
            fiscal_year=year,
            declared_on=declared_on,
            amount=amount,
            recorded_at=author.at,
        )
    )
    session.flush()
    return findings


def adjust(
    report: Report,
    *,
    decided_on: date,
    line: str,
    amount: Cents,
    booked_to: str,
    recover: bool,
    reason: str,
    author: Author,
) -> tuple[Finding, ...]:
    """Refuse a cost of an accepted report, booked to a year or to post-closing (DOMAIN rule 13)."""
    if report.accepted_on is None:
        raise RuleBroken([Finding(message("an accepted report"), "report")])
    agreement = report.obligation.agreement
    event = events.Adjusted(
        on=decided_on,
        number=next_number(Adjustment, agreement),
        memo=reason,
        booked_to=booked_to,
        origin_year=report.obligation.fiscal_year,
        line=line,
        amount=amount,
        recover=recover,
    )
    findings = post(agreement, event, author, reason=reason)
    session.add(
        Adjustment(
            agreement_id=agreement.id,
            number=event.number,
            decided_on=decided_on,
            report_id=report.id,
            line_code=line,
            amount=amount,
            booked_to=booked_to,
            recover=recover,
            reason=reason,
            recorded_at=author.at,
        )
    )
    session.flush()
    return findings
