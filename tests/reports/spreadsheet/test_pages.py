"""The round trip as its writers meet it: download, fill in, send back, look, choose, take in, have it back."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.pages import PageClient
from tests.reports.spreadsheet.filling import SPENT, at, changed, filled, opened
from tests.reports.writing import HERE, HOST, agreement, author, begun
from tracker.db import session, transaction
from tracker.reports import queries
from tracker.reports.form.layout import Layout
from tracker.reports.models import Report
from tracker.reports.service import drafts
from tracker.reports.spreadsheet.models import ReturnedWorkbook
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
PAGE = f"{HERE}/tableur"
SOURCE = "contributions.contributions.%s-001.source"


@pytest.fixture
def partner(app: Flask, sign_in: SignIn) -> PageClient:
    agreement()  # which brings the organisation
    return sign_in("preparer", organisation_code=HOST)


def draft() -> tuple[Report, Layout]:
    session.rollback()
    report = session.scalars(select(Report).where(Report.template_version_id.is_not(None))).one()
    return report, queries.layout_of(report)


def texts() -> dict[str, str]:
    return queries.texts_of(draft()[0])


def download(browser: PageClient) -> bytes:
    answer = browser.get(f"{PAGE}.xlsx")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith("-rapport-20.xlsx")
    return answer.data


def send(browser: PageClient, content: bytes, name: str = "rapport rempli.xlsx") -> TestResponse:
    return browser.submit(PAGE, {"files": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def look(browser: PageClient, content: bytes) -> tuple[str, str]:
    """Where a workbook that is sent leads to, and what that page says."""
    answer = send(browser, content)
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.location)
    assert page.status_code == 200
    return answer.location, page.text.replace("\u00a0", " ")


def fill(content: bytes, answers: Mapping[str, Any]) -> bytes:
    return filled(content, draft()[1], answers)


def on_the_site(**answers: str) -> None:
    report, layout = draft()
    known = queries.draft_of(report)
    edits = [
        drafts.Edit(path, text, known[path].revision if path in known else 0)
        for path, text in ((path.replace("__", "."), text) for path, text in answers.items())
    ]
    with transaction():
        drafts.save(report, edits, layout=layout, author=author("autre@demo.example"))


def test_what_the_file_says_is_looked_at_then_put_in_the_report(app: Flask, partner: PageClient) -> None:
    begun(story__done="avant")
    assert PAGE in partner.get(HERE).text
    content = fill(download(partner), {SPENT: 1234.56, "story.done": "après", "finance.interest": "beaucoup"})
    where, page = look(partner, content)
    for said in ("avant", "après", "1 234,56", "beaucoup", "Écrivez un montant", "Repris de votre fichier"):
        assert said in page, said
    assert texts() == {"story.done": "avant"}  # looking changes nothing
    assert partner.get(where).text.count("beaucoup") == page.count("beaucoup")  # and a reload says it all again
    done = partner.submit(where, follow_redirects=True)
    assert "2 réponses de votre fichier sont dans le rapport" in done.text
    assert "beaucoup" in done.text  # what is left to correct
    assert texts() == {"story.done": "après", SPENT: "1234.56"}
    told = session.scalars(select(TrailRecord).where(TrailRecord.action == "report workbook taken in")).one()
    assert told.difference["answers"] == 2
    back = partner.get(f"{where}.xlsx")
    cell = at(opened(back.data), draft()[1], "finance.interest")
    assert cell.comment is not None
    assert "Écrivez un montant" in cell.comment.text


def test_the_same_file_again_changes_nothing_and_corrected_it_asks_nothing(app: Flask, partner: PageClient) -> None:
    begun()
    empty = download(partner)
    name = opened(empty)["_trame"]["G1"].value
    first = fill(empty, {SPENT: 10, SOURCE % name: "Ville"})
    where, _page = look(partner, first)
    partner.submit(where)
    before = texts()
    revision = draft()[0].revision
    where, page = look(partner, first)
    assert "Rien de nouveau" in page
    assert (texts(), draft()[0].revision) == (before, revision)
    where, page = look(partner, fill(first, {SPENT: 20, SOURCE % name: "Ville de Matane"}))
    assert "Changé des deux côtés" not in page  # only this file had changed them
    partner.submit(where)
    assert texts() == {SPENT: "20.00", SOURCE % name: "Ville de Matane"}


def test_two_people_choose_between_their_answers(app: Flask, partner: PageClient) -> None:
    begun(story__done="avant", identity__contact="Josée")
    content = fill(download(partner), {"story.done": "du fichier", "identity.contact": "Fichier", SPENT: 10})
    on_the_site(story__done="du site", identity__contact="Site")
    where, page = look(partner, content)
    assert "Changé des deux côtés" in page
    assert "du site" in page
    partner.submit(where, {"keep:story.done": "mine"})
    assert texts() == {"story.done": "du fichier", "identity.contact": "Site", SPENT: "10.00"}
    assert "Rien de nouveau" in look(partner, content)[1]  # what was decided is not asked twice


def test_what_changed_since_somebody_looked_is_not_overwritten(app: Flask, partner: PageClient) -> None:
    begun(story__done="avant", identity__contact="Josée")
    content = fill(download(partner), {"story.done": "du fichier", "identity.contact": "Fichier"})
    on_the_site(story__done="du site")
    where, _page = look(partner, content)
    form = partner.get(where)
    on_the_site(story__done="du site, encore", identity__contact="Site")
    seen = form.text.partition('name="seen:story.done" value="')[2].partition('"')[0]
    done = partner.submit(where, {"keep:story.done": "mine", "seen:story.done": seen}, follow_redirects=True)
    assert "Quelqu’un vient de changer une réponse" in done.text
    assert texts() == {"story.done": "du site, encore", "identity.contact": "Site"}


def test_a_row_taken_out_of_the_file_leaves_the_report(app: Flask, partner: PageClient) -> None:
    begun(contributions__contributions__a1__source="Ville", contributions__contributions__a2__source="Paroisse")
    layout = draft()[1]

    def drop(book: Any) -> None:
        cell = at(book, layout, "contributions.contributions.a1.source")
        cell.parent.delete_rows(cell.row)

    where, page = look(partner, changed(download(partner), drop))
    assert "rangée retirée" in page
    partner.submit(where)
    assert texts() == {"contributions.contributions.a2.source": "Paroisse"}


def test_what_the_report_will_then_say_is_told_before(app: Flask, partner: PageClient) -> None:
    begun()
    line = next(it for it in draft()[1].facts.lines if it.code == "materials")
    over = (line.authorised - line.accepted - line.pending + 500_000) / 100
    _where, page = look(partner, fill(download(partner), {SPENT: over}))
    assert "Ce que le rapport dira ensuite" in page
    assert "5 000,00" in page


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "rapport.xlsx", "mot de passe"),
        (b"", "rapport.xlsx", "vide"),
        (b"a,b\n", "rapport.csv", "Excel (.xlsx)"),
    ],
)
def test_another_kind_of_file_is_refused(app: Flask, partner: PageClient, content: bytes, name: str, why: str) -> None:
    begun()
    answer = send(partner, content, name)
    assert answer.status_code == 422
    assert why in answer.text
    assert session.scalars(select(ReturnedWorkbook)).all() == []


def test_the_file_of_another_report_is_refused(app: Flask, partner: PageClient) -> None:
    begun()

    def other(book: Any) -> None:
        book["_trame"]["C1"] = "3"

    def older(book: Any) -> None:
        book["_trame"]["D1"] = "999"

    content = download(partner)
    assert "Ce fichier est le rapport 3" in send(partner, changed(content, other)).text
    assert "d’autres questions" in send(partner, changed(content, older)).text
    assert "Choisissez le fichier" in partner.submit(PAGE).text


def test_a_workbook_is_for_those_who_write_the_report(app: Flask, partner: PageClient, sign_in: SignIn) -> None:
    begun()
    where, _page = look(partner, fill(download(partner), {SPENT: 1}))
    stranger = sign_in("preparer", email="ailleurs@demo.example", organisation_code="ailleurs")
    for path in (PAGE, f"{PAGE}.xlsx", where, f"{where}.xlsx"):
        assert stranger.get(path).status_code == 404
    assert sign_in("officer").get(where).status_code == 403
    assert partner.get(f"{PAGE}/99999").status_code == 404
