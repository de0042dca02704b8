"""Agreements for programs: the figures of the pages, the statement to the letter, page by page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.insight.api.asking import program
from tests.statements.consolidated import framework
from tests.statements.handover import two_hosts
from tracker.db import session
from tracker.grants.models import Engagement
from tracker.statements import json as statements

Portfolio = Callable[[int], None]
HOST = "ORG-001"


@pytest.mark.parametrize("year", [*worked.YEARS, None])
@pytest.mark.parametrize("as_of", worked.EXPECTED)
def test_the_statement_is_what_the_command_prints(app: Flask, closed: str, as_of: str, year: str | None) -> None:
    asked = f"year={year}" if year else "cumulative=true"
    answer = program(app, "auditor").get(f"/agreements/{closed}/statement?as_of={as_of}&{asked}")
    assert answer.data == statements.write(worked.statement(year, as_of))
    assert answer.get_json() == worked.expected(as_of, year)


def test_the_statement_as_it_was_known_before_anything_was(app: Flask, closed: str) -> None:
    answer = program(app, "officer").get(f"/agreements/{closed}/statement?known_at=2015-01-01T00:00:00Z")
    assert answer.get_json()["totals"]["authorised"] == "0.00"


def test_one_agreement_with_everything(app: Flask, closed: str) -> None:
    found = program(app, "officer").get(f"/agreements/{closed}").get_json()
    assert found["title"]["en"] == "Joint action plan 2016-2019"
    assert (found["regroupement"], found["region"], found["host"]) == ("RLP-014", "04", HOST)
    assert (found["project"], found["phase"], found["framework"]) == (None, None, None)
    assert found["figures"] == {
        "committed": "354000.00",
        "paid": "345872.03",
        "accepted": "344004.94",
        "held": "0.00",
        "due": "0.00",
    }
    expected = worked.EXPECTED["2020-03-31"]["years"]
    assert [it["fiscal_year"] for it in found["budget"]] == list(worked.YEARS)
    for year in found["budget"]:
        said = {it["line"]: it for it in expected[year["fiscal_year"]]["lines"]}
        for line in year["lines"]:
            assert line == {name: said[line["line"]][name] for name in line}
    assert len(found["payments"]) == 10
    assert sum(round(float(it["cash"]) * 100) for it in found["payments"]) == 344_632_03
    assert {it["state"] for it in found["schedule"]} <= {"paid", "lapsed"}
    assert [it["state"] for it in found["reports"]] == ["accepted"] * len(found["reports"])
    assert sum(round(float(it["declared"]) * 100) for it in found["reports"]) == 346_120_44
    assert [(it["number"], it["effective_on"]) for it in found["amendments"]] == [(1, "2017-11-15")]
    assert found["hosts"] == [{"organisation": HOST, "from": "2016-07-01", "to": None}]


def test_pages_hold_every_agreement_once_in_the_same_order(app: Flask, portfolio: Portfolio) -> None:
    portfolio(11)
    reader = program(app, "director")
    address: str | None = "/agreements?limit=5&stream=local"
    seen: list[str] = []
    pages = 0
    while address:
        answer = reader.get(address).get_json()
        seen += [it["number"] for it in answer["items"]]
        address, pages = answer["next"], pages + 1
    assert seen == sorted(set(seen))
    assert (len(seen), pages) == (12, 3)
    everything = reader.get("/agreements").get_json()
    assert [it["number"] for it in everything["items"]] == seen
    assert everything["next"] is None


def test_a_list_is_narrowed(app: Flask, portfolio: Portfolio) -> None:
    portfolio(6)
    reader = program(app, "officer")
    whole = reader.get("/agreements").get_json()["items"]
    there = reader.get("/agreements?region=06").get_json()["items"]
    assert 0 < len(there) < len(whole)
    assert there == [it for it in whole if it["region"] == "06"]
    assert reader.get("/agreements?stream=project").get_json()["items"] == []
    assert reader.get("/agreements?programme=AUCUN").get_json()["items"] == []


def test_a_partner_reads_theirs_and_what_is_not_is_not_there(app: Flask, closed: str) -> None:
    theirs = program(app, "preparer", organisation=HOST)
    assert [it["number"] for it in theirs.get("/agreements").get_json()["items"]] == [closed]
    other = program(app, "preparer", organisation="AUTRE", email="autre@demo.example")
    assert other.get("/agreements").get_json()["items"] == []
    for rest in ("", "/statement", "/statement?year=2016-2017"):
        forbidden = other.get(f"/agreements/{closed}{rest}")
        unknown = other.get(f"/agreements/PE-0000-000{rest}")
        assert forbidden.status_code == unknown.status_code == 404
        assert forbidden.data == unknown.data


def test_an_auditor_reads_their_engagements_only(app: Flask, closed: str) -> None:
    reader = program(app, "auditor")
    assert len(reader.get("/agreements").get_json()["items"]) == 1
    for engagement in session.scalars(select(Engagement)):
        engagement.until = date(2017, 1, 1)
    assert reader.get("/agreements").get_json()["items"] == []
    assert reader.get(f"/agreements/{closed}").status_code == 404


def test_a_host_that_left_reads_its_own_period_only(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2020, 4, 1, 14, tzinfo=UTC))
    cut_off = date(2018, 6, 30)
    two_hosts.take_in(cut_off)
    left = program(app, "preparer", organisation=HOST)
    present = program(app, "signatory", organisation="ORG-B")
    address = f"/agreements/{worked.NUMBER}"
    (row,) = left.get("/agreements").get_json()["items"]
    one = left.get(address).get_json()
    assert (row["host"], one["host"], one["figures"]) == (HOST, HOST, row["figures"])
    assert [it["organisation"] for it in one["hosts"]] == [HOST]
    assert max(it["paid_on"] for it in one["payments"]) <= cut_off.isoformat()
    assert left.get(f"{address}/statement?as_of=2020-03-31").get_json()["as_of"] == cut_off.isoformat()
    assert "ORG-B" not in left.get("/organisations").text
    theirs = present.get(address).get_json()
    assert theirs["host"] == "ORG-B"
    assert len(theirs["payments"]) > len(one["payments"])
    assert present.get(f"{address}/statement").get_json()["as_of"] == "2020-04-01"


def test_a_framework_and_its_sub_agreements(app: Flask, tmp_path: Path) -> None:
    framework.take_in(tmp_path)
    reader = program(app, "officer")
    found = {it["number"]: it for it in reader.get("/agreements").get_json()["items"]}
    assert {number: it["framework"] for number, it in found.items()} == {
        "CADRE": None,
        "S-A": "CADRE",
        "S-B": "CADRE",
        "S-C": "CADRE",
    }
    assert (found["CADRE"]["project"], found["CADRE"]["phase"]) == ("P-1", 1)
    assert found["S-A"]["figures"]["paid"] == "40000.00"
    statement = reader.get("/agreements/S-A/statement").get_json()
    assert statement["years"][0]["funds"]["transferred"] == "40000.00"
    assert reader.get("/agreements/CADRE").get_json()["figures"]["committed"] == "100000.00"
    assert json.loads(reader.get("/agreements/S-C").data)["reports"][0]["state"] == "late"
