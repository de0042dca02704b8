"""Agreements that serve several regions: divided by their key, to the cent, in every statement and every file."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests import worked
from tests.statements import spreadsheet
from tests.statements.consolidated.conftest import EVER, of_programme, of_region
from tracker.db import now, session, transaction
from tracker.demo import keys
from tracker.directory.models import Region, Regroupement
from tracker.errors import DomainError
from tracker.grants import allocation
from tracker.grants.models import Agreement, AllocationKey
from tracker.grants.models.allocation import WHOLE
from tracker.grants.service import Author
from tracker.ledger.money import Cents, allocate
from tracker.statements import service
from tracker.statements.consolidated import sharing
from tracker.statements.consolidated.value import NATIONAL, AgreementRow, Consolidated, Figures, added
from tracker.statements.statement import Lang, Text

AS_OF = date(2020, 3, 31)
YEARS = (None, "2011-2012")


def every_region(year: str | None, as_of: date = AS_OF) -> list[Consolidated]:
    codes = [*session.scalars(select(Region.code).order_by(Region.code)), NATIONAL]
    found = []
    for code in codes:
        try:
            found.append(of_region(code, year, as_of))
        except DomainError:
            continue  # no agreement there
    return found


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("year", YEARS)
def test_regions_with_their_shares_and_all_of_quebec_are_the_programme(year: str | None) -> None:
    whole = of_programme("PE", year, AS_OF)
    assert whole.shares
    of_regions = every_region(year)
    assert added(it.with_shares for it in of_regions).amounts == whole.total.amounts
    assert added(it.figures for it in whole.regions).amounts == whole.total.amounts
    by_code = {it.region: it.figures.amounts for it in whole.regions}
    assert by_code == {it.header.code: it.with_shares.amounts for it in of_regions}


@pytest.mark.usefixtures("demo")
def test_what_regions_get_of_an_agreement_is_the_agreement_by_its_key() -> None:
    whole = of_programme("PE", None, AS_OF)
    rows = {it.number: it for it in whole.rows}
    by_project = keys.shares(1)
    for number in {it.number for it in whole.shares}:
        parts = [it for it in whole.shares if it.number == number]
        key = by_project[f"PRJ-{number[-3:]}"]
        assert {it.region: it.share for it in parts} == key
        assert sum(it.share for it in parts) == WHOLE
        assert added(it.figures for it in parts).amounts == rows[number].figures.amounts
        for it in parts:
            for mine, all_of_it in zip(it.figures.amounts, rows[number].figures.amounts, strict=True):
                assert abs(mine * WHOLE - all_of_it * it.share) < WHOLE


@pytest.mark.usefixtures("demo")
def test_keys_disturb_no_other_figure() -> None:
    whole, national = of_programme("PE", None, AS_OF), of_region(NATIONAL, None, AS_OF)
    keyed = {it.number for it in whole.shares}
    assert added(it.figures for it in whole.groups).amounts == whole.total.amounts
    assert keyed <= {it.number for it in national.rows}
    assert added(it.figures for it in national.rows).amounts == national.total.amounts
    assert all(it.region == NATIONAL for it in whole.rows if it.number in keyed)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("of", ["programme", "region", NATIONAL])
def test_the_workbook_recalculates_to_the_same_figures(lang: Lang, of: str) -> None:
    shared = of_programme("PE", None, AS_OF)
    place = shared.shares[0].region
    statement = shared if of == "programme" else of_region(place if of == "region" else NATIONAL, None, AS_OF)
    assert statement.shares
    book, values = spreadsheet.opened(service.write(statement, form="xlsx", lang=lang))
    assert spreadsheet.disagreements(book, values) == []

    def amounts(sheet: str, row: int, column: int) -> tuple[int, ...]:
        return tuple(round((values[sheet].cell(row, column + n).value or 0) * 100) for n in range(5))

    if of == "programme":
        name, end = "Régions" if lang == "fr" else "Regions", 5 + len(statement.regions)
        assert amounts(name, end, 5) == statement.total.amounts
        assert [amounts(name, 5 + n, 5) for n in range(len(statement.regions))] == [
            it.figures.amounts for it in statement.regions
        ]
    else:
        name, end = "Parts" if lang == "fr" else "Shares", 4 + len(statement.shares)
        assert amounts(name, end + 3, 6) == statement.with_shares.amounts
        assert amounts(name, 5, 6) == statement.shares[0].figures.amounts


@pytest.mark.usefixtures("demo")
def test_the_paper_and_the_object_say_the_shares() -> None:
    whole = of_programme("PE", None, AS_OF)
    said = json.loads(service.write(whole, form="json", lang="fr"))
    assert {it["region"] for it in said["regions"]} == {it.region for it in whole.regions}
    assert said["shares"][0].keys() >= {"agreement", "region", "share", "committed"}
    place = whole.shares[0].region
    of_one = of_region(place, None, AS_OF)
    assert service.write(of_one, form="pdf", lang="fr").startswith(b"%PDF-")
    assert any(note.key == "shared" for note in of_one.notes)
    assert json.loads(service.write(of_one, form="json", lang="fr"))["with_shares"]["committed"] != ""


def test_without_a_key_nothing_is_said_of_shares(app: Flask) -> None:
    worked.take_in()
    whole = of_programme("PE", None, AS_OF)
    assert (whole.shares, whole.regions) == ((), ())
    assert not {"shares", "regions", "with_shares"} & json.loads(service.write(whole, form="json", lang="fr")).keys()


@given(
    amounts=st.tuples(*[st.integers(-(10**12), 10**12)] * 5),
    weights=st.lists(st.integers(1, 100), min_size=2, max_size=17),
)
def test_shares_always_make_the_amount(amounts: tuple[Cents, ...], weights: list[int]) -> None:
    figures = Figures(*amounts)
    row = AgreementRow("G1", "X", Text("x", "x"), "project", NATIONAL, None, "h", figures)
    shares = allocate(WHOLE, weights)
    key = {f"{rank:02d}": share for rank, share in enumerate(shares) if share}
    found = sharing.to_regions([sharing.Divided(row, key)])
    assert added(it.figures for it in found).amounts == figures.amounts
    assert added([figures, *(it.figures for it in sharing.given_away([sharing.Divided(row, key)]))]) == Figures()


def author(at: datetime | None = None) -> Author:
    return Author("agente@demo.example", at or now())


def national(app: Flask) -> Agreement:
    worked.take_in()
    with transaction():
        session.execute(update(Regroupement).values(region_code=None))
    return session.scalars(select(Agreement)).one()


@pytest.mark.parametrize(
    "shares",
    [{"04": 10_000}, {"04": 5_000, "05": 4_999}, {"04": 5_000, "99": 5_000}, {}, {"04": 11_000, "05": -1_000}],
)
def test_a_key_that_does_not_make_a_hundred_per_cent_of_two_regions_is_refused(
    app: Flask, shares: dict[str, int]
) -> None:
    agreement = national(app)
    with pytest.raises(DomainError), transaction():
        allocation.decide(agreement, shares, decided_on=AS_OF, reason="", author=author())


def test_an_agreement_of_one_region_takes_no_key(app: Flask) -> None:
    worked.take_in()
    agreement = session.scalars(select(Agreement)).one()
    with pytest.raises(DomainError, match="one region"), transaction():
        allocation.decide(agreement, {"04": 5_000, "05": 5_000}, decided_on=AS_OF, reason="", author=author())


def test_the_key_in_force_is_the_last_one_by_both_clocks(app: Flask) -> None:
    agreement = national(app)
    early, late = now(), now() + timedelta(days=30)
    with transaction():
        allocation.decide(
            agreement, {"04": 4_000, "05": 6_000}, decided_on=date(2017, 1, 1), reason="", author=author(early)
        )
        allocation.decide(
            agreement, {"04": 7_500, "06": 2_500}, decided_on=date(2018, 1, 1), reason="", author=author(late)
        )

    def shares(as_of: date, known_at: datetime) -> dict[str, int]:
        return allocation.shares_of(allocation.in_force(agreement.id, as_of=as_of, known_at=known_at))

    assert shares(date(2016, 12, 31), EVER) == {}
    assert shares(date(2017, 12, 31), EVER) == {"04": 4_000, "05": 6_000}
    assert shares(date(2019, 1, 1), EVER) == {"04": 7_500, "06": 2_500}
    assert shares(date(2019, 1, 1), early) == {"04": 4_000, "05": 6_000}
    assert shares(date(2019, 1, 1), datetime(2000, 1, 1, tzinfo=UTC)) == {}
    assert [it.number for it in session.scalars(select(AllocationKey).order_by(AllocationKey.id))] == [1, 2]
