"""The public page of a programme: what it adds up to, and nothing of anybody in particular."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient
from tracker.db import session, transaction
from tracker.grants.models import Programme
from tracker.reports.models import IndicatorValue

Portfolio = Callable[[int], None]


@pytest.fixture
def published(portfolio: Portfolio) -> None:
    """The worked agreement and one like it, in a programme with a public page."""
    portfolio(1)
    with transaction():
        session.execute(update(Programme).values(published=True))


def test_anybody_reads_what_it_adds_up_to(client: PageClient, published: None) -> None:
    html = client.get("/bilan/PE").text
    assert key_figures(html)["Investi"] == "691 744 $"  # twice the 345 872.03 settled of its promised JSON
    assert key_figures(html)["Regroupements locaux"] == "2"
    assert "Familles jointes 588" in said(html)  # 294 each
    assert [row[0] for row in rows(html, -1)] == ["2016-2017", "2017-2018", "2018-2019"]


def test_a_few_families_are_not_told(client: PageClient, published: None) -> None:
    with transaction():
        session.execute(update(IndicatorValue).values(actual="0"))
        session.execute(update(IndicatorValue).where(IndicatorValue.target == "35").values(actual="2"))
    assert "Familles jointes" not in said(client.get("/bilan/PE").text)


def test_it_is_there_only_for_a_programme_that_has_one(client: PageClient, app: Flask, portfolio: Portfolio) -> None:
    portfolio(0)
    assert client.get("/bilan/PE").status_code == 404
    assert client.get("/bilan/RIEN").status_code == 404


def test_a_director_opens_it_to_everybody(
    sign_in: Callable[..., PageClient], client: PageClient, portfolio: Portfolio
) -> None:
    portfolio(0)
    director = sign_in("director")
    data = {"published": "y", "reason": "Décision du conseil d’administration"}
    assert director.submit("/programmes/PE", data, form="settings").status_code == 303
    assert client.get("/bilan/PE").status_code == 200
