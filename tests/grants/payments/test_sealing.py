"""The database's file does not say to which account anybody is paid, nor lets it be moved to another."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from config import SettingError
from tests.conftest import make_app, settings_for
from tests.people import organisation, person
from tracker import migrations
from tracker.accounts.models import Role
from tracker.db import engine, now, session, transaction
from tracker.grants.payments import details, sealing
from tracker.grants.payments.models import BankAccount
from tracker.web.sealing import CannotBeOpened, seal, unseal

ACCOUNT = {"institution": "815", "transit": "30123", "account": "7654321"}


@pytest.fixture
def kept(app: Flask) -> BankAccount:
    with transaction():
        host, who = organisation(), person(Role.OFFICER)
        account = BankAccount.of(host.id, entered_by_id=who.id, entered_at=now(), **ACCOUNT)
        session.add(account)
        session.flush()
    return account


def test_the_row_holds_no_digit_of_the_account(kept: BankAccount) -> None:
    row = session.execute(text("SELECT * FROM bank_account")).one()
    assert not any(digits in str(value) for value in row for digits in ACCOUNT.values())
    assert kept.details == sealing.Details(**ACCOUNT)
    assert kept.masked == "815-30123-••••321"


def test_the_same_account_is_sealed_differently_each_time(app: Flask) -> None:
    assert seal(ACCOUNT) != seal(ACCOUNT)


def test_details_moved_to_another_organisation_are_refused(kept: BankAccount) -> None:
    with transaction():
        kept.organisation_id = organisation("AUTRE", name="Autre").id
    with pytest.raises(CannotBeOpened):
        _ = kept.masked


def test_what_was_altered_is_refused(app: Flask) -> None:
    whole = seal(ACCOUNT)
    with pytest.raises(CannotBeOpened):
        unseal(whole[:-6] + ("A" if whole[-6] != "A" else "B") + whole[-5:])


def test_a_new_key_opens_what_the_old_one_sealed_until_it_is_sealed_again(
    kept: BankAccount, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = app.config["DATA_KEYS"]
    new = "une clé toute neuve, de trente-deux caractères au moins"
    monkeypatch.setitem(app.config, "DATA_KEYS", (new, old))
    with transaction():
        assert details.seal_again(actor="tests", at=now()) == 1
    monkeypatch.setitem(app.config, "DATA_KEYS", (new,))
    session.expire_all()
    assert session.scalars(select(BankAccount)).one().details == sealing.Details(**ACCOUNT)
    monkeypatch.setitem(app.config, "DATA_KEYS", (old,))
    with pytest.raises(CannotBeOpened):
        _ = session.scalars(select(BankAccount)).one().details


def test_the_data_key_is_the_secret_one_unless_it_is_set(tmp_path: Path) -> None:
    assert settings_for("sqlite://", tmp_path).data_keys == (settings_for("sqlite://", tmp_path).secret_key,)
    both = settings_for("sqlite://", tmp_path, TRACKER_DATA_KEY=f"{'n' * 32}, {'v' * 32}")
    assert both.data_keys == ("n" * 32, "v" * 32)
    with pytest.raises(SettingError, match="DATA_KEY"):
        settings_for("sqlite://", tmp_path, TRACKER_DATA_KEY="court")


def test_accounts_that_are_there_are_sealed_and_opened_by_the_migration(empty_database: str, tmp_path: Path) -> None:
    app = make_app(empty_database, tmp_path)
    with app.app_context():
        migrations.upgrade("0011")
        with engine().begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO person (email, name, role, language, password_hash, active) "
                    "VALUES ('a@demo.example', 'A', 'officer', 'fr', '-', true)"
                )
            )
            connection.execute(
                text("INSERT INTO organisation (code, name, kind, language) VALUES ('O-1', 'O', 'other', 'fr')")
            )
            connection.execute(
                text(
                    "INSERT INTO bank_account (organisation_id, institution, transit, account, entered_by_id, "
                    "entered_at) SELECT organisation.id, '815', '30123', '7654321', person.id, "
                    "'2018-01-01 12:00:00' FROM organisation, person"
                )
            )
        migrations.upgrade("0012")
        kept = session.scalars(select(BankAccount)).one()
        assert kept.details == sealing.Details(**ACCOUNT)
        session.rollback()
        migrations.downgrade("0011")
        with engine().connect() as connection:
            row = connection.execute(text("SELECT institution, transit, account FROM bank_account")).one()
        assert tuple(row) == ("815", "30123", "7654321")
    app.extensions["engine"].dispose()


def test_the_file_on_disk_holds_no_digit_either(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    app = make_app(f"sqlite:///{path}", tmp_path)
    with app.app_context():
        migrations.upgrade()
        with transaction():
            host, who = organisation(), person(Role.OFFICER)
            session.add(BankAccount.of(host.id, entered_by_id=who.id, entered_at=now(), **ACCOUNT))
    app.extensions["engine"].dispose()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    assert b"7654321" not in path.read_bytes()
