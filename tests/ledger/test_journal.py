"""The journal on a real database: gapless, chained, append-only; every change of a stored row is found."""

from __future__ import annotations

import io
import threading
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from tests import worked
from tracker.db import engine, now, session, transaction
from tracker.grants import service
from tracker.grants.models import Agreement, Payment
from tracker.ledger import journal
from tracker.ledger.models import JournalEntry, Posting

AUTHOR = service.Author("direction@demo.example", now())


def agreement() -> Agreement:
    return session.scalars(select(Agreement)).one()


def test_numbers_have_no_gap_and_each_entry_names_the_one_before(app: Flask) -> None:
    worked.take_in()
    rows = session.execute(
        select(JournalEntry.seq, JournalEntry.previous_hash, JournalEntry.hash).order_by("seq")
    ).all()
    assert [row.seq for row in rows] == list(range(1, 31))
    assert [row.previous_hash for row in rows] == ["0" * 64, *(row.hash for row in rows[:-1])]
    assert journal.head() == (30, rows[-1].hash)


def test_a_whole_journal_verifies(committed_app: Flask) -> None:
    worked.take_in()
    verdict = journal.verify()
    assert verdict.sound
    assert (verdict.checked, verdict.head) == journal.head()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET memo = 'x' WHERE seq = 3",
        "DELETE FROM journal_entry WHERE seq = 30",
        "UPDATE posting SET amount = amount + 1 WHERE id = (SELECT min(id) FROM posting)",
        "DELETE FROM posting WHERE id = (SELECT max(id) FROM posting)",
        "UPDATE trail SET actor = 'x'",
        "DELETE FROM trail",
    ],
)
def test_the_database_refuses_to_rewrite_history(app: Flask, statement: str) -> None:
    worked.take_in()
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_replace_does_not_walk_past_the_refusal(app: Flask) -> None:
    worked.take_in()
    if session.get_bind().dialect.name == "postgresql":
        statement = "TRUNCATE posting"
    else:
        columns = "id, entry, agreement, host, account, fiscal_year, origin_year, line"
        statement = f"REPLACE INTO posting SELECT {columns}, 1 FROM posting"
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def _without_guard(*statements: str) -> None:
    """What the database's owner could do: switch the guard off, write, switch it on again."""
    with engine().connect().execution_options(tracker_writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
            connection.execute(text("SET session_replication_role = origin"))
            return
        guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in guards:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        for _, sql in guards:
            connection.execute(text(sql))


@pytest.mark.parametrize(
    ("statement", "broken", "why"),
    [
        ("UPDATE journal_entry SET memo = 'x' WHERE seq = 7", 7, "hash"),
        ("UPDATE journal_entry SET occurred_on = '2016-07-16' WHERE seq = 7", 7, "hash"),
        ("UPDATE journal_entry SET actor = 'someone' WHERE seq = 30", 30, "hash"),
        ("UPDATE posting SET amount = amount + 1 WHERE entry = 5", 5, "hash"),
        ("UPDATE posting SET fiscal_year = '2017-2018' WHERE entry = 2", 2, "hash"),
        ("DELETE FROM posting WHERE entry = 12", 12, "hash"),
        ("DELETE FROM posting WHERE entry = 12; DELETE FROM journal_entry WHERE seq = 12", 13, "number"),
        ("DELETE FROM posting WHERE entry = 30; DELETE FROM journal_entry WHERE seq = 30", 30, "head"),
        ("UPDATE journal_head SET seq = 29", 31, "head"),
    ],
)
def test_what_was_changed_behind_its_back_is_named(committed_app: Flask, statement: str, broken: int, why: str) -> None:
    worked.take_in()
    _without_guard(*statement.split("; "))
    verdict = journal.verify()
    assert (verdict.broken, verdict.why) == (broken, why)


def test_any_change_of_any_stored_value_is_found(committed_app: Flask) -> None:
    worked.take_in()
    tables: dict[str, Any] = {"journal_entry": JournalEntry.__table__, "posting": Posting.__table__}
    keys = {
        "journal_entry": list(range(1, 31)),
        "posting": list(session.scalars(select(Posting.id).order_by(Posting.id))),
    }
    changes = {
        "amount": "amount + 1",
        "occurred_on": "'1999-01-01'",
        "recorded_at": "'1999-01-01 00:00:00.000000'",
        "entry": "CASE entry WHEN 1 THEN 2 ELSE 1 END",
        "reverses": "1",
        "host": "'ORG-002'",
        "line": "CASE coalesce(line, '') WHEN 'travel' THEN 'materials' ELSE 'travel' END",
    }
    columns = [
        (name, column.name)
        for name, table in tables.items()
        for column in table.columns
        if (name, column.name) not in {("journal_entry", "seq"), ("posting", "id"), ("journal_entry", "agreement"),
                                       ("posting", "agreement")}
    ]  # fmt: skip

    @settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data())
    def every_change_is_found(data: st.DataObject) -> None:
        table, column = data.draw(st.sampled_from(columns))
        key = data.draw(st.sampled_from(keys[table]))
        id_column = "seq" if table == "journal_entry" else "id"
        where = f"WHERE {id_column} = {key}"
        before = session.execute(text(f"SELECT {column} FROM {table} {where}")).scalar()
        session.rollback()
        change = changes.get(column, "'x'")
        _without_guard(f"UPDATE {table} SET {column} = {change} {where}")
        assert not journal.verify().sound, (table, column, key)
        quoted = "NULL" if before is None else f"'{before}'" if not isinstance(before, int) else before
        _without_guard(f"UPDATE {table} SET {column} = {quoted} {where}")
        assert journal.verify().sound

    every_change_is_found()


@pytest.mark.real_clock
def test_two_at_once_never_pay_more_than_is_payable(committed_app: Flask) -> None:
    """Eight people pay the same 6 000 $ of a 11 600 $ allotment at once: one succeeds."""
    with transaction():
        plan = worked.workbook.plan_file(_until_the_last_payment())
        worked.workbook.carry_out(plan, actor="import@demo.example", at=now())
    session.close()
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def pay() -> None:
        with committed_app.app_context():
            start.wait()
            try:
                with transaction():
                    service.pay(
                        agreement(),
                        paid_on=date(2019, 10, 11),
                        allotment_year="2018-2019",
                        gross=600_000,
                        offset=0,
                        author=AUTHOR,
                    )
                outcomes.append("paid")
            except service.RuleBroken:
                outcomes.append("refused")

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["paid"] + ["refused"] * 7
    assert session.scalar(select(func.count()).select_from(Payment).where(Payment.gross == 600_000)) == 1
    assert journal.verify().sound


def _until_the_last_payment() -> io.BytesIO:
    book = openpyxl.load_workbook(worked.PATH)
    book["payments"].delete_rows(11)
    book["lapses"].delete_rows(2)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file
