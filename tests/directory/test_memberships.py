"""Memberships of regroupements, from a day to another: added, ended, kept in history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import people
from tests.grants.deciding import press, rows, said
from tests.pages import PageClient
from tracker.db import session, transaction
from tracker.directory.models import Membership, Regroupement
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
WHERE = "/organismes/hote/adhesions"


@pytest.fixture(autouse=True)
def two_tables(app: Flask) -> None:
    with transaction():
        people.organisation()
        session.add_all(
            Regroupement(code=code, name=name, kind="local")
            for code, name in (("T-1", "Table un"), ("T-2", "Table deux"))
        )


def join(who: PageClient, **answers: str) -> TestResponse:
    return press(who, who.get(WHERE), "join", **{"regroupement": "T-1", "from_on": "2016-07-01", **answers})


def end(who: PageClient, day: str, number: int = 0) -> TestResponse:
    (of,) = session.scalars(select(Membership.id).order_by(Membership.id).offset(number).limit(1))
    return press(who, who.get(WHERE), f"end-{of}", **{f"m{of}-to_on": day})


def kept() -> list[tuple[str, date, date | None]]:
    session.expire_all()
    found = session.scalars(select(Membership).order_by(Membership.from_on)).all()
    return [(it.regroupement.code, it.from_on, it.to_on) for it in found]


def told() -> list[Any]:
    records = session.scalars(select(TrailRecord).where(TrailRecord.subject == "hote").order_by(TrailRecord.id))
    return [(it.action, it.difference["membership"]) for it in records]


def test_an_organisation_joins_leaves_and_comes_back(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    assert join(officer).status_code == 303
    assert end(officer, "2018-06-30").status_code == 303
    assert join(officer, from_on="2019-01-01").status_code == 303
    assert kept() == [
        ("T-1", date(2016, 7, 1), date(2018, 6, 30)),
        ("T-1", date(2019, 1, 1), None),
    ]
    assert rows(officer.get("/organismes/hote")) == [
        ["Table unRegroupement local", "2019-01-01", "aujourd’hui"],
        ["Table unRegroupement local", "2016-07-01", "2018-06-30"],
    ]
    assert told() == [
        ("joined", [None, "T-1, 2016-07-01 – …"]),
        ("membership ended", ["T-1, 2016-07-01 – …", "T-1, 2016-07-01 – 2018-06-30"]),
        ("joined", [None, "T-1, 2019-01-01 – …"]),
    ]


def test_the_directory_finds_the_new_member_and_no_longer_the_one_that_left(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    where = "/organismes?regroupement=T-1"
    assert "Maison de la famille" not in said(officer.get(where))
    join(officer)
    assert "Maison de la famille" in said(officer.get(where))
    end(officer, "2018-06-30")
    assert "Maison de la famille" not in said(officer.get(where))


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"regroupement": ""}, "Choisissez le regroupement."),
        ({"from_on": ""}, "Écrivez le premier jour."),
        ({"from_on": "2018-02-30"}, "Cette date n’existe pas."),
        ({"to_on": "2016-06-30"}, "Le dernier jour précède le premier."),
        ({"from_on": "2015-01-01"}, "L’organisme est déjà membre de T-1 certains de ces jours."),
        ({"from_on": "2018-06-30"}, "L’organisme est déjà membre de T-1 certains de ces jours."),
    ],
)
def test_what_cannot_be_is_refused(sign_in: SignIn, answers: dict[str, str], refusal: str) -> None:
    officer = sign_in("officer")
    join(officer, to_on="2018-06-30")
    refused = join(officer, **answers)
    assert refused.status_code == 422
    assert refusal in said(refused)
    assert len(kept()) == 1


def test_it_may_be_in_two_regroupements_at_once(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    join(officer)
    assert join(officer, regroupement="T-2").status_code == 303
    assert [code for code, *_days in kept()] == ["T-1", "T-2"]


def test_a_membership_does_not_run_into_the_next_one(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    join(officer, to_on="2018-06-30")
    join(officer, from_on="2019-01-01")
    refused = end(officer, "")
    assert refused.status_code == 422
    assert "L’organisme est déjà membre de T-1 certains de ces jours." in said(refused)
    assert end(officer, "2016-01-01").status_code == 422
    assert end(officer, "2018-12-31").status_code == 303


def test_pressed_twice_it_is_kept_once(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = officer.get(WHERE)
    answers = {"regroupement": "T-1", "from_on": "2016-07-01"}
    for _click in range(2):
        assert press(officer, page, "join", **answers).status_code == 303
    for _click in range(2):
        assert end(officer, "2018-06-30").status_code == 303
    assert len(kept()) == 1
    assert [action for action, _days in told()] == ["joined", "membership ended"]


def test_another_organisations_membership_is_not_there(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    join(officer)
    with transaction():
        people.organisation("AUTRE")
    (of,) = session.scalars(select(Membership.id))
    page = officer.get(WHERE)
    where = f"/organismes/hote/adhesions/{of}"
    assert where in page.text
    fields = {"csrf_token": page.text.split('name="csrf_token" value="')[1].split('"')[0], f"m{of}-to_on": "2018-01-01"}
    assert officer.post(where.replace("hote", "AUTRE"), data=fields).status_code == 404


def test_only_those_who_keep_the_directory_may(sign_in: SignIn) -> None:
    for role, status in (("admin", 200), ("director", 403), ("auditor", 403), ("preparer", 403)):
        assert sign_in(role).get(WHERE).status_code == status
        assert (WHERE in sign_in(role).get("/organismes/hote").text) == (status == 200)
