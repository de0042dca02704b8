"""A report is submitted once, as one version with its fingerprint, and its receipt says so."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pdfplumber
import pytest
import rfc8785
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from tests.csrf import token
from tests.pages import PageClient
from tests.reports.writing import ANSWERS, HERE, HOST, begun, complete
from tracker.db import session, transaction
from tracker.reports.documents.models import ClaimedDocument
from tracker.reports.models import Report, Submission
from tracker.reports.service.submissions import record_of
from tracker.statements import receipts

SignIn = Callable[..., PageClient]


def submit(signatory: PageClient, **data: str) -> object:
    return signatory.post(f"{HERE}/remise", data={"csrf_token": token(signatory), "attested": "y", **data})


def versions() -> list[Submission]:
    session.expire_all()
    return list(session.scalars(select(Submission).order_by(Submission.id)))


def test_a_complete_report_becomes_a_version_that_nobody_changes(app: Flask, sign_in: SignIn) -> None:
    complete()
    signatory = sign_in("signatory", organisation_code=HOST)
    assert submit(signatory, on_behalf_of="signataire@demo.example").status_code == 303  # type: ignore[attr-defined]
    [version] = versions()
    assert version.number == 1
    assert version.answers["finance.lines.materials.spent"] == "1234.56"
    # whoever holds the record can work the fingerprint out
    assert version.sha256 == hashlib.sha256(rfc8785.dumps(json.loads(json.dumps(record_of(version))))).hexdigest()
    with pytest.raises(DatabaseError), transaction():
        session.execute(update(Submission).values(language="en"))


def test_a_report_waits_for_the_sign_offs_that_its_programme_wants(app: Flask, sign_in: SignIn) -> None:
    report = complete()
    with transaction():
        report.obligation.agreement.programme.finance_sign_off = True
    signatory = sign_in("signatory", organisation_code=HOST)
    refused = submit(signatory, on_behalf_of="signataire@demo.example")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "Les finances doivent être approuvées avant la remise du rapport." in refused.text  # type: ignore[attr-defined]
    assert versions() == []
    assert "Le contenu doit" not in refused.text  # type: ignore[attr-defined]
    preparer = sign_in("preparer", organisation_code=HOST)
    preparer.post(f"{HERE}/approbation/finance", data={"csrf_token": token(preparer)})
    assert submit(signatory, on_behalf_of="signataire@demo.example").status_code == 303  # type: ignore[attr-defined]
    assert [it.number for it in versions()] == [1]


def test_a_double_click_and_a_page_sent_again_make_one_version(app: Flask, sign_in: SignIn) -> None:
    complete()
    signatory = sign_in("signatory", organisation_code=HOST)
    answers = [submit(signatory, on_behalf_of="signataire@demo.example") for _ in range(3)]
    assert [it.status_code for it in answers] == [303, 303, 303]  # type: ignore[attr-defined]
    assert [it.number for it in versions()] == [1]


def test_without_attestation_or_with_something_missing_it_is_not_submitted(app: Flask, sign_in: SignIn) -> None:
    complete()
    signatory = sign_in("signatory", organisation_code=HOST)
    refused = signatory.post(
        f"{HERE}/remise", data={"csrf_token": token(signatory), "on_behalf_of": "signataire@demo.example"}
    )
    assert refused.status_code == 422
    with transaction():
        session.scalars(select(Report).where(Report.template_version_id.is_not(None))).one()
    assert versions() == []


def test_a_report_that_lacks_an_answer_is_refused_with_its_place(app: Flask, sign_in: SignIn) -> None:
    begun(**{path.replace(".", "__"): text for path, text in ANSWERS.items() if path != "story.done"})
    signatory = sign_in("signatory", organisation_code=HOST)
    page = signatory.get(f"{HERE}/verification").text
    assert "verifier=1#story.done" in page
    assert submit(signatory, on_behalf_of="signataire@demo.example").status_code == 422  # type: ignore[attr-defined]
    assert versions() == []


def test_who_submits_and_for_whom_get_a_letter_each_in_their_language(app: Flask, sign_in: SignIn) -> None:
    complete()
    sign_in("signatory", organisation_code=HOST, email="autre@demo.example", language="en")
    signatory = sign_in("signatory", organisation_code=HOST)
    submit(signatory, on_behalf_of="autre@demo.example")
    [version] = versions()
    assert (version.submitted_by, version.on_behalf_of) == ("signataire@demo.example", "autre@demo.example")
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((Path(app.instance_path) / "mail").iterdir())
    ]
    assert {it["To"] for it in letters} == {"signataire@demo.example", "autre@demo.example"}
    texts = {it["To"]: it.get_content() for it in letters}
    assert all(version.sha256 in text for text in texts.values())
    assert "was submitted" in texts["autre@demo.example"]
    assert "was submitted" not in texts["signataire@demo.example"]


def test_the_receipt_carries_the_fingerprint_and_the_answers(app: Flask, sign_in: SignIn) -> None:
    complete()
    signatory = sign_in("signatory", organisation_code=HOST)
    submit(signatory, on_behalf_of="signataire@demo.example")
    [version] = versions()
    assert signatory.get(f"{HERE}/versions/1/recu-fr.pdf").status_code == 404  # not made yet
    receipts.make({"submission": version.id}, lambda done, total: None)
    receipts.make({"submission": version.id}, lambda done, total: None)  # done again, it changes nothing
    answer = signatory.get(f"{HERE}/versions/1/recu-fr.pdf")
    assert answer.status_code == 200
    with pdfplumber.open(io.BytesIO(answer.data)) as document:
        text = " ".join(page.extract_text() for page in document.pages)
    assert version.sha256[:32] in text
    assert "Douze ateliers" in text
    assert "1 234,56" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert len(version.receipts) == 2


def test_the_documents_behind_the_costs_are_claimed(app: Flask, sign_in: SignIn) -> None:
    row = {"line": "materials", "supplier": "Librairie", "number": "12", "dated": "2019-02-03", "amount": "100,00"}
    complete(**{f"attachments__vouchers__r1__{name}": text for name, text in row.items()})
    submit(sign_in("signatory", organisation_code=HOST), on_behalf_of="signataire@demo.example")
    [claimed] = session.scalars(select(ClaimedDocument))
    assert (claimed.supplier, claimed.amount, claimed.line_code) == ("Librairie", 100_00, "materials")


def test_a_preparer_prepares_and_does_not_submit(app: Flask, sign_in: SignIn) -> None:
    complete()
    preparer = sign_in("preparer", organisation_code=HOST)
    assert f'action="{HERE}/remise"' not in preparer.get(f"{HERE}/verification").text
    assert preparer.post(f"{HERE}/remise", data={"csrf_token": token(preparer)}).status_code == 403
    signed = preparer.post(f"{HERE}/approbation/content", data={"csrf_token": token(preparer)})
    assert signed.status_code == 303
    assert session.scalar(select(func.count()).select_from(Submission)) == 0
