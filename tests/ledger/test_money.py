"""Money as people write it and read it. The figures are worked out by hand, or by Fraction."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledger.money import (
    MAX_CENTS,
    NotMoney,
    allocate,
    cents_of_number,
    format_money,
    format_rate,
    parse_money,
    plain,
    share_of,
)

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

amounts = st.integers(-MAX_CENTS, MAX_CENTS)
languages = st.sampled_from(["fr", "en"])


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("12", 1_200),
        ("12,5", 1_250),
        ("12.05", 1_205),
        ("1234567", 123_456_700),
        ("1 234,56", 123_456),
        (f"1{NBSP}234,56{NBSP}$", 123_456),
        (f"1{NARROW}234,56 $", 123_456),
        ("$1,234.56", 123_456),
        ("1,234,567", 123_456_700),
        ("  42,00 $ ", 4_200),
        ("-42", -4_200),
        (f"{MINUS}42,10", -4_210),
        ("(1 234,56 $)", -123_456),
        ("($1,234.56)", -123_456),
        ("(1 234,56) $", -123_456),
        ("-$5.00", -500),
    ],
)
def test_what_people_write_is_read(text: str, cents: int) -> None:
    assert parse_money(text) == cents


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (f" {NBSP} ", "empty"),
        ("1,234", "ambiguous"),  # a thousand, or one and a bit
        ("-1,234", "ambiguous"),
        ("1,234.567", "precision"),
        ("12.345", "precision"),
        ("1 234,567", "precision"),
        ("douze", "form"),
        ("1e3", "form"),
        ("NaN", "form"),
        ("Infinity", "form"),
        ("1_000", "form"),
        ("0x10", "form"),
        ("1 23", "form"),
        ("12 34,00", "form"),
        ("1.234,56", "form"),
        ("1,23,456", "form"),
        ("--5", "form"),
        ("(-5)", "form"),
        ("5-", "form"),
        ("$", "form"),
        ("$5$", "form"),
        ("(5 $) $", "form"),
        ("$(5)", "form"),
        ("-", "form"),
        ("١٢", "form"),  # Arabic-Indic digits
        ("１２", "form"),  # full-width digits
        ("=1+1", "form"),
        ("12;00", "form"),
        ("999999999999999", "size"),
        ("9" * 5_000, "form"),
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(NotMoney) as refusal:
        parse_money(text)
    assert refusal.value.reason == reason


def test_the_largest_amount_is_read_and_one_cent_more_is_not() -> None:
    assert parse_money("10 000 000 000 000,00") == MAX_CENTS
    with pytest.raises(NotMoney):
        parse_money("10 000 000 000 000,01")


@given(amounts, languages, st.booleans(), st.booleans())
def test_what_is_written_is_read_back(cents: int, lang: str, symbol: bool, parentheses: bool) -> None:
    text = format_money(cents, lang, symbol=symbol, parentheses=parentheses)
    assert parse_money(text) == cents


@given(st.text(alphabet="0123456789 .,$-()+eE_xNa" + NBSP + MINUS + "٣", max_size=14))
def test_any_text_is_an_amount_in_cents_or_refused(text: str) -> None:
    try:
        cents = parse_money(text)
    except NotMoney:
        return
    assert type(cents) is int
    digits = "".join(c for c in text if c in "0123456789")
    assert str(abs(cents)).rstrip("0") == digits.lstrip("0").rstrip("0")


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, f"0,00{NBSP}$", "$0.00"),
        (5, f"0,05{NBSP}$", "$0.05"),
        (123_456, f"1{NBSP}234,56{NBSP}$", "$1,234.56"),
        (-123_456, f"{MINUS}1{NBSP}234,56{NBSP}$", f"{MINUS}$1,234.56"),
        (40_000_000_000, f"400{NBSP}000{NBSP}000,00{NBSP}$", "$400,000,000.00"),
    ],
)
def test_money_is_written_as_each_language_does(cents: int, french: str, english: str) -> None:
    assert format_money(cents, "fr") == french
    assert format_money(cents, "en") == english


def test_a_statement_writes_a_negative_in_parentheses() -> None:
    assert format_money(-123_456, "fr", parentheses=True) == f"(1{NBSP}234,56){NBSP}$"
    assert format_money(-123_456, "en", parentheses=True) == "($1,234.56)"
    assert format_money(-123_456, "fr", symbol=False, parentheses=True) == f"(1{NBSP}234,56)"
    assert format_money(-123_456, "en", symbol=False, parentheses=True) == "(1,234.56)"


@pytest.mark.parametrize(
    ("cents", "french"),
    [
        (149, f"1{NBSP}$"),
        (150, f"2{NBSP}$"),
        (-150, f"{MINUS}2{NBSP}$"),
        (-49, f"0{NBSP}$"),
        (99_950, f"1{NBSP}000{NBSP}$"),
    ],
)
def test_without_cents_an_amount_is_rounded_half_up(cents: int, french: str) -> None:
    assert format_money(cents, "fr", decimals=False) == french


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00"), (7, "0.07"), (-7, "-0.07"), (-1_234_567, "-12345.67"), (10**15, "10000000000000.00")],
)
def test_the_plain_form_has_two_decimals_and_nothing_else(cents: int, text: str) -> None:
    assert plain(cents) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "french", "english"),
    [
        (984, 1_000, f"98,4{NBSP}%", "98.4%"),
        (1, 3, f"33,3{NBSP}%", "33.3%"),
        (2, 3, f"66,7{NBSP}%", "66.7%"),
        (1, 2_000, f"0,1{NBSP}%", "0.1%"),  # 0.05 goes up
        (5, 4, f"125,0{NBSP}%", "125.0%"),
        (-1, 4, f"{MINUS}25,0{NBSP}%", f"{MINUS}25.0%"),
        (1, 0, "–", "–"),
    ],
)
def test_a_share_is_rounded_half_up(numerator: int, denominator: int, french: str, english: str) -> None:
    assert format_rate(numerator, denominator, "fr") == french
    assert format_rate(numerator, denominator, "en") == english


@pytest.mark.parametrize(
    ("value", "cents"),
    [(12, 1_200), (12.5, 1_250), (0.1 + 0.2, 30), (1234567.89, 123_456_789), (-0.07, -7), (1e13, 10**15)],
)
def test_a_spreadsheet_number_loses_only_its_binary_noise(value: float, cents: int) -> None:
    assert cents_of_number(value) == cents


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (12.345, "precision"),
        (0.001, "precision"),
        (1e14, "size"),
        (float("inf"), "size"),
        (float("nan"), "form"),
        (True, "size"),
    ],
)
def test_a_spreadsheet_number_that_is_not_money_is_refused(value: float, reason: str) -> None:
    with pytest.raises(NotMoney) as refusal:
        cents_of_number(value)
    assert refusal.value.reason == reason


@given(st.integers(-(10**13), 10**13))
def test_every_amount_survives_a_spreadsheet(cents: int) -> None:
    assert cents_of_number(cents / 100) == cents


@pytest.mark.parametrize(
    ("amount", "rate", "share"),
    [
        (5_000_000, 100_000, 500_000),  # 10 % of 50 000,00 $
        (5, 100_000, 1),  # half a cent goes up
        (4, 100_000, 0),
        (-5, 100_000, -1),  # away from zero, as its positive twin
        (333_333, 150_000, 50_000),  # 49 999.95
        (0, 999_999, 0),
    ],
)
def test_a_rate_of_an_amount_is_rounded_half_up(amount: int, rate: int, share: int) -> None:
    assert share_of(amount, rate) == share


@given(amounts, st.integers(0, 1_000_000))
def test_a_share_is_within_half_a_cent_of_the_exact_product(amount: int, rate: int) -> None:
    exact = Fraction(amount * rate, 1_000_000)
    share = share_of(amount, rate)
    assert abs(share - exact) <= Fraction(1, 2)
    if abs(share - exact) == Fraction(1, 2):
        assert abs(share) > abs(exact)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # a tie goes to the earlier
        (100, [1, 2], [33, 67]),  # 66.67 has the larger remainder
        (-100, [1, 1, 1], [-34, -33, -33]),
        (1, [0, 5, 5], [0, 1, 0]),
        (0, [3, 4], [0, 0]),
        (1_000_000, [700_000, 200_000, 100_000], [700_000, 200_000, 100_000]),
    ],
)
def test_a_total_is_split_by_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert allocate(total, weights) == parts


weight_lists = st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any)


@given(amounts, weight_lists)
def test_the_parts_add_up_and_none_is_a_cent_from_its_quota(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_a_split_needs_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)
