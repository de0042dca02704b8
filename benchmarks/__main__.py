"""``./dev bench``: the figures of BENCHMARKS.md, on the full demo portfolio, in one run on one machine.

Processor time, not the clock, and ratios against something that anybody can run: absolute figures
say more about the machine than about us.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import weasyprint
from flask import Flask
from flask.testing import FlaskClient

from benchmarks import batch, consolidated, report_form
from benchmarks.measure import Figure, in_turn, timed, watched
from config import Settings
from tracker import create_app, migrations
from tracker.db import engine, now, session, transaction
from tracker.demo import install
from tracker.insight.balances import forget as forget_sums
from tracker.kept import forget as forget_answers
from tracker.ledger import journal
from tracker.statements import service as statements
from tracker.statements.pdf import engine as pdf_engine
from tracker.statements.pdf import page as pdf_page
from tracker.workbook import service as workbook
from tracker.workbook.export import recorded
from tracker.workbook.writer import write

PASSWORD = "chaque chiffre mène à sa pièce"  # noqa: S105 - the demo's, printed by ./dev run
NUMBER = "PE-2016-014"
AS_OF = date(2020, 3, 31)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = _application(Path(folder) / "full")
        with app.app_context():
            _say("the demo portfolio")
            migrations.upgrade()
            install(agreements=None, seed=1, password=PASSWORD)
            entries = journal.entry_count()
        figures = [
            *_page(app, "portfolio page", "/ententes"),
            *_page(app, "agreement page", f"/ententes/{NUMBER}"),
        ]
        with app.app_context():
            figures += _statement()
            _say("consolidated files")
            figures += consolidated.workbook()
            programme = statements.programme_statement("PE", year=None, as_of=AS_OF, known_at=now())
            figures += consolidated.paper(programme)
            _say("the workbook of the whole portfolio")
            content = write(recorded())
        _say("year-end")
        figures += batch.of_a_year_end(app)
        figures.append(_import(Path(folder), content))
        with app.test_request_context():
            figures += report_form.figures()
    _table(figures, entries)


def _application(folder: Path) -> Flask:
    return create_app(
        Settings.from_environment({"TRACKER_INSTANCE": str(folder), "TRACKER_DATABASE_URL": f"sqlite:///{folder}/t.db"})
    )


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr)


def _page(app: Flask, name: str, path: str) -> Iterator[Figure]:
    """A page as an officer gets it, against the SQL that it sends when nothing is kept, sent again by itself:
    the first after a start, the first after somebody wrote something, and every other.
    """
    _say(name)
    client = _signed_in(app)
    database = app.extensions["engine"]

    def page() -> None:
        assert client.get(path).status_code == 200

    def after_a_start() -> None:
        forget_sums()
        forget_answers()
        page()

    def after_a_change() -> None:
        forget_answers()
        page()

    page()
    sent = {}
    for show in (after_a_start, after_a_change, page):
        with watched(database) as queries:
            show()
        sent[show] = queries.reads

    def sql() -> None:
        with database.connect() as connection:
            for text, values in sent[after_a_start]:
                connection.exec_driver_sql(text, values).fetchall()

    for show, when in ((after_a_start, "after a start"), (after_a_change, "after a change"), (page, "kept")):
        ours, theirs = in_turn(show, sql, runs=9)
        yield Figure(f"{name}, {when}", ours, "its own SQL", theirs, 2.0, f"{len(sent[show])} statements")


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    form = client.get("/login").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    data = {"email": "bailleur@demo.example", "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/login", data=data).status_code == 303
    return client


def _statement() -> Iterator[Figure]:
    """One statement on paper against WeasyPrint's plain render of the same content, tags included."""
    _say("statement")
    statement = statements.agreement_statement(NUMBER, year=None, as_of=AS_OF, known_at=now())
    session.close()
    html = pdf_page.compose(statement, "fr", attachments=(), verification=None)
    plain = re.sub(r"<link[^>]*stylesheet[^>]*>|<style.*?</style>", "", html, flags=re.DOTALL)

    def plainly() -> None:
        weasyprint.HTML(string=plain).write_pdf(pdf_tags=True)

    def drawn() -> None:  # here, and not by the press, whose processor time would not be counted
        page = pdf_page.compose(statement, "fr", attachments=(), verification=None)
        pdf_engine.write(page, attachments=(), dated=statement.header.known_at)

    ours, theirs = in_turn(drawn, plainly, runs=7)
    yield Figure("statement, PDF/A-3a and UA-1", ours, "plain WeasyPrint, tagged", theirs, 0.8)
    around = sorted(
        timed(lambda: pdf_page.compose(statement, "fr", attachments=(), verification=None)) for _ in range(7)
    )[3]
    yield Figure("our own work around the render", around, "the render", ours, 0.1)
    yield from batch.of_the_press(html)
    build, sql = in_turn(_build, _read_postings, runs=9, warm=2)
    yield Figure("statement, built and checked", build, "reading its postings", sql)


def _build() -> None:
    statements.agreement_statement(NUMBER, year=None, as_of=AS_OF, known_at=now())
    session.close()


def _read_postings() -> None:
    with engine().connect() as connection:
        connection.exec_driver_sql(
            "SELECT * FROM posting JOIN journal_entry ON entry = seq WHERE posting.agreement = ?", (NUMBER,)
        ).fetchall()


def _import(folder: Path, content: bytes) -> Figure:
    """The whole portfolio taken in, to the last posting, against openpyxl reading the same workbook."""
    _say("import")
    app = _application(folder / "empty")
    with app.app_context():
        migrations.upgrade()

        def take_in() -> None:
            with suppress(_Done), transaction():
                workbook.carry_out(workbook.plan_file(BytesIO(content)), actor="bench", at=now())
                raise _Done

        def read() -> None:
            book = openpyxl.load_workbook(BytesIO(content), read_only=True)
            for sheet in book:
                for _row in sheet.iter_rows(values_only=True):
                    pass

        ours, theirs = in_turn(take_in, read, runs=3, warm=0)
    return Figure("import of the whole portfolio", ours, "openpyxl reading it", theirs)


class _Done(Exception):
    """The import went through; undo it, so that the next run finds an empty database."""


def _table(figures: list[Figure], entries: int) -> None:
    print(f"Full demo portfolio, {entries} journal entries; medians of processor time in one run.\n")
    print("| what | ours, ms | against | its, ms | ratio | target |")
    print("|---|---:|---|---:|---:|---:|")
    for it in figures:
        note = f" ({it.note})" if it.note else ""
        target = f"≤ {it.target}" if it.target else ""
        print(f"| {it.name}{note} | {it.ours:.1f} | {it.against} | {it.theirs:.1f} | {it.ratio:.2f} | {target} |")


if __name__ == "__main__":
    main()
