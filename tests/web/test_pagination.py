"""Pages of a list, and addresses that keep what was chosen."""

from __future__ import annotations

import pytest
from flask import Flask

from tracker.web.pages import Page, page_number, url_with


def page(number: int, total: int) -> Page[int]:
    return Page(rows=(), number=number, size=50, total=total)


def test_what_a_page_says_of_itself() -> None:
    third = page(3, 120)
    assert (third.count, third.first, third.last, third.previous, third.next) == (3, 101, 120, 2, None)
    empty = page(1, 0)
    assert (empty.count, empty.first, empty.last, empty.previous, empty.next) == (1, 0, 0, None, None)


@pytest.mark.parametrize(
    ("number", "count", "shown"),
    [
        (1, 1, (1,)),
        (2, 3, (1, 2, 3)),
        (1, 9, (1, 2, None, 9)),
        (4, 9, (1, 2, 3, 4, 5, None, 9)),
        (5, 9, (1, None, 4, 5, 6, None, 9)),
        (9, 9, (1, None, 8, 9)),
    ],
)
def test_the_pages_that_are_linked(number: int, count: int, shown: tuple[int | None, ...]) -> None:
    assert page(number, count * 50).numbers == shown


@pytest.mark.parametrize(
    ("asked", "number"), [("", 1), ("page=7", 7), ("page=0", 1), ("page=-1", 1), ("page=x", 1), ("page=" + "9" * 40, 1)]
)
def test_nonsense_asks_for_the_first_page(app: Flask, asked: str, number: int) -> None:
    with app.test_request_context(f"/login?{asked}"):
        assert page_number() == number


def test_a_changed_address_keeps_the_rest(app: Flask) -> None:
    with app.test_request_context("/login?region=01&region=02&page=3"):
        assert url_with(page=4) == "/login?region=01&region=02&page=4"
        assert url_with(page=None, region=None) == "/login"
        assert url_with(recherche="a&b é") == "/login?region=01&region=02&page=3&recherche=a%26b+%C3%A9"
