"""The portfolio: who sees what, filters, order, totals, pages, files, and how many queries it takes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event

from tests import worked
from tests.insight.conftest import HOST
from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient

SignIn = Callable[..., PageClient]
Portfolio = Callable[[int], None]


def numbers(html: str) -> list[str]:
    """The agreements listed, by number."""
    return [row[0].split(" · ")[0][-11:] for row in rows(html, 2)]


def test_the_totals_are_those_of_the_agreements(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(3)
    html = sign_in("officer").get("/ententes").text
    assert key_figures(html) == {
        "Engagé": "1 416 000,00 $",  # four times 354 000,00
        "Versé": "1 383 488,12 $",  # 345 872,03
        "Accepté": "1 376 019,76 $",  # 344 004,94
        "Détenu": "0,00 $",
        "À verser": "0,00 $",
        "Rapports en retard": "0",
    }
    assert "Ces 4 ententes 1 416 000,00 $ 1 383 488,12 $ 1 376 019,76 $ 0,00 $" in said(html)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=quebec", ["PE-2016-503"]),
        ("q=%C3%AEles+abord", ["PE-2016-501"]),
        ("q=ILES+d%27abord", ["PE-2016-501"]),
        ("q=choeur", ["PE-2016-502"]),
        ("q=1190000002", ["PE-2016-502"]),
        ("q=maison+rapides", [worked.NUMBER]),
        ("q=pe-2016-50", ["PE-2016-501", "PE-2016-502", "PE-2016-503"]),
        ("region=11", ["PE-2016-502"]),
        ("region=national", []),
        ("volet=project", []),
        ("exercice=2017-2018&region=06", ["PE-2016-501"]),
        ("exercice=2025-2026", []),
        ("programme=PE&region=11", ["PE-2016-502"]),
        ("programme=none", []),
        ("vue=retard", []),
    ],
)
def test_filters(sign_in: SignIn, portfolio: Portfolio, query: str, found: list[str]) -> None:
    portfolio(3)
    answer = sign_in("officer").get(f"/ententes?{query}")
    assert answer.status_code == 200
    if found:
        assert sorted(numbers(answer.text)) == sorted(found)
    else:
        assert "Aucune entente ne correspond" in said(answer.text)


def test_a_year_keeps_its_own_figures(sign_in: SignIn, closed: str) -> None:
    html = sign_in("officer").get("/ententes?exercice=2017-2018").text
    promised = worked.expected("2020-03-31", "2017-2018")["totals"]
    assert promised["accepted"] == "125022.79"
    assert key_figures(html)["Engagé"] == "128 000,00 $"
    assert key_figures(html)["Accepté"] == "125 022,79 $"


def test_the_list_is_in_the_order_asked_for(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(3)
    officer = sign_in("officer")
    names = [row[0] for row in rows(officer.get("/ententes?sort=title").text, 2)]
    assert [name.split(" ")[0] for name in names] == ["Chœur", "Les", "Québec", "Table"]
    assert [row[0] for row in rows(officer.get("/ententes?sort=-title").text, 2)] == names[::-1]


def test_nonsense_in_the_address_is_nothing_asked(sign_in: SignIn, closed: str) -> None:
    query = "sort=drop&volet=x&vue=x&exercice=2016-2019&page=-3&q=%25_"
    assert sign_in("officer").get(f"/ententes?{query}").status_code == 200
    assert sign_in("officer").get("/ententes?page=99").status_code == 200
    assert sign_in("officer").get("/ententes?q=%00").status_code == 400


def test_pages_keep_the_filters(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(50)
    officer = sign_in("officer")
    first = officer.get("/ententes?volet=local").text
    last = officer.get("/ententes?volet=local&page=3").text
    assert len(rows(first, 2)) == 20
    assert len(rows(last, 2)) == 11
    assert not set(numbers(first)) & set(numbers(last))
    assert "/ententes?volet=local&amp;page=3" in first
    assert "41 à 51 sur 51" in said(last)


def test_late_and_blocked_agreements_are_found(sign_in: SignIn, blocked: str) -> None:
    html = sign_in("officer").get("/ententes?vue=retard").text
    assert "Rapports en retard, 1" in said(html)
    assert "4 jours" in rows(html, 2)[0][-1]
    assert "dont 38 400,00 $ bloqués" in said(html)
    assert key_figures(html)["Détenu"] == "89 164,11 $"
    assert key_figures(html)["À verser"] == "167 200,00 $"


def test_a_partner_sees_what_their_organisation_hosts(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(3)
    html = sign_in("signatory", organisation_code="O-2").get("/ententes").text
    assert [row[0] for row in rows(html)] == ["Chœur d’enfants 2PE-2016-502 · Gaspésie–Îles-de-la-Madeleine"]
    assert key_figures(html)["Engagé"] == "354 000,00 $"
    nobody = sign_in("preparer", organisation_code="ORG-002", email="other@demo.example").get("/ententes").text
    assert "Aucune entente pour l’instant" in said(nobody)
    assert HOST not in nobody


@pytest.mark.parametrize(
    ("path", "most"),
    [("/ententes", 4), ("/ententes/PE-2016-014", 44), ("/", 13), ("/ententes/PE-2016-014/registre", 33)],
)
def test_queries_do_not_grow_with_the_portfolio(
    app: Flask, sign_in: SignIn, portfolio: Portfolio, path: str, most: int
) -> None:
    """Beside the session's own and that of the instance's name; a first page reads the journal once."""
    statements: list[str] = []
    portfolio(50)
    officer = sign_in("officer")

    @event.listens_for(app.extensions["engine"], "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if (
            statement.lstrip().upper().startswith("SELECT")
            and "sign_in" not in statement
            and "instance" not in statement
        ):
            statements.append(statement)

    officer.get(path)
    statements.clear()
    officer.get(path)
    event.remove(app.extensions["engine"], "before_cursor_execute", note)
    assert len(statements) <= most


def test_the_list_as_csv_opens_in_a_spreadsheet(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(1)
    french = sign_in("officer").get("/ententes.csv?q=rapides")
    assert french.mimetype == "text/csv"
    assert "attachment" in french.headers["Content-Disposition"]
    head, row = csv.reader(StringIO(french.get_data().decode("utf-8-sig")), delimiter=";")
    assert dict(zip(head, row, strict=True))["Accepté"] == "344004,94"
    english = sign_in("officer", email="en@demo.example", language="en").get("/ententes.csv?q=rapides")
    head, row = csv.reader(StringIO(english.get_data().decode("utf-8-sig")))
    assert dict(zip(head, row, strict=True))["Accepted"] == "344004.94"


def test_the_list_as_a_workbook_holds_numbers_and_totals(sign_in: SignIn, portfolio: Portfolio) -> None:
    portfolio(1)
    answer = sign_in("officer").get("/ententes.xlsx?sort=title")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    listed = list(sheet.iter_rows(values_only=True))
    accepted = listed[0].index("Accepté")
    assert [row[accepted] for row in listed[1:]] == [344004.94, 344004.94, 688009.88]


def test_what_somebody_typed_is_never_a_formula(sign_in: SignIn, closed: str, app: Flask) -> None:
    from tracker.db import session, transaction
    from tracker.directory.models import Regroupement

    with transaction():
        for regroupement in session.query(Regroupement):
            regroupement.name = '=HYPERLINK("http://x.example")'
    officer = sign_in("officer")
    assert "'=HYPERLINK" in officer.get("/ententes.csv").get_data(as_text=True)
    sheet = openpyxl.load_workbook(BytesIO(officer.get("/ententes.xlsx").data)).active
    assert sheet is not None
    assert sheet["C2"].data_type == "s"
