"""An agreement's pages, against the figures that the worked agreement promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import worked
from tests.insight.conftest import HOST
from tests.insight.pages import key_figures, rows, said
from tests.pages import PageClient

SignIn = Callable[..., PageClient]
TABS = ("", "/budget", "/versements", "/rapports", "/registre", "/personnes", "/etats")


def french(amount: str) -> str:
    """``354000.00`` → ``354 000,00``."""
    whole, cents = amount.removeprefix("-").split(".")
    text = f"{int(whole):,}".replace(",", " ") + f",{cents}"
    return f"({text})" if amount.startswith("-") else text


def test_its_key_figures_are_those_of_its_cumulative_statement(sign_in: SignIn, closed: str) -> None:
    totals = worked.expected("2020-03-31", None)["totals"]
    html = sign_in("officer").get(f"/ententes/{closed}").text
    assert key_figures(html) == {
        "Engagé": "354 000,00 $",
        "Versé": f"{french(totals['gross'])} $",
        "Accepté": "344 004,94 $",
        "Détenu": "0,00 $",
        "À verser": "0,00 $",
    }
    assert "10 versements sur 10; coût net 343 756,53 $" in said(html)
    assert "8 127,97 $ désengagés" in said(html)
    assert "Close" in said(html)


@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_its_budget_by_line_is_that_of_the_statement(sign_in: SignIn, closed: str, year: str | None) -> None:
    promised = worked.expected("2020-03-31", year)["lines"]
    query = f"?exercice={year}" if year else ""
    shown = rows(sign_in("officer").get(f"/ententes/{closed}{query}").text)
    columns = ("authorised", "declared", "disallowed", "accepted", "balance")
    assert [row[1:6] for row in shown] == [
        [french(line[name]) if line[name] != "0.00" else "–" for name in columns] for line in promised
    ]


def test_each_year_s_budget_is_that_of_its_statement(sign_in: SignIn, closed: str) -> None:
    html = sign_in("officer").get(f"/ententes/{closed}/budget").text
    for table, year in enumerate(worked.YEARS):
        for row, line in zip(rows(html, table), worked.expected("2020-03-31", year)["lines"], strict=True):
            names = ("initial", "amendments", "carry_in", "transfers", "authorised")
            amounts = [*(line[name] for name in names), *line["reports"]]
            amounts += [line["declared"], line["disallowed"], line["accepted"], line["balance"]]
            assert row[1:] == [french(it) if it != "0.00" else "–" for it in amounts]


def test_a_late_report_blocks_its_payment_and_the_page_says_why(sign_in: SignIn, blocked: str) -> None:
    html = sign_in("officer").get(f"/ententes/{blocked}").text
    text = said(html)
    assert "Versement V6 bloqué : rapport 3 en retard de 4 jours" in text
    assert "38 400,00 $ prévus le 10 février 2018" in text
    assert "Rapports dus acceptés : il manque le rapport 3" in text
    assert "Mandataire : Maison de la famille des Rapides" in text
    states = {row[0]: (row[7], row[8]) for row in rows(html, 1)}
    assert states["V5"] == ("Versé", "2017-11-24, VIR-0005")
    assert states["V6"] == ("Bloqué", "Attend : acceptation du rapport 3")
    assert states["V7"] == ("À venir", "Attend : rapports à jour")
    assert key_figures(html)["À verser"] == "167 200,00 $"


def test_reports_say_when_they_came_and_what_they_cost(sign_in: SignIn, closed: str) -> None:
    shown = rows(sign_in("officer").get(f"/ententes/{closed}/rapports").text)
    assert shown[2][:5] == [
        "Rapport d’étape 32017-2018",
        "2017-07-01 au 2017-12-31",
        "2018-01-31",
        "2018-02-055 jours de retard",
        "2018-02-14",
    ]
    assert shown[1][5:8] == ["53 407,40", "1 240,00", "52 167,40"]


def test_the_journal_shows_each_entry_with_its_postings(sign_in: SignIn, closed: str) -> None:
    auditor = sign_in("auditor")
    newest = auditor.get(f"/ententes/{closed}/registre").text
    assert "1 à 25 sur 30" in said(newest)
    oldest = auditor.get(f"/ententes/{closed}/registre?page=2").text
    first = rows(oldest)[-1]
    assert first[0] == "1"
    assert first[2].startswith("Signature de l’entente 42 imputations")
    assert first[3] == "330 000,00"
    postings = rows(oldest, 5)
    assert postings[0][0] == "autorisé"
    assert sum(len(row) == 5 for row in postings) == 42


def test_a_partner_reads_what_happened_without_fingerprints(sign_in: SignIn, closed: str) -> None:
    html = sign_in("preparer", organisation_code=HOST).get(f"/ententes/{closed}/registre?page=2").text
    assert "Signature de l’entente" in said(html)
    assert "<code" not in html
    assert "Empreinte" not in html
    assert "imputation" not in html


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_in_both_languages(sign_in: SignIn, closed: str, tab: str) -> None:
    for language, word in (("fr", "Engagé"), ("en", "Committed")):
        answer = sign_in("officer", email=f"{language}@demo.example", language=language).get(f"/ententes/{closed}{tab}")
        assert answer.status_code == 200
        assert word in key_figures(answer.text)


@pytest.mark.parametrize("tab", TABS)
def test_an_agreement_of_another_host_is_not_there(sign_in: SignIn, closed: str, tab: str) -> None:
    assert sign_in("preparer", organisation_code="ORG-002").get(f"/ententes/{closed}{tab}").status_code == 404
    assert sign_in("officer").get(f"/ententes/PE-0000-000{tab}").status_code == 404


def test_a_year_that_it_does_not_have_is_refused_clearly(sign_in: SignIn, closed: str) -> None:
    for year in ("2031-2032", "x", "2016-2018"):
        answer = sign_in("officer").get(f"/ententes/{closed}?exercice={year}")
        assert answer.status_code == 409
        assert "2016-2017" in answer.text


def test_people_are_dated(sign_in: SignIn, closed: str) -> None:
    html = sign_in("officer").get(f"/ententes/{closed}/personnes").text
    assert rows(html)[0] == [
        "Maison de la famille des Rapides",
        "1140000019",
        "Shawinigan",
        "2016-07-01",
        "aujourd’hui",
    ]
    assert len(rows(html, 1)) == 3
