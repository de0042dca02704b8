"""A form takes what people write, keeps what they typed, and says what is wrong where it is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from wtforms import FieldList, FormField
from wtforms import Form as PlainForm

from tracker.errors import Amount, DomainError, message
from tracker.web.fields import DateField, LongTextField, MoneyField, Required, TextField
from tracker.web.forms import Form
from tracker.web.language import speaking


class Line(PlainForm):
    amount = MoneyField("Amount")


class Claim(Form):
    title = TextField("Title", [Required("Write a title.")], max_length=20)
    story = LongTextField("Story", max_length=30)
    spent = MoneyField("Spent", [Required("Write what was spent.")])
    correction = MoneyField("Correction", negative=True)
    day = DateField("Day", [Required("Write the day.")])
    lines = FieldList(FormField(Line))


GOOD = {"title": "Été", "spent": "1 234,56 $", "day": "16 février 2018"}


def send(app: Flask, **typed: str) -> tuple[Claim, dict[str | None, str]]:
    """The form as received, and what its error summary says, in English."""
    with app.test_request_context(method="POST", data=typed), speaking("en"):
        form = Claim(meta={"csrf": False})
        form.validate()
        return form, {problem.href: problem.text for problem in form.problems}


def test_what_people_write_becomes_cents_and_days(app: Flask) -> None:
    form, problems = send(app, **GOOD, correction="(12,00)", story="Un\r\nDeux")
    assert problems == {}
    assert (form.title.data, form.spent.data, form.correction.data) == ("Été", 123_456, -1_200)
    assert form.day.data == date(2018, 2, 16)
    assert form.story.data == "Un\nDeux"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write what was spent."),
        ("   ", "Write what was spent."),
        ("beaucoup", "Write an amount such as 1,234.56."),
        ("1e400", "Write an amount such as 1,234.56."),
        ("NaN", "Write an amount such as 1,234.56."),
        ("1_000", "Write an amount such as 1,234.56."),
        ("٣", "Write an amount such as 1,234.56."),
        ("1,234", "This amount can be read two ways. Write it with its cents, such as 1234.00."),
        ("12,345", "This amount can be read two ways. Write it with its cents, such as 1234.00."),
        ("0.125", "Write an amount with two decimals at most."),
        ("999999999999999", "This amount is too large."),
        ("-5", "Write an amount that is not negative."),
    ],
)
def test_amounts_refused_in_words_and_kept_as_typed(app: Flask, typed: str, says: str) -> None:
    form, problems = send(app, **(GOOD | {"spent": typed}))
    assert form.spent._value() == typed
    assert problems == {"#spent": says}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write the day."),
        ("02/03/2018", "This date can be read two ways. Write it as year-month-day, such as 2018-02-16."),
        ("2018-02-30", "This date does not exist. Check the day, the month and the year."),
        ("hier", "Write a date such as 2018-02-16."),
    ],
)
def test_dates_refused_in_words_and_kept_as_typed(app: Flask, typed: str, says: str) -> None:
    form, problems = send(app, **(GOOD | {"day": typed}))
    assert form.day._value() == typed
    assert problems == {"#day": says}


def test_several_problems_in_the_order_of_the_page(app: Flask) -> None:
    _, problems = send(app, title="x" * 21, **{"lines-0-amount": "1", "lines-1-amount": "quoi"})
    assert list(problems) == ["#title", "#spent", "#day", "#lines-1-amount"]
    assert problems["#title"] == "Use 20 characters at most. You wrote 21."


def test_what_the_domain_refuses_shows_on_its_field(app: Flask) -> None:
    form, _ = send(app, **GOOD)
    with speaking("fr"):
        form.refuse(DomainError(message("Only %(left)s is left.", left=Amount(123_456)), "spent"))
        form.refuse(DomainError(message("The agreement is closed."), "status"))
    assert [problem.href for problem in form.problems] == [None, "#spent"]
    assert "1\u00a0234,56\u00a0$" in form.problems[1].text


def test_a_kept_amount_is_shown_as_the_reader_writes_it(app: Flask) -> None:
    with app.test_request_context():
        form = Claim(meta={"csrf": False}, data={"spent": 123_456, "correction": -500, "day": date(2018, 2, 16)})
        with speaking("fr"):
            assert form.spent._value() == "1\u00a0234,56"
        with speaking("en"):
            assert (form.spent._value(), form.correction._value()) == ("1,234.56", "-5.00")
        assert form.day._value() == "2018-02-16"
