"""Adding an organisation: what is proposed, what is shown before, what is refused, and a button pressed twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from tests.grants.creation import writing
from tests.grants.deciding import press, said
from tests.pages import PageClient
from tracker.db import now, session, transaction
from tracker.directory import service
from tracker.directory.models import Organisation
from tracker.directory.queries import code_after
from tracker.errors import DomainError
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
WHERE = "/organismes/ajouter"
NEW = {"name": "Carrefour des Rives", "region_code": "04", "city": "Shawinigan"}


@pytest.fixture
def known(app: Flask) -> None:
    with transaction():
        session.add_all(
            Organisation(code=code, name=name, kind="community", neq=neq, region_code="04", city="Shawinigan")
            for code, name, neq in (
                ("ORG-0102", "Carrefour des Rive", None),
                ("ORG-0103", "Maison de la famille", "1140000019"),
                ("PART-1", "Bibliothèque", None),
            )
        )


def codes() -> list[str]:
    session.expire_all()
    return list(session.scalars(select(Organisation.code).order_by(Organisation.code)))


@pytest.mark.parametrize(
    ("there", "proposed"),
    [
        ([], "ORG-0001"),
        (["Ville", "Table"], "ORG-0001"),
        (["ORG-0102", "PART-7", "ORG-0099"], "ORG-0103"),
        (["ORG-001", "ORG-9999"], "ORG-10000"),
        (["12", "007"], "13"),
    ],
)
def test_the_code_proposed_follows_the_last_one_of_the_longest_series(there: list[str], proposed: str) -> None:
    assert code_after(there, first="ORG-0001") == proposed


def test_one_that_resembles_nothing_is_added_at_once(sign_in: SignIn, known: None) -> None:
    officer = sign_in("officer")
    answer = officer.submit(WHERE, {"name": "Halte-garderie", "neq": "1140 000 027", "kind": "childcare"})
    assert answer.location == "/organismes/ORG-0104"
    page = said(officer.get(answer.location))
    assert "Halte-garderie figure au répertoire." in page
    assert "1140000027" in page
    assert "Ajouté au répertoire" in page
    record = session.scalars(select(TrailRecord).where(TrailRecord.action == "added")).one()
    assert record.difference["neq"] == [None, "1140000027"]
    assert record.subject == "ORG-0104"


def test_what_is_alike_is_shown_before_it_is_added(sign_in: SignIn, known: None) -> None:
    officer = sign_in("officer")
    page = officer.get(WHERE)
    asked = press(officer, page, "organisation", **NEW)
    assert asked.status_code == 409
    assert "Est-ce l’un de ceux-ci?" in said(asked)
    assert 'href="/organismes/ORG-0102"' in asked.text
    assert "ORG-0104" not in codes()
    added = press(officer, asked, "organisation")
    assert added.location == "/organismes/ORG-0104"


def test_what_is_alike_is_shown_while_one_types(sign_in: SignIn, known: None) -> None:
    officer = sign_in("officer")
    page = officer.get(WHERE, query_string={"name": "carrefour des rives"})
    assert "ORG-0102" in said(page)
    assert press(officer, page, "organisation", **NEW).status_code == 303  # it was shown already


def test_two_organisations_do_not_have_one_neq(sign_in: SignIn, known: None) -> None:
    officer = sign_in("officer")
    refused = officer.submit(WHERE, {"name": "Tout autre chose", "neq": "1140000019"})
    assert refused.status_code == 422
    assert "ORG-0103 a déjà ce NEQ" in said(refused)
    assert 'href="/organismes/ORG-0103"' in refused.text
    assert press(officer, refused, "organisation").status_code == 422


def test_pressed_twice_it_is_added_once(sign_in: SignIn, known: None) -> None:
    officer = sign_in("officer")
    page = officer.get(WHERE)
    first, second = (press(officer, page, "organisation", name="Halte-garderie") for _click in range(2))
    assert first.location == second.location == "/organismes/ORG-0104"
    assert codes().count("ORG-0104") == 1
    assert len(session.scalars(select(TrailRecord).where(TrailRecord.action == "added")).all()) == 1


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"code": "PART-1"}, "Ce code est déjà pris. Le suivant est ORG-0104."),
        ({"code": "deux mots"}, "Employez des lettres, des chiffres, des points et des traits d’union"),
        ({"code": ""}, "Écrivez un code."),
        ({"name": ""}, "Écrivez le nom."),
        ({"neq": "12"}, "Un NEQ compte 10 chiffres et commence par 11, 22, 33 ou 88."),
    ],
)
def test_what_cannot_be_is_refused(sign_in: SignIn, known: None, answers: dict[str, str], refusal: str) -> None:
    before = codes()
    answer = sign_in("officer").submit(WHERE, {"name": "Halte-garderie", **answers})
    assert answer.status_code == 422
    assert refusal in said(answer)
    assert codes() == before


def test_an_agreement_being_written_takes_a_host_that_was_not_there(sign_in: SignIn, app: Flask) -> None:
    writing.directory()
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    step = officer.get(f"{tasks}/mandataire")
    nothing = press(officer, step, "step", press="search", words="Maison neuve")
    assert "Pas dans la liste? Ajoutez-le" in said(nothing)
    adding = officer.get(WHERE, query_string={"suite": f"{tasks}/mandataire", "name": "Maison neuve"})
    added = press(officer, adding, "organisation")
    assert added.location == f"{tasks}/mandataire?organisme=ORG-004"
    chosen = officer.get(added.location)
    assert press(officer, chosen, "step").status_code == 303
    assert "Maison neuve" in said(officer.get(tasks))


def test_one_that_is_alike_is_chosen_instead(sign_in: SignIn, app: Flask) -> None:
    writing.directory()
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    adding = officer.get(WHERE, query_string={"suite": f"{tasks}/mandataire", "name": "CPE Les petits voiliers"})
    assert f'href="{tasks}/mandataire?organisme=ORG-002"' in adding.text


def test_the_way_back_stays_within_the_site(sign_in: SignIn, known: None) -> None:
    officer = sign_in("officer")
    page = officer.get(WHERE, query_string={"suite": "//ailleurs.example/", "name": "Halte-garderie"})
    assert 'href="//ailleurs' not in page.text
    assert press(officer, page, "organisation").location == "/organismes/ORG-0104"


def test_only_those_who_keep_the_directory_are_offered_it(sign_in: SignIn, known: None) -> None:
    assert f'href="{WHERE}"' in sign_in("admin").get("/organismes").text
    for role in ("director", "auditor", "preparer"):
        assert f'href="{WHERE}"' not in sign_in(role).get("/organismes").text


def test_an_empty_directory_says_how_it_begins(sign_in: SignIn, app: Flask) -> None:
    assert f'href="{WHERE}"' in sign_in("officer").get("/organismes").text


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("Halte-garderie", {"ORG-9"}),  # one button pressed eight times
        ("Halte-garderie nº {}", {"ORG-9", "This code is taken. The next one is ORG-10."}),
    ],
)
def test_of_several_at_once_one_is_added(committed_app: Flask, name: str, outcomes: set[str]) -> None:
    several, start = 8, Barrier(8)

    def add(number: int) -> str:
        values = dict.fromkeys(service.FIELDS, "") | {"name": name.format(number), "kind": "other", "language": "fr"}
        with committed_app.app_context():
            start.wait()
            try:
                with transaction():
                    return service.add_organisation(code="ORG-9", values=values, shown=(), actor="tests", at=now()).code
            except DomainError as error:
                return str(error)

    with ThreadPoolExecutor(several) as threads:
        assert set(threads.map(add, range(several))) == outcomes
    with committed_app.app_context():
        assert codes() == ["ORG-9"]
