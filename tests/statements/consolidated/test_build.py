"""A region's and a programme's figures: those of one agreement, those worked out by hand, and sums that agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import event

from tests import worked
from tests.statements.consolidated import framework
from tests.statements.consolidated.conftest import EVER, of_programme, of_region
from tests.statements.consolidated.framework import AS_OF, BY_HAND
from tracker.ledger.movements import Movement
from tracker.statements import service
from tracker.statements.build import UnknownYear
from tracker.statements.consolidated import arrange
from tracker.statements.consolidated.build import NothingToConsolidate, UnknownProgramme, UnknownRegion
from tracker.statements.consolidated.identities import ConsolidationBroken
from tracker.statements.consolidated.value import Consolidated, Figures, added

CLOSED = date(2020, 3, 31)


def said(it: Consolidated | Figures) -> tuple[int, ...]:
    figures = it.total if isinstance(it, Consolidated) else it
    return (*figures.amounts, figures.late)


def cents(text: str) -> int:
    return int(text.replace(".", ""))


@pytest.mark.usefixtures("worked_alone")
@pytest.mark.parametrize("year", [None, *worked.YEARS])
@pytest.mark.parametrize("as_of", ["2018-12-31", "2020-03-31"])
def test_one_agreement_alone_is_its_region_and_its_programme(year: str | None, as_of: str) -> None:
    promised = worked.expected(as_of, year) if as_of in worked.EXPECTED else None
    agreement = worked.statement(year, as_of, EVER)
    day = date.fromisoformat(as_of)
    table = agreement.cumulative or agreement.year
    assert table is not None
    for it in (of_region("04", year, day), of_programme("PE", year, day)):
        closing = agreement.ledgers[-1]
        flows = agreement.ledgers if year is None else agreement.ledgers[-1:]
        assert it.total.amounts == (
            table.commitment.committed,
            sum(ledger.funds.gross for ledger in flows),
            sum(ledger.funds.accepted for ledger in flows),
            closing.funds.closing,
            closing.receivables.closing,
        )
        assert it.commitment == table.commitment
        assert [(line.code, line.authorised, line.declared, line.accepted) for line in it.lines] == [
            (line.code, line.authorised, line.declared, line.accepted)
            for line in table.lines
            if line.authorised or line.declared or line.accepted
        ]
        assert {ledger.fiscal_year: ledger for ledger in it.ledgers}.items() <= {
            ledger.fiscal_year: ledger for ledger in agreement.ledgers
        }.items()
        if promised:
            assert it.total.committed == cents(promised["commitment"]["committed"])
            assert it.total.accepted == cents(promised["totals"]["accepted"])


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("year", [None, framework.YEAR])
def test_a_framework_and_its_communities_count_once(year: str | None) -> None:
    whole = of_programme("PX", year, AS_OF)
    regions = {code: of_region(code, year, AS_OF) for code in ("national", "10", "09")}
    assert said(whole) == BY_HAND["programme"]
    assert {code: said(it) for code, it in regions.items()} == {code: BY_HAND[code] for code in regions}
    assert added(it.total for it in regions.values()) == whole.total
    assert [(line.code, line.authorised, line.accepted) for line in whole.lines] == [
        ("coordination", 10_000_00, 9_500_00),
        ("actions", 90_000_00, 63_500_00),
        ("transfers", 90_000_00, 0),
    ]
    assert (whole.eliminated, whole.whole.authorised) == (90_000_00, 100_000_00)
    assert sum(ledger.funds.transferred for ledger in whole.ledgers) == 0
    assert sum(ledger.funds.transferred for ledger in regions["10"].ledgers) == 60_000_00
    assert [(it.stream, it.hosts, it.organisations) for it in whole.organisations] == [
        ("indigenous", 4, 4),
        (None, 4, 4),
    ]


@pytest.mark.usefixtures("by_hand")
def test_a_count_of_families_under_five_is_not_told() -> None:
    (families,) = of_programme("PX", None, AS_OF).indicators
    assert (families.target, families.actual, families.suppressed) == ("23", None, True)
    (families,) = of_region("09", None, AS_OF).indicators
    assert families.suppressed


@pytest.mark.usefixtures("by_hand")
def test_before_the_reports_nothing_is_accepted_and_the_money_is_held() -> None:
    assert said(of_programme("PX", None, date(2016, 12, 31))) == (100_000_00, 95_000_00, 0, 95_000_00, 0, 0)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("as_of", [date(2018, 2, 15), date(2020, 3, 31)])
def test_every_way_of_adding_up_the_demo_is_the_programme(as_of: date) -> None:
    whole = of_programme("PE", None, as_of)
    assert len(whole.rows) > 30
    assert {group.stream for group in whole.groups} == {"local", "regional", "indigenous", "project"}
    regions = [of_region(code, None, as_of) for code, _ in whole.header.regions]
    assert added(it.total for it in regions) == whole.total
    assert added(it.figures for it in whole.rows) == whole.total
    assert added(it.figures for it in whole.groups) == whole.total
    assert added(it.figures for it in whole.cells) == whole.total
    assert sum(line.accepted for line in whole.lines) == whole.total.accepted == whole.whole.accepted
    assert sum(it.figures.accepted for it in whole.years) == whole.total.accepted
    assert sum(it.committed for it in whole.allotments) == whole.total.committed
    last = whole.years[-1].figures
    assert (last.held, last.receivable) == (whole.total.held, whole.total.receivable)
    alone = [service.agreement_statement(it.number, year=None, as_of=as_of, known_at=EVER) for it in whole.rows]
    totals = [it.cumulative.totals for it in alone if it.cumulative]
    assert sum(it.accepted for it in totals) == whole.total.accepted
    assert sum(it.gross for it in totals) == whole.total.paid
    assert sum(it.unspent for it in totals) == whole.total.held
    assert sum(it.receivable for it in totals) == whole.total.receivable


@pytest.mark.usefixtures("demo")
def test_a_year_of_the_demo_is_the_sum_of_the_statements_of_that_year() -> None:
    whole = of_programme("PE", "2017-2018", CLOSED)
    alone = [service.agreement_statement(it.number, year="2017-2018", as_of=CLOSED, known_at=EVER) for it in whole.rows]
    tables = [it.year for it in alone if it.year]
    assert len(tables) == len(whole.rows) > 10
    assert sum(it.ledger.funds.gross for it in tables) == whole.total.paid
    assert sum(it.total.accepted for it in tables) == whole.total.accepted
    assert sum(it.ledger.funds.closing for it in tables) == whole.total.held
    regions = [of_region(code, "2017-2018", CLOSED) for code, _ in whole.header.regions]
    assert added(it.total for it in regions) == whole.total


def test_reading_takes_as_many_queries_for_a_region_as_for_another(demo: Flask) -> None:
    def queries(app: Flask, code: str) -> int:
        seen: list[str] = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        engine = app.extensions["engine"]
        with app.app_context():
            event.listen(engine, "before_cursor_execute", listen)
            of_region(code, None, CLOSED)
            event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    queries(demo, "national")  # what is kept of the whole database is read the first time
    assert queries(demo, "national") == queries(demo, "04") < 15


@pytest.mark.usefixtures("worked_alone")
def test_what_is_not_there_is_said() -> None:
    with pytest.raises(UnknownRegion, match="99"):
        of_region("99", None, CLOSED)
    with pytest.raises(UnknownProgramme, match="ZZ"):
        of_programme("ZZ", None, CLOSED)
    with pytest.raises(UnknownYear, match="2016"):
        of_programme("PE", "2016", CLOSED)
    for year, as_of in (("2031-2032", CLOSED), (None, date(2015, 1, 1))):
        with pytest.raises(NothingToConsolidate):
            of_programme("PE", year, as_of)


def test_an_organisation_is_told_by_its_neq_then_its_business_number_then_its_code() -> None:
    who = arrange.identity_of_organisations(
        [
            ("1140000001", "123456789RC0001", "a"),
            (None, "123456789RR0002", "b"),  # the same legal entity, another programme account
            ("1140000001", None, "c"),
            (None, "987654321", "d"),
            (None, None, "e"),
            ("1140000002", "987654000", "f"),
        ]
    )
    assert who["a"] == who["b"] == who["c"]
    assert len(set(who.values())) == 4


@pytest.mark.usefixtures("worked_alone")
def test_a_cent_astray_stops_the_build_and_names_the_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.statements.consolidated import queries

    true = queries.movements

    def off(scope: queries.Scope) -> dict[str, list[Movement]]:
        found = true(scope)
        rows = found[worked.NUMBER]
        at = next(n for n, it in enumerate(rows) if it.account == "expense")
        rows[at] = replace(rows[at], amount=rows[at].amount + 1)
        return found

    monkeypatch.setattr(queries, "movements", off)
    with pytest.raises(ConsolidationBroken) as broken:
        of_programme("PE", None, CLOSED)
    assert broken.value.identity.code == "I10"
    assert broken.value.sources == (worked.NUMBER,)
