"""A regroupement or a project that is new, added from the first step of an agreement that is being written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.grants.creation import writing
from tests.grants.deciding import press, said
from tests.pages import PageClient
from tracker.db import session
from tracker.directory.models import Project, Regroupement
from tracker.trail.models import TrailRecord

SignIn = Callable[..., PageClient]
NEW = {"g-name": "Table des Sources", "g-kind": "local", "g-region": "17"}
ALIKE = {"g-name": "Table petite enfance des rapides", "g-kind": "local", "g-region": "04"}


@pytest.fixture(autouse=True)
def known(app: Flask) -> None:
    writing.directory()


def count(model: type[Regroupement | Project]) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_new_one_is_chosen_and_what_was_filled_in_beside_is_kept(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    page = officer.get(f"{tasks}/objet")
    assert 'value="RLP-015"' in page.text  # after RLP-014, the only one there
    added = writing.add(officer, tasks, "regroupement", {"programme": "PE", "stream": "regional", **NEW}, page=page)
    assert added.location == f"{tasks}/objet"
    assert press(officer, officer.get(added.location), "step").status_code == 303
    assert "Table des Sources, Centre-du-Québec" in said(officer.get(tasks))
    record = session.scalars(select(TrailRecord).where(TrailRecord.action == "added")).one()
    assert (record.subject_type, record.subject) == ("regroupement", "RLP-015")


def test_pressed_twice_it_is_added_once(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    page, before = officer.get(f"{tasks}/objet"), count(Regroupement)
    for _click in range(2):
        assert writing.add(officer, tasks, "regroupement", NEW, page=page).status_code == 303
    assert count(Regroupement) == before + 1


def test_what_is_alike_is_shown_and_chosen_instead(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    before = count(Regroupement)
    asked = writing.add(officer, tasks, "regroupement", {"programme": "PE", "stream": "local", **ALIKE})
    assert asked.status_code == 422
    assert "Est-ce l’un de ceux-ci?" in said(asked)
    assert "Table petite enfance des Rapides, Mauricie" in said(asked)
    taken = press(officer, asked, "step", press="take:RLP-014")
    assert press(officer, taken, "step").status_code == 303
    assert "Table petite enfance des Rapides, Mauricie" in said(officer.get(tasks))
    assert count(Regroupement) == before


def test_what_is_alike_and_was_seen_may_be_added(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    asked = writing.add(officer, tasks, "regroupement", ALIKE)
    assert writing.add(officer, tasks, "regroupement", {}, page=asked).status_code == 303
    assert count(Regroupement) == 2


def test_a_project_that_is_called_alike_in_either_language_is_shown(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    assert (
        writing.add(officer, tasks, "projet", {"p-name_fr": "Agir tôt", "p-name_en": "Acting early"}).status_code == 303
    )
    again = writing.add(officer, tasks, "projet", {"p-name_fr": "Tôt, on agit", "p-name_en": "acting early"})
    assert again.status_code == 422
    assert "Agir tôt, phase 1" in said(again)
    assert count(Project) == 1


def test_a_code_that_is_taken_is_refused_with_the_next_one(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    refused = writing.add(officer, tasks, "regroupement", {**NEW, "g-code": "RLP-014"})
    assert refused.status_code == 422
    assert "Ce code est déjà pris. Le suivant est RLP-015." in said(refused)


def test_a_search_forgets_nothing_of_what_is_being_added(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    tasks = writing.begin(officer)
    page = officer.get(f"{tasks}/objet")
    found = press(officer, page, "step", press="search", words="rapides", **NEW)
    assert 'value="Table des Sources"' in found.text
