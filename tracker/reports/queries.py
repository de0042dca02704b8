"""Reading reports: the form of one, its answers, and what was said the time before. Never writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import contains_eager

from tracker.bilingual import Text
from tracker.db import session
from tracker.grants.models import Agreement, Amendment, AmendmentLine, BudgetLine, Obligation
from tracker.ledger.accounts import Account
from tracker.ledger.money import Cents
from tracker.ledger.queries import position
from tracker.reports.form import facts as form_facts
from tracker.reports.form import template as form_template
from tracker.reports.form.answers import cents
from tracker.reports.form.facts import Facts, IndicatorFacts, LineFacts
from tracker.reports.form.layout import Layout, lay_out
from tracker.reports.form.questions import Choice
from tracker.reports.models import (
    Aggregation,
    Answer,
    Attachment,
    Expense,
    Indicator,
    IndicatorValue,
    ProtectiveFactor,
    Report,
    ReportTemplate,
    SetAside,
    Submission,
    TemplateVersion,
)


def report_of(obligation: Obligation) -> Report | None:
    """The report that answers ``obligation``, once it is begun."""
    return session.scalar(select(Report).where(Report.obligation_id == obligation.id))


def accepted_reports(agreement_id: int) -> Sequence[Report]:
    """The reports of an agreement that are accepted, in their order."""
    return session.scalars(
        select(Report)
        .join(Report.obligation)
        .options(contains_eager(Report.obligation))
        .where(Obligation.agreement_id == agreement_id, Report.accepted_on.is_not(None))
        .order_by(Obligation.number)
    ).all()


def template_for(obligation: Obligation) -> TemplateVersion | None:
    """The version to write a report on: the last one published for its kind and the agreement's size."""
    agreement = obligation.agreement
    return session.scalar(
        select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(
            ReportTemplate.programme_id == agreement.programme_id,
            ReportTemplate.kind == obligation.kind,
            ReportTemplate.from_commitment <= _commitment(agreement),
            TemplateVersion.published_at.is_not(None),
        )
        .order_by(ReportTemplate.from_commitment.desc(), TemplateVersion.number.desc())
        .limit(1)
    )


def _commitment(agreement: Agreement) -> Cents:
    return (
        session.scalar(
            select(cast(func.sum(AmendmentLine.amount), BigInteger))
            .join(Amendment, AmendmentLine.amendment_id == Amendment.id)
            .where(Amendment.agreement_id == agreement.id)
        )
        or 0
    )


def draft_of(report: Report) -> dict[str, Answer]:
    """The answers of the draft by path, those emptied included."""
    return {it.path: it for it in session.scalars(select(Answer).where(Answer.report_id == report.id))}


def texts_of(report: Report) -> dict[str, str]:
    """What is written in the draft, by path."""
    rows = select(Answer.path, Answer.text).where(Answer.report_id == report.id, Answer.text != "")
    return {path: text for path, text in session.execute(rows)}  # noqa: C416 - rows, not pairs


def last_submission(report: Report) -> Submission | None:
    """The latest numbered version."""
    return session.scalar(
        select(Submission).where(Submission.report_id == report.id).order_by(Submission.number.desc()).limit(1)
    )


def submission(submission_id: int) -> Submission | None:
    """The submission of this number in the database."""
    return session.get(Submission, submission_id)


def attachments_ever(report: Report) -> Sequence[Attachment]:
    """All the documents that were ever attached, those removed since a version listed them included."""
    return session.scalars(select(Attachment).where(Attachment.report_id == report.id).order_by(Attachment.id)).all()


def previous_submission(obligation: Obligation) -> Submission | None:
    """The latest version of the report before, whose answers are shown beside the fields."""
    return session.scalar(
        select(Submission)
        .join(Submission.report)
        .join(Report.obligation)
        .where(Obligation.agreement_id == obligation.agreement_id, Obligation.number < obligation.number)
        .order_by(Obligation.number.desc(), Submission.number.desc())
        .limit(1)
    )


def layout_of(report: Report) -> Layout:
    """The form of a draft, on the version that it was begun on and with today's facts.

    Raises ValueError for a report that came in by a workbook: it was never a form.
    """
    if report.template_version is None:
        raise ValueError(f"report {report.id} has no template")
    return lay_out(form_template.from_data(report.template_version.content), facts_of(report.obligation))


def layout_of_submission(submission: Submission) -> Layout:
    """The form of a submission as it was then."""
    return lay_out(form_template.from_data(submission.template_version.content), form_facts.from_data(submission.facts))


def set_aside(agreement: Agreement) -> Sequence[SetAside]:
    """The drafts of reports of this agreement that fell away, in the order they were set aside."""
    return session.scalars(select(SetAside).where(SetAside.agreement_id == agreement.id).order_by(SetAside.id)).all()


def layout_of_set_aside(draft: SetAside) -> Layout | None:
    """The form of a draft as it was then; None for one that was never a form."""
    if draft.template_version is None:
        return None
    return lay_out(form_template.from_data(draft.template_version.content), form_facts.from_data(draft.facts))


def facts_of(obligation: Obligation) -> Facts:
    """What the form needs to know: the year's lines with what was authorised and accepted, what other reports
    declare, indicators with their last values."""
    agreement = obligation.agreement
    year = obligation.fiscal_year
    before = previous_submission(obligation)
    return Facts(
        agreement=agreement.number,
        number=obligation.number,
        kind=obligation.kind,
        fiscal_year=year,
        from_on=obligation.from_on,
        to_on=obligation.to_on,
        due_on=obligation.due_on,
        closes_year=not any(it.fiscal_year == year and it.number > obligation.number for it in agreement.obligations),
        lines=_lines(obligation, before),
        indicators=_indicators(obligation),
        factors=tuple(
            Choice(it.code, Text(it.name_fr, it.name_en))
            for it in session.scalars(select(ProtectiveFactor).order_by(ProtectiveFactor.code))
        ),
    )


def _lines(obligation: Obligation, before: Submission | None) -> tuple[LineFacts, ...]:
    agreement, year = obligation.agreement, obligation.fiscal_year
    stands = position(agreement.number)
    budgeted = set(
        session.scalars(
            select(AmendmentLine.line_code)
            .join(Amendment, AmendmentLine.amendment_id == Amendment.id)
            .where(Amendment.agreement_id == agreement.id)
        )
    )
    pending = _pending(obligation)
    forecasts = _forecasts(before) if before and before.facts["fiscal_year"] == year else {}
    return tuple(
        LineFacts(
            code=line.code,
            name=Text(line.name_fr, line.name_en),
            authorised=stands.balance(Account.AUTHORISED, year=year, line=line.code),
            accepted=stands.balance(Account.EXPENSE, year=year, line=line.code),
            pending=pending.get(line.code, 0),
            forecast=forecasts.get(line.code),
        )
        for line in session.scalars(select(BudgetLine).order_by(BudgetLine.position))
        if line.code in budgeted
    )


def _pending(obligation: Obligation) -> dict[str, Cents]:
    """What other reports of the year declare and nobody has accepted yet, by line."""
    rows = session.execute(
        select(Expense.line_code, cast(func.sum(Expense.declared), BigInteger))
        .join(Expense.report)
        .join(Report.obligation)
        .where(
            Obligation.agreement_id == obligation.agreement_id,
            Obligation.fiscal_year == obligation.fiscal_year,
            Obligation.id != obligation.id,
            Report.accepted_on.is_(None),
            Report.submitted_on.is_not(None),
        )
        .group_by(Expense.line_code)
    )
    return {line: int(amount) for line, amount in rows}


def _forecasts(before: Submission) -> dict[str, Cents]:
    found = {}
    for path, answer in before.answers.items():
        head, _, column = path.rpartition(".")
        if column == "forecast" and ".lines." in head:
            found[head.rpartition(".lines.")[2]] = cents(answer)
    return found


def _indicators(obligation: Obligation) -> tuple[IndicatorFacts, ...]:
    last: dict[int, tuple[str, str]] = {}
    rows = session.execute(
        select(IndicatorValue.indicator_id, IndicatorValue.target, IndicatorValue.actual)
        .join(Report, IndicatorValue.report_id == Report.id)
        .join(Report.obligation)
        .where(Obligation.agreement_id == obligation.agreement_id, Obligation.number < obligation.number)
        .order_by(Obligation.number)
    )
    for indicator, target, actual in rows:
        last[indicator] = (target or "", actual or "")
    return tuple(
        IndicatorFacts(
            code=it.code,
            name=Text(it.name_fr, it.name_en),
            unit=it.unit,
            baseline=it.baseline or "",
            target=last.get(it.id, ("", ""))[0],
            last=last.get(it.id, ("", ""))[1],
            adds_up=it.aggregation == Aggregation.SUM,
        )
        for it in session.scalars(
            select(Indicator).where(Indicator.agreement_id == obligation.agreement_id).order_by(Indicator.id)
        )
    )
