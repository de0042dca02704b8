"""What every test stands on. ARCHITECTURE habits 4, 5, 10, 11; docs/decisions/0002.

``app``           the application over the worker's database; the test's transaction is rolled back
``committed_app`` an application with a database of its own, for tests that need real commits
``client``        a browser without a person; ``sign_in(role)`` gives one with
``clock``         the time, which stands still at ``TODAY`` unless the test moves it
``chromium``      a real browser, one for all the tests of a worker (marker ``browser``)
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import hypothesis
import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Connection
from sqlalchemy.orm import sessionmaker

from config import Settings
from tests import chromium as chromiums
from tests import databases, people
from tests.pages import PageClient, browser_of
from tracker import create_app, migrations
from tracker.web import mail

TODAY = datetime(2019, 10, 15, 14, 0, tzinfo=UTC)

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


def settings_for(url: str, instance: Path, **variables: str) -> Settings:
    """Settings as a server would read them from its environment, with nothing of this machine's."""
    return Settings.from_environment(
        {
            "TRACKER_DATABASE_URL": url,
            "TRACKER_INSTANCE": str(instance),
            "TRACKER_QUEUE_URL": "memory:",
            "TRACKER_SECRET_KEY": "a secret that is only for the tests",
            "TRACKER_DEMO_PASSWORD": people.PASSWORD,
            **variables,
        }
    )


def make_app(url: str, instance: Path, **variables: str) -> Flask:
    app = create_app(settings_for(url, instance, **variables))
    app.testing = True
    app.test_client_class = PageClient
    return app


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The time stands still at TODAY; ``clock.move_to(…)`` moves it. A browser's own clock runs, so
    tests marked ``browser`` or ``real_clock`` live in the present."""
    if request.node.get_closest_marker("browser") or request.node.get_closest_marker("real_clock"):
        yield None
        return
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def scratch_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="session")
def template_database(scratch_folder: Path) -> Iterator[str]:
    """A database built by the real migrations, that nobody is connected to."""
    with databases.scratch(scratch_folder) as url:
        app = make_app(url, scratch_folder / "template")
        with app.app_context():
            migrations.upgrade()
        app.extensions["engine"].dispose()
        yield url


@pytest.fixture
def empty_database(scratch_folder: Path) -> Iterator[str]:
    """The address of a database without a table."""
    with databases.scratch(scratch_folder) as url:
        yield url


@pytest.fixture(scope="session")
def worker_app(template_database: str, scratch_folder: Path) -> Iterator[Flask]:
    """The application of this worker's process. Tests ask for ``app``, which rolls back."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, scratch_folder / "instance")
        yield app
        app.extensions["engine"].dispose()


@pytest.fixture
def connection(worker_app: Flask) -> Iterator[Connection]:
    """The one connection of the test, in a transaction that is never committed."""
    with worker_app.extensions["engine"].connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()


@pytest.fixture
def app(worker_app: Flask, connection: Connection) -> Iterator[Flask]:
    """The application, inside an application context.

    A session's commit ends a savepoint of the test's transaction, so ``transaction()`` works as it
    does for real, and everything is undone at the end. What opens a connection of its own
    (``journal.verify``, threads, commands) sees none of it: such a test takes ``committed_app``.
    """
    usual = worker_app.extensions["make_session"]
    worker_app.extensions["make_session"] = sessionmaker(bind=connection, join_transaction_mode="create_savepoint")
    with worker_app.app_context():
        yield worker_app
    worker_app.extensions["make_session"] = usual
    for letter in [it for it in threading.enumerate() if it.name == mail.ASIDE]:
        letter.join()  # or the next test would find it in its own mail
    for folder in ("files", "mail"):
        shutil.rmtree(Path(worker_app.instance_path) / folder, ignore_errors=True)


@pytest.fixture
def committed_app(template_database: str, scratch_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application with a database of its own, whose commits are real, inside an application context."""
    with databases.scratch(scratch_folder, template=template_database) as url:
        app = make_app(url, tmp_path / "instance")
        with app.app_context():
            yield app
        app.extensions["engine"].dispose()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser that nobody has signed in with."""
    return browser_of(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., PageClient]:
    """``sign_in("officer")``: a browser that this role's person is signed in with (tests/people.py)."""
    return partial(people.sign_in, app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Playwright bears to be started only once."""
    with sync_playwright() as playwright:
        browser = chromiums.launch(playwright)
        yield browser
        browser.close()
