"""A year-end asked for again draws what changed, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import worked
from tests.statements.issuing import declare_interest
from tracker.db import now, session, transaction
from tracker.grants.contributions import service as contributions
from tracker.grants.models import Agreement, ContributionKind
from tracker.grants.service import Author
from tracker.jobs import queries, worker
from tracker.statements import kinds
from tracker.statements.batches import plan, service
from tracker.statements.pdf import guarded

YEAR = "2016-2017"
OF_THE_AGREEMENT = plan.Subject(kinds.AGREEMENT, worked.NUMBER)


@pytest.fixture(autouse=True)
def _taken_in(app: Flask, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2020, 4, 1, 14, 0, tzinfo=UTC))
    worked.take_in()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of every PDF that is asked of the press from now on."""
    seen: list[str] = []
    made = guarded._made

    def noted(press: Any, html: str, *rest: Any) -> bytes:
        seen.append(html)
        return made(press, html, *rest)

    monkeypatch.setattr(guarded, "_made", noted)
    return seen


def year_end(app: Flask, *, as_of: date = date(2018, 3, 31)) -> Sequence[dict[str, Any]]:
    """What the jobs of a whole year-end answered."""
    with transaction():
        asked = service.ask(programme="PE", year=YEAR, as_of=as_of, languages=["fr"], actor="a@b.example", at=now())
        service.start(asked, actor="a@b.example", at=now())
        family = asked.family
    worker.run_all(app, family=family)
    return [dict(job.result or {}) for job in queries.of_family(family)]


def bring_something() -> None:
    """A contribution: no entry of the journal, and on the statement all the same."""
    with transaction():
        contributions.enter(
            session.scalars(select(Agreement).where(Agreement.number == worked.NUMBER)).one(),
            contributions.Brought(
                fiscal_year=YEAR, source="Ville", kind=ContributionKind.CASH, public=True, amount=12_345
            ),
            author=Author("finances@demo.example", now()),
            reason="Lettre du 3 mars",
        )


def verdict(as_of: date = date(2018, 3, 31)) -> str:
    return plan.verdict(OF_THE_AGREEMENT, year=YEAR, as_of=as_of)[0]


def test_asked_for_again_nothing_is_drawn(app: Flask, clock: time_machine.Traveller, drawn: list[str]) -> None:
    first = year_end(app)
    assert all(it["fresh"] for it in first)
    assert len(drawn) == len(first) == 3, "the agreement, its region, the programme"
    clock.shift(timedelta(days=1))
    again = year_end(app)
    assert [it["number"] for it in again] == [it["number"] for it in first]
    assert not any(it["fresh"] for it in again)
    assert len(drawn) == 3


def test_after_a_change_its_own_are_drawn_once_and_stand_from_then_on(
    app: Flask, clock: time_machine.Traveller, drawn: list[str]
) -> None:
    year_end(app)
    clock.shift(timedelta(hours=1))
    declare_interest()
    assert verdict() == "changed"
    superseding = year_end(app)
    assert [it["number"][-3:] for it in superseding] == ["/02"] * 3
    assert len(drawn) == 6
    clock.shift(timedelta(hours=1))
    assert verdict() == "unchanged"
    assert [it["number"] for it in year_end(app)] == [it["number"] for it in superseding]
    assert len(drawn) == 6


def test_what_no_entry_tells_of_is_a_change_too(app: Flask, clock: time_machine.Traveller, drawn: list[str]) -> None:
    year_end(app)
    clock.shift(timedelta(hours=1))
    bring_something()
    assert verdict() == "changed"
    year_end(app)
    assert any("Ville" in html for html in drawn[3:])
    assert verdict() == "unchanged"


def test_another_day_on_which_nothing_happened_is_no_change(
    app: Flask, clock: time_machine.Traveller, drawn: list[str]
) -> None:
    first = year_end(app, as_of=date(2020, 3, 31))
    clock.shift(timedelta(days=1))
    again = year_end(app, as_of=date(2020, 4, 1))
    assert [it["number"] for it in again] == [it["number"] for it in first]
    assert verdict(date(2020, 4, 1)) == "unchanged"
    assert len(drawn) == 3
