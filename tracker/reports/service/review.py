"""The verbs of the reviewer: take a report up, decide its lines and sections, send it back, accept it.

As in ``tracker.grants.service``: the caller commits, a rule in the way raises RuleBroken. Whoever decides has the
report from then on, until somebody else takes it up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Update, func, select, update

from tracker.db import session
from tracker.errors import Amount, message
from tracker.grants.models import Contribution
from tracker.grants.service import Author, RuleBroken, next_number
from tracker.grants.terms import Finding
from tracker.ledger.entries import Claim
from tracker.ledger.money import Cents
from tracker.reports import queries
from tracker.reports.form.answers import cents
from tracker.reports.form.check import Checked, check, contribution_value
from tracker.reports.form.template import SectionKind
from tracker.reports.life import State, Step, move
from tracker.reports.models import (
    Acceptance,
    Comment,
    Expense,
    IndicatorValue,
    Interest,
    LineReview,
    Report,
    SectionReview,
    Submission,
)
from tracker.reports.review import queries as reviewed
from tracker.reports.review.standing import Decision, Standing
from tracker.reports.service import claims, learnings
from tracker.trail import service as trail
from tracker.web.dates import local_day
from tracker.web.language import language


def take_up(report: Report, *, author: Author, reviewer: str = "") -> None:
    """Have the report from now on, or hand it over to ``reviewer`` (an e-mail address). Twice is once.

    Raises RuleBroken when it is not to be reviewed.
    """
    _expect(report, Step.TAKE_UP)
    to = reviewer or author.actor
    if report.state == State.IN_REVIEW and report.reviewer == to:
        return
    before = report.reviewer
    report.state, report.reviewer, report.reviewed_since = State.IN_REVIEW, to, author.at
    session.flush()
    tell(report, "report taken up" if to == author.actor else "report handed over", author, reviewer=[before, to])


def decide_line(
    report: Report,
    line: str,
    *,
    disallowed: Cents,
    recover: bool,
    reason: str,
    revision: int,
    author: Author,
) -> LineReview:
    """Accept a declared line (``disallowed`` 0) or refuse part of it, over the ``revision`` of the decision that
    was seen (0 for none). The same decision again changes nothing.

    Raises RuleBroken on ``disallowed`` or ``reason``, and when somebody else decided otherwise in between.
    """
    submission = _begin(report, author)
    expense = next((it for it in report.expenses if it.line_code == line), None)
    if expense is None:
        raise RuleBroken([Finding(message("This report declares nothing on that line."))])
    _check_refusal(expense, disallowed, reason)
    recover, reason = (recover, reason) if disallowed else (False, "")
    row = session.scalar(
        select(LineReview).where(LineReview.submission_id == submission.id, LineReview.line_code == line)
    )
    if row is not None and (row.disallowed, row.recover, row.reason) == (disallowed, recover, reason):
        return row
    if (row.revision if row else 0) != revision:
        said = message(
            "%(who)s decided this line since you opened it: %(amount)s refused. Decide again if you disagree.",
            who=row.decided_by if row else "",
            amount=Amount(row.disallowed if row else 0),
        )
        raise RuleBroken([Finding(said, "disallowed")])
    before = None if row is None else [row.disallowed, row.recover, row.reason]
    if row is None:
        row = LineReview(submission_id=submission.id, line_code=line, revision=0)
        session.add(row)
    row.disallowed, row.recover, row.reason = disallowed, recover, reason
    row.revision, row.decided_by, row.decided_at = revision + 1, author.actor, author.at
    session.flush()
    tell(report, "line reviewed", author, line=line, decision=[before, [disallowed, recover, reason]])
    return row


def decide_rest(report: Report, *, author: Author) -> int:
    """Accept in full every declared line that nobody has decided; how many there were."""
    left = [it.code for it in reviewed.standing(report).lines if it.decision is None]
    for line in left:
        decide_line(report, line, disallowed=0, recover=False, reason="", revision=0, author=author)
    return len(left)


def decide_section(report: Report, section: str, decision: Decision, *, author: Author) -> None:
    """Accept a section, or mark it to be done again. Twice is once.

    Raises RuleBroken when the report has no such section, or when its lines are not all decided.
    """
    submission = _begin(report, author)
    stands = reviewed.standing(report)
    if section not in {it.key for it in stands.sections}:
        raise RuleBroken([Finding(message("This report has no such section."))])
    found = next(it for it in stands.sections if it.key == section)
    if decision is Decision.ACCEPTED and found.finance and stands.pending_lines:
        raise RuleBroken([Finding(message("Decide every declared line first: nothing stays pending (rule 11)."))])
    if found.decision is decision:
        return
    row = session.scalar(
        select(SectionReview).where(SectionReview.submission_id == submission.id, SectionReview.section == section)
    ) or SectionReview(submission_id=submission.id, section=section)
    row.decision, row.decided_by, row.decided_at = decision.value, author.actor, author.at
    session.add(row)
    session.flush()
    before = found.decision.value if found.decision else None
    tell(report, "section reviewed", author, section=section, decision=[before, decision.value])


def send_back(report: Report, *, author: Author) -> Submission:
    """Return the report: the sections marked so are open again to the partner, the others stay as they are.

    Raises RuleBroken unless a section is returned, and each returned one has a comment for the partner.
    """
    if report.state == State.RETURNED and (last := queries.last_submission(report)):
        return last
    _expect(report, Step.RETURN)
    submission = _submission(report)
    returned = [it for it in reviewed.standing(report).sections if it.decision is Decision.RETURNED]
    if not returned:
        raise RuleBroken([Finding(message("Return at least one section first, and say what to change."))])
    spoken = set(
        session.scalars(
            select(Comment.section).where(Comment.submission_id == submission.id, Comment.audience == "partner")
        )
    )
    silent = [it.title[language()] for it in returned if it.key not in spoken]
    if silent:
        raise RuleBroken(
            [
                Finding(message("Write to the partner what to change in “%(section)s”.", section=title), "comment")
                for title in silent
            ]
        )
    report.state = State.RETURNED
    session.flush()
    tell(report, "report returned", author, sections=[it.key for it in returned], version=submission.number)
    return submission


def accept(
    report: Report,
    *,
    accepted_on: date,
    author: Author,
    refused: Sequence[tuple[Claim, str]] = (),
) -> tuple[Finding, ...]:
    """Accept the report: its costs reach the journal with what was refused of them, its interest and its
    contributions are recorded, what was offered to the library is shared. All of it or nothing.

    ``refused`` is for a report that came in by a workbook, which has no form to decide on; the others take what
    was decided line by line. Raises RuleBroken while anything is pending (DOMAIN rule 11).
    """
    _expect(report, Step.ACCEPT)
    session.scalars(select(Report.id).where(Report.id == report.id).with_for_update()).one()
    submission = queries.last_submission(report)
    if submission is not None:
        _nothing_pending(reviewed.standing(report))
        refused = _refused(submission, report)
    else:
        for claim, reason in refused:
            expense = next(it for it in report.expenses if it.line_code == claim.line)
            _check_refusal(expense, claim.disallowed, reason)
        _forget_refusals(report, {claim.line for claim, _ in refused})
    report.reviewer = report.reviewer or author.actor
    findings = claims.accept(report, accepted_on=accepted_on, author=author, refused=refused)
    interest_id, contributions = None, []
    if submission is not None:
        checked = check(queries.layout_of_submission(submission), submission.answers)
        interest_id = _interest(report, checked, _counted_from(submission, accepted_on), author)
        contributions = _contributions(report, checked, author)
        learnings.share(report, submission, author=author)
    session.add(
        Acceptance(
            report_id=report.id,
            accepted_on=accepted_on,
            accepted_by=author.actor,
            recorded_at=author.at,
            lines=lines_of(report),
            indicators=measured(report),
            interest_id=interest_id,
            contributions=contributions,
        )
    )
    session.flush()
    return findings


def tell(report: Report, action: str, author: Author, **difference: Any) -> None:
    """Keep in the trail of the agreement what was done to its report."""
    trail.record(
        actor=author.actor,
        at=author.at,
        action=action,
        subject_type="agreement",
        subject=report.obligation.agreement.number,
        difference={"report": report.obligation.number, **difference},
    )


def lines_of(report: Report) -> list[dict[str, Any]]:
    """Each line of the report with its fate, as an acceptance keeps it."""
    return [
        {
            "line": it.line_code,
            "declared": it.declared,
            "disallowed": it.disallowed,
            "recover": it.recover,
            "reason": it.reason,
        }
        for it in report.expenses
    ]


def measured(report: Report) -> list[dict[str, Any]]:
    """Each indicator's value in the report, as an acceptance keeps it."""
    values = session.scalars(select(IndicatorValue).where(IndicatorValue.report_id == report.id))
    return [{"indicator": it.indicator_id, "target": it.target, "actual": it.actual} for it in values]


def _expect(report: Report, step: Step) -> None:
    if move(State(report.state), step) is None:
        raise RuleBroken([Finding(message("This report is not under review: look at it again."))])


def _submission(report: Report) -> Submission:
    found = queries.last_submission(report)
    if found is None:
        raise RuleBroken([Finding(message("This report came in by a workbook: accept it as a whole."))])
    return found


def _begin(report: Report, author: Author) -> Submission:
    """The version to decide about; whoever decides first has the report."""
    _expect(report, Step.TAKE_UP)
    submission = _submission(report)
    if report.state == State.SUBMITTED or report.reviewer is None:
        take_up(report, author=author)
    return submission


def _check_refusal(expense: Expense, disallowed: Cents, reason: str) -> None:
    if not 0 <= disallowed <= max(expense.declared, 0):
        raise RuleBroken(
            [Finding(message("At most the %(amount)s declared.", amount=Amount(expense.declared)), "disallowed")]
        )
    if disallowed and not reason:
        raise RuleBroken([Finding(message("Write why, for the partner."), "reason")])


def _nothing_pending(stands: Standing) -> None:
    if stands.pending:
        raise RuleBroken([Finding(message("Something is still pending: decide it first (rule 11)."))])
    if stands.returned:
        raise RuleBroken([Finding(message("A section is marked to be returned: send the report back, or accept it."))])


def _refused(submission: Submission, report: Report) -> list[tuple[Claim, str]]:
    declared = {it.line_code: it.declared for it in report.expenses}
    rows = session.scalars(select(LineReview).where(LineReview.submission_id == submission.id)).all()
    _forget_refusals(report, set())
    return [
        (Claim(it.line_code, declared[it.line_code], it.disallowed, it.recover), it.reason)
        for it in rows
        if it.disallowed
    ]


def _forget_refusals(report: Report, but: set[str]) -> None:
    """What an earlier acceptance, undone since, refused."""
    for expense in report.expenses:
        if expense.line_code not in but:
            expense.disallowed, expense.recover, expense.reason = 0, False, None


def _counted_from(submission: Submission, accepted_on: date) -> date:
    """The day that a report's interest counts from: that of the version which declares it. Not before an earlier
    acceptance of it was taken back, nor before the present host took the mandate: it would count twice, or stay
    with a host that handed everything over."""
    report = submission.report
    undone = session.scalar(select(func.max(Acceptance.undone_on)).where(Acceptance.report_id == report.id))
    begun = [it.from_on for it in report.obligation.agreement.mandates if it.from_on <= accepted_on]
    return max(day for day in (local_day(submission.submitted_at), undone, *begun[1:]) if day is not None)


def _interest(report: Report, checked: Checked, declared_on: date, author: Author) -> int | None:
    amount, agreement = checked.interest(), report.obligation.agreement
    if not amount:
        return None
    claims.declare_interest(
        agreement, declared_on=declared_on, year=report.obligation.fiscal_year, amount=amount, author=author
    )
    return session.scalar(
        select(Interest.id).where(Interest.agreement_id == agreement.id).order_by(Interest.number.desc()).limit(1)
    )


def _contributions(report: Report, checked: Checked, author: Author) -> list[int]:
    """What others brought during the period, as the report says (DOMAIN rule 19); the ids of the rows."""
    agreement, made = report.obligation.agreement, []
    for section in checked.layout.sections:
        for grid in section.grids:
            if grid.kind is not SectionKind.CONTRIBUTIONS:
                continue
            for row in grid.filled(checked.answers):
                said = {it.key: checked.answers.get(grid.cell(row.key, it.key), "") for it in grid.columns}
                valued = contribution_value(grid, row.key, checked.answers)
                in_kind = said["kind"] == "in_kind"
                contribution = Contribution(
                    agreement_id=agreement.id,
                    number=next_number(Contribution, agreement),
                    recorded_at=author.at,
                    fiscal_year=report.obligation.fiscal_year,
                    source=said["source"],
                    kind=said["kind"],
                    public=said["public"] == "yes",
                    amount=valued if in_kind and valued is not None else cents(said["amount"]),
                    quantity=said["quantity"] or None if in_kind else None,
                    unit_value=cents(said["unit_value"]) if in_kind and said["unit_value"] else None,
                    basis=said["basis"] or None if in_kind else None,
                )
                session.add(contribution)
                session.flush()
                made.append(contribution.id)
    if made:
        session.execute(_planned(report).values(withdrawn_at=author.at))
    return made


def _planned(report: Report) -> Update:
    """What was foreseen for the year: it gives way once a report says what came, or both would count."""
    return update(Contribution).where(
        Contribution.agreement_id == report.obligation.agreement_id,
        Contribution.fiscal_year == report.obligation.fiscal_year,
        Contribution.planned,
        Contribution.withdrawn_at.is_(None),
    )
