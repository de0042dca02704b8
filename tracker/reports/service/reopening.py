"""Reviewing an accepted report again: one person asks and says why, another decides (REPORTS.md).

The journal keeps the acceptance and takes it back by another entry: statements as of before still hold it.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tracker.db import session
from tracker.errors import message
from tracker.grants.models import Contribution
from tracker.grants.service import Author, RuleBroken, post
from tracker.grants.terms import Finding
from tracker.ledger.accounts import Kind
from tracker.ledger.reversal import standing_entry, undoing
from tracker.reports import events
from tracker.reports.life import State, Step, move
from tracker.reports.models import Acceptance, Interest, Reopening, Report
from tracker.reports.service import learnings
from tracker.reports.service.review import lines_of, measured, tell


def ask(report: Report, *, reason: str, issued: bool, author: Author) -> Reopening:
    """Ask for the report to be reopened. Asked again while nobody has decided, it is the same request.

    ``issued``: whether the statement of its year is. Raises RuleBroken then, without a reason, or when it is not
    accepted.
    """
    _expect_open(report, issued)
    if not reason:
        raise RuleBroken([Finding(message("Write why."), "reason")])
    waiting = asked(report)
    if waiting is not None:
        return waiting
    request = Reopening(report_id=report.id, reason=reason, asked_by=author.actor, asked_at=author.at)
    session.add(request)
    session.flush()
    tell(report, "reopening asked for", author, reason=reason)
    return request


def asked(report: Report) -> Reopening | None:
    """The request that waits for somebody's decision."""
    return session.scalar(select(Reopening).where(Reopening.report_id == report.id, Reopening.decided_by.is_(None)))


def decide(request: Reopening, *, granted: bool, on: date, issued: bool, author: Author) -> None:
    """Reopen the report, or leave it as it is. Somebody else than who asked; decided twice is decided once.

    What its acceptance wrote is taken back by entries of ``on``: costs, receivable, interest; its contributions
    and learnings are withdrawn until it is accepted again. Raises RuleBroken for who asked, when the year's
    statement is issued, or when what was recovered, offset or refused since would go below zero.
    """
    session.scalars(select(Report.id).where(Report.id == request.report_id).with_for_update()).one()
    session.refresh(request)
    if request.decided_by is not None:
        return
    if request.asked_by == author.actor:
        raise RuleBroken([Finding(message("Somebody else than who asked decides."))])
    report = request.report
    if granted:
        _expect_open(report, issued)
        _undo(report, on, author, request.reason)
    request.decided_by, request.decided_at, request.granted = author.actor, author.at, granted
    session.flush()
    tell(report, "report reopened" if granted else "reopening refused", author, reason=request.reason)


def _expect_open(report: Report, issued: bool) -> None:
    if move(State(report.state), Step.REOPEN) is None:
        raise RuleBroken([Finding(message("Only an accepted report can be reopened."))])
    if issued:
        raise RuleBroken(
            [
                Finding(
                    message(
                        "The statement of %(year)s is issued: the report is locked. Record an adjustment instead.",
                        year=report.obligation.fiscal_year,
                    )
                )
            ]
        )


def _undo(report: Report, on: date, author: Author, reason: str) -> None:
    obligation = report.obligation
    agreement = obligation.agreement
    kept = _acceptance(report)
    interest = session.get(Interest, kept.interest_id) if kept.interest_id else None
    sources = [f"{Kind.REPORT_ACCEPTED.value}:{obligation.number}"]
    if interest is not None:
        sources.append(f"{Kind.INTEREST_DECLARED.value}:{interest.number}")
    for source in sources:
        entry = standing_entry(agreement.number, source)
        if entry is not None:
            event = events.Undone(on=on, number=obligation.number, undoing=undoing(entry, on=on, memo=reason))
            post(agreement, event, author, reason=reason)
    if interest is not None:
        interest.withdrawn_at = author.at
    for contribution in session.scalars(select(Contribution).where(Contribution.id.in_(kept.contributions))):
        contribution.withdrawn_at = author.at
    learnings.withhold(report, author=author)
    kept.undone_on, kept.undone_at = on, author.at
    report.accepted_on = obligation.fulfilled_on = None
    report.state = State.IN_REVIEW
    session.flush()


def _acceptance(report: Report) -> Acceptance:
    """What stands; written now for a report that was accepted before acceptances were kept."""
    found = session.scalar(select(Acceptance).where(Acceptance.report_id == report.id, Acceptance.undone_at.is_(None)))
    if found is None and report.accepted_on is not None:
        entry = standing_entry(
            report.obligation.agreement.number, f"{Kind.REPORT_ACCEPTED.value}:{report.obligation.number}"
        )
        found = Acceptance(
            report_id=report.id,
            accepted_on=report.accepted_on,
            accepted_by=entry.actor if entry else "",
            recorded_at=entry.recorded_at if entry else report.recorded_at,
            lines=lines_of(report),
            indicators=measured(report),
            contributions=[],
        )
        session.add(found)
    if found is None:
        raise ValueError(f"report {report.id} is not accepted")
    return found
