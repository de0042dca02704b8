"""Figures and dates as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string

from tracker.errors import Amount, message
from tracker.web.language import say, speaking


@pytest.mark.parametrize(
    ("template", "fr", "en"),
    [
        ("{{ 123456|money }}", "1\u00a0234,56\u00a0$", "$1,234.56"),
        ("{{ (-500)|money(parentheses=true) }}", "(5,00)\u00a0$", "($5.00)"),
        ("{{ 0|cents(dash=true) }}", "–", "–"),
        ("{{ 123456|cents }}", "1\u00a0234,56", "1,234.56"),
        ("{{ none|cents }}{{ none|money }}{{ none|short_date }}", "", ""),
        ("{{ 150000|rate }}", "15\u00a0%", "15%"),
        ("{{ 984|share(1000) }}", "98,4\u00a0%", "98.4%"),
        ("{{ 1|share(0) }}", "–", "–"),
        ("{{ 398000|number }}", "398\u00a0000", "398,000"),
        ("{{ day|short_date }}", '<time class="nowrap" datetime="2018-03-01">2018-03-01</time>',
         '<time class="nowrap" datetime="2018-03-01">2018-03-01</time>'),
        ("{{ day|long_date }}", '<time datetime="2018-03-01">1<sup>er</sup>\u00a0mars\u00a02018</time>',
         '<time datetime="2018-03-01">March\u00a01, 2018</time>'),
        ("{{ '2016-2017'|fiscal_year }}", '<span class="nowrap">2016-2017</span>',
         '<span class="nowrap">2016-2017</span>'),
        ("{{ at|short_date }}", '<time class="nowrap" datetime="2018-02-16">2018-02-16</time>',
         '<time class="nowrap" datetime="2018-02-16">2018-02-16</time>'),
    ],
)  # fmt: skip
def test_in_both_languages(app: Flask, template: str, fr: str, en: str) -> None:
    values = {"day": date(2018, 3, 1), "at": datetime(2018, 2, 17, 3, 30, tzinfo=UTC)}
    for lang, expected in (("fr", fr), ("en", en)):
        with app.test_request_context(), speaking(lang):
            assert render_template_string(template, **values) == expected


def test_a_moment_is_told_in_montreal(app: Flask) -> None:
    at = datetime(2018, 7, 16, 18, 5, tzinfo=UTC)
    with app.test_request_context(), speaking("en"):
        assert ">2018-07-16 at 14:05</time>" in render_template_string("{{ at|moment }}", at=at)


def test_messages_carry_amounts_dates_and_other_messages(app: Flask) -> None:
    told = message(
        "%(what)s of %(amount)s on %(day)s: %(why)s (%(codes)s)",
        what="Payment",
        amount=Amount(-123_456),
        day=date(2018, 3, 1),
        why=message("above %(rate)s", rate="10 %"),
        codes=["A", "B"],
    )
    with speaking("fr"):
        assert say(told) == "Payment of −1\u00a0234,56\u00a0$ on 1er\u00a0mars\u00a02018: above 10 % (A, B)"
    with speaking("en"):
        assert say(told) == "Payment of −$1,234.56 on March\u00a01, 2018: above 10 % (A, B)"


def test_a_percent_sign_is_one_with_or_without_values() -> None:
    assert say(message("At most 10%% of it")) == "At most 10% of it"
