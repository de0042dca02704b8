"""The audit of an agreement on screen: draw, look, ask, conclude, take away; each auditor alone with their papers."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT
from tests import people, worked
from tests.audit.conftest import AUDIT
from tests.csrf import token
from tests.insight.pages import said
from tests.pages import PageClient
from tracker.audit.models import AuditSample
from tracker.db import session, transaction
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]


def look_at_all(auditor: PageClient, *, misstated: dict[int, str]) -> None:
    for rank in range(1, len(session.query(AuditSample).one().items) + 1):
        wrong = misstated.get(rank)
        data = {"result": "misstated" if wrong else "claimed", "misstated": wrong or "", "ticks": ["amount", "paid"]}
        data["reason"] = "Facture de mai" if wrong else ""
        assert auditor.submit(f"{AUDIT}/1/{rank}", data, form=f"{AUDIT}/1/{rank}").status_code == 303


def test_the_page_lists_what_to_look_at_first(auditor: PageClient) -> None:
    page = said(auditor.get(AUDIT).text)
    assert "submitted 5 days late" in page
    assert "Disallowed after acceptance" in page
    assert "None yet. Draw the first one below." in page


def test_a_sample_chooses_every_item_of_an_interval_or_more(drawn: PageClient) -> None:
    """60 000 ÷ 3.00 = 20 000: the twelve lines of salaries above it are certain, the rest by chance."""
    sample = session.query(AuditSample).one()
    assert sample.interval == 20_000_00
    assert sample.population_amount == 344_880_44
    certain = {it.key: it.amount for it in sample.items if it.certain}
    assert all(amount >= 20_000_00 for amount in certain.values())
    assert len(certain) == sum(it.amount >= 20_000_00 for it in sample.items)
    page = said(drawn.get(f"{AUDIT}/1").text)
    assert "Drawn again just now: the same items" in page
    assert f"0 of {len(sample.items)}" in page


def test_once_every_item_is_looked_at_the_sample_says_what_it_says(drawn: PageClient) -> None:
    sample = session.query(AuditSample).one()
    by_chance = next(it for it in sample.items if not it.certain)
    share = by_chance.amount // 10  # a tainting of a tenth, near enough
    look_at_all(drawn, misstated={by_chance.rank: f"{share / 100:.2f}"})
    page = said(drawn.get(f"{AUDIT}/1").text)
    projected = -(-share * sample.interval // by_chance.amount)
    assert f"${projected / 100:,.2f}" in page
    assert "$60,000.00" in page  # basic precision: 3.00 × 20 000
    assert "Upper limit on misstatement" in page
    assert "The conclusion is the auditor’s" in page


def test_a_misstatement_needs_its_amount_and_its_reason(drawn: PageClient) -> None:
    item = f"{AUDIT}/1/1"
    without = drawn.submit(item, {"result": "misstated"}, form=item)
    assert without.status_code == 422
    assert "Write how much was claimed in excess." in said(without.text)
    silent = drawn.submit(item, {"result": "misstated", "misstated": "10.00"}, form=item)
    assert (silent.status_code, "Write why the amount differs." in said(silent.text)) == (422, True)
    larger = drawn.submit(item, {"result": "misstated", "misstated": "99999999", "reason": "x"}, form=item)
    assert "No more can be misstated than was claimed." in said(larger.text)
    assert all(it.looked_at is None for it in session.query(AuditSample).one().items)


def test_what_is_asked_of_the_funder_is_on_its_page(drawn: PageClient, sign_in: SignIn) -> None:
    data = {"ask-asked_of": "funder", "ask-text": "The minutes of the committee", "ask-due_on": "2020-05-01"}
    drawn.submit(f"{AUDIT}/1/1", data, form=f"{AUDIT}/1/1/demande")
    officer = sign_in("officer", language="en")
    page = said(officer.get(AUDIT).text)
    assert "The minutes of the committee" in page
    assert "Your samples" not in page


def test_nobody_else_reads_an_auditors_papers(drawn: PageClient, sign_in: SignIn) -> None:
    another = sign_in("auditor", email="autre@demo.example")
    for path in (f"{AUDIT}/1", f"{AUDIT}/1/1", f"{AUDIT}/1.zip"):
        assert drawn.get(path).status_code == 200
        assert another.get(path).status_code == 404
        assert sign_in("director").get(path).status_code == 403


def test_random_items_are_projected_by_ratio(auditor: PageClient) -> None:
    data = {"year": "2016-2017", "as_of": "2020-03-31", "method": "random", "tolerable": "5000", "size": "4"}
    assert auditor.submit(AUDIT, data).status_code == 303
    sample = session.query(AuditSample).one()
    first = sample.items[0]
    assert len(sample.items) == 4
    look_at_all(auditor, misstated={1: f"{first.amount / 100:.2f}"})
    looked = sum(it.amount for it in sample.items)
    expected = round(first.amount * sample.population_amount / looked)
    assert f"${expected / 100:,.2f}" in said(auditor.get(f"{AUDIT}/1").text)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"tolerable": ""}, "Write how much misstatement you could bear."),
        ({"tolerable": "100", "method": "random", "size": "0"}, "Write how many items to choose"),
        ({"tolerable": "100", "seed": ""}, "Write a seed."),
        ({"tolerable": "100", "as_of": "2099-01-01"}, "A sample cannot be as of a day to come."),
        ({"tolerable": "0.02"}, "Write a larger tolerable misstatement."),
    ],
)
def test_a_draw_without_a_meaning_is_refused(auditor: PageClient, data: dict[str, str], words: str) -> None:
    answer = auditor.submit(AUDIT, data)
    assert (answer.status_code, words in said(answer.text)) == (422, True)


def test_the_working_papers_leave_as_a_zip_that_checks_itself(drawn: PageClient, tmp_path: Path) -> None:
    look_at_all(drawn, misstated={2: "12.34"})
    answer = drawn.get(f"{AUDIT}/1.zip?langue=en")
    path = tmp_path / "papers.zip"
    path.write_bytes(answer.data)
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.namelist() == ["manifest.json", "papers.json", "verify_package.py", "working-papers.pdf"]
    told = json.loads(archive.read("papers.json"))
    assert told["sample"]["items"][1]["misstated"] == "12.34"
    assert told["evaluation"]["basic_precision"] == "60000.00"
    done = subprocess.run(
        [sys.executable, "-I", ROOT / "docs" / "verify_package.py", path],
        capture_output=True, encoding="utf-8", check=False, env={"LANG": "en_CA.UTF-8", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "items drawn again" in done.stdout


def test_the_package_leaves_in_every_form(auditor: PageClient) -> None:
    for form, start in (("zip", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
        answer = auditor.get(f"{AUDIT}.{form}?annee=2017-2018&arrete=2020-03-31&langue=en")
        assert answer.data.startswith(start)
        assert f'filename="audit-{worked.NUMBER}-2017-2018-2020-03-31.{form}"' in answer.headers["Content-Disposition"]


def test_every_download_of_an_auditor_is_in_the_trail_and_nobody_elses(auditor: PageClient, sign_in: SignIn) -> None:
    for path in ("/ententes.csv", "/journal.csv", f"{AUDIT}.json", f"/ententes/{worked.NUMBER}/etat.json"):
        assert auditor.get(path).status_code == 200
        assert sign_in("officer").get(path).status_code == 200
    taken = session.query(TrailRecord).filter_by(action="take away").order_by(TrailRecord.id).all()
    assert [it.difference["address"] for it in taken] == [
        "/ententes.csv", "/journal.csv", f"{AUDIT}.json", f"/ententes/{worked.NUMBER}/etat.json",
    ]  # fmt: skip
    assert {it.actor for it in taken} == {"verification@demo.example"}


def test_the_papers_of_an_auditor_change_nothing_else(drawn: PageClient) -> None:
    for path in (f"/ententes/{worked.NUMBER}/decisions/virement", "/versements/lots", "/missions"):
        assert drawn.post(path, data={"csrf_token": token(drawn)}).status_code == 403
    kinds = {it.subject_type for it in session.query(TrailRecord).filter_by(actor="verification@demo.example")}
    assert kinds <= {"sample", "download"}


def test_someone_engaged_on_other_agreements_gets_what_nobody_gets(app: Flask, sign_in: SignIn) -> None:
    worked.take_in()
    client = sign_in("auditor", email="limite@demo.example", language="en")
    with transaction():
        who = people.person("auditor", email="limite@demo.example")
        for it in session.query(people.Engagement).filter_by(person_id=who.id):
            session.delete(it)
    assert client.get(AUDIT).status_code == 404
    assert client.get(f"/ententes/{worked.NUMBER}").status_code == 404
    assert client.get("/journal").status_code == 403
    assert "None is open: you see no agreement." in said(client.get("/").text)
