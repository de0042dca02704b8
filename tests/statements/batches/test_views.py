"""Year-end on screen: seen before, started once, followed, one failure tried again, taken away in one ZIP."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import worked
from tests.pages import PageClient
from tests.statements.consolidated import framework
from tests.statements.issuing import declare_interest
from tracker.db import now, session, transaction
from tracker.errors import DomainError, message
from tracker.grants import allocation
from tracker.grants.models import Agreement
from tracker.grants.service import Author
from tracker.jobs import worker
from tracker.statements import issue, kinds
from tracker.statements.batches import archive, plan
from tracker.statements.models import IssuedStatement
from tracker.statements.verify import judge

SignIn = Callable[..., PageClient]
CHOOSE = "/etats/fin-exercice"
YEAR = "2016-2017"


@pytest.fixture(autouse=True)
def _taken_in(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2020, 4, 1, 14, 0, tzinfo=UTC))
    worked.take_in()


def ask(officer: PageClient, *, as_of: str = "2018-03-31", languages: tuple[str, ...] = ("fr",)) -> str:
    """Ask for a year-end and have it examined; its address."""
    answer = officer.submit(
        CHOOSE, {"programme": "PE", "annee": YEAR, "arrete": as_of, "langues": list(languages)}, form=CHOOSE
    )
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def issued() -> int:
    return session.scalar(select(func.count()).select_from(IssuedStatement)) or 0


def press(officer: PageClient, page: str, verb: str, **fields: str) -> None:
    assert officer.submit(page, fields, form=f"{page}/{verb}").status_code == 303


def test_from_choosing_to_the_zip(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = ask(officer, languages=("fr", "en"))
    assert "data-hx-trigger" in officer.get(page).text, "the page looks again by itself"
    worker.run_all(app)
    seen = officer.get(page).text
    assert "data-hx-trigger" not in seen
    assert worked.NUMBER in seen
    assert issued() == 0, "nothing is issued before it is started"
    press(officer, page, "emettre")
    press_again = officer.get(page).text
    assert "0 sur 3" in press_again.replace("\N{NO-BREAK SPACE}", " ")
    worker.run_all(app)
    assert issued() == 3  # the agreement, its region, the programme
    after = officer.get(page).text
    assert "3 sur 3" in after.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{YEAR}/014/01" in after
    with zipfile.ZipFile(io.BytesIO(sign_in("auditor").get(f"{page}.zip").data)) as files:
        assert files.testzip() is None
        names = files.namelist()
        assert len(names) == 3 * 2 * 2 + 1
        manifest = files.read(archive.MANIFEST).decode()
        for name in names[:-1]:
            content = files.read(name)
            assert f"{hashlib.sha256(content).hexdigest()}  {name}\n" in manifest
            assert judge(content).holds


def test_the_disbursements_of_each_agreement_belong_to_it_if_they_are_chosen(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    asked = {"programme": "PE", "annee": YEAR, "arrete": "2018-03-31", "langues": ["fr"], "versements": "y"}
    page = officer.submit(CHOOSE, asked, form=CHOOSE).headers["Location"]
    worker.run_all(app)
    seen = officer.get(page).text
    assert f"{worked.NUMBER}, versements" in seen
    assert f"/ententes/{worked.NUMBER}/versements.pdf?annee={YEAR}" in seen, "its draft can be read first"
    press(officer, page, "emettre")
    worker.run_all(app)
    assert issued() == 4
    assert f"{YEAR}/V014/01" in officer.get(page).text
    with zipfile.ZipFile(io.BytesIO(officer.get(f"{page}.zip").data)) as files:
        assert f"etat-{YEAR}-V014-01-fr.pdf" in files.namelist()
    again = officer.submit(CHOOSE, asked, form=CHOOSE).headers["Location"]
    worker.run_all(app)
    assert f"{again}/emettre" not in officer.get(again).text, "nothing to issue"


def test_a_region_that_only_a_key_reaches_belongs_to_it(app: Flask, tmp_path: Path) -> None:
    framework.take_in(tmp_path)
    before = [it.name for it in plan.subjects("PX", YEAR) if it.what == kinds.REGION]
    assert before == ["09", "10", "national"]
    with transaction():
        agreement = session.scalars(select(Agreement).where(Agreement.number == "CADRE")).one()
        allocation.decide(
            agreement,
            {"01": 6_000, "10": 4_000},
            decided_on=date(2017, 2, 1),
            reason="Plan de 2017",
            author=Author("direction@demo.example", now()),
        )
    asked = partial(plan.subjects, "PX", YEAR)
    regions = [it.name for it in asked(as_of=date(2017, 6, 30)) if it.what == kinds.REGION]
    assert regions == ["01", "09", "10", "national"]
    assert [it.name for it in asked(as_of=date(2017, 1, 31)) if it.what == kinds.REGION] == before
    group, _number = plan.verdict(plan.Subject(kinds.REGION, "01"), year=YEAR, as_of=date(2017, 6, 30))
    assert group == "new"


def test_started_twice_it_is_once(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = ask(officer)
    worker.run_all(app)
    token = re.search(r'name="csrf_token" value="([^"]+)"', officer.get(page).text)
    assert token
    for _ in range(2):
        assert officer.post(f"{page}/emettre", data={"csrf_token": token[1]}).status_code == 303
    worker.run_all(app)
    assert issued() == 3


def test_what_stands_is_not_made_again_and_what_changed_is(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = ask(officer)
    worker.run_all(app)
    press(officer, page, "emettre")
    worker.run_all(app)
    again = ask(officer)
    worker.run_all(app)
    assert f"{again}/emettre" not in officer.get(again).text, "nothing to issue"
    assert len(zipfile.ZipFile(io.BytesIO(officer.get(f"{again}.zip").data)).namelist()) == 3 * 2 + 1
    declare_interest()
    third = ask(officer)
    worker.run_all(app)
    assert f"{third}/emettre" in officer.get(third).text
    press(officer, third, "emettre")
    worker.run_all(app)
    assert {row.rank for row in session.scalars(select(IssuedStatement)) if row.agreement} == {1, 2}


def test_what_cannot_be_issued_says_why_and_the_rest_can(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(statement: object) -> None:
        if getattr(statement.header, "agreement", None):  # type: ignore[attr-defined]
            raise DomainError(message("agreement %(number)s: the identities do not hold", number=worked.NUMBER))

    monkeypatch.setattr(plan, "refuse_nothing", broken)
    officer = sign_in("officer")
    page = ask(officer)
    worker.run_all(app)
    seen = officer.get(page).text
    assert "the identities do not hold" in seen
    press(officer, page, "emettre")
    worker.run_all(app)
    assert issued() == 2


def test_before_anything_was_signed_there_is_no_activity(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = ask(officer, as_of="2015-01-01")
    worker.run_all(app)
    assert f"{page}/emettre" not in officer.get(page).text


def test_a_failure_is_tried_again(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = sign_in("officer")
    page = ask(officer)
    worker.run_all(app)
    press(officer, page, "emettre")
    draw = issue.draw

    def failing(frozen: issue.Issue) -> list[issue.Made]:
        if "/014/" in frozen.number:
            raise DomainError(message("The PDF could not be made."))
        return draw(frozen)

    with monkeypatch.context() as patch:
        patch.setattr(issue, "draw", failing)
        worker.run_all(app)
    text = officer.get(page).text
    job = re.search(r'name="etat" value="(\d+)"', text)
    assert job
    assert "The PDF could not be made." in text
    press(officer, page, "reprendre", etat=job[1])
    worker.run_all(app)
    assert "3 sur 3" in officer.get(page).text.replace("\N{NO-BREAK SPACE}", " ")
    assert issued() == 3


def test_stopped_it_waits_and_goes_on(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = ask(officer)
    worker.run_all(app)
    press(officer, page, "emettre")
    assert worker.run_next(app)
    press(officer, page, "arreter")
    worker.run_all(app)
    assert issued() == 1
    press(officer, page, "reprendre")
    worker.run_all(app)
    assert issued() == 3


@pytest.mark.parametrize("wrong", [{"langues": []}, {"arrete": "2031-01-01"}, {"arrete": "hier"}])
def test_a_wrong_question_is_refused_beside_its_field(sign_in: SignIn, wrong: dict[str, object]) -> None:
    asked = {"programme": "PE", "annee": YEAR, "arrete": "2018-03-31", "langues": ["fr"], **wrong}
    answer = sign_in("officer").submit(CHOOSE, asked, form=CHOOSE)
    assert answer.status_code == 422


def test_an_auditor_reads_and_does_not_start(app: Flask, sign_in: SignIn) -> None:
    page = ask(sign_in("officer"))
    worker.run_all(app)
    auditor = sign_in("auditor")
    assert "emettre" not in auditor.get(page).text
    assert auditor.get(CHOOSE).status_code == 200
    assert worked.NUMBER in auditor.get(page).text


def test_what_runs_is_listed(app: Flask, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = ask(officer)
    worker.run_all(app)
    assert page in officer.get("/travaux").text
