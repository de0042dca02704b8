"""Amounts as key figures show them."""

from __future__ import annotations

import pytest
from flask import Flask

from tracker.insight.words import short_money
from tracker.web.language import speaking


@pytest.mark.parametrize(
    ("amount", "beside", "french", "english"),
    [
        (695_571_246, 0, "6 955 712,46 $", "$6,955,712.46"),
        (40_000_000_000, 0, "400,0 M$", "$400.0M"),
        (695_571_246, 40_000_000_000, "7,0 M$", "$7.0M"),
        (99_999_999, 40_000_000_000, "999 999,99 $", "$999,999.99"),
        (0, 40_000_000_000, "0,00 $", "$0.00"),
    ],
)
def test_a_large_key_figure_and_its_company_are_in_millions(
    app: Flask, amount: int, beside: int, french: str, english: str
) -> None:
    for lang, said in (("fr", french), ("en", english)):
        with speaking(lang):
            assert short_money(amount, beside=beside).replace("\N{NO-BREAK SPACE}", " ") == said
