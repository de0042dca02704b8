"""The community decides what of its reports is shared, and with whom; money is always answered for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import time_machine

from tests.insight.pages import said
from tests.pages import PageClient
from tests.people import person
from tracker.accounts.models import Role
from tracker.accounts.visitor import Visitor
from tracker.db import now, session, transaction
from tracker.grants.frameworks.policy import published, shares
from tracker.grants.models import Agreement, Shared
from tracker.statements import service
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
PAGE = "/ententes/S-A/partage"
COMMUNITY, HOLDER, OTHER = "O-2", "O-1", "O-3"


def _agreement() -> Agreement:
    return session.query(Agreement).filter_by(number="S-A").one()


def _somebody(role: Role, code: str | None = None) -> Visitor:
    with transaction():
        it = person(role, organisation_code=code or "", email=f"{role}{code}@demo.example") if code else person(role)
    return Visitor(1, it.id, it.email, it.name, role, it.organisation_code, "fr")


def _choose(client: PageClient, *ticked: str) -> None:
    answer = client.submit(PAGE, dict.fromkeys(ticked, "y"), form="/ententes/S-A/partage")
    assert answer.status_code == 303


def _keep_to_ourselves(client: PageClient) -> None:
    """Untick everything, as somebody would."""
    page = client.get(PAGE).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post(PAGE, data={"csrf_token": token}).status_code == 303


def test_until_the_community_decides_reports_go_where_the_agreement_says(cadre: str) -> None:
    for what in Shared:
        assert shares(_agreement(), what, person=_somebody(Role.OFFICER))
        assert shares(_agreement(), what, person=_somebody(Role.PREPARER, HOLDER))
        assert not published(_agreement(), what)


def test_only_its_own_people_decide(cadre: str, sign_in: SignIn) -> None:
    officer = sign_in("officer", language="en")
    assert "Only the people of the community" in said(officer.get(PAGE).text)
    assert sign_in("preparer", organisation_code=HOLDER).get(PAGE).status_code == 404
    assert sign_in("signatory", organisation_code=COMMUNITY).get(PAGE).status_code == 200


def test_what_it_keeps_to_itself_nobody_else_reads(cadre: str, sign_in: SignIn) -> None:
    _keep_to_ourselves(sign_in("signatory", organisation_code=COMMUNITY))
    agreement = _agreement()
    for what in Shared:
        assert shares(agreement, what, person=_somebody(Role.PREPARER, COMMUNITY))
        assert not shares(agreement, what, person=_somebody(Role.PREPARER, HOLDER))
        assert not shares(agreement, what, person=_somebody(Role.PREPARER, OTHER))
        assert not shares(agreement, what, person=_somebody(Role.AUDITOR))


def test_it_may_publish_and_the_trail_tells_who_and_when(cadre: str, sign_in: SignIn) -> None:
    client = sign_in("signatory", organisation_code=COMMUNITY, language="en")
    _choose(client, "learnings_public")
    assert published(_agreement(), Shared.LEARNINGS)
    assert not published(_agreement(), Shared.NARRATIVE)
    told = session.query(TrailRecord).filter_by(action="sharing choice").one()
    assert told.difference == {"learnings": [[True, True, False], [True, True, True]]}
    assert "everybody: it is published" in said(client.get(PAGE).text)
    _choose(client, "learnings_public")  # sent again: nothing more
    assert session.query(TrailRecord).filter_by(action="sharing choice").count() == 1


def test_a_statement_shows_no_indicator_that_is_withheld_and_says_so(
    cadre: str, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    def statement(known_at: datetime) -> tuple[int, int, int]:
        day = known_at.date()
        one = service.agreement_statement("S-A", year=None, as_of=day, known_at=known_at)
        whole = service.framework_statement(cadre, year=None, as_of=day, known_at=known_at)
        withheld = [it for it in one.notes if it.key == "withheld"]
        return len(one.indicators), len(withheld), sum(it.agreements for it in whole.indicators)

    before = now()
    assert statement(before) == (1, 0, 2)
    clock.move_to(datetime(2018, 1, 15, 16, tzinfo=UTC))
    _keep_to_ourselves(sign_in("signatory", organisation_code=COMMUNITY))
    assert statement(now()) == (0, 1, 1)
    assert statement(before) == (1, 0, 2)  # what was known then is what it was
