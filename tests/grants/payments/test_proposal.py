"""What is proposed, against the worked agreement's own payments (DOMAIN rules 9, 10 and 14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests import worked
from tests.grants.payments import cast
from tests.insight.pages import said
from tests.pages import PageClient
from tracker.grants.payments.proposal import Funds, Proposal, propose

CENTS = st.integers(min_value=-50_000_00, max_value=50_000_00)


@pytest.mark.parametrize(
    ("number", "eve", "expected"),
    [
        (4, date(2017, 9, 28), Proposal(11_000_00, 1_240_00, 0)),
        (5, date(2017, 11, 23), Proposal(10_800_00, 0, 0)),
        (8, date(2018, 9, 27), Proposal(12_800_00, 0, 0)),
        (9, date(2019, 2, 14), Proposal(34_800_00, 0, 0)),
        (10, date(2019, 10, 10), Proposal(3_472_03, 0, 8_127_97)),
    ],
)
def test_on_its_eve_a_payment_is_proposed_as_it_was_made(
    app: Flask, clock: time_machine.Traveller, tmp_path: Path, number: int, eve: date, expected: Proposal
) -> None:
    clock.move_to(cast.noon(eve))
    cast.at(eve, tmp_path)
    it = cast.case(number)
    assert (it.reasons, it.proposal) == ((), expected)


@given(CENTS, CENTS, CENTS, st.sampled_from(["advance", "conditional", "holdback", "adjustment"]), st.booleans())
def test_no_proposal_exceeds_what_there_is(payable: int, receivable: int, unspent: int, kind: str, last: bool) -> None:
    funds = Funds(payable, receivable, unspent)
    it = propose(kind=kind, amount=20_000_00, in_last_year=last, funds=funds)
    assert 0 <= it.offset <= max(0, min(it.gross, receivable))
    assert 0 <= it.gross + it.lapse <= max(0, min(20_000_00, payable))
    assert it.lapse == 0 or (kind == "holdback" and last)


def test_the_last_holdback_pays_back_what_the_host_advanced_and_no_more() -> None:
    held = propose(kind="holdback", amount=100, in_last_year=True, funds=Funds(100, 0, 40))
    advanced = propose(kind="holdback", amount=100, in_last_year=True, funds=Funds(100, 0, -250))
    assert (held, advanced) == (Proposal(0, 0, 100), Proposal(100, 0, 0))


@pytest.mark.parametrize(
    ("need", "unspent", "expected"),
    [
        (30_000_00, 12_500_00, 17_500_00),  # need less what is held
        (30_000_00, 30_000_00, 0),  # the host holds enough
        (30_000_00, -2_000_00, 20_000_00),  # it advanced some: never more than planned
        (0, 0, 0),
    ],
)
def test_an_advance_follows_the_need_that_was_forecast(need: int, unspent: int, expected: int) -> None:
    funds = Funds(payable=50_000_00, receivable=0, unspent=unspent)
    it = propose(kind="advance", amount=20_000_00, in_last_year=False, funds=funds, need=need)
    assert (it.gross, it.lapse, it.need) == (expected, 0, need)


def test_a_holdback_follows_no_forecast() -> None:
    funds = Funds(payable=10_000, receivable=0, unspent=5_000)
    assert propose(kind="holdback", amount=10_000, in_last_year=False, funds=funds, need=0).gross == 10_000


def test_the_arithmetic_of_a_forecast_is_on_the_page(
    app: Flask, clock: time_machine.Traveller, tmp_path: Path, sign_in: Callable[..., PageClient]
) -> None:
    eve = date(2017, 11, 23)  # V5, 10,800.00 as planned
    clock.move_to(cast.noon(eve))
    cast.at(eve, tmp_path)
    held = cast.case(5).funds.unspent
    officer = sign_in("officer")
    refused = officer.submit(
        f"/ententes/{worked.NUMBER}/prevision",
        {"from_on": "2018-01-01", "to_on": "2017-01-01", "need": "1", "basis": "x"},
    )
    assert refused.status_code == 422
    need = held + 4_000_00
    officer.submit(
        f"/ententes/{worked.NUMBER}/prevision",
        {"from_on": "2017-11-24", "to_on": "2018-01-31", "need": f"{need / 100:.2f}", "basis": "Prévision de l’hôte"},
    )
    assert cast.case(5).proposal == Proposal(4_000_00, 0, 0, need)
    page = said(officer.get(f"/ententes/{worked.NUMBER}/versements/5/demande").text)
    assert page.count("4 000,00 $") >= 3  # cash to send, proposed, and asked for
    assert "Prévision de l’hôte" in page
    clock.move_to(cast.noon(date(2018, 2, 2)))
    assert cast.case(5).proposal.need is None  # the forecast's period has ended
