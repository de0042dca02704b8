"""The worked agreement says what it must, to the cent, by both clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests import worked
from tracker.db import now, transaction
from tracker.ledger import journal
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.entries import Entry, Leg
from tracker.statements import identities, json, service
from tracker.statements.build import UnknownAgreement, UnknownYear
from tracker.statements.figures import aggregate
from tracker.statements.statement import Statement

Worked = Callable[..., Statement]


@pytest.mark.parametrize("as_of", worked.EXPECTED)
@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_the_figures_are_the_promised_ones(worked_statement: Worked, as_of: str, year: str | None) -> None:
    assert json.figures(worked_statement(year, as_of)) == worked.expected(as_of, year)


def test_before_an_event_takes_effect_there_are_zeros(worked_statement: Worked) -> None:
    figures = json.figures(worked_statement(None, "2016-06-19"))  # signed on the 20th
    assert {line["authorised"] for line in figures["lines"]} == {"0.00"}
    assert [line["line"] for line in figures["lines"]][:2] == ["coordination", "actions"]
    assert set(figures["commitment"].values()) == {"0.00"}
    signed = json.figures(worked_statement(None, "2016-06-20"))
    assert signed["commitment"] == {
        "committed": "330000.00",
        "settled": "0.00",
        "lapsed": "0.00",
        "payable": "330000.00",
    }


def test_what_was_recorded_later_is_not_known_yet(app: Flask) -> None:
    worked.take_in(at=datetime(2019, 10, 15, 12, tzinfo=UTC))
    before = worked.statement(None, known_at=datetime(2019, 10, 15, 11, 59, tzinfo=UTC))
    after = worked.statement(None, known_at=datetime(2019, 10, 15, 12, tzinfo=UTC))
    assert json.figures(before)["totals"]["accepted"] == "0.00"
    assert before.header.journal_seq == 0
    assert json.figures(after) == worked.expected("2020-03-31", None)


def test_the_same_question_gives_the_same_answer_whatever_was_recorded_since(worked_statement: Worked) -> None:
    asked = now()
    first = worked_statement(None, known_at=asked)
    with transaction():
        journal.append(
            [
                Entry(
                    kind=Kind.RETURNED,
                    agreement=worked.NUMBER,
                    host="ORG-001",
                    occurred_on=date(2019, 9, 1),
                    legs=(Leg(Account.CASH, "post-closing", 5000), Leg(Account.HELD, "post-closing", -5000)),
                    source="funds_returned:1",
                )
            ],
            actor="direction@demo.example",
            recorded_at=asked + timedelta(seconds=1),
        )
    assert worked_statement(None, known_at=asked) == first
    later = worked_statement(None, known_at=asked + timedelta(seconds=1))
    assert json.figures(later)["totals"]["returned"] == "50.00"
    assert json.figures(later)["totals"]["net_cost"] == "343706.53"


def test_a_reversed_acceptance_is_no_longer_counted(worked_statement: Worked) -> None:
    """Report 6 is reopened: its entry is undone by another, and the figures are those of before it."""
    with transaction():
        entry = next(p for p in worked_statement(None).postings if p.source == "report_accepted:6")
        legs = tuple(
            Leg(Account(p.account), p.fiscal_year, -p.amount, p.code, p.origin_year)
            for p in worked_statement(None).postings
            if p.seq == entry.seq
        )
        undo = Entry(
            kind=Kind.REVERSED,
            agreement=worked.NUMBER,
            host="ORG-001",
            occurred_on=date(2019, 10, 3),
            legs=legs,
            source="report_accepted:6",
            reverses=entry.seq,
        )
        journal.append([undo], actor="direction@demo.example", recorded_at=now())
    statement = worked_statement("2018-2019", "2019-10-05")
    figures = json.figures(statement)
    assert figures["totals"]["accepted"] == "60227.31"  # report 5 alone
    assert figures["lines"][0]["reports"] == ["23870.15"]


def test_an_identity_that_does_not_hold_stops_the_build(worked_statement: Worked) -> None:
    """A payment's record changed behind the journal's back: the schedule no longer adds up (I11)."""
    statement = worked_statement(None)
    assert statement.cumulative
    wrong = [replace(it, gross=it.gross + 1) if it.ref == "V3" else it for it in statement.disbursements]
    with pytest.raises(identities.IdentityBroken) as caught:
        identities.check(
            worked.NUMBER, list(identities.of_agreement((), statement.cumulative, wrong)), ()
        )  # without movements, I1 is the first to break
    assert caught.value.identity.code == "I1"
    schedule = [it for it in identities.of_agreement((), statement.cumulative, wrong) if it.code == "I11"]
    assert schedule[0].left - schedule[0].right == 1


def test_every_identity_is_checked_and_holds(worked_statement: Worked) -> None:
    codes = {identity.code for identity in worked_statement(None).identities}
    assert codes == {f"I{n}" for n in range(1, 12)}
    for year in worked.YEARS:
        assert all(identity.left == identity.right for identity in worked_statement(year).identities)


def test_notes_say_what_happened_in_both_languages(worked_statement: Worked) -> None:
    notes = {note.key: note.text for note in worked_statement(None).notes}
    assert "24\u00a0000,00\u00a0$" in notes["amendments"].fr
    assert "$24,000.00" in notes["amendments"].en
    assert "Déplacement réclamé deux fois" in notes["disallowed"].en  # as the reviewer wrote it
    assert "origin year 2018-2019" in notes["disallowed"].en
    assert "7,0\u00a0%" in notes["limits"].fr
    assert "Aucune limite dépassée." in notes["limits"].fr


def test_indicators_add_up_as_they_say(worked_statement: Worked) -> None:
    (families,) = worked_statement(None).indicators
    assert (families.target, families.actual) == ("285", "294")
    assert families.years[0] == ("2016-2017", "75", "74")
    values = ["1.5", None, "2", "4"]
    assert [aggregate(values, how) for how in ("sum", "average", "last", "max")] == ["7.5", "2.5", "4", "4"]
    assert aggregate([None], "sum") is None


def test_unknown_agreement_and_year_are_named(app: Flask) -> None:
    worked.take_in()
    with pytest.raises(UnknownAgreement, match="PE-0000"):
        service.agreement_statement("PE-0000", year=None, as_of=date(2020, 1, 1), known_at=now())
    with pytest.raises(UnknownYear, match="2016-2017 to 2018-2019, not 2019-2020"):
        worked.statement("2019-2020")
