"""Each kind of event against the second table of LEDGER.md, with figures small enough to check by eye."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger import entries
from tracker.ledger.accounts import BOOK_OF, Account, Book, Kind
from tracker.ledger.entries import Claim, Entry, Leg

YEAR, NEXT = "2016-2017", "2017-2018"

cents = st.integers(0, 10**12)


def ledger(legs: tuple[Leg, ...]) -> list[str]:
    """``account year line amount [from origin] [at host] [of agreement]``, one line a posting."""
    return [
        " ".join(
            [leg.account, leg.fiscal_year, leg.line or "-", f"{leg.amount:+d}"]
            + ([f"from {leg.origin_year}"] if leg.origin_year else [])
            + ([f"at {leg.host}"] if leg.host else [])
            + ([f"of {leg.agreement}"] if leg.agreement else [])
        )
        for leg in legs
    ]


def written(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def test_a_budget_says_what_may_be_spent_and_what_is_owed() -> None:
    legs = entries.budget({(YEAR, "salaries"): 7_000, (YEAR, "travel"): 3_000, (NEXT, "salaries"): 5_000})
    assert ledger(legs) == written("""
        authorised 2016-2017 salaries +7000
        authority 2016-2017 salaries -7000
        authorised 2016-2017 travel +3000
        authority 2016-2017 travel -3000
        authorised 2017-2018 salaries +5000
        authority 2017-2018 salaries -5000
        payable 2016-2017 - +10000
        committed 2016-2017 - -10000
        payable 2017-2018 - +5000
        committed 2017-2018 - -5000
    """)


def test_an_amendment_that_moves_money_between_lines_owes_nothing_more() -> None:
    legs = entries.budget({(YEAR, "salaries"): -500, (YEAR, "travel"): 500})
    assert not [leg for leg in legs if BOOK_OF[leg.account] is Book.COMMITMENT]


def test_a_line_transfer_moves_what_may_be_spent() -> None:
    legs = entries.line_transfer(year=YEAR, from_line="salaries", to_line="travel", amount=250)
    assert ledger(legs) == written("""
        authorised 2016-2017 salaries -250
        authorised 2016-2017 travel +250
    """)


def test_a_carry_forward_adds_to_next_year_and_moves_no_commitment() -> None:
    legs = entries.carry_forward(from_year=YEAR, to_year=NEXT, line="travel", amount=400)
    assert ledger(legs) == written("""
        authorised 2017-2018 travel +400 from 2016-2017
        authority 2017-2018 travel -400 from 2016-2017
    """)


def test_a_payment_keeps_the_year_it_is_paid_in_and_the_year_it_belongs_to() -> None:
    legs = entries.payment(paid_year=NEXT, allotment_year=YEAR, gross=1_000, offset=300)
    assert ledger(legs) == written("""
        payable 2016-2017 - -1000
        settled 2016-2017 - +1000
        held 2017-2018 - +1000 from 2016-2017
        cash 2017-2018 - -700 from 2016-2017
        receivable 2017-2018 - -300 from 2016-2017
    """)


def test_a_payment_without_an_offset_touches_no_receivable() -> None:
    legs = entries.payment(paid_year=YEAR, allotment_year=YEAR, gross=1_000, offset=0)
    assert Account.RECEIVABLE not in {leg.account for leg in legs}


def test_an_accepted_report_spends_what_was_held_and_opens_what_must_be_repaid() -> None:
    claims = [
        Claim("salaries", declared=5_000),
        Claim("travel", declared=900, disallowed=200, recover=True),
        Claim("food", declared=100, disallowed=40),
    ]
    assert ledger(entries.report_accepted(year=YEAR, claims=claims)) == written("""
        declared 2016-2017 salaries +5000
        allowed 2016-2017 salaries -5000
        expense 2016-2017 salaries +5000
        declared 2016-2017 travel +900
        disallowed 2016-2017 travel -200
        allowed 2016-2017 travel -700
        expense 2016-2017 travel +700
        receivable 2016-2017 travel +200
        declared 2016-2017 food +100
        disallowed 2016-2017 food -40
        allowed 2016-2017 food -60
        expense 2016-2017 food +60
        held 2016-2017 - -5960
    """)


def test_interest_is_held_for_the_agreement() -> None:
    assert ledger(entries.interest(year=YEAR, amount=120)) == written("""
        held 2016-2017 - +120
        interest 2016-2017 - -120
    """)


@pytest.mark.parametrize(("recover", "account"), [(True, "receivable"), (False, "held")])
def test_a_cost_refused_later_is_repaid_or_goes_back_to_the_funds_held(recover: bool, account: str) -> None:
    legs = entries.adjustment(booked_to="post-closing", origin_year=YEAR, line="food", amount=75, recover=recover)
    assert ledger(legs) == written(f"""
        expense post-closing food -75 from 2016-2017
        {account} post-closing food +75 from 2016-2017
        allowed post-closing food +75 from 2016-2017
        disallowed post-closing food -75 from 2016-2017
    """)


def test_money_that_comes_back() -> None:
    assert ledger(entries.recovery(year=YEAR, amount=60)) == ["cash 2016-2017 - +60", "receivable 2016-2017 - -60"]
    assert ledger(entries.funds_returned(year=YEAR, amount=60)) == ["cash 2016-2017 - +60", "held 2016-2017 - -60"]


def test_money_that_never_will() -> None:
    assert ledger(entries.write_off(year=YEAR, amount=9)) == ["written_off 2016-2017 - +9", "receivable 2016-2017 - -9"]
    assert ledger(entries.lapse(year=YEAR, amount=9)) == ["payable 2016-2017 - -9", "lapsed 2016-2017 - +9"]


def test_a_new_host_takes_over_what_was_held_and_what_is_owed() -> None:
    legs = entries.host_change(year=NEXT, old="ancien", new="nouveau", held=800, receivable=50)
    assert ledger(legs) == written("""
        held 2017-2018 - -800 at ancien
        held 2017-2018 - +800 at nouveau
        receivable 2017-2018 - -50 at ancien
        receivable 2017-2018 - +50 at nouveau
    """)


def test_a_framework_hands_money_down_without_spending_it() -> None:
    legs = entries.framework_transfer(
        amount=300, framework_year=YEAR, agreement="SUB-1", agreement_year=NEXT, agreement_host="bande"
    )
    assert ledger(legs) == written("""
        held 2016-2017 - -300
        held 2017-2018 - +300 at bande of SUB-1
    """)


def test_a_posting_of_nothing_is_not_written() -> None:
    assert entries.interest(year=YEAR, amount=0) == ()
    assert entries.report_accepted(year=YEAR, claims=[Claim("salaries", 0)]) == ()


def test_an_entry_that_does_not_balance_cannot_exist() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Entry(Kind.PAID, "A-1", "hote", date(2016, 7, 1), (Leg(Account.HELD, YEAR, 1),), "payment:1")


def test_books_balance_each_on_its_own() -> None:
    legs = (Leg(Account.HELD, YEAR, 1), Leg(Account.PAYABLE, YEAR, -1))
    with pytest.raises(ValueError, match="does not balance"):
        Entry(Kind.PAID, "A-1", "hote", date(2016, 7, 1), legs, "payment:1")


claims = st.builds(
    lambda line, declared, part, recover: Claim(line, declared, declared * part // 100, recover),
    st.sampled_from(["salaries", "travel", "food"]),
    cents,
    st.integers(0, 100),
    st.booleans(),
)

events = st.one_of(
    st.builds(
        entries.budget,
        st.dictionaries(
            st.tuples(st.sampled_from([YEAR, NEXT]), st.sampled_from(["salaries", "travel"])),
            st.integers(-(10**12), 10**12),
        ),
    ),
    st.builds(entries.payment, paid_year=st.just(NEXT), allotment_year=st.just(YEAR), gross=cents, offset=cents),
    st.builds(entries.report_accepted, year=st.just(YEAR), claims=st.lists(claims, max_size=6)),
    st.builds(
        entries.adjustment,
        booked_to=st.just(NEXT),
        origin_year=st.just(YEAR),
        line=st.just("travel"),
        amount=cents,
        recover=st.booleans(),
    ),
    st.builds(
        entries.host_change, year=st.just(YEAR), old=st.just("a"), new=st.just("b"), held=cents, receivable=cents
    ),
    st.builds(entries.lapse, year=st.just(YEAR), amount=cents),
    st.builds(entries.write_off, year=st.just(YEAR), amount=cents),
)


@given(events)
def test_every_event_adds_up_to_zero_in_each_book(legs: tuple[Leg, ...]) -> None:
    sums: defaultdict[Book, int] = defaultdict(int)
    for leg in legs:
        sums[BOOK_OF[leg.account]] += leg.amount
    assert not any(sums.values())
    assert all(leg.amount for leg in legs)


def test_every_account_is_in_one_book() -> None:
    assert set(BOOK_OF) == set(Account)
