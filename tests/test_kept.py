"""Kept answers: true as long as they are given, whoever wrote, and gone with the first committed change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.orm.exc import DetachedInstanceError

import tracker.models  # noqa: F401 - every table
from tests import worked
from tests.conftest import make_app
from tests.pages import PageClient
from tracker.db import Base, now, session, transaction
from tracker.directory.models import Organisation
from tracker.directory.queries import instance
from tracker.directory.service import name_instance
from tracker.grants.models import Agreement, HostMandate
from tracker.insight import workspace
from tracker.kept import PASSING, kept
from tracker.trail.models import TrailRecord
from tracker.web.limits import Counter


@dataclass
class Asked:
    """A kept question, and how often it had to be answered."""

    times: int = 0
    name: Callable[[], str] = field(init=False)

    def __post_init__(self) -> None:
        @kept(4)
        def name() -> str:
            self.times += 1
            return instance().funder_en

        self.name = name


@pytest.fixture
def asked() -> Asked:
    return Asked()


def rename(name: str) -> None:
    name_instance(funder_fr=name, funder_en=name, fictional=True, actor="test", at=now())


def test_it_is_answered_once_until_something_is_written(committed_app: Flask, asked: Asked) -> None:
    with transaction():
        rename("One")
    assert [asked.name(), asked.name()] == ["One", "One"]
    assert asked.times == 1
    with transaction():
        rename("Two")
    assert asked.name() == "Two"


def test_who_writes_reads_what_they_write_and_nobody_else_does(committed_app: Flask, asked: Asked) -> None:
    with transaction():
        rename("Before")
    assert asked.name() == "Before"

    def change_their_mind() -> None:
        with transaction():
            rename("Never")
            assert asked.name() == "Never"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_their_mind()
    assert asked.name() == "Before"
    assert asked.times == 2  # the kept answer outlived what was rolled back


def test_another_process_is_heard(committed_app: Flask, asked: Asked) -> None:
    with transaction():
        rename("Here")
    assert asked.name() == "Here"
    url = committed_app.extensions["engine"].url.render_as_string(hide_password=False)
    elsewhere = make_app(url, committed_app.instance_path)  # type: ignore[arg-type]
    with elsewhere.app_context(), transaction():
        rename("Elsewhere")
    elsewhere.extensions["engine"].dispose()
    session.rollback()  # the next request
    assert asked.name() == "Elsewhere"


def test_a_statement_that_no_record_goes_through_counts_too(committed_app: Flask, asked: Asked) -> None:
    asked.name()
    with transaction():
        session.execute(update(Organisation).where(Organisation.code == "nobody").values(name="—"))
    asked.name()
    assert asked.times == 2


def test_what_passes_leaves_it(committed_app: Flask, asked: Asked) -> None:
    asked.name()
    with transaction():
        session.add(Counter(name="typing", tries=1, ends_at=now() + timedelta(hours=1)))
        session.execute(
            insert(TrailRecord).values(
                actor="a", at=now(), action="b", subject_type="c", subject="d", difference={}, reason=""
            )
        )
    asked.name()
    assert asked.times == 1


def test_every_passing_table_is_one_of_ours() -> None:
    assert set(Base.metadata.tables) >= PASSING


def test_a_kept_record_cannot_be_read_further_than_it_was(app: Flask) -> None:
    worked.take_in()
    space = workspace.load(worked.NUMBER, today=date(2020, 3, 31))
    assert space.agreement.mandates[0].organisation.name
    bound = session.scalars(select(Agreement).where(Agreement.number == worked.NUMBER)).one()
    assert bound is not space.agreement
    with pytest.raises(DetachedInstanceError):
        _ = space.record.payments[0].agreement


def test_a_page_shows_what_was_just_written(sign_in: Callable[..., PageClient], app: Flask) -> None:
    worked.take_in()
    officer = sign_in("officer")
    first = officer.get(f"/ententes/{worked.NUMBER}").text
    assert officer.get(f"/ententes/{worked.NUMBER}").text == first
    host = session.scalars(select(HostMandate)).first()
    assert host is not None
    with transaction():
        session.execute(
            update(Organisation).where(Organisation.id == host.organisation_id).values(name="Carrefour des Érables")
        )
    assert "Carrefour des Érables" in officer.get(f"/ententes/{worked.NUMBER}").text
