"""The journal: what a filter keeps, pages without gap or double, files that say the same, verification."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests import people, worked
from tests.insight.pages import rows, said, tree
from tests.pages import PageClient
from tracker.db import session
from tracker.insight.journal import files, queries
from tracker.insight.journal.queries import Filter
from tracker.ledger import journal
from tracker.ledger.models import JournalEntry, Posting

SignIn = Callable[..., PageClient]
Portfolio = Callable[[int], None]


def numbers(html: str) -> list[int]:
    return [int(row[0].replace("\u00a0", "").replace(" ", "")) for row in rows(html)]


def follow(html: str, rel: str) -> str | None:
    return next((it.get("href") for it in tree(html).iter("a") if it.get("rel") == rel), None)


def test_pages_hold_every_entry_once(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(4)
    auditor = sign_in("auditor")
    address: str | None = "/journal"
    seen: list[int] = []
    last = ""
    while address:
        last = auditor.get(address).text
        seen += numbers(last)
        address = follow(last, "next")
    assert seen == list(range(journal.head()[0], 0, -1))
    back = follow(last, "prev")
    assert back is not None
    assert numbers(auditor.get(back).text)[-1] == numbers(last)[0] + 1


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("nature=payment", 10),
        ("nature=amendment", 1),
        ("montant=1 240,00", 2),  # refused in report 2, offset on payment 4
        ("du=2017-09-01&au=2017-09-30", 2),
        ("par=IMPORT", 30),
        ("par=import%25", 0),
        ("entente=PE-2016-014", 30),
        ("entente=PE-0000-000", 0),
        ("nature=nonsense", 30),
    ],
)
def test_a_filter_keeps_what_it_says(sign_in: SignIn, closed: str, query: str, kept: int) -> None:
    html = sign_in("auditor").get(f"/journal?{query}").text
    if kept:
        assert len(rows(html)) == kept
    else:
        assert "Aucune écriture ne correspond" in said(html)


def test_what_cannot_be_read_is_said_and_nothing_is_listed(sign_in: SignIn, closed: str) -> None:
    auditor = sign_in("auditor")
    html = auditor.get("/journal?montant=abc&du=31").text
    assert "« abc » n’est pas un montant" in said(html)
    assert "« 31 » n’est pas une date" in said(html)
    assert tree(html).find(".//main//table") is None
    assert auditor.get("/journal.csv?montant=abc").status_code == 409


def test_the_files_hold_what_is_filtered(sign_in: SignIn, closed: str) -> None:
    auditor = sign_in("auditor")
    answer = auditor.get("/journal.csv?nature=payment")
    found = list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    expected = session.execute(
        select(JournalEntry.seq, JournalEntry.hash, Posting.amount)
        .join(Posting, Posting.entry == JournalEntry.seq)
        .where(JournalEntry.kind == "payment")
        .order_by(Posting.entry, Posting.id)
    ).all()
    assert [(int(row[0]), row[16], row[13]) for row in found[1:]] == [
        (seq, digest, f"{amount / 100:.2f}".replace(".", ",")) for seq, digest, amount in expected
    ]
    book = openpyxl.load_workbook(BytesIO(auditor.get("/journal.xlsx?nature=payment").data))
    sheet = list(book.active.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[16], round(row[13] * 100)) for row in sheet] == [tuple(row) for row in expected]
    assert sheet[0][2].date().isoformat() == "2016-07-15"


def test_an_extract_has_every_entry_and_posting(app: Flask, closed: str) -> None:
    found = list(queries.rows(Filter(), upto=journal.head()[0]))
    assert len({entry.seq for entry, _ in found}) == journal.entry_count()
    assert sum(posting is not None for _, posting in found) == session.scalar(select(func.count()).select_from(Posting))
    assert {entry.seq for entry, _ in queries.rows(Filter(), upto=3)} == {1, 2, 3}


def test_a_text_is_never_a_formula(sign_in: SignIn, closed: str) -> None:
    entry, posting = next(iter(queries.rows(Filter(), upto=1)))
    entry = type("Entry", (), {**entry._mapping, "memo": "=1+1"})()
    with_formula = [(entry, posting)]
    out = BytesIO()
    files.write_csv(with_formula, out, "en")
    assert ",'=1+1," in out.getvalue().decode()
    out = BytesIO()
    files.write_xlsx(with_formula, out, "en")
    cell = openpyxl.load_workbook(out).active["F2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_is_too_long_for_excel_is_refused_at_once(
    sign_in: SignIn, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_IN_XLSX", 41)
    auditor = sign_in("auditor")
    assert queries.posting_count(Filter(kind="agreement_signed")) == 42
    assert auditor.get("/journal.xlsx?nature=agreement_signed").status_code == 409
    assert auditor.get("/journal.xlsx?nature=payment").status_code == 200
    assert auditor.get("/journal.csv").status_code == 200


@pytest.mark.parametrize(("path", "most"), [("/journal", 4), ("/ententes/PE-2016-014/trace/U7/total", 32)])
def test_queries_do_not_grow_with_the_journal(
    app: Flask, sign_in: SignIn, portfolio: Portfolio, path: str, most: int
) -> None:
    """Beside the session's own and that of the instance's name."""
    portfolio(20)
    auditor = sign_in("auditor")
    statements: list[str] = []

    @event.listens_for(app.extensions["engine"], "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT") and "sign_in" not in statement and "instance" not in statement:
            statements.append(statement)

    auditor.get(path)
    event.remove(app.extensions["engine"], "before_cursor_execute", note)
    assert len(statements) <= most


def test_an_empty_journal_says_what_begins_it(sign_in: SignIn) -> None:
    assert "Le journal est vide" in said(sign_in("auditor").get("/journal").text)


def test_verifying_says_how_many_entries_hold(committed_app: Flask) -> None:
    worked.take_in()
    auditor = people.sign_in(committed_app, "auditor")
    before = said(auditor.get("/journal/verification").text)
    assert "Écritures 30" in before
    answer = said(auditor.submit("/journal/verification").text)
    assert "Le journal est intact" in answer
    assert "30 écritures vérifiées" in answer
    assert journal.head()[1] in answer


def test_a_broken_entry_is_named(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "verify", lambda: journal.Verdict(11, "ab" * 32, 12, "hash"))
    answer = said(sign_in("auditor").submit("/journal/verification").text)
    assert "Le journal a été altéré" in answer
    assert "écriture 12 : son contenu n’est pas celui qui a été scellé" in answer
    assert "Les 11 écritures qui précèdent sont intactes" in answer
