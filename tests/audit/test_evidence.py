"""Evidence asked of the partner, given with files, seen, asked again, closed; who sees what of it; what is kept."""

from __future__ import annotations

import email
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from email import policy as mails
from pathlib import Path

import pytest
import rfc8785
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from tests import people, worked
from tests.audit.conftest import AUDIT, verified
from tests.files import samples
from tests.insight.pages import said
from tests.pages import PageClient
from tracker.accounts.permissions import GRANTED
from tracker.audit.life import MOVES, State, Step, move
from tracker.audit.models import AuditSample, EvidenceRequest
from tracker.db import now, session, transaction
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, Engagement, HostMandate, Obligation

SignIn = Callable[..., PageClient]
HOST = "ORG-001"
ITEM, ASKING = f"{AUDIT}/1/1", f"{AUDIT}/1/1/demande"


@pytest.fixture
def partner(drawn: PageClient, sign_in: SignIn) -> PageClient:
    return sign_in("preparer", organisation_code=HOST, language="en")


def ask(auditor: PageClient, words: str = "The invoice of May", of: str = "partner") -> int:
    data = {"ask-asked_of": of, "ask-text": words, "ask-due_on": "2020-05-01"}
    answer = auditor.submit(ITEM, data, form=ASKING)
    assert answer.headers["Location"] == f"{ITEM}#evidence"
    return session.query(EvidenceRequest).order_by(EvidenceRequest.id.desc()).first().id  # type: ignore[union-attr]


def answer(partner: PageClient, request_id: int, words: str = "", **files: bytes) -> TestResponse:
    """Answer with these words and files, each named as its keyword, a PDF."""
    given = [(io.BytesIO(content), f"{name}.pdf") for name, content in files.items()]
    here = f"/demandes/{request_id}"
    return partner.submit(here, {"text": words, "files": given}, form=here, content_type="multipart/form-data")


def letters(app: Flask) -> list[tuple[str, str]]:
    """To whom, and what."""
    folder = Path(app.instance_path) / "mail"
    found = [email.message_from_bytes(path.read_bytes(), policy=mails.default) for path in sorted(folder.glob("*.eml"))]
    return [(it["To"], f"{it['Subject']}\n{it.get_content()}") for it in found]


def test_the_partner_is_told_sees_it_on_their_board_and_answers_with_files(
    drawn: PageClient, partner: PageClient, app: Flask
) -> None:
    assert "An auditor asks you" not in said(partner.get("/").text)
    request_id = ask(drawn)
    (to, words), *others = letters(app)
    assert to == people.person("preparer", organisation_code=HOST).email
    assert "The invoice of May" in words
    assert f"/demandes/{request_id}" in words
    assert not others
    board = said(partner.get("/").text)
    assert "An auditor asks you for documents" in board
    assert "The invoice of May" in board
    listed = said(partner.get("/demandes").text)
    assert "To answer" in listed
    assert worked.NUMBER in listed
    page = said(partner.get(f"/demandes/{request_id}").text)
    assert "May 1, 2020" in page
    assert "Report 1" in page

    sent = answer(partner, request_id, "Here it is.", facture=samples.PDF, recu=samples.PDF + b"%2\n")
    assert sent.status_code == 303
    assert "An auditor asks you" not in said(partner.get("/").text)
    item = said(drawn.get(ITEM).text)
    for shown in ("Here it is.", "facture.pdf", "recu.pdf", "Answered", f"{people.person('preparer').name} answers"):
        assert shown in item
    file = session.query(EvidenceRequest).one().turns[1].files[0]
    got = drawn.get(f"{ASKING}/{request_id}/{file.file_id}")
    assert (got.status_code, got.data) == (200, samples.PDF)
    assert partner.get(f"/demandes/{request_id}/{file.file_id}").data == samples.PDF
    assert "Evidence came" in said(drawn.get(f"{AUDIT}/1").text)
    home = drawn.get("/")
    assert "Answers to read" in said(home.text)
    assert f'href="{ITEM}#evidence"' in home.text


def test_both_are_told_of_an_answer_with_the_fingerprint_that_the_auditor_sees(
    drawn: PageClient, partner: PageClient, app: Flask
) -> None:
    request_id = ask(drawn)
    answer(partner, request_id, "Voilà", facture=samples.PDF)
    request = session.query(EvidenceRequest).one()
    told = {
        "agreement": worked.NUMBER, "sample": 1, "item": request.item.key, "request": request_id, "number": 2,
        "step": "answer", "text": "Voilà", "due_on": None, "by": people.person("preparer").name,
        "at": "2020-04-01T16:00:00.000000Z",
        "files": [{"name": "facture.pdf", "size": len(samples.PDF), "sha256": hashlib.sha256(samples.PDF).hexdigest()}],
    }  # fmt: skip
    print_ = hashlib.sha256(rfc8785.dumps(told)).hexdigest()
    sent = {to: words for to, words in letters(app) if print_ in words}
    assert set(sent) == {people.person("auditor").email, people.person("preparer").email}
    assert hashlib.sha256(samples.PDF).hexdigest() in sent[people.person("preparer").email]
    assert print_ in drawn.get(ITEM).text
    assert print_ in partner.get(f"/demandes/{request_id}").text


def test_the_auditor_asks_again_and_closes(drawn: PageClient, partner: PageClient, app: Flask) -> None:
    request_id = ask(drawn)
    answer(partner, request_id, "It is lost.")
    more = f"{ASKING}/{request_id}/suite"
    again = {f"r{request_id}-text": "A copy from the supplier", f"r{request_id}-due_on": "2020-06-01"}
    empty = drawn.submit(ITEM, {}, form=more)
    assert (empty.status_code, "Write what you need." in said(empty.text)) == (422, True)
    assert drawn.submit(ITEM, again, form=more).status_code == 303
    assert "A copy from the supplier" in said(partner.get("/").text)
    assert answer(partner, request_id, copie=samples.PDF).status_code == 303
    assert drawn.submit(ITEM, form=f"{ASKING}/{request_id}/fin").status_code == 303
    steps = [it.step for it in session.query(EvidenceRequest).one().turns]
    assert steps == ["ask", "answer", "ask_again", "answer", "close"]
    assert [to for to, words in letters(app) if "nothing more is asked for" in words] == [
        people.person("preparer").email
    ]
    closed = said(partner.get(f"/demandes/{request_id}").text)
    assert "nothing more is asked of you" in closed
    assert "Add documents" not in closed
    assert f'action="{ASKING}/{request_id}/fin"' not in drawn.get(ITEM).text


def test_an_answer_says_or_gives_something(drawn: PageClient, partner: PageClient) -> None:
    request_id = ask(drawn)
    refused = answer(partner, request_id)
    assert (refused.status_code, "Write an answer, or add a file." in said(refused.text)) == (422, True)
    virus = answer(partner, request_id, "With this", program=b"MZ\x90\x00")
    assert virus.status_code == 422
    assert "With this" in virus.text  # nothing was lost
    assert len(session.query(EvidenceRequest).one().turns) == 1


def test_a_closed_request_is_answered_no_more_and_an_answer_may_be_completed(
    drawn: PageClient, partner: PageClient
) -> None:
    request_id = ask(drawn)
    first = answer(partner, request_id, "First part")
    second = answer(partner, request_id, "Second part", suite=samples.PDF)
    assert (first.status_code, second.status_code) == (303, 303)
    here = f"/demandes/{request_id}"
    page = partner.get(here)
    drawn.submit(ITEM, form=f"{ASKING}/{request_id}/fin")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    late = partner.post(here, data={"csrf_token": token, "text": "Too late"})
    assert (late.status_code, "The auditor closed this request." in said(late.text)) == (422, True)
    assert [it.text for it in session.query(EvidenceRequest).one().turns][1:3] == ["First part", "Second part"]


def test_nobody_else_reads_what_was_asked_or_given(drawn: PageClient, partner: PageClient, sign_in: SignIn) -> None:
    request_id = ask(drawn)
    answer(partner, request_id, "Confidential", facture=samples.PDF)
    file_id = session.query(EvidenceRequest).one().turns[1].files[0].file_id
    stranger = sign_in("signatory", email="autre@demo.example", organisation_code="AUTRE")
    rival = sign_in("auditor", email="rival@demo.example")
    for path in (f"/demandes/{request_id}", f"/demandes/{request_id}/{file_id}"):
        assert stranger.get(path).status_code == 404
        assert rival.get(path).status_code == 403
    assert "The invoice" not in stranger.get("/demandes").text
    assert rival.get(f"{ASKING}/{request_id}/{file_id}").status_code == 404
    assert sign_in("signatory", email="colleague@demo.example", organisation_code=HOST).get(
        f"/demandes/{request_id}"
    ).status_code == 200  # fmt: skip


def test_officers_see_that_a_request_waits_and_nothing_of_it(
    drawn: PageClient, partner: PageClient, sign_in: SignIn
) -> None:
    request_id = ask(drawn, "The salary of one person")
    officer = sign_in("officer", language="en")
    page = said(officer.get(AUDIT).text)
    assert "between the auditor and them" in page
    assert "The salary of one person" not in page
    answer(partner, request_id, "Done")
    assert "between the auditor and them" not in said(officer.get(AUDIT).text)


def test_a_request_ends_with_its_engagement(drawn: PageClient, partner: PageClient) -> None:
    request_id = ask(drawn)
    here = f"/demandes/{request_id}"
    token = partner.get(here).text.split('name="csrf_token" value="')[1].split('"')[0]
    with transaction():
        for it in session.query(Engagement):
            it.ended_at, it.ended_by = now(), "direction@demo.example"
    assert "An auditor asks you" not in said(partner.get("/").text)
    assert "The audit is over" in said(partner.get("/demandes").text)
    late = partner.post(here, data={"csrf_token": token, "text": "Too late"})
    assert (late.status_code, "The audit is over" in said(late.text)) == (422, True)


def test_who_was_the_host_of_the_period_is_asked(drawn: PageClient, app: Flask) -> None:
    """Report 1 was of ORG-001's time; since then another has the mandate."""
    with transaction():
        agreement = session.query(Agreement).filter_by(number=worked.NUMBER).one()
        ended = session.query(Obligation).filter_by(agreement_id=agreement.id, number=1).one().to_on
        agreement.mandates[-1].to_on = ended
        later = people.organisation("SUITE", name="La suite")
        session.add(HostMandate(agreement=agreement, organisation=later, from_on=date(2019, 7, 1)))
    assert session.query(AuditSample).one().items[0].key.startswith("R1/")
    ask(drawn)
    assert session.query(EvidenceRequest).one().organisation.code == HOST  # type: ignore[union-attr]


def test_a_host_without_anybody_here_gets_a_letter_at_its_own_address(drawn: PageClient, app: Flask) -> None:
    with transaction():
        session.query(Organisation).filter_by(code=HOST).one().email = "hote@demo.example"
    ask(drawn)
    assert [to for to, _words in letters(app)] == ["hote@demo.example"]


def test_what_was_said_cannot_be_changed(drawn: PageClient, partner: PageClient) -> None:
    answer(partner, ask(drawn), "Said once", facture=samples.PDF)
    for statement in (
        "UPDATE evidence_turn SET text = 'otherwise'",
        "DELETE FROM evidence_turn",
        "DELETE FROM evidence_file",
        "UPDATE evidence_file SET turn_id = 1",
    ):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text(statement))


def test_every_step_is_of_those_who_may_and_closing_is_the_end() -> None:
    assert {it.by for it in MOVES.values()} <= set(GRANTED)
    assert not GRANTED[MOVES[None, Step.ASK].by] & GRANTED[MOVES[State.ASKED, Step.ANSWER].by]
    assert [move(State.CLOSED, step) for step in Step] == [None] * len(Step)


# What leaves


def test_the_working_papers_hold_the_answers_and_their_files(
    drawn: PageClient, partner: PageClient, tmp_path: Path
) -> None:
    request_id = ask(drawn)
    answer(partner, request_id, "Voilà", facture=samples.PDF)
    ask(drawn, "The minutes", of="funder")
    whole = drawn.get(f"{AUDIT}/1.zip?langue=en").data
    archive = zipfile.ZipFile(io.BytesIO(whole))
    assert archive.read(f"06-answers/{request_id}-2-1.pdf") == samples.PDF
    asked, minutes = json.loads(archive.read("papers.json"))["evidence"]
    assert [it["said"]["step"] for it in asked["turns"]] == ["ask", "answer"]
    assert minutes["asked_of"] == "funder"
    assert verified(whole, tmp_path)[0] == 0
    for old, new, expected in (
        ("Voilà".encode(), b"Voici", "not that of its fingerprint"),
        (b"06-answers/", b"07-answers/", "not its files"),
    ):
        code, told = verified(tampered(whole, "papers.json", old, new), tmp_path)
        assert (code, expected in told) == (1, True), told


def test_an_auditors_package_holds_what_they_got_and_nobody_elses_does(
    drawn: PageClient, partner: PageClient, sign_in: SignIn, tmp_path: Path
) -> None:
    request_id = ask(drawn)
    answer(partner, request_id, "Voilà", facture=samples.PDF)
    question = f"{AUDIT}.zip?arrete=2020-03-31&langue=fr"
    mine, theirs = (client.get(question).data for client in (drawn, sign_in("officer")))
    names = zipfile.ZipFile(io.BytesIO(mine)).namelist()
    assert f"06-reponses/{request_id}-2-1.pdf" in names
    listed = json.loads(zipfile.ZipFile(io.BytesIO(mine)).read("manifest.json"))["files"]
    assert hashlib.sha256(samples.PDF).hexdigest() in [it["sha256"] for it in listed]
    archive = zipfile.ZipFile(io.BytesIO(theirs))
    assert not [name for name in archive.namelist() if "reponses" in name]
    assert b"evidence" not in archive.read("dossier.json")
    assert verified(mine, tmp_path)[0] == verified(theirs, tmp_path)[0] == 0


def tampered(content: bytes, where: str, old: bytes, new: bytes) -> bytes:
    """The ZIP with a file of it changed."""
    source = zipfile.ZipFile(io.BytesIO(content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            kept = source.read(name)
            assert name != where or old in kept
            target.writestr(name, kept.replace(old, new) if name == where else kept)
    return out.getvalue()
