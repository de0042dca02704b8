"""A framework with three communities, on its page and in its consolidated statement, against figures by hand:

            committed   received   accepted       held   late
CADRE      100,000.00  95,000.00   9,500.00     500.00
S-A         40,000.00  40,000.00  37,500.00   2,012.34
S-B         30,000.00  25,000.00  26,000.00  -1,000.00
S-C         20,000.00  20,000.00       0.00  20,000.00      1
together   100,000.00  95,000.00  73,000.00  21,512.34
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from tests.grants import deciding
from tests.insight.pages import rows, said
from tests.pages import PageClient
from tracker.db import now, session, transaction
from tracker.grants import service
from tracker.grants.frameworks import queries
from tracker.grants.models import Agreement
from tracker.grants.service import Author, RuleBroken

SignIn = Callable[..., PageClient]
YEAR = "2016-2017"


def _agreement(number: str) -> Agreement:
    return session.query(Agreement).filter_by(number=number).one()


def test_the_page_shows_what_is_granted_and_each_community(cadre: str, sign_in: SignIn) -> None:
    page = sign_in("officer", language="en").get(f"/ententes/{cadre}/cadre").text
    words = said(page)
    assert "Left to grant $10,000.00" in words
    cells = {row[0].split("S-")[-1]: row[1:] for row in rows(page, 0)}
    assert cells["A"][:4] == ["40,000.00", "40,000.00", "37,500.00", "2,012.34"]
    assert cells["B"][:4] == ["30,000.00", "25,000.00", "26,000.00", "(1,000.00)"]
    assert cells["C"][:4] == ["20,000.00", "20,000.00", "–", "20,000.00"]
    assert [cells[name][5] for name in "ABC"] == ["–", "–", "1"]


def test_together_nothing_is_counted_twice(cadre: str, sign_in: SignIn) -> None:
    page = sign_in("officer", language="en").get(f"/ententes/{cadre}/cadre").text
    assert "Together $100,000.00 $95,000.00 $73,000.00 $21,512.34" in said(page)


def test_the_consolidated_statement_says_the_same(cadre: str, sign_in: SignIn) -> None:
    client = sign_in("officer")
    found = json.loads(client.get(f"/ententes/{cadre}/cadre.json").text)
    total = found["totals"]
    assert found["framework"] == cadre
    assert [total[name] for name in ("committed", "paid", "accepted", "held", "receivable")] == [
        "100000.00", "95000.00", "73000.00", "21512.34", "500.00",
    ]  # fmt: skip
    assert client.get(f"/ententes/{cadre}/cadre.xlsx").status_code == 200
    assert client.get("/ententes/S-A/cadre.json").status_code == 404


def test_the_holder_reads_its_framework_but_opens_no_community(cadre: str, sign_in: SignIn) -> None:
    client = sign_in("preparer", organisation_code="O-1")
    page = client.get(f"/ententes/{cadre}/cadre").text
    assert "37 500,00" in said(page)
    assert "/ententes/S-A" not in page
    assert client.get("/ententes/S-A").status_code == 404


def test_a_transfer_is_an_advance_and_not_an_expense(
    cadre: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "AGREEMENT", f"/ententes/{cadre}")
    client = sign_in("officer", language="en")
    answers = {"sub_agreement": "S-B", "amount": "500", "on": "2017-12-30", "reason": "Dernière avance."}
    checked = deciding.check(client, "transfert-cadre", **answers)
    assert "S-B has received $25,000.00, and $25,500.00 once it is recorded." in deciding.said(checked)
    assert ["Unspent funds held", "500.00", "-500.00", "–"] in [
        [cell.replace("\N{MINUS SIGN}", "-") for cell in row] for row in deciding.rows(checked)
    ]
    deciding.confirm(client, checked)
    page = client.get(f"/ententes/{cadre}/cadre").text
    assert "Together $100,000.00 $95,000.00 $73,000.00 $21,512.34" in said(page)
    assert next(row for row in rows(page, 0) if row[0].endswith("S-B"))[1:5] == [
        "30,000.00", "25,500.00", "26,000.00", "(500.00)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"amount": "5000.01"}, "At most the $5,000.00 that S-B has yet to receive."),
        ({"on": "2016-06-30"}, "A date on or after"),
    ],
)
def test_a_transfer_beyond_what_is_promised_is_refused(
    cadre: str, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(deciding, "AGREEMENT", f"/ententes/{cadre}")
    usual = {"sub_agreement": "S-B", "amount": "500", "on": "2017-12-30", "reason": "Avance."}
    refused = deciding.check(sign_in("officer", language="en"), "transfert-cadre", **usual | answers)
    assert refused.status_code == 422
    assert expected in deciding.said(refused)


def test_no_more_is_granted_than_the_framework_commits(cadre: str) -> None:
    author = Author("tests", now())
    of_c = _agreement("S-C")
    day = date(2017, 6, 1)
    with transaction():
        service.amend(of_c, signed_on=day, effective_on=day, lines={(YEAR, "actions"): 10_000_00}, author=author)
    assert queries.room_of(_agreement(cadre)).left == 0
    for number, change in (("S-C", 1), (cadre, -1)):
        line = "actions" if number == "S-C" else "coordination"
        with pytest.raises(RuleBroken, match="rule 21"), transaction():
            service.amend(
                _agreement(number), signed_on=day, effective_on=day, lines={(YEAR, line): change}, author=author
            )


def test_the_funding_of_the_framework_is_decided_and_told(cadre: str, sign_in: SignIn) -> None:
    client = sign_in("officer", language="en")
    assert "Fixed" in said(client.get(f"/ententes/{cadre}/cadre").text)
    answer = client.submit(f"/ententes/{cadre}/cadre/financement", {"funding": "flexible", "reason": "Plan déposé."})
    assert answer.status_code == 303
    assert "Flexible" in said(client.get(f"/ententes/{cadre}/cadre").text)
    history = said(client.get(f"/ententes/{cadre}/historique").text)
    assert "Funding of the framework" in history
    assert "Plan déposé." in history
