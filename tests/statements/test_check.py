"""``check`` examines what was issued, and the allocation keys."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import worked
from tests.statements.issuing import find, freeze, without_guard
from tracker.db import now, session, transaction
from tracker.errors import Message
from tracker.statements import issue
from tracker.statements.check import check_everything


def faults() -> list[Message]:
    session.rollback()
    return check_everything(as_of=now().date(), known_at=now())


@pytest.fixture
def with_a_statement(committed_app: Flask) -> str:
    worked.take_in()
    frozen = freeze()
    with transaction():
        issue.keep(frozen.number, [issue.Made("fr", "pdf", "etat.pdf", b"%PDF-1.7")])
    return frozen.number


def test_what_was_issued_and_stands_has_no_fault(with_a_statement: str) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("table", "statement", "said"),
    [
        ("statement_file", "UPDATE statement_file SET content = CAST('x' AS BLOB)", "its file %(name)s was altered"),
        ("issued_statement", "UPDATE issued_statement SET canonical = '{}'", "in this database was altered"),
        ("issued_statement", "UPDATE issued_statement SET journal_head = 'x'", "the journal was rewritten"),
    ],
)
def test_what_was_altered_is_named(with_a_statement: str, table: str, statement: str, said: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        statement = statement.replace("CAST('x' AS BLOB)", "'x'::bytea")
    session.rollback()
    without_guard(table, statements=[statement])
    found = faults()
    assert len(found) == 1
    assert said in found[0].text
    assert found[0].values["number"] == with_a_statement


def test_shares_that_make_less_than_the_whole_are_named(with_a_statement: str) -> None:
    agreement = find(with_a_statement).agreement
    session.rollback()
    without_guard(
        statements=[
            "INSERT INTO allocation_key (id, agreement_id, number, decided_on, recorded_at, reason) "
            "SELECT 1, id, 1, signed_on, '2020-01-01 00:00:00', '' FROM agreement",
            "INSERT INTO allocation_share (key_id, region_code, share) VALUES (1, '04', 4000), (1, '05', 5000)",
        ]
    )
    (found,) = faults()
    assert found.values == {"number": agreement}
