"""What is proposed, against the worked agreement's own payments (DOMAIN rules 9, 10 and 14)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.grants.payments import cast
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
