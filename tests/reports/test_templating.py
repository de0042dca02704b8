"""The builder: staff write a version, see what it asks, and publish it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from tests.pages import PageClient
from tests.worked import take_in
from tracker.accounts.models import Role
from tracker.bilingual import Text
from tracker.db import session
from tracker.reports.form import edit
from tracker.reports.form.questions import QuestionKind
from tracker.reports.form.template import from_data
from tracker.reports.models import TemplateVersion

SignIn = Callable[..., PageClient]


@pytest.fixture
def officer(app: Flask, sign_in: SignIn) -> PageClient:
    take_in()
    return sign_in(Role.OFFICER)


@pytest.fixture
def draft(officer: PageClient) -> str:
    """The address of a second version, begun from the page."""
    next_one = re.search(r"/gabarits/\d+/suivante", officer.get("/gabarits").text)
    assert next_one
    answer = officer.submit("/gabarits", form=next_one[0])
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def content(address: str):  # type: ignore[no-untyped-def]
    template, number = address.split("/")[2:4]
    session.expire_all()
    row = session.query(TemplateVersion).filter_by(template_id=int(template), number=int(number)).one()
    return from_data(row.content)


def test_the_list_says_how_heavy_each_template_is(officer: PageClient) -> None:
    text = officer.get("/gabarits").text
    assert "Rapport d’étape, grande entente" in text
    # 4 identity, 52 story, 30 actions, 20 indicators, 45 finance, 10 contributions, 39 learnings, 15 attachments: 215
    # minutes for the worked agreement's 354,000.00, 6 for each 10,000
    row = text.split("Rapport d’étape, grande entente")[1].split("</tr>")[0]
    assert [cell.split("</td>")[0] for cell in row.split('">') if cell.startswith(("215", "6"))] == ["215", "6"]


def test_a_question_is_added_changed_and_kept_under_its_first_key(officer: PageClient, draft: str) -> None:
    section = content(draft).sections[1].key
    new = f"{draft}/sections/{section}/questions/nouvelle"
    officer.submit(
        new,
        {"kind": "choice", "label_fr": "Qui a changé?", "label_en": "Who changed?", "choices": "Nous | We\nEux | They"},
    )
    made = content(draft).sections[1].questions[-1]
    assert (made.key, made.kind) == ("qui_a_change", QuestionKind.CHOICE)
    assert [(it.code, it.label) for it in made.choices] == [("nous", Text("Nous", "We")), ("eux", Text("Eux", "They"))]
    officer.submit(
        f"{draft}/sections/{section}/questions/{made.key}",
        {"label_fr": "Qui a bougé?", "choices": "Eux | They\nNous | We\nTous | Everyone"},
    )
    again = content(draft).sections[1].questions[-1]
    assert (again.key, again.label.fr) == ("qui_a_change", "Qui a bougé?")
    assert [it.code for it in again.choices] == ["eux", "nous", "tous"]


def test_a_budget_may_ask_nothing_of_the_rest_of_the_year(officer: PageClient, draft: str) -> None:
    preview = f"{draft}/apercu"
    assert "Prévu ensuite" in officer.get(preview).text
    before = content(draft).section("finance")
    officer.submit(f"{draft}/sections/finance", {"forecast": None})
    assert content(draft).section("finance") == replace(before, forecast=False)
    text = officer.get(preview).text
    assert "Prévu ensuite" not in text
    assert "Solde : ce qui reste." in text.replace("\u00a0", " ")
    officer.submit(f"{draft}/sections/finance", {"forecast": "y"})
    assert content(draft).section("finance") == before


def test_a_fault_is_said_beside_its_field_and_nothing_is_lost(officer: PageClient, draft: str) -> None:
    section = content(draft).sections[1].key
    answer = officer.submit(
        f"{draft}/sections/{section}/questions/nouvelle",
        {"kind": "table", "label_fr": "Outils", "label_en": "Tools", "columns": "dessin | Titre | Title"},
    )
    assert answer.status_code == 422
    assert "dessin | Titre | Title" in answer.text
    assert 'href="#columns"' in answer.text


def test_two_people_see_each_other(officer: PageClient, draft: str) -> None:
    page = officer.get(draft)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    last = content(draft).sections[-1].key
    first = {"csrf_token": token, "seen": "1", "section": last, "question": "", "act": "up"}
    assert officer.post(draft, data=first).status_code == 303
    late = officer.post(draft, data={**first, "act": "drop"})
    assert late.status_code == 409
    assert content(draft).sections[-2].key == last


def test_what_is_published_is_not_written_any_more(officer: PageClient, draft: str) -> None:
    assert officer.submit(draft, form=f"{draft}/publier").status_code == 303
    assert officer.get(f"{draft}/sections/nouvelle").status_code == 404
    assert "Commencer la version suivante" in officer.get(draft).text


def test_a_preview_shows_every_section_and_keeps_nothing(officer: PageClient, draft: str) -> None:
    text = officer.get(f"{draft}/apercu").text
    for section in content(draft).sections:
        assert section.title.fr in text


def test_a_key_is_made_from_words_once() -> None:
    assert edit.key_from("Qu’est-ce qui a changé?", []) == "qu_est_ce_qui_a_change"
    assert edit.key_from("Fait", ["fait", "fait_2"]) == "fait_3"
    assert edit.key_from("2 ans", []) == "q_2_ans"
