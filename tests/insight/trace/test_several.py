"""Every reference of a statement of several agreements: what each of them brings, down to its postings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests.insight.pages import rows, said
from tests.insight.trace import printed
from tests.insight.trace.test_pages import links
from tests.pages import PageClient
from tests.statements.consolidated import framework as by_hand
from tests.statements.consolidated.conftest import EVER
from tracker.insight.trace import entries, several
from tracker.insight.trace.several import Gathered
from tracker.statements import service
from tracker.statements.consolidated import build, queries
from tracker.statements.consolidated import framework as together
from tracker.statements.consolidated.queries import Scope
from tracker.statements.consolidated.value import Consolidated

OF = [("programme", "PX"), ("region", "10"), ("region", "national"), ("framework", "CADRE")]
OF_A_YEAR = [*((what, code, None) for what, code in OF), *((what, code, by_hand.YEAR) for what, code in OF)]


def asked(what: str, code: str, year: str | None) -> tuple[Consolidated, Scope]:
    at = {"year": year, "as_of": by_hand.AS_OF, "known_at": EVER}
    make = {
        "programme": service.programme_statement,
        "region": service.region_statement,
        "framework": service.framework_statement,
    }[what]
    find = together.scope_of(code, **at) if what == "framework" else build.scope_of(what, code, **at)  # type: ignore[arg-type]
    return make(code, **at), find[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(("what", "code", "year"), OF_A_YEAR)
def test_every_figure_is_what_its_agreements_bring(
    app: Flask, tmp_path: Path, what: str, code: str, year: str | None
) -> None:
    by_hand.take_in(tmp_path)
    statement, scope = asked(what, code, year)
    found = several.of(statement)
    checked = 0
    for figure in found.by_key.values():
        assert isinstance(figure, Gathered)
        if figure.sums:
            years = several.years_of(figure.sums)
            brought = figure.brought(queries.movements_of_each(scope, several.accounts_of(figure), years))
            assert sum(brought.values()) == figure.amount, figure.key
            for number, amount in brought.items():
                sums = figure.within(is_sub=number != "CADRE", until=scope.until(scope.programmes[0]))
                postings = entries.postings(number, sums, as_of=scope.as_of, known_at=EVER)
                assert entries.shares(postings, sums)[-1].running == amount, (figure.key, number)
            checked += 1
        if figure.parts:
            assert sum(it.sign * found.by_key[it.key].amount for it in figure.parts) == figure.amount, figure.key
    assert checked > 40
    for ref, amounts in printed.rows(statement):
        columns = {abs(found.by_key[ref, column].amount) for column in found.columns(ref)}
        assert columns, ref
        assert [it for it in amounts if it not in columns] == [], ref


def test_from_a_reference_to_the_record_in_three_clicks(
    app: Flask, tmp_path: Path, sign_in: Callable[..., PageClient]
) -> None:
    by_hand.take_in(tmp_path)
    browser = sign_in("auditor")
    day = by_hand.AS_OF.isoformat()
    found = browser.get(f"/etats/trace?de=programme-PX&annee=&arrete={day}&repere=l2")
    assert found.status_code == 303
    page = browser.get(found.headers["Location"])
    assert [it[-1] for it in rows(page.text) if it[0].startswith("Amqui")] == ["37 500,00"]
    inside = browser.get(f"{found.headers['Location']}&entente=S-A")
    assert "37 500,00" in said(inside.text)
    (entry,) = set(links(inside.text, "Rapport 1"))
    assert "Accepté le" in said(browser.get(entry).text)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("year", ["", by_hand.YEAR])
@pytest.mark.parametrize("of", ["programme-PX", "region-10", "CADRE"])
def test_every_reference_has_its_page(
    app: Flask, tmp_path: Path, sign_in: Callable[..., PageClient], of: str, year: str, lang: str
) -> None:
    by_hand.take_in(tmp_path)
    browser = sign_in("officer", language=lang)
    what, _dash, code = of.partition("-") if of != "CADRE" else ("framework", "", of)
    statement, _scope = asked(what, code, year or None)
    base, query = ("/ententes/CADRE/cadre/trace", "?") if of == "CADRE" else ("/etats/trace", f"?de={of}&")
    query += f"annee={year}&arrete={by_hand.AS_OF.isoformat()}"
    for ref, column in several.of(statement).by_key:
        assert browser.get(f"{base}/{ref}/{column}{query}").status_code == 200, (ref, column)
    for ref, _amounts in printed.rows(statement):
        assert browser.get(f"{base}{query}&repere={ref}").status_code == 303, ref
    missing = browser.get(f"{base}{query}&repere=Z9")
    assert (missing.status_code, "Z9" in missing.text) == (404, True)


def test_a_partner_of_the_framework_reads_its_own_entries_only(
    app: Flask, tmp_path: Path, sign_in: Callable[..., PageClient]
) -> None:
    by_hand.take_in(tmp_path)
    partner = sign_in("preparer", organisation_code="O-1")
    page = f"/ententes/CADRE/cadre/trace/S1/accepted?arrete={by_hand.AS_OF.isoformat()}"
    listed = partner.get(page)
    assert listed.status_code == 200
    assert "entente=S-A" not in listed.text
    assert partner.get(f"{page}&entente=S-A").status_code in (200, 404)
    assert "Rapport 1" not in said(partner.get(f"{page}&entente=S-A").text)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("what", "code"), [("programme", "PE"), ("region", "national"), ("region", "07")])
def test_regions_and_shares_are_made_of_figures_that_are_printed(what: str, code: str) -> None:
    make = service.programme_statement if what == "programme" else service.region_statement
    statement = make(code, year=None, as_of=date(2020, 3, 31), known_at=EVER)
    assert statement.shares
    found = several.of(statement)
    made = [it for it in found.by_key.values() if it.parts]
    for figure in made:
        assert sum(it.sign * found.by_key[it.key].amount for it in figure.parts) == figure.amount, figure.key
    assert {it.ref[0] for it in made} >= ({"Q"} if what == "programme" else {"P"} if code == "national" else set())
    for ref, amounts in printed.rows(statement):
        columns = {abs(found.by_key[ref, column].amount) for column in found.columns(ref)}
        assert columns, ref
        assert [it for it in amounts if it not in columns] == [], ref
