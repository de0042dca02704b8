"""Who gives engagements, what they open, and that nothing else is left open by mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from tests import people, worked
from tests.insight.pages import said
from tests.pages import PageClient
from tracker.accounts.models import Role
from tracker.accounts.permissions import GRANTED, Action, access_of
from tracker.audit import engagements
from tracker.audit.policy import OF_EVERYTHING
from tracker.db import now, session, transaction
from tracker.demo import service as demo
from tracker.errors import DomainError
from tracker.grants.models import Agreement, Engagement
from tracker.trail.models import TrailRecord
from tracker.web.dates import today

SignIn = Callable[..., PageClient]
ADDRESS = "/missions"
EVERYBODYS = frozenset(
    {
        "api.agreements",
        "api.organisation",
        "api.organisations",
        "api.programme",
        "api.programmes",
        "api.regions",
        "api.regroupement",
        "api.regroupements",
        "api.totals",
        "insight.portfolio",
        "insight.portfolio_file",
        "journal.check",
        "journal.verify",
        "organisations.file",
        "organisations.listing",
        "organisations.page",
        "results.file",
        "results.indicator",
        "results.page",
        "review.late",
        "review.late_file",
        "review.library",
        "review.queue",
        "verification.attach",
    }
)
"""Pages that ask what the reader may see, the directory, what partners chose to share, and the chain, which names
nothing."""


@pytest.fixture
def newcomer(app: Flask, sign_in: SignIn) -> PageClient:
    """An auditor without an engagement, and the worked agreement."""
    worked.take_in()
    client = sign_in("auditor", email="nouvelle@demo.example", language="en")
    with transaction():
        for it in session.query(Engagement):
            session.delete(it)
    return client


def given(director: PageClient, **changes: str) -> object:
    who = session.query(people.Person).filter_by(email="nouvelle@demo.example").one()
    data = {"auditor": str(who.id), "purpose": "Audit 2017-2018", "reach": "agreements", "until": "2030-03-31"}
    return director.submit(ADDRESS, data | {"agreements": worked.NUMBER, "years": "2017-2018"} | changes, form=ADDRESS)


def test_an_engagement_opens_an_agreement_until_it_is_ended(newcomer: PageClient, sign_in: SignIn) -> None:
    page = f"/ententes/{worked.NUMBER}"
    assert newcomer.get(page).status_code == 404
    director = sign_in("director", language="en")
    assert given(director).status_code == 303  # type: ignore[attr-defined]
    assert newcomer.get(page).status_code == 200
    home = said(newcomer.get("/").text)
    assert "Audit 2017-2018" in home
    assert "March 31, 2030" in home
    number = session.query(Engagement).one().id
    assert director.submit(ADDRESS, form=f"{ADDRESS}/{number}/fin").status_code == 303
    assert newcomer.get(page).status_code == 404
    assert [it.action for it in session.query(TrailRecord).filter_by(subject_type="engagement")] == [
        "give engagement", "end engagement",
    ]  # fmt: skip


def test_it_covers_its_fiscal_years_only(newcomer: PageClient, sign_in: SignIn) -> None:
    given(sign_in("director"))
    who = session.query(people.Person).filter_by(email="nouvelle@demo.example").one()
    agreement = session.query(Agreement).filter_by(number=worked.NUMBER).one()
    assert engagements.years_of(who.id, agreement, today()) == ("2017-2018",)
    options = newcomer.get(f"/ententes/{worked.NUMBER}/audit").text.partition('id="year"')[2].partition("</select>")[0]
    assert "2017-2018" in options
    assert "2016-2017" not in options
    assert "cumulatif" not in options


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreements": "PE-0000-000"}, "no agreement PE-0000-000"),
        ({"agreements": ""}, "Write the number of each agreement."),
        ({"until": "2001-01-01"}, "Write a day to come."),
        ({"years": "2017"}, "Write fiscal years as 2016-2017."),
        ({"purpose": ""}, "Write what the mandate is."),
    ],
)
def test_an_engagement_without_a_meaning_is_refused(
    newcomer: PageClient, sign_in: SignIn, changes: dict[str, str], words: str
) -> None:
    answer = given(sign_in("director", language="en"), **changes)
    assert (answer.status_code, words in said(answer.text)) == (422, True)  # type: ignore[attr-defined]
    assert session.query(Engagement).count() == 0


def test_only_an_auditor_is_engaged(app: Flask) -> None:
    with transaction():
        officer = people.person("officer")
        with pytest.raises(DomainError, match="not an auditor"):
            engagements.give(auditor=officer, until=None, purpose="x", actor="x", at=now())


def test_what_is_about_everything_is_closed_to_an_auditor_of_a_part(newcomer: PageClient, sign_in: SignIn) -> None:
    given(sign_in("director"))
    for path in ("/journal", "/journal.csv", "/versements", "/etats", "/etats/fin-exercice"):
        assert newcomer.get(path).status_code == 403, path
    home = newcomer.get("/").text
    assert 'href="/journal"' not in home
    assert 'href="/ententes"' in home
    with transaction():
        people.engagement(people.person("auditor", email="nouvelle@demo.example"))
    assert newcomer.get("/journal").status_code == 200


def test_every_page_without_an_agreement_was_thought_of(app: Flask) -> None:
    """A new page that auditors may read is about one agreement, or is in one of the two tables."""
    for rule in app.url_map.iter_rules():
        access = access_of(rule.endpoint)
        if isinstance(access, Action) and Role.AUDITOR in GRANTED[access] and "<number>" not in rule.rule:
            known = rule.endpoint in OF_EVERYTHING | EVERYBODYS
            assert known, f"{rule.endpoint}: does it ask what the reader may see? (tracker/audit/policy.py)"


def test_the_demonstrations_auditor_reads_everything(app: Flask) -> None:
    demo.install(agreements=1, password=people.PASSWORD)
    (mandate,) = session.query(Engagement).all()
    assert (mandate.person.email, mandate.reach, mandate.until) == ("verification@demo.example", "everything", None)


def test_an_engagement_is_open_to_the_end_of_its_last_day() -> None:
    last = date(2020, 3, 31)
    mandate = Engagement(until=last)
    assert mandate.is_open(last)
    assert not mandate.is_open(date(2020, 4, 1))
    assert Engagement(until=None).is_open(last)
