"""The versions behind the reports that the demo's workbook tells: what its hosts wrote, and what review said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from tracker.accounts.models import Person, Role
from tracker.db import session
from tracker.demo import narratives, vouchers
from tracker.demo.shape import WORKED_HOSTS
from tracker.directory.models import Organisation
from tracker.files import service as files
from tracker.grants.models import Agreement, HostMandate, Obligation
from tracker.grants.service import Author
from tracker.ledger.money import Cents, plain
from tracker.reports import queries
from tracker.reports.form import template
from tracker.reports.form.facts import Facts
from tracker.reports.form.layout import lay_out
from tracker.reports.models import (
    Answer,
    Attachment,
    Indicator,
    IndicatorValue,
    LineReview,
    Report,
    SectionReview,
    Submission,
)
from tracker.reports.service import learnings, receipts, submissions


@dataclass(frozen=True, slots=True)
class _Told:
    """A report that the workbook told, and the host that submitted it."""

    report: Report
    host: Organisation

    @property
    def is_of_the_cast(self) -> bool:
        return self.host.code in WORKED_HOSTS


def write(people: Sequence[Person], *, at: datetime) -> int:
    """Write the version that was submitted of each report that waits for its reviewer, of the one before it, and of
    every report of the cast's own hosts, these with their documents and a receipt to come. How many there are.

    The workbook has recorded what they declare: the versions say the same, to the cent, and post nothing.
    """
    emails = {it.role: it.email for it in people}
    shared: list[narratives.Narrative] = []
    told = _told()
    for it in told:
        report = it.report
        story = narratives.of(report.obligation)
        offers = report.accepted_on is not None and story not in shared
        submitter = emails[Role.SIGNATORY] if it.is_of_the_cast else it.host.email or it.host.code
        submission = _submit(it, story.offered() if offers else story.texts, _at(report.submitted_on, submitter))
        if it.is_of_the_cast:
            receipts.ask(submission, author=Author(submitter, at))
        if report.accepted_on is not None:
            _review(submission, _at(report.accepted_on, emails[Role.OFFICER]))
        if offers:
            shared.append(story)
    return len(told)


def _told() -> list[_Told]:
    waiting, obligation = aliased(Report), aliased(Obligation)
    before_one_that_waits = (
        select(waiting.id)
        .join(obligation, waiting.obligation_id == obligation.id)
        .where(
            waiting.accepted_on.is_(None),
            waiting.submitted_on.is_not(None),
            obligation.agreement_id == Obligation.agreement_id,
            obligation.number == Obligation.number + 1,
        )
        .exists()
    )
    rows = session.execute(
        select(Report, Organisation)
        .join(Report.obligation)
        .join(Obligation.agreement)
        .join(
            HostMandate,
            (HostMandate.agreement_id == Agreement.id)
            & (HostMandate.from_on <= Report.submitted_on)
            & (func.coalesce(HostMandate.to_on, date.max) >= Report.submitted_on),
        )
        .join(HostMandate.organisation)
        .where(
            Report.submitted_on.is_not(None),
            Report.template_version_id.is_(None),
            or_(Report.accepted_on.is_(None), before_one_that_waits, Organisation.code.in_(WORKED_HOSTS)),
        )
        .order_by(Agreement.number, Obligation.number)
    )
    return [_Told(report, host) for report, host in rows]


def _submit(it: _Told, story: Mapping[str, str], author: Author) -> Submission:
    report = it.report
    version = queries.template_for(report.obligation)
    if version is None:
        raise LookupError("the demo's programme has published its templates")
    report.template_version = version
    layout = lay_out(template.from_data(version.content), _facts(report))
    texts = {**story, **_figures(report)}
    if it.is_of_the_cast:
        texts |= _attach(report, it.host, author)
    checked = narratives.answered(layout, texts)
    session.add_all(
        Answer(report_id=report.id, path=path, text=text, revision=1, edited_by=author.actor, edited_at=author.at)
        for path, text in checked.answers.items()
    )
    submissions.claim(report, checked, author)
    return submissions.freeze(report, checked, author, language="fr", on_behalf_of=author.actor)


def _facts(report: Report) -> Facts:
    """What the form knew: costs of the year's reports before this one, not of those since."""
    obligation = report.obligation
    facts = queries.facts_of(obligation)
    accepted: dict[str, Cents] = {}
    for before in queries.accepted_reports(obligation.agreement_id):
        if before.obligation.fiscal_year == obligation.fiscal_year and before.obligation.number < obligation.number:
            for expense in before.expenses:
                accepted[expense.line_code] = accepted.get(expense.line_code, 0) + expense.declared - expense.disallowed
    return replace(
        facts,
        lines=tuple(replace(line, accepted=accepted.get(line.code, 0), pending=0) for line in facts.lines),
    )


def _figures(report: Report) -> dict[str, str]:
    figures = {f"finance.lines.{it.line_code}.spent": plain(it.declared) for it in report.expenses}
    measured = (
        select(Indicator.code, IndicatorValue.target, IndicatorValue.actual)
        .join(Indicator, IndicatorValue.indicator_id == Indicator.id)
        .where(IndicatorValue.report_id == report.id)
    )
    for code, target, actual in session.execute(measured):
        row = f"indicators.indicators.{code}"
        figures |= {f"{row}.target": target or "", f"{row}.actual": actual or ""}
    return figures


def _attach(report: Report, host: Organisation, author: Author) -> dict[str, str]:
    """Draw and attach the documents; what the form says of them, by path."""
    said: dict[str, str] = {}
    for rank, voucher in enumerate(vouchers.of(report), start=1):
        row = f"attachments.vouchers.v{rank}"
        file = files.keep(voucher.draw(), name=voucher.name, organisation=host.code, by=author.actor, at=author.at)
        session.add(Attachment(report_id=report.id, file=file, path=row, added_by=author.actor, added_at=author.at))
        said |= {
            f"{row}.line": voucher.line,
            f"{row}.supplier": voucher.supplier,
            f"{row}.number": voucher.number,
            f"{row}.dated": voucher.dated.isoformat(),
            f"{row}.amount": plain(voucher.amount),
        }
    session.flush()
    return said


def _review(submission: Submission, author: Author) -> None:
    """What review decided: the sections are accepted, each line as the workbook says."""
    report = submission.report
    for section in queries.layout_of_submission(submission).sections:
        session.add(
            SectionReview(
                submission_id=submission.id,
                section=section.key,
                decision="accepted",
                decided_by=author.actor,
                decided_at=author.at,
            )
        )
    for expense in report.expenses:
        session.add(
            LineReview(
                submission_id=submission.id,
                line_code=expense.line_code,
                disallowed=expense.disallowed,
                recover=expense.recover,
                reason=expense.reason or "",
                decided_by=author.actor,
                decided_at=author.at,
            )
        )
    learnings.share(report, submission, author=author)


def _at(day: date | None, actor: str) -> Author:
    """Somebody, at noon of that day in winter."""
    if day is None:
        raise ValueError("a report that was told has its days")
    return Author(actor, datetime.combine(day, time(17), tzinfo=UTC))
