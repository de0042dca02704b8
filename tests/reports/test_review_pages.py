"""The reviewer's screens, as an officer, a director and a partner see and use them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import people, worked
from tests.pages import PageClient
from tests.reports import reviewing
from tests.reports.reviewing import OFFICER, by, noon, report
from tests.reports.test_review import REPORT_2
from tracker.db import session, transaction
from tracker.grants.models import Obligation
from tracker.ledger.accounts import Account
from tracker.ledger.queries import position
from tracker.reports.life import State
from tracker.reports.models import Learning
from tracker.reports.review.standing import Audience, Decision
from tracker.reports.service import comments, review
from tracker.web.dates import today

SignIn = Callable[..., PageClient]
HERE = f"/ententes/{worked.NUMBER}/rapports/2"
INTERNAL = "Ce fournisseur nous inquiète"
LEARNT = "Inviter les grands-parents a doublé la participation."


@pytest.fixture
def scene(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    """Report 2 submitted, with a document bought after the period and a learning offered."""
    clock.move_to(noon("2017-08-29"))
    reviewing.take_in("2017-08-28", tmp_path)
    with transaction():
        for role in ("officer", "director", "preparer", "signatory"):
            people.person(role, organisation_code=reviewing.HOST, language="en")
    voucher = "attachments__vouchers__r1__"
    learning = "learnings__learnt__l1__"
    reviewing.submit(
        2,
        REPORT_2,
        finance__interest="84,36",
        **{
            f"{voucher}line": "materials",
            f"{voucher}supplier": "Brault et fils",
            f"{voucher}number": "2291",
            f"{voucher}dated": "2017-07-14",
            f"{voucher}amount": "1 240,00",
            f"{learning}what": LEARNT,
            f"{learning}system": "family",
            f"{learning}factor": "practitioner-collaboration",
            f"{learning}offered": "oui",
        },
    )
    clock.move_to(noon("2017-09-18"))


def test_a_report_is_refused_in_part_returned_answered_and_accepted(
    scene: None, sign_in: SignIn, app: Flask, clock: time_machine.Traveller
) -> None:
    officer = sign_in("officer", language="en")
    page = officer.get(f"{HERE}/examen/finance?poste=materials").text
    assert "Document outside the period" in page
    assert "Brault et fils 2291" in page
    answer = officer.submit(
        f"{HERE}/examen/finance?poste=materials",
        {"disallowed": "1,240.00", "reason": "Bought outside the period", "recover": "yes"},
        form=f"{HERE}/examen/postes/materials",
    )
    assert answer.status_code == 303
    page = officer.get(f"{HERE}/examen/finance").text
    assert "Refused in part" in page
    assert "4,242.30" in page
    officer.submit(f"{HERE}/examen/finance", form=f"{HERE}/examen/postes")
    for section in ("identity", "actions", "indicators", "finance", "contributions", "learnings", "attachments"):
        decide(officer, section, "accepted")
    decide(officer, "story", "returned", comment="Combien de familles?")
    assert "1 section to return" in officer.get(f"{HERE}/examen").text
    officer.submit(f"{HERE}/examen", form=f"{HERE}/examen/renvoi")
    assert report(2).state == State.RETURNED
    letters = [it.read_text() for it in sorted((Path(app.instance_path) / "mail").glob("*.eml"))]
    assert len(letters) == 2  # each of the host's people
    reviewing.again(2, {"story.done": "Douze ateliers, quarante familles."})
    clock.move_to(noon("2017-09-20"))
    officer = sign_in("officer")
    page = officer.get(f"{HERE}/examen/story").text
    assert "1 answer changed since version 1" in page
    assert "<del" in page
    decide(officer, "story", "accepted")
    page = officer.get(f"{HERE}/examen").text
    assert "Nothing is pending" in page
    assert "No longer hold back instalment V4 of $11,000.00." in page
    done = officer.submit(f"{HERE}/examen", form=f"{HERE}/examen/acceptation", follow_redirects=True)
    assert "It no longer holds back instalment V4 of $11,000.00." in done.text
    assert position(worked.NUMBER).balance(Account.RECEIVABLE) == 1_240_00
    assert report(2).accepted_on == today()


def decide(browser: PageClient, section: str, decision: str, **fields: str) -> None:
    answer = browser.submit(
        f"{HERE}/examen/{section}", {"decision": decision, **fields}, form=f"{HERE}/examen/{section}/decision"
    )
    assert answer.status_code == 303


def test_a_partner_never_reads_an_internal_note(scene: None, sign_in: SignIn, app: Flask) -> None:
    """In no page of theirs, nor in a letter; and the review's page is not theirs."""
    with transaction():
        for path in (None, "story.done"):
            comments.comment(
                report(2), INTERNAL, audience=Audience.INTERNAL, author=by(OFFICER), section="story", path=path
            )
        comments.comment(report(2), "Combien?", audience=Audience.PARTNER, author=by(OFFICER), section="story")
        review.decide_section(report(2), "story", Decision.RETURNED, author=by(OFFICER))
    officer = sign_in("officer")
    assert INTERNAL in officer.get(f"{HERE}/examen/story?notes=internal").text
    assert INTERNAL not in officer.get(f"{HERE}/examen/story").text  # one audience at a time
    officer.submit(f"{HERE}/examen", form=f"{HERE}/examen/renvoi")
    for role in ("preparer", "signatory"):
        partner = sign_in(role, organisation_code=reviewing.HOST)
        assert partner.get(f"{HERE}/examen/story?notes=internal").status_code == 403
        for rule in app.url_map.iter_rules():
            known = not rule.arguments or rule.rule.startswith("/ententes/<number>")
            if "GET" not in (rule.methods or ()) or not known or rule.arguments - {"number", "k", "section", "version"}:
                continue
            values: dict[str, Any] = {"number": worked.NUMBER, "k": 2, "section": "story", "version": 1}
            with app.test_request_context():
                path = app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
            assert INTERNAL.encode() not in partner.get(path).data, path
    for letter in (Path(app.instance_path) / "mail").glob("*.eml"):
        assert INTERNAL.encode() not in letter.read_bytes()
        assert INTERNAL not in letter.read_text()


def test_a_decision_that_cannot_be_taken_comes_back_as_it_was_typed(scene: None, sign_in: SignIn) -> None:
    officer = sign_in("officer", language="en")
    answer = officer.submit(
        f"{HERE}/examen/finance?poste=materials",
        {"disallowed": "6,000.00", "reason": "Too much"},
        form=f"{HERE}/examen/postes/materials",
    )
    assert answer.status_code == 422
    assert "At most the $5,482.30 declared." in answer.text
    assert 'value="6,000.00"' in answer.text


def test_reopening_takes_two_people(scene: None, sign_in: SignIn) -> None:
    with transaction():
        review.decide_rest(report(2), author=by(OFFICER))
        reviewing.accept_sections(report(2))
        review.accept(report(2), accepted_on=today(), author=by(OFFICER))
    officer, director = sign_in("officer", language="en"), sign_in("director", language="en")
    officer.submit(f"{HERE}/examen", {"reason": "The invoice came"}, form=f"{HERE}/reouverture")
    assert "Somebody else decides." in officer.get(f"{HERE}/examen").text
    assert f'action="{HERE}/reouverture/decision"' not in officer.get(f"{HERE}/examen").text
    done = director.submit(
        f"{HERE}/examen", {"granted": "yes"}, form=f"{HERE}/reouverture/decision", follow_redirects=True
    )
    assert "The report is under review again." in done.text
    assert report(2).state == State.IN_REVIEW


def test_the_queue_names_who_has_what(scene: None, sign_in: SignIn) -> None:
    officer = sign_in("officer", language="en")
    page = officer.get("/examen").text
    assert "Annual report 2, Table petite enfance des Rapides" in page
    assert "To take up" in page
    officer.submit(f"{HERE}/examen", form="take-up")
    assert report(2).reviewer == OFFICER
    assert "In review" in officer.get(f"/examen?agent={OFFICER}").text
    assert "Annual report 2" not in officer.get("/examen?q=introuvable").text


def test_late_reports_are_counted_and_taken_away(scene: None, sign_in: SignIn) -> None:
    with transaction():
        due = session.scalars(select(Obligation).where(Obligation.number == 3)).one()
        due.due_on = today().replace(day=6)
    officer = sign_in("officer", language="en")
    page = officer.get("/examen/retards?par=host").text
    assert "Progress report 3" in page
    assert "12 days" in page
    assert "Progress report 3" not in officer.get("/examen/retards?region=01").text
    text = officer.get("/examen/retards.csv").data.decode("utf-8-sig")
    assert text.splitlines()[1].endswith("2017-09-06,12")
    content = officer.get("/examen/retards.xlsx").data
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][-1] == 12


def test_a_learning_is_shared_with_consent_and_withdrawn(scene: None, sign_in: SignIn) -> None:
    partner = sign_in("preparer", organisation_code=reviewing.HOST, language="en")
    assert LEARNT not in partner.get("/apprentissages").text
    with transaction():
        review.decide_rest(report(2), author=by(OFFICER))
        reviewing.accept_sections(report(2))
        review.accept(report(2), accepted_on=today(), author=by(OFFICER))
    row = session.scalars(select(Learning)).one()
    assert (row.text, row.system, row.consent_by) == (LEARNT, "family", reviewing.SIGNATORY)
    assert LEARNT in partner.get("/apprentissages?facteur=practitioner-collaboration").text
    other = sign_in("preparer", organisation_code="ailleurs", email="autre@ailleurs.example")
    for reader in (partner, sign_in("officer"), other):
        assert LEARNT in reader.get("/apprentissages?systeme=family&q=grands-parents").text
        assert LEARNT not in reader.get("/apprentissages?systeme=child").text
    assert other.get("/apprentissages").text.count("retrait") == 0
    partner.submit("/apprentissages", form=f"/apprentissages/{row.id}/retrait")
    assert LEARNT not in other.get("/apprentissages").text
