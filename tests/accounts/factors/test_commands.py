"""The operator's way back in for somebody who lost everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from tests import people
from tests.accounts.factors.apps import EMAILS, shown_by_app
from tracker.accounts.factors import queries, service
from tracker.accounts.models import SignIn
from tracker.cli import main
from tracker.db import now, session, transaction
from tracker.trail.models import TrailRecord

WHY = ("--reason", "Téléphone perdu; reconnue au bureau")


def test_whoever_lost_telephone_and_codes_comes_back(
    committed_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", committed_app.extensions["settings"].database_url)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("TRACKER_SECRET_KEY", committed_app.config["SECRET_KEY"])
    monkeypatch.setenv("LC_ALL", "en_CA.UTF-8")
    people.sign_in(committed_app, "officer")
    with transaction():
        officer = people.person("officer")
        service.begin(officer, at=now())
        kept = queries.authenticator_of(officer.id)
        assert kept is not None
        assert service.confirm(officer, typed=shown_by_app(service.secret_of(kept), now().timestamp()), at=now())
    session.rollback()

    def run(email: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["user", "remove-totp", email, *WHY])
        return done.exit_code, done.output

    assert run("personne@demo.example")[0] == 2
    done, said = run(EMAILS["officer"].upper())
    assert (done, said) == (0, "bailleur@demo.example signs in with the password alone again.\n")
    assert run(EMAILS["officer"])[0] == 2
    assert not queries.has_second_step(officer.id)
    assert session.scalars(select(SignIn)).all() == []
    record = session.scalars(select(TrailRecord).order_by(TrailRecord.id.desc())).first()
    assert record is not None
    assert (record.actor, record.action, record.reason) == ("command line", "removed sign-in in two steps", WHY[1])
