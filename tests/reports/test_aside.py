"""Reports that fall away although somebody began them: what they wrote is kept, and read by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests import worked
from tests.csrf import token
from tests.files import samples
from tests.grants.deciding import AGREEMENT, check, confirm, press, said, sign
from tests.pages import PageClient
from tests.reports import reviewing
from tests.reports.reviewing import HOST, PARTNER, by, noon, obligation, write
from tracker.db import session, transaction
from tracker.grants import models as g
from tracker.reports import queries
from tracker.reports.models import Report, SetAside
from tracker.reports.service import drafts, periods
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
WITHDRAWN = {"on": "2018-03-15", "reason": "Le regroupement se dissout"}


@pytest.fixture
def begun(app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> None:
    """Report 4, of January to June 2018, is begun; it was given two weeks more."""
    clock.move_to(noon("2018-03-15"))
    reviewing.take_in("2018-03-14", tmp_path)
    with transaction():
        periods.extend(obligation(4), due_on=date(2018, 9, 14), reason="Inondation", author=by("bailleur@demo.example"))
        drafts.begin(obligation(4), author=by(PARTNER))
    write(4, {"story.done": "Quatre ateliers de cuisine.", "finance.lines.materials.spent": "312,40"})


def attach(partner: PageClient) -> None:
    data = {"csrf_token": token(partner), "path": "", "files": (BytesIO(samples.PDF), "facture.pdf")}
    assert partner.post(f"{AGREEMENT}/rapports/4/pieces", data=data).status_code == 303


def withdraw(sign_in: SignIn) -> str:
    """An officer proposes it, the director approves it; what the check page says of it."""
    checked = check(sign_in("officer"), "retrait", **WITHDRAWN)
    officer = sign_in("officer")
    sent = confirm(officer, check(officer, "retrait", **WITHDRAWN))
    assert sent.status_code == 303, said(sent)
    director = sign_in("director")
    proposal = session.scalars(select(g.Proposal)).one()
    answer = sign(director, director.get(f"{AGREEMENT}/propositions/{proposal.id}"), "approve")
    assert answer.status_code == 303, said(answer)
    return said(checked)


def test_what_was_begun_is_said_and_set_aside_with_its_period(begun: None, sign_in: SignIn) -> None:
    attach(sign_in("preparer", organisation_code=HOST, email=PARTNER))
    told = withdraw(sign_in)
    assert "Le rapport 4 a été commencé par" in told
    assert "le 15 mars 2018, avec 2 réponses et 1 document." in told
    session.expire_all()
    assert [it.number for it in obligation(3).agreement.obligations] == [1, 2, 3, 6]
    assert session.scalar(select(Report).where(Report.submitted_on.is_(None))) is None
    kept = session.scalars(select(SetAside)).one()
    assert (kept.number, kept.from_on, kept.to_on, kept.due_on) == (
        4,
        date(2018, 1, 1),
        date(2018, 6, 30),
        date(2018, 9, 14),
    )
    in_trail = session.scalars(select(TrailRecord).where(TrailRecord.action == "report draft set aside")).one()
    assert (in_trail.difference["answers"], in_trail.difference["written_by"]) == (2, [PARTNER])
    partner = sign_in("preparer", organisation_code=HOST, email=PARTNER)
    listed = partner.get(f"{AGREEMENT}/rapports")
    assert "Brouillon mis de côté" in said(listed)
    page = partner.get(f"{AGREEMENT}/rapports/ecartes/{kept.id}")
    assert "Quatre ateliers de cuisine." in said(page)
    assert "312,40 $" in said(page)
    assert "Le regroupement se dissout" in said(page)
    file = partner.get(f"{AGREEMENT}/rapports/ecartes/{kept.id}/pieces/{kept.files[0].file_id}")
    assert file.data == samples.PDF


def test_what_was_never_submitted_stays_with_its_host(begun: None, sign_in: SignIn) -> None:
    attach(sign_in("preparer", organisation_code=HOST, email=PARTNER))
    withdraw(sign_in)
    kept = session.scalars(select(SetAside)).one()
    officer = sign_in("officer")
    page = officer.get(f"{AGREEMENT}/rapports/ecartes/{kept.id}")
    assert "Le regroupement se dissout" in said(page)
    assert "Quatre ateliers" not in said(page)
    assert officer.get(f"{AGREEMENT}/rapports/ecartes/{kept.id}/pieces/{kept.files[0].file_id}").status_code == 404
    stranger = sign_in("preparer", organisation_code="AILLEURS", email="ailleurs@demo.example")
    assert stranger.get(f"{AGREEMENT}/rapports/ecartes/{kept.id}").status_code == 404


def test_a_draft_set_aside_is_never_changed(begun: None, sign_in: SignIn) -> None:
    withdraw(sign_in)
    for wrong in ("UPDATE report_set_aside SET reason = 'autre'", "DELETE FROM report_set_aside"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(wrong))


def test_an_earlier_last_day_lets_the_reports_after_it_fall(begun: None, sign_in: SignIn) -> None:
    """The agreement ends on 31 December 2018 instead of 30 June 2019: report 6, of January to June 2019, falls away;
    what waited for it waits for report 5."""
    with transaction():
        drafts.begin(obligation(6), author=by(PARTNER))
        waited = [
            it.number for it in obligation(6).agreement.instalments if it.required_obligation_id == obligation(6).id
        ]
    officer, director = sign_in("officer"), sign_in("director")
    dates = {"signed_on": "2018-03-15", "effective_on": "2018-03-15", "reason": "Fin devancée"}
    saved = press(officer, officer.get(f"{AGREEMENT}/avenant/plan"), **dates, last_day="2018-12-31")
    assert saved.status_code == 303, said(saved)
    checked = director.get(saved.location)
    assert "1 rapport qui aurait été dû tombe." in said(checked)
    assert "Le rapport 6 a été commencé, et rien n’y est écrit." in said(checked)
    signed = sign(director, checked, "signature")
    assert signed.status_code == 303, said(signed)
    session.expire_all()
    agreement = obligation(5).agreement
    assert [it.number for it in agreement.obligations] == [1, 2, 3, 4, 5]
    assert agreement.ends_on == date(2018, 12, 31)
    now_for = {it.number: it.required_obligation.number for it in agreement.instalments if it.number in waited}  # type: ignore[union-attr]
    assert waited
    assert set(now_for.values()) == {5}
    assert session.scalars(select(SetAside.number)).all() == [6]
    assert queries.texts_of(reviewing.report(4))["story.done"] == "Quatre ateliers de cuisine."
    assert worked.statement(None, "2018-03-15")
