"""Choosing a region's or the programme's statement, and taking it away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import worked
from tests.pages import PageClient

SignIn = Callable[..., PageClient]


@pytest.mark.usefixtures("worked_alone")
def test_the_page_offers_every_region_the_programme_and_the_years(sign_in: SignIn) -> None:
    page = sign_in("auditor").get("/etats").text
    for words in ("Petite enfance", "04 – Mauricie", "Ententes sans région", "2018-2019", 'value="region-national"'):
        assert words in page


@pytest.mark.usefixtures("worked_alone")
def test_what_is_chosen_comes_as_a_file(sign_in: SignIn) -> None:
    client = sign_in("officer")
    for of, name in (("region-04", "etat-region-04"), ("programme-PE", "etat-programme-PE")):
        answer = client.get(f"/etats/fichier.json?de={of}&annee=2017-2018&arrete=2020-03-31&connu=2100-01-01&langue=en")
        assert answer.headers["Content-Disposition"] == (f'attachment; filename="{name}-2017-2018-2020-03-31.json"')
        promised = worked.expected("2020-03-31", "2017-2018")
        assert answer.get_json()["totals"]["accepted"] == promised["totals"]["accepted"]


@pytest.mark.usefixtures("worked_alone")
def test_what_does_not_exist_is_not_found_and_a_year_nobody_has_is_said(sign_in: SignIn) -> None:
    client = sign_in("officer")
    for of in ("region-99", "programme-ZZ", "entente-04", ""):
        assert client.get(f"/etats/fichier.json?de={of}").status_code == 404
    answer = client.get("/etats/fichier.json?de=region-04&annee=2031-2032")
    assert 400 <= answer.status_code < 500
    assert "aucune entente" in answer.text


@pytest.mark.usefixtures("worked_alone")
def test_the_disbursements_of_an_agreement_are_a_file_too(sign_in: SignIn) -> None:
    client = sign_in("preparer", organisation_code="ORG-001")
    answer = client.get(f"/ententes/{worked.NUMBER}/versements.json?arrete=2020-03-31&connu=2100-01-01")
    assert answer.get_json()["totals"]["gross"] == "345872.03"
    assert "Ses versements seulement" in client.get(f"/ententes/{worked.NUMBER}/etats").text
