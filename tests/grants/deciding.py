"""Deciding through the pages, as somebody would: fill in, check, confirm."""

from __future__ import annotations

from typing import Any

import html5lib
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import pages, people
from tests.pages import PageClient
from tracker.db import session
from tracker.ledger.models import JournalEntry

AGREEMENT = "/ententes/PE-2016-014"


def forms(answer: TestResponse) -> list[Any]:
    """The POST forms of a page's main part."""
    main = html5lib.parse(answer.text, namespaceHTMLElements=False).find(".//main")
    return [form for form in main.iter("form") if form.get("method") == "post"]


def press(client: PageClient, answer: TestResponse, form: str = "", **changes: str) -> TestResponse:
    """Send a form of the page that ``answer`` shows, the one of this id or the first, with ``changes`` typed in."""
    chosen = next(it for it in forms(answer) if not form or it.get("id") == form)
    fields = {name: value for name, value in pages._fields(chosen).items() if value is not None}
    return client.post(chosen.get("action"), data={**fields, **changes})


def sign(client: PageClient, answer: TestResponse, form: str) -> TestResponse:
    """Press the button that signs or approves, with one's password."""
    return press(client, answer, form, password=people.PASSWORD)


def check(client: PageClient, kind: str, **answers: str) -> TestResponse:
    """Fill a decision's form in and press « Check »."""
    page = client.get(f"{AGREEMENT}/decisions/{kind}")
    assert page.status_code == 200
    return press(client, page, step="check", **answers)


def confirm(client: PageClient, checked: TestResponse) -> TestResponse:
    """Press the button of a check page."""
    assert checked.status_code == 200, said(checked)
    return press(client, checked, step="decide")


def decide(client: PageClient, kind: str, **answers: str) -> TestResponse:
    """Check, then confirm; the page it leads to."""
    answer = confirm(client, check(client, kind, **answers))
    assert answer.status_code == 303, said(answer)
    return client.get(answer.location)


def said(answer: TestResponse) -> str:
    """The words of the page's main part, spaces of any kind made plain."""
    main = html5lib.parse(answer.text, namespaceHTMLElements=False).find(".//main")
    return " ".join("".join(f" {text} " for text in main.itertext()).split())


def rows(answer: TestResponse, table: int = 0) -> list[list[str]]:
    """The body of a table, cell by cell."""
    found = html5lib.parse(answer.text, namespaceHTMLElements=False).findall(".//main//table")[table]
    return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in found.findall("./tbody/tr")]


def entries() -> int:
    """How many entries the journal holds."""
    return session.scalar(select(func.count()).select_from(JournalEntry)) or 0
