"""The 360Giving package: valid, to the cent, each dollar once, nothing of anybody in it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from sqlalchemy import select

from tests import worked
from tests.insight.opendata import published
from tests.insight.opendata.published import SCHEMAS, package
from tests.statements.consolidated import framework
from tracker.db import session
from tracker.directory.models import Organisation, Regroupement


def faults(found: dict[str, Any]) -> list[str]:
    """What the carried schemas refuse. The package names another version of the grant's schema: both lead to it."""
    grant = json.loads((SCHEMAS / "360-giving-schema.json").read_text())
    whole = json.loads((SCHEMAS / "360-giving-package-schema.json").read_text())
    named = whole["properties"]["grants"]["items"]["$ref"]
    resource = DRAFT202012.create_resource(grant)
    registry = Registry().with_resources([(grant["$id"], resource), (named, resource)])
    validator = Draft202012Validator(whole, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{list(it.path)}: {it.message}" for it in validator.iter_errors(found)]


@pytest.mark.parametrize("day", [date(2017, 10, 31), date(2019, 9, 1), date(2020, 3, 31)])
def test_the_worked_agreement_is_what_its_statement_says(worked_alone: None, day: date) -> None:
    found = package(day)
    assert faults(found) == []
    (grant,) = found["grants"]
    expected = worked.EXPECTED[day.isoformat()]["cumulative"]
    assert grant["amountAwarded"] == Decimal(expected["commitment"]["committed"])
    assert grant["amountDisbursed"] == Decimal(expected["totals"]["cash"])
    assert sum(it["value"] for it in grant["commitmentTransaction"]) == grant["amountAwarded"]
    assert sum(it["value"] for it in grant["disbursementTransaction"]) == grant["amountDisbursed"]


def test_who_where_when_and_how_much(worked_alone: None) -> None:
    (grant,) = package()["grants"]
    assert grant["id"] == f"360G-essai-{worked.NUMBER}"
    assert grant["currency"] == "CAD"
    assert grant["awardDate"] == "2016-06-20"
    assert grant["plannedDates"] == [{"startDate": "2016-07-01", "endDate": "2019-06-30"}]
    (host,) = grant["recipientOrganization"]
    assert host["id"] == "CA_QC-QBC-1140000019"
    assert host["description"] == "NEQ 1140000019"
    assert host["addressRegion"] == "Mauricie"
    assert [(it["id"], it["countryCode"]) for it in grant["beneficiaryLocation"]] == [("CA-QC-04", "CA")]
    assert grant["grantProgramme"][0]["code"] == "PE"
    assert [(it["transactionDate"], it["value"]) for it in grant["commitmentTransaction"]] == [
        ("2016-06-20", 330_000),
        ("2017-11-15", 24_000),
    ]
    assert len(grant["disbursementTransaction"]) == 10
    assert {it["recipient"] for it in grant["disbursementTransaction"]} == {host["id"]}


def test_a_framework_counts_once_and_its_communities_are_its_places(by_hand: None) -> None:
    found = package(framework.AS_OF)
    assert faults(found) == []
    (grant,) = found["grants"]
    assert grant["id"] == "360G-essai-CADRE"
    assert (grant["amountAwarded"], grant["amountDisbursed"]) == (100_000, 95_000)
    assert grant["regrantType"] == "FRG010"
    assert [it["id"] for it in grant["beneficiaryLocation"]] == ["CA-QC-09", "CA-QC-10"]


def test_nothing_that_is_not_public_is_in_the_files(by_hand: None) -> None:
    for organisation in session.scalars(select(Organisation)):
        organisation.email = f"secret-{organisation.code}@demo.example"
    session.flush()
    text = json.dumps(package(), default=str) + json.dumps(published.table())
    assert "@" not in text
    for community in session.scalars(select(Regroupement.name)):
        assert f'"{community}"' not in text
    assert "Organisme 2" not in text  # who hosts a sub-agreement is for the framework's holder to publish


def test_the_same_question_gives_the_same_file(worked_alone: None) -> None:
    assert package(date(2019, 9, 1)) == package(date(2019, 9, 1))
    assert len(package(date(2017, 10, 31))["grants"][0]["commitmentTransaction"]) == 1
