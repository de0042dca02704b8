"""Results on screen and as a file: the worked agreement's figures, narrowed, and nobody else's."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import update

from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient
from tracker.db import session, transaction
from tracker.reports.models import IndicatorValue

SignIn = Callable[..., PageClient]

FAMILIES = ["1", "285", "294", "103 %"]
"""34 + 40 + 46 + 52 + 58 + 64 families, where 35 + 40 + 45 + 50 + 55 + 60 were wanted."""


def test_an_indicator_is_added_up_over_the_accepted_reports(sign_in: SignIn, closed: str) -> None:
    html = sign_in("officer").get("/resultats").text
    (row,) = rows(html)
    assert row[0].startswith("Familles jointes")
    assert row[1:] == FAMILIES
    assert key_figures(html)["Cibles atteintes"].startswith("1")


@pytest.mark.parametrize(
    ("query", "cells"),
    [("exercice=2017-2018", ["1", "95", "98", "103 %"]), ("region=04", FAMILIES), ("volet=local", FAMILIES)],
)
def test_a_filter_narrows_what_is_added(sign_in: SignIn, closed: str, query: str, cells: list[str]) -> None:
    page = sign_in("auditor").get(f"/resultats?{query}").text
    assert rows(page)[0][1:] == cells


def test_where_nothing_was_measured_it_says_so(sign_in: SignIn, closed: str) -> None:
    assert "Rien n’y a été mesuré" in said(sign_in("officer").get("/resultats?exercice=1999-2000").text)
    assert "Rien n’y a été mesuré" in said(sign_in("officer").get("/resultats/FAM-1?exercice=1999-2000").text)
    assert sign_in("officer").get("/resultats/FAM-9").status_code == 404


def test_without_reports_there_are_no_results_yet(sign_in: SignIn, app: Flask) -> None:
    assert "Pas encore de résultats" in said(sign_in("officer").get("/resultats").text)


def test_one_indicator_by_region_and_by_year(sign_in: SignIn, closed: str) -> None:
    html = sign_in("officer").get("/resultats/FAM-1").text
    assert [row[1:] for row in rows(html, 0)] == [FAMILIES]
    assert [row[:4] for row in rows(html, 1)] == [
        ["2016-2017", "1", "75", "74"],
        ["2017-2018", "1", "95", "98"],
        ["2018-2019", "1", "115", "122"],
    ]


def test_the_file_says_what_the_screen_says(sign_in: SignIn, closed: str) -> None:
    answer = sign_in("officer").get("/resultats.csv?exercice=2018-2019")
    head, line = csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert dict(zip(head, line, strict=True)) == {
        "Code": "FAM-1",
        "Indicateur": "Familles jointes",
        "Système": "Famille",
        "Facteur de protection": "Collaboration entre enfants, familles et intervenants",
        "Unité": "families",
        "S’additionne par": "Somme",
        "Ententes": "1",
        "Cible": "115",
        "Réalisé": "122",
        "Atteint": "106",
    }


def test_a_few_families_are_not_shown(sign_in: SignIn, closed: str) -> None:
    with transaction():
        session.execute(update(IndicatorValue).values(actual="0"))
        session.execute(update(IndicatorValue).where(IndicatorValue.target == "35").values(actual="4"))
    assert rows(sign_in("officer").get("/resultats").text)[0][1:] == ["1", "285", "masqué", "–"]
    assert "masqué" in sign_in("officer").get("/resultats.csv").text


def test_in_english(sign_in: SignIn, closed: str) -> None:
    (row,) = rows(sign_in("officer", language="en").get("/resultats").text)
    assert row[0].startswith("Families reached")
    assert row[1:] == [*FAMILIES[:3], "103%"]
