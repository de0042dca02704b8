"""Every reference of a statement of several agreements: what each of them brings, down to its postings."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.insight.trace import printed
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
