"""An auditor's signed report beside an issued statement: said everywhere, and nothing of the statement changes."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pikepdf
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from tests import worked
from tests.pages import PageClient
from tests.signing import pdf_certificate
from tests.statements.issuing import content, find, finish, freeze
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.statements import audits, pades, verify
from tracker.statements.models import AuditReport, IssuedStatement
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
AUDITOR = "Jeanne Vérificatrice, CPA auditrice"


def a_report(number: str = "1") -> bytes:
    """A PDF with a page, as an auditor could send."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = f"Rapport {number}"
        pdf.save(made, deterministic_id=True)  # or it is another file a second later
    return made.getvalue()


def attach(row: IssuedStatement, pdf: bytes, *, signed_on: date | None = None) -> AuditReport:
    with transaction():
        return audits.attach(
            row,
            io.BytesIO(pdf),
            name="rapport.pdf",
            auditor=AUDITOR,
            signed_on=signed_on or now().date(),
            by="verification@demo.example",
            at=now(),
        )


def test_attached_it_is_kept_with_who_when_and_its_hash(app: Flask) -> None:
    worked.take_in()
    row = find(freeze().number)
    assert [it.text for it in audits.said(row)] == ["Unaudited: no signed report of an auditor is attached."]
    report = attach(row, pdf := a_report())
    assert (report.auditor, report.attached_by, report.signatures) == (AUDITOR, "verification@demo.example", None)
    assert [it.file.size for it in audits.of(row)] == [len(pdf)]
    assert audits.said(row)[0].values["auditor"] == AUDITOR
    told = session.scalars(select(TrailRecord).where(TrailRecord.action == "attach auditor's report")).one()
    assert told.difference["sha256"] == report.sha256


def test_the_issued_files_stay_as_they_are(app: Flask) -> None:
    worked.take_in()
    row = finish(freeze())
    before = {form: content(row, form) for form in ("pdf", "xlsx")}
    attach(row, a_report())
    for form, file in before.items():
        assert content(row, form) == file
        verdict = verify.judge(file)
        assert verdict.outcome is verify.Outcome.INTACT
        assert [it.values["auditor"] for it in verdict.audit] == [AUDITOR]


def test_an_electronic_signature_is_read_and_one_that_does_not_hold_is_marked(app: Flask) -> None:
    worked.take_in()
    row = find(freeze().number)
    pdf = pades.with_signature(a_report(), pdf_certificate("Jeanne Vérificatrice"), number="rapport")
    assert attach(row, pdf).signatures == "Common Name: Jeanne Vérificatrice"
    at = pdf.index(b"Rapport 1")
    broken = pdf[:at] + b"Rapport 2" + pdf[at + 9 :]
    assert attach(row, broken).signatures == "Common Name: Jeanne Vérificatrice ✗"


def test_what_is_no_report_is_refused(app: Flask, clock: time_machine.Traveller) -> None:
    worked.take_in()
    row = find(freeze().number)
    attach(row, a_report())
    for pdf, day in (
        (a_report(), None),  # the same again
        (a_report("2"), now().date() - timedelta(days=30)),  # before the statement
        (a_report("2"), now().date() + timedelta(days=2)),
        (b"not a PDF", None),
    ):
        with pytest.raises(DomainError):
            attach(row, pdf, signed_on=day)
    assert len(audits.of(row)) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_report SET auditor = 'x'", "DELETE FROM audit_report"])
def test_nobody_takes_a_report_away(app: Flask, statement: str) -> None:
    worked.take_in()
    attach(find(freeze().number), a_report())
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_an_auditor_attaches_it_and_whoever_holds_the_statement_reads_it(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    row = finish(freeze())
    code, pdf = row.code, a_report()
    browser = sign_in("auditor")
    assert "Non audité" in browser.get(f"/verifier/{code}").text
    path = f"/verifier/{code}/rapport"
    fields = {"auditor": AUDITOR, "day": now().date().isoformat(), "file": (io.BytesIO(pdf), "rapport.pdf")}
    assert browser.submit(path, fields).status_code == 303
    page = app.test_client().get(f"/verifier/{code}").text
    assert AUDITOR in page
    answer = app.test_client().get(f"/verifier/{code}/rapport-1.pdf")
    assert (answer.status_code, answer.data) == (200, pdf)
    assert app.test_client().get(f"/verifier/{code}/rapport-2.pdf").status_code == 404
    assert AUDITOR in sign_in("director").get(f"/ententes/{worked.NUMBER}/etats").text
    assert browser.submit(path, {"auditor": ""}).status_code == 422
