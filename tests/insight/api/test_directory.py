"""Organisations, regroupements, programmes, their totals, regions."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from tests.insight.api.asking import program
from tests.statements.consolidated import framework
from tracker.db import session, transaction
from tracker.directory.models import Organisation


def test_organisations_without_an_address_of_mail(app: Flask, closed: str) -> None:
    reader = program(app, "officer")
    found = reader.get("/organisations").get_json()["items"]
    assert [it["code"] for it in found] == ["ORG-001", "ORG-002", "ORG-003"]
    assert found[0]["neq"] == "1140000019"
    assert "@" not in reader.get("/organisations").text
    assert [it["code"] for it in reader.get("/organisations?kind=municipal").get_json()["items"]] == ["ORG-003"]
    assert reader.get("/organisations?region=06").get_json()["items"] == []
    assert reader.get("/organisations/ORG-002").get_json()["name"] == "CPE Les Petits Voiliers"
    assert reader.get("/organisations?limit=2").get_json()["next"] is not None


def test_a_partner_reads_those_of_its_own_table(app: Flask, closed: str, tmp_path: Path) -> None:
    framework.take_in(tmp_path)
    theirs = program(app, "signatory", organisation="ORG-001")
    assert [it["code"] for it in theirs.get("/organisations").get_json()["items"]] == ["ORG-001", "ORG-002", "ORG-003"]
    assert [it["code"] for it in theirs.get("/regroupements").get_json()["items"]] == ["RLP-014"]
    assert theirs.get("/organisations/O-1").data == theirs.get("/organisations/AUCUN").data
    assert theirs.get("/regroupements/COM-A").status_code == 404
    apart = program(app, "preparer", organisation="AUTRE", email="autre@demo.example")
    assert [it["code"] for it in apart.get("/organisations").get_json()["items"]] == ["AUTRE"]


def test_a_regroupement_and_its_members(app: Flask, closed: str) -> None:
    reader = program(app, "auditor")
    assert [it["kind"] for it in reader.get("/regroupements").get_json()["items"]] == ["local"]
    members = reader.get("/regroupements/RLP-014").get_json()["members"]
    assert {it["organisation"] for it in members} == {"ORG-001", "ORG-002", "ORG-003"}


def test_programmes_and_regions(app: Flask, closed: str) -> None:
    reader = program(app, "preparer", organisation="ORG-001")
    (programme,) = reader.get("/programmes").get_json()["items"]
    assert (programme["code"], programme["holdback_rate"]) == ("PE", "0.100000")
    assert reader.get("/programmes/PE").get_json() == programme
    regions = reader.get("/regions").get_json()["items"]
    assert [it["code"] for it in regions] == [f"{n:02d}" for n in range(1, 18)]
    assert reader.get("/programmes/PE/totals").status_code == 403


def test_totals_count_a_framework_once(app: Flask, tmp_path: Path) -> None:
    framework.take_in(tmp_path)
    reader = program(app, "director")
    found = reader.get(f"/programmes/PX/totals?as_of={framework.AS_OF}").get_json()
    names = ("committed", "paid", "accepted", "held", "receivable")
    by_hand = [f"{cents // 100}.{cents % 100:02d}" for cents in framework.BY_HAND["programme"][:5]]
    assert [found["totals"][name] for name in names] == by_hand
    assert [it["fiscal_year"] for it in found["years"]] == [framework.YEAR]
    assert found["fiscal_year"] is None
    of_year = reader.get(f"/programmes/PX/totals?as_of={framework.AS_OF}&year={framework.YEAR}").get_json()
    assert of_year["totals"] == found["totals"]
    assert of_year["years"] == []
    assert reader.get("/programmes/AUCUN/totals").status_code == 404


def test_a_merged_organisation_is_found_by_its_code_alone(app: Flask, closed: str) -> None:
    with transaction():
        double = session.scalars(select(Organisation).where(Organisation.code == "ORG-003")).one()
        double.merged_into_code = "ORG-002"
    reader = program(app, "officer")
    assert [it["code"] for it in reader.get("/organisations").get_json()["items"]] == ["ORG-001", "ORG-002"]
    assert reader.get("/organisations/ORG-003").get_json()["merged_into"] == "ORG-002"
