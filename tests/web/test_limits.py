"""Counters that all workers share."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tracker.db import session, transaction
from tracker.web.limits import Counter, Limit, count, forget, network, tried

THREE = Limit(3, timedelta(minutes=15))


def test_three_tries_then_no_more_until_the_window_ends(app: Flask, clock: time_machine.Coordinates) -> None:
    assert [count(THREE, "door", "a") for _ in range(5)] == [True, True, True, False, False]
    assert count(THREE, "door", "b")
    assert tried("door", "a") == 5
    clock.shift(timedelta(minutes=15))
    assert tried("door", "a") == 0
    assert count(THREE, "door", "a")


def test_what_is_over_leaves_no_row(app: Flask, clock: time_machine.Coordinates) -> None:
    for name in "abc":
        count(THREE, name)
    clock.shift(timedelta(hours=1))
    count(THREE, "d")
    assert session.scalar(select(func.count()).select_from(Counter)) == 1


def test_the_table_names_nobody(app: Flask) -> None:
    count(THREE, "account", "bailleur@demo.example")
    assert "bailleur" not in session.scalars(select(Counter.name)).one()


def test_a_success_starts_again_from_zero(app: Flask) -> None:
    count(THREE, "a")
    with transaction():
        forget("a")
    assert tried("a") == 0


def test_simultaneous_tries_are_counted_one_by_one(committed_app: Flask) -> None:
    within: list[bool] = []

    def knock() -> None:
        with committed_app.app_context():
            within.extend([count(Limit(10, timedelta(minutes=15)), "door") for _ in range(5)])

    crowd = [threading.Thread(target=knock) for _ in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert (within.count(True), within.count(False)) == (10, 10)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_a_subscriber_is_one_network(app: Flask, address: str, expected: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == expected
