"""The bank's file, position by position as standard 005 has them (positions count from 1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.grants.payments.aft import RECORD, Credit, Originator, compose, words

ORIGINATOR = Originator("1234567890", "Fonds Été", "Fonds de l’été", "00610", "815", "30000", "1234567")


def credit(amount: int = 3_472_03, number: int = 1) -> Credit:
    return Credit(
        amount, "000", "00042", "0000123", "Maison de la famille « Œuvre »", f"TR{number:010d}", "PE-2016-014"
    )


def made(*credits: Credit, number: int = 7) -> list[str]:
    text = compose(ORIGINATOR, credits, number=number, made_on=date(2019, 10, 10), available_on=date(2019, 12, 31))
    assert text.endswith("\r\n")
    return text.removesuffix("\r\n").split("\r\n")


def at(record: str, first: int, last: int) -> str:
    return record[first - 1 : last]


def test_the_header() -> None:
    header = made(credit())[0]
    assert at(header, 1, 10) == "A000000001"
    assert at(header, 11, 24) == "12345678900007"
    assert at(header, 25, 30) == "019283"
    assert at(header, 31, 35) == "00610"
    assert at(header, 36, 58) == " " * 20 + "CAD"
    assert at(header, 59, RECORD).strip() == ""


def test_a_credit() -> None:
    record = made(credit())[1]
    assert at(record, 1, 24) == "C00000000212345678900007"
    assert at(record, 25, 27) == "450"
    assert at(record, 28, 37) == "0000347203"
    assert at(record, 38, 43) == "019365"
    assert at(record, 44, 52) == "000000042"
    assert at(record, 53, 64) == "0000123     "
    assert at(record, 65, 89) == "0" * 25
    assert at(record, 90, 104) == "FONDS ETE      "
    assert at(record, 105, 134) == "MAISON DE LA FAMILLE OEUVRE   "
    assert at(record, 135, 164) == "FONDS DE L'ETE                "
    assert at(record, 165, 174) == "1234567890"
    assert at(record, 175, 193) == "TR0000000001       "
    assert at(record, 194, 202) == "081530000"
    assert at(record, 203, 214) == "1234567     "
    assert at(record, 215, 229) == "PE-2016-014    "
    assert at(record, 230, 253) == " " * 24
    assert at(record, 254, 264) == "0" * 11
    assert at(record, 265, RECORD).strip() == ""


@given(st.lists(st.integers(min_value=1, max_value=99_999_999_99), max_size=20))
def test_lengths_counts_and_totals(amounts: list[int]) -> None:
    records = made(*(credit(amount, number) for number, amount in enumerate(amounts)))
    assert {len(it) for it in records} == {RECORD}
    assert [it[0] for it in records] == ["A", *"C" * -(-len(amounts) // 6), "Z"]
    assert [int(at(it, 2, 10)) for it in records] == list(range(1, len(records) + 1))
    trailer = records[-1]
    assert int(at(trailer, 25, 46)) == 0
    assert (int(at(trailer, 47, 60)), int(at(trailer, 61, 68))) == (sum(amounts), len(amounts))
    assert at(trailer, 69, 112) == "0" * 44
    assert at(trailer, 113, RECORD).strip() == ""


@given(st.text(max_size=60), st.integers(min_value=1, max_value=30))
def test_words_are_capitals_that_the_bank_can_read(text: str, width: int) -> None:
    written = words(text, width)
    assert len(written) == width
    assert written.isascii()
    assert written == written.upper()


def test_an_amount_that_does_not_fit_is_refused() -> None:
    for amount in (0, -1, 100_000_000_00):
        with pytest.raises(ValueError, match="cents cannot be sent"):
            made(credit(amount))
