"""Correcting an organisation: what is refused, what the trail keeps, and two people at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests import people
from tests.insight.pages import rows, said
from tests.pages import PageClient
from tracker.db import session, transaction
from tracker.directory.models import Organisation
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
WHERE = "/organismes/hote/modifier"


@pytest.fixture
def host(app: Flask) -> str:
    with transaction():
        return people.organisation().code


def known(name: str) -> object:
    session.expire_all()
    return getattr(session.scalars(select(Organisation).where(Organisation.code == "hote")).one(), name)


def test_a_correction_is_kept_with_what_it_said_before(sign_in: SignIn, host: str) -> None:
    officer = sign_in("officer")
    answer = officer.submit(WHERE, {"neq": "1140 000 019", "city": "Alma", "region_code": "02"})
    assert answer.status_code == 303
    assert (known("neq"), known("city"), known("region_code")) == ("1140000019", "Alma", "02")
    record = session.scalars(select(TrailRecord).where(TrailRecord.action == "changed")).one()
    assert record.difference == {"neq": [None, "1140000019"], "city": [None, "Alma"], "region_code": [None, "02"]}
    page = officer.get("/organismes/hote").text
    assert "NEQ – 1140000019" in said(page)
    assert "Région – Saguenay–Lac-Saint-Jean" in said(page)


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"neq": "114000001"}, "Un NEQ compte 10 chiffres et commence par 11, 22, 33 ou 88."),
        ({"neq": "9940000019"}, "Un NEQ compte 10 chiffres et commence par 11, 22, 33 ou 88."),
        ({"neq": "١١٤٠٠٠٠٠١٩"}, "Un NEQ compte 10 chiffres et commence par 11, 22, 33 ou 88."),
        ({"email": "pas une adresse"}, "Écrivez une adresse comme nom@exemple.org."),
        ({"name": ""}, "Écrivez le nom."),
    ],
)
def test_what_cannot_be_is_refused(sign_in: SignIn, host: str, answers: dict[str, str], refusal: str) -> None:
    answer = sign_in("officer").submit(WHERE, answers)
    assert answer.status_code == 422
    assert refusal in said(answer.text)
    assert known("neq") is None


def test_who_comes_second_sees_what_the_first_one_wrote_and_may_replace_it(sign_in: SignIn, host: str) -> None:
    officer, admin = sign_in("officer"), sign_in("admin")
    opened = officer.get(WHERE).text
    seen = opened.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert admin.submit(WHERE, {"city": "Alma"}).status_code == 303
    answer = officer.submit(WHERE, {"seen": seen, "city": "Roberval"})
    assert answer.status_code == 409
    assert rows(answer.text) == [["Ville", "Alma", "Roberval"]]
    assert known("city") == "Alma"
    again = answer.text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert officer.submit(WHERE, {"seen": again, "city": "Roberval"}).status_code == 303
    assert known("city") == "Roberval"


def test_only_those_who_keep_the_directory_may(sign_in: SignIn, host: str) -> None:
    assert sign_in("auditor").get(WHERE).status_code == 403
    assert sign_in("preparer").get(WHERE).status_code == 403
    assert WHERE not in sign_in("director").get("/organismes/hote").text
    assert WHERE in sign_in("admin").get("/organismes/hote").text
