"""Both files of the whole demonstration add up to its journal, to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import databases, people
from tests.conftest import make_app
from tests.insight.opendata import published, test_360giving, test_canada
from tracker.db import session
from tracker.demo import install
from tracker.grants.models import Agreement


@pytest.fixture(scope="module")
def whole_app(template_database: str, scratch_folder: Path) -> Iterator[Flask]:
    """The demonstration, all of it; no test changes it."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, scratch_folder / "published")
        with app.app_context():
            install(password=people.PASSWORD)
        yield app
        app.extensions["engine"].dispose()


@pytest.fixture
def whole(whole_app: Flask) -> Iterator[None]:
    with whole_app.app_context():
        yield


def agreements() -> int:
    found = select(func.count()).select_from(Agreement).where(Agreement.framework_id.is_(None))
    return session.scalar(found) or 0


def test_the_package(whole: None) -> None:
    found = published.package()
    assert test_360giving.faults(found) == []
    grants = found["grants"]
    assert len({it["id"] for it in grants}) == len(grants) == agreements() > 500
    assert sum(it["amountAwarded"] for it in grants) * 100 == published.committed()
    assert sum(it["amountDisbursed"] for it in grants) * 100 == published.cash_paid()
    for name, total in (("commitmentTransaction", "amountAwarded"), ("disbursementTransaction", "amountDisbursed")):
        assert [sum(each["value"] for each in it[name]) for it in grants] == [it[total] for it in grants]
    transactions = [each["id"] for it in grants for each in it["disbursementTransaction"]]
    assert len(set(transactions)) == len(transactions) > 5_000


def test_the_table(whole: None) -> None:
    rows = published.table()
    assert test_canada.faults(rows) == []
    last = {row["ref_number"]: Decimal(row["agreement_value"]) for row in rows}
    assert len(last) == agreements()
    assert sum(last.values()) * 100 == published.committed()
    assert any(row["amendment_number"] != "0" for row in rows)
