"""Every reference and column of a statement leads to postings that add up to what it prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date

import pytest
from flask import Flask

from tests import worked
from tests.pages import PageClient
from tests.statements.handover import two_hosts
from tracker.insight.trace import agreement, entries, evidence
from tracker.insight.trace.references import TOTAL, Figures
from tracker.ledger.money import Cents, parse_money
from tracker.statements import service
from tracker.statements.build import assemble, read
from tracker.statements.pdf.sections import compose
from tracker.statements.pdf.tables import Context
from tracker.statements.pdf.tables import Figures as Typeset
from tracker.statements.statement import Statement, Text

NOBODY = Text("", "")


def statement(year: str | None, as_of: str = "2020-03-31") -> Statement:
    return worked.statement(year, as_of)


def traced(found: Figures, of: Statement, ref: str, column: str) -> Cents:
    """The figure as its postings say it, read from the journal."""
    figure = found.find(ref, column)
    assert figure is not None
    assert figure.sums
    header = of.header
    postings = entries.postings(worked.NUMBER, figure.sums, as_of=header.as_of, known_at=header.known_at)
    shares = entries.shares(postings, figure.sums)
    assert sum(it.amount for it in shares) == (shares[-1].running if shares else 0)
    return shares[-1].running if shares else 0


@pytest.mark.parametrize("as_of", worked.EXPECTED)
@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_every_reference_and_column_is_the_sum_of_its_postings(app: Flask, as_of: str, year: str | None) -> None:
    worked.take_in()
    of = statement(year, as_of)
    found = agreement.of(of)
    checked = 0
    for (ref, column), figure in found.by_key.items():
        if figure.sums:
            checked += 1
            assert traced(found, of, ref, column) == figure.amount, (ref, column)
        if figure.parts:
            assert sum(part.sign * found.by_key[part.key].amount for part in figure.parts) == figure.amount, ref
    assert checked > 90


@pytest.mark.parametrize("as_of", worked.EXPECTED)
@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_the_sums_are_the_promised_figures(app: Flask, as_of: str, year: str | None) -> None:
    worked.take_in()
    of = statement(year, as_of)
    found, promised = agreement.of(of), worked.expected(as_of, year)
    lines = [*promised["lines"], promised["totals"]]
    for rank, line in enumerate(lines, start=1):
        for column in found.columns(f"L{rank}"):
            if not column.startswith("report-"):
                assert traced(found, of, f"L{rank}", column) == parse_money(line[column]), (rank, column)
    ledgers = promised["years"] if year is None else [{"fiscal_year": year, **promised}]
    for it in ledgers:
        closing = parse_money(it["funds"]["closing"]), parse_money(it["receivables"]["closing"])
        assert tuple(traced(found, of, ref, it["fiscal_year"]) for ref in ("U7", "C6")) == closing
    *_steps, committed, settled, lapsed, payable = found.refs("E")
    bridge = {"committed": (committed, 1), "settled": (settled, -1), "lapsed": (lapsed, -1), "payable": (payable, 1)}
    for name, (ref, sign) in bridge.items():
        assert traced(found, of, ref, TOTAL) == sign * parse_money(promised["commitment"][name])


@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_every_reference_in_the_margin_of_the_paper_is_found(app: Flask, year: str | None) -> None:
    worked.take_in()
    of = statement(year)
    found = agreement.of(of)
    printed = {
        row.ref
        for section in compose(Context(of, "fr", Typeset("fr")))
        for table in section.tables
        for row in table.rows
        if row.ref and row.ref[0] in "LUCEVAR"
    }
    assert len(printed) > 30
    assert {ref for ref in printed if found.find(ref) is None} == set()


def test_a_reference_is_found_as_people_type_it(app: Flask) -> None:
    worked.take_in()
    found = agreement.of(statement("2016-2017"))
    assert found.find(" l4 ") == found.find("L4", "accepted")
    assert found.find("u7") == found.find("U7", "2016-2017")
    assert [found.find(typed) for typed in ("", "L99", "X1", "L", "4")] == [None] * 5


def test_what_is_not_in_the_journal_has_its_records(app: Flask) -> None:
    worked.take_in()
    record = read(worked.NUMBER, as_of=date(2020, 3, 31), known_at=statement(None).header.known_at)
    for year in (None, *worked.YEARS):
        of = assemble(record, year=year, funder=NOBODY, fictional=False)
        for figure in agreement.of(of).by_key.values():
            behind = evidence.of(figure, of, record)
            if figure.ref[0] == "A" or figure.column == "scheduled":
                assert sum(it.amount or 0 for it in behind) == figure.amount, figure.key
            elif figure.ref[0] == "R":
                assert bool(behind) == bool(figure.quantity)
            else:
                assert behind == ()


def test_every_part_of_a_host_is_the_sum_of_its_postings(app: Flask) -> None:
    two_hosts.take_in(date(2017, 12, 31))
    of = statement(None)
    cut_off = service.handover_statement(
        worked.NUMBER, cut_off=date(2017, 12, 31), as_of=of.header.as_of, known_at=of.header.known_at
    )
    found = agreement.of(of, hosts=cut_off.parts)
    checked = 0
    for part in cut_off.parts:
        for field in fields(part.flows):
            figure = found.find(part.ref, field.name)
            assert figure is not None
            amount = getattr(part.flows, field.name)
            assert traced(found, of, part.ref, field.name) == figure.amount == amount, (part.ref, field.name)
            if figure.parts:
                assert sum(each.sign * found.by_key[each.key].amount for each in figure.parts) == amount
            checked += bool(amount)
    assert checked >= 10
    assert found.find("H2").column == "held"  # type: ignore[union-attr]


def test_the_page_of_a_host_s_part_leads_to_what_passed_on(app: Flask, sign_in: Callable[..., PageClient]) -> None:
    two_hosts.take_in(date(2017, 12, 31))
    browser = sign_in("auditor")
    answer = browser.get(f"/ententes/{worked.NUMBER}/trace?repere=h1")
    assert answer.status_code == 303
    page = browser.get(f"{answer.headers['Location'].removesuffix('/held')}/handed").text.replace("\u00a0", " ")
    assert "Part de chaque mandataire" in page
    assert "Changement de mandataire" in page
