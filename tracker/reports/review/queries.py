"""Reading a report for its review: where it stands, its dossier for the checks, what was said. Never writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Person, Role
from tracker.bilingual import Text
from tracker.db import session
from tracker.grants.frameworks.queries import choice_of
from tracker.grants.models import Agreement, BudgetLine, Instalment, Obligation, Payment, Shared
from tracker.grants.payments import queries as payments
from tracker.grants.payments.queries import Case
from tracker.ledger.accounts import Account
from tracker.ledger.money import Cents
from tracker.ledger.queries import position
from tracker.reports import queries, shown
from tracker.reports.documents import queries as documents
from tracker.reports.form.layout import Layout
from tracker.reports.form.questions import Choice
from tracker.reports.form.template import SectionKind
from tracker.reports.models import (
    Comment,
    Expense,
    LineReview,
    Reopening,
    Report,
    SectionReview,
    Submission,
)
from tracker.reports.review.checks import Dossier, Line, Twin
from tracker.reports.review.standing import Audience, Decision, LineStanding, Refusal, SectionStanding, Standing

_THRESHOLD: Cents = 1_000_00
"""Of a report that was never a form; a template says its own."""


def withheld(agreement: Agreement, layout: Layout) -> frozenset[str]:
    """The keys of the sections that a community keeps from the funder (DOMAIN rule 21): neither shown to its
    reviewer nor asked about. Money is not one of them."""
    if agreement.framework is None:
        return frozenset()
    return shown.withheld(layout, {it for it in Shared if not choice_of(agreement.id, it).with_funder})


def standing(report: Report) -> Standing:
    """What is decided of the latest version, and what is not."""
    submission = queries.last_submission(report)
    if submission is None:
        return Standing((), tuple(LineStanding(it.line_code, it.declared, None) for it in _declared(report)))
    layout = queries.layout_of_submission(submission)
    decided = {
        it.section: Decision(it.decision)
        for it in session.scalars(select(SectionReview).where(SectionReview.submission_id == submission.id))
    }
    reviews = {
        it.line_code: Refusal(it.disallowed, it.recover, it.reason, it.revision, it.decided_by)
        for it in session.scalars(select(LineReview).where(LineReview.submission_id == submission.id))
    }
    hidden = withheld(report.obligation.agreement, layout)
    order = {it.code: rank for rank, it in enumerate(layout.facts.lines)}
    return Standing(
        tuple(
            SectionStanding(it.key, it.section.title, it.section.kind is SectionKind.FINANCE, decided.get(it.key))
            for it in layout.sections
            if it.key not in hidden
        ),
        tuple(
            LineStanding(it.line_code, it.declared, reviews.get(it.line_code))
            for it in sorted(_declared(report), key=lambda it: order.get(it.line_code, len(order)))
        ),
    )


def _declared(report: Report) -> list[Expense]:
    return [it for it in report.expenses if it.declared]


def previous_report(report: Report) -> Report | None:
    """The report before it in the agreement, that came in."""
    due = report.obligation
    return session.scalar(
        select(Report)
        .join(Report.obligation)
        .options(joinedload(Report.obligation))
        .where(
            Obligation.agreement_id == due.agreement_id,
            Obligation.number < due.number,
            Report.submitted_on.is_not(None),
        )
        .order_by(Obligation.number.desc())
        .limit(1)
    )


def version_before(submission: Submission) -> Submission | None:
    """The version that this one replaces."""
    return session.scalar(
        select(Submission).where(
            Submission.report_id == submission.report_id, Submission.number == submission.number - 1
        )
    )


def lines_of(report: Report, layout: Layout | None, before: Report | None, *, lang: str) -> tuple[Line, ...]:
    """The report's lines as the checks and the page compare them: those it declares, in the budget's order."""
    year = report.obligation.fiscal_year
    submission = queries.last_submission(report)
    answers = submission.answers if submission else {}
    why = {
        row.key: bool(answers.get(grid.cell(row.key, "why")))
        for section in (layout.sections if layout else ())
        for grid in section.grids
        if grid.kind is SectionKind.FINANCE
        for row in grid.rows
    }
    stands = position(report.obligation.agreement.number)
    own = {it.line_code: it for it in report.expenses}
    accepted_now = report.accepted_on is not None
    earlier = {it.line_code: it.declared for it in before.expenses} if before else {}
    known = {it.code: it for it in layout.facts.lines} if layout else {}
    found = []
    for line in session.scalars(select(BudgetLine).order_by(BudgetLine.position)):
        expense, fact = own.get(line.code), known.get(line.code)
        if expense is None or (not expense.declared and not earlier.get(line.code)):
            continue
        accepted = stands.balance(Account.EXPENSE, year=year, line=line.code)
        if accepted_now:
            accepted -= expense.declared - expense.disallowed
        found.append(
            Line(
                code=line.code,
                name=line.name_fr if lang == "fr" else line.name_en,
                authorised=stands.balance(Account.AUTHORISED, year=year, line=line.code),
                accepted=accepted,
                pending=fact.pending if fact else 0,
                declared=expense.declared,
                before=earlier.get(line.code, 0) if before else None,
                administration=line.administration,
                explained=why.get(line.code, False),
            )
        )
    return tuple(found)


def dossier(report: Report, *, lang: str) -> Dossier:
    """Everything that the automatic checks look at."""
    due, agreement = report.obligation, report.obligation.agreement
    submission = queries.last_submission(report)
    layout = queries.layout_of_submission(submission) if submission else None
    finance = next((it for it in layout.sections if it.section.kind is SectionKind.FINANCE), None) if layout else None
    before = previous_report(report)
    if before is not None and before.obligation.fiscal_year != due.fiscal_year and not before.expenses:
        before = None
    return Dossier(
        layout=layout,
        answers=submission.answers if submission else {},
        lines=lines_of(report, layout, before, lang=lang),
        from_on=due.from_on,
        to_on=due.to_on,
        due_on=due.due_on,
        submitted_on=report.submitted_on or due.due_on,
        administration_limit=agreement.rates.administration_limit_rate,
        stacking_limit=agreement.rates.stacking_limit_rate,
        threshold=finance.section.threshold if finance else _THRESHOLD,
        document_threshold=agreement.programme.document_threshold,
        unusual_rate=agreement.programme.unusual_rate,
        twins=_twins(report),
        attached=len(submission.files) if submission else 0,
        lang=lang,
    )


def _twins(report: Report) -> list[Twin]:
    """What is flagged as claimed twice and nobody has explained (DOMAIN rule 20)."""
    found = []
    for flag in documents.of_report(report.id):
        if flag.decision is not None and flag.decision.outcome == "explained":
            continue
        mine, other = (flag.first, flag.second) if flag.first.report_id == report.id else (flag.second, flag.first)
        due = other.report.obligation
        found.append(Twin(f"{mine.supplier} {mine.number}".strip(), due.agreement.number, due.number))
    return found


def comments_of(report: Report, *, audience: Audience | None = None) -> Sequence[Comment]:
    """What was said of the report, in order; only what one audience may read, when it is given."""
    query = select(Comment).where(Comment.report_id == report.id)
    if audience is not None:
        query = query.where(Comment.audience == audience.value)
    return session.scalars(query.order_by(Comment.written_at, Comment.id)).all()


def shared_comments(report: Report) -> Sequence[Comment]:
    """What the partner reads and wrote. The only reading of remarks that a partner's page may use."""
    return comments_of(report, audience=Audience.PARTNER)


def comment_of(report: Report, comment_id: int) -> Comment | None:
    """One remark about this report."""
    return session.scalar(select(Comment).where(Comment.id == comment_id, Comment.report_id == report.id))


def reopenings_of(report: Report) -> Sequence[Reopening]:
    """Every request to review it again, the last first."""
    return session.scalars(
        select(Reopening).where(Reopening.report_id == report.id).order_by(Reopening.id.desc())
    ).all()


def waiting_for(report: Report, *, at: datetime, today: date) -> list[Case]:
    """The unpaid instalments that wait for this report and, among reports, for no other: those that require it,
    and those that could be asked for by now."""
    due = report.obligation
    soon = or_(Instalment.required_obligation_id == due.id, Instalment.due_on <= today + payments.SOON)
    unpaid = ~exists().where(Payment.instalment_id == Instalment.id)
    found = payments.cases((Agreement.id == due.agreement_id) & soon & unpaid, at=at, today=today)
    return [it for it in found if [why.report for why in it.reasons if why.report is not None] == [due.number]]


def officers() -> Sequence[Person]:
    """Who may have a report to review, by name."""
    return session.scalars(
        select(Person).where(Person.active, Person.role == Role.OFFICER.value).order_by(Person.name, Person.email)
    ).all()


def host_people(agreement: Agreement) -> Sequence[Person]:
    """The active people of the present fiscal host: whom letters about a report go to."""
    code = agreement.mandates[-1].organisation.code
    return session.scalars(
        select(Person).where(Person.active, Person.organisation_code == code).order_by(Person.id)
    ).all()


def line_names() -> Sequence[Choice]:
    """Every budget line in its order, with its name in both languages."""
    return [
        Choice(it.code, Text(it.name_fr, it.name_en))
        for it in session.scalars(select(BudgetLine).order_by(BudgetLine.position))
    ]
