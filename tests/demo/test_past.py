"""What the demo's reports say on their forms is what its workbook tells of them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from tests import worked
from tests.people import PASSWORD
from tracker.db import session
from tracker.demo import install
from tracker.files import service as files
from tracker.grants.models import Agreement, Obligation
from tracker.ledger.money import parse_money
from tracker.reports import queries
from tracker.reports.documents import queries as documents
from tracker.reports.documents.models import ClaimedDocument
from tracker.reports.form.check import check
from tracker.reports.models import Learning, Report, Submission
from tracker.reports.review import queries as review
from tracker.reports.review.standing import Decision


@pytest.fixture
def installed(committed_app: Flask) -> Flask:
    install(agreements=16, password=PASSWORD)
    return committed_app


def of_worked(number: int) -> Report:
    return session.scalars(
        select(Report)
        .join(Report.obligation)
        .join(Obligation.agreement)
        .where(Agreement.number == worked.NUMBER, Obligation.number == number)
    ).one()


def test_every_version_declares_what_is_recorded_to_the_cent(installed: Flask) -> None:
    versions = session.scalars(select(Submission)).all()
    assert len(versions) > 10
    for version in versions:
        declared = {it.line_code: it.declared for it in version.report.expenses if it.declared}
        written = {
            path.split(".")[2]: parse_money(text)
            for path, text in version.answers.items()
            if path.startswith("finance.lines.") and path.endswith(".spent")
        }
        assert {line: amount for line, amount in written.items() if amount} == declared
        assert check(queries.layout_of_submission(version), version.answers).blocking == ()


def test_what_waits_for_its_reviewer_has_its_sections_and_the_period_before(installed: Flask) -> None:
    waiting = session.scalars(
        select(Report).where(Report.submitted_on.is_not(None), Report.accepted_on.is_(None))
    ).all()
    assert waiting
    for report in waiting:
        assert "story.done" in report.submissions[-1].answers
        assert queries.texts_of(report)["story.done"]  # what comes back to the partner is what they wrote
    assert any(queries.previous_submission(it.obligation) for it in waiting)


def test_an_accepted_report_was_reviewed_as_the_workbook_tells(installed: Flask) -> None:
    report = of_worked(2)
    stands = review.standing(report)
    assert {it.decision for it in stands.sections} == {Decision.ACCEPTED}
    decided = {it.code: it.decision for it in stands.lines}
    assert decided["materials"].disallowed == 1_240_00
    assert sum(it.disallowed for it in decided.values()) == 1_240_00


def test_the_refused_purchase_has_its_invoice_from_before_the_period(installed: Flask) -> None:
    claimed = session.scalars(
        select(ClaimedDocument).where(
            ClaimedDocument.report_id == of_worked(2).id, ClaimedDocument.line_code == "materials"
        )
    ).one()
    assert (claimed.amount, claimed.document_on < date(2017, 1, 1)) == (1_240_00, True)
    listed = of_worked(2).submissions[0].files
    assert claimed.file_sha256 in {it["sha256"] for it in listed}
    file = next(it.file for it in queries.attachments_ever(of_worked(2)) if it.file.sha256 == claimed.file_sha256)
    with files.open_content(file) as content:
        assert Image.open(content).size == (850, 1100)


def test_no_learning_is_told_twice(installed: Flask) -> None:
    texts = session.scalars(select(Learning.text)).all()
    assert len(texts) == len(set(texts)) > 2


def test_no_invoice_is_claimed_twice(installed: Flask) -> None:
    assert session.scalar(select(func.count()).select_from(ClaimedDocument)) > 10
    assert not documents.everywhere()
