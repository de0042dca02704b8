"""The first page of each."""

from __future__ import annotations

from collections.abc import Callable

from tests.insight.conftest import HOST
from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient

SignIn = Callable[..., PageClient]


def test_a_partner_reads_what_is_due_and_what_waits_for_it(sign_in: SignIn, blocked: str) -> None:
    text = said(sign_in("preparer", organisation_code=HOST).get("/").text)
    assert "Bonjour Josée Maison de la famille des Rapides En retard de 4 jours Rapport d’étape 3" in text
    assert "Votre versement de 38 400,00 $ du 10 février 2018 l’attend." in text
    assert "Reçu à ce jour 186 800,00 $" in text
    assert "À venir 167 200,00 $ 5 versements" in text
    assert "Attend l’acceptation du rapport d’étape 3, dû le 31 janvier 2018." in text
    assert "24 novembre 2017 10 800,00 $" in text  # the last one received
    assert "29 septembre 2017 9 760,00 $" in text  # in cash, net of what was offset


def test_a_partner_with_nothing_to_do_is_told_so(sign_in: SignIn, closed: str) -> None:
    text = said(sign_in("signatory", organisation_code=HOST).get("/").text)
    assert "Rien à remettre" in text
    assert "Aucune entente n’est en cours." in text
    assert "PE-2016-014" in text


def test_a_partner_without_an_agreement_is_told_so(sign_in: SignIn, closed: str) -> None:
    text = said(sign_in("preparer", organisation_code="ORG-002").get("/").text)
    assert "Aucune n’est encore inscrite pour votre organisme." in text
    assert "PE-2016-014" not in text


def test_an_officer_starts_from_what_waits(sign_in: SignIn, blocked: str) -> None:
    html = sign_in("officer").get("/").text
    assert "Table petite enfance des Rapides" in rows(html)[0][0]
    assert "/ententes?vue=retard" in html
    assert "Rien n’attend d’examen." in said(html)


def test_an_empty_portfolio_says_what_comes_next(sign_in: SignIn) -> None:
    assert "Le portefeuille est vide" in said(sign_in("officer").get("/").text)
    admin = sign_in("admin").get("/").text
    assert "/importer" in admin


def test_an_auditor_is_given_the_journal_s_end(sign_in: SignIn, closed: str) -> None:
    html = sign_in("auditor").get("/").text
    assert key_figures(html)["Écritures du journal"] == "30"
    assert "Vous lisez tout ici, et ne modifiez rien." in said(html)
