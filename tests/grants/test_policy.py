"""Which agreements a partner sees: theirs, now or before; never more, and never a hint of more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select
from werkzeug.exceptions import NotFound

from tests import people
from tracker.accounts.models import Role
from tracker.accounts.visitor import Visitor
from tracker.db import now, session, transaction
from tracker.directory.models import Phase, Project
from tracker.grants import policy
from tracker.grants.models import Agreement, Engagement, HostMandate, Programme, Reach
from tracker.web.dates import today


@pytest.fixture(autouse=True)
def agreements(app: Flask) -> None:
    """E-1 was hosted by A then by B; E-2 by B alone; E-3 has no host yet."""
    with transaction():
        programme = Programme(
            code="P", name_fr="P", name_en="P", fiscal_year_start="04-01", holdback_rate=100_000,
            transfer_limit_rate=150_000, carry_forward_limit_rate=150_000, administration_limit_rate=100_000,
            stacking_limit_rate=900_000,
        )  # fmt: skip
        project = Project(code="X", name_fr="X", name_en="X", phases=[Phase(number=1)])
        session.add_all([programme, project])
        session.flush()
        hosts = {
            "E-1": [("A", "2016-04-01", "2017-03-31"), ("B", "2017-04-01", None)],
            "E-2": [("B", "2016-04-01", None)],
            "E-3": [],
        }
        for number, mandates in hosts.items():
            session.add(
                Agreement(
                    number=number, programme_id=programme.id, stream="project", title_fr=number, title_en=number,
                    phase_id=project.phases[0].id, signed_on=date(2016, 3, 1), starts_on=date(2016, 4, 1),
                    ends_on=date(2019, 3, 31), recorded_at=now(),
                    mandates=[
                        HostMandate(
                            organisation=people.organisation(code), from_on=date.fromisoformat(start),
                            to_on=date.fromisoformat(end) if end else None,
                        )
                        for code, start, end in mandates
                    ],
                )
            )  # fmt: skip


def seen_by(monkeypatch: pytest.MonkeyPatch, role: Role, organisation: str | None = None) -> list[str]:
    who = Visitor(1, 1, "x@demo.example", "X", role, organisation, "fr")
    monkeypatch.setattr(policy, "visitor", lambda: who)
    return list(session.scalars(policy.visible_agreements().with_only_columns(Agreement.number).order_by("number")))


@pytest.mark.parametrize(("organisation", "numbers"), [("A", ["E-1"]), ("B", ["E-1", "E-2"]), ("C", []), (None, [])])
@pytest.mark.parametrize("role", [Role.PREPARER, Role.SIGNATORY])
def test_a_partner_sees_what_their_organisation_hosts_or_hosted(
    monkeypatch: pytest.MonkeyPatch, role: Role, organisation: str | None, numbers: list[str]
) -> None:
    assert seen_by(monkeypatch, role, organisation) == numbers


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.DIRECTOR, Role.ADMIN])
def test_the_funder_sees_all(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    assert seen_by(monkeypatch, role) == ["E-1", "E-2", "E-3"]


def test_an_auditor_sees_what_they_are_engaged_for_and_until_when(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        who = people.person("auditor")
        session.execute(delete(Engagement))
    monkeypatch.setattr(policy, "visitor", lambda: Visitor(1, who.id, who.email, "X", Role.AUDITOR, None, "fr"))

    def seen() -> tuple[list[str], bool]:
        numbers = policy.visible_agreements().with_only_columns(Agreement.number).order_by("number")
        return list(session.scalars(numbers)), policy.sees_all(policy.visitor())

    assert seen() == ([], False)
    of = {it.number: it for it in session.scalars(select(Agreement))}
    with transaction():
        mandate = people.engagement(who, agreements=[of["E-2"]], until=today())
    assert seen() == (["E-2"], False)
    with transaction():
        mandate.until = today() - timedelta(days=1)
    assert seen() == ([], False)
    with transaction():
        mandate.until, mandate.reach, mandate.programme_id = None, Reach.PROGRAMME, of["E-1"].programme_id
    assert seen() == (["E-1", "E-2", "E-3"], False)
    with transaction():
        people.engagement(who)
    assert seen() == (["E-1", "E-2", "E-3"], True)
    with transaction():
        for it in session.scalars(select(Engagement)):
            it.ended_at, it.ended_by = now(), "x"
    assert seen() == ([], False)


def test_unknown_and_forbidden_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen_by(monkeypatch, Role.PREPARER, "A") == ["E-1"]
    assert policy.load_agreement("E-1").number == "E-1"
    refusals = []
    for number in ("E-2", "E-9"):
        with pytest.raises(NotFound) as refused:
            policy.load_agreement(number)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]
