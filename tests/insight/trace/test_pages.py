"""From a figure on the agreement's page to its record in three clicks, for each reader in their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.insight.conftest import HOST
from tests.insight.pages import rows, said, tree
from tests.pages import PageClient
from tracker.db import session
from tracker.ledger.models import JournalEntry

SignIn = Callable[..., PageClient]
L4 = "trace/L4/accepted?exercice=2016-2017"


def links(html: str, text: str) -> list[str]:
    """Where the links with these words lead, inside the page's main part."""
    main = tree(html).find(".//main")
    return [it.get("href") for it in main.iter("a") if " ".join("".join(it.itertext()).split()) == text]


def test_three_clicks_from_a_figure_to_the_line_of_the_report(sign_in: SignIn, closed: str) -> None:
    auditor = sign_in("auditor")
    page = auditor.get(f"/ententes/{closed}?exercice=2016-2017").text
    first = links(page, "7 157,40")
    assert first == [f"/ententes/{closed}/{L4}"]
    figure = auditor.get(first[0]).text
    assert "L4 · Coût accepté, Matériel et activités, exercice 2016-2017 7 157,40 $" in said(figure)
    assert "Déclaré" in said(figure)
    second = links(figure, "Rapport 2")
    record = auditor.get(second[0].partition("#")[0]).text
    text = said(record)
    assert "Déposé le 2017-08-29" in text
    assert "Accepté le 2017-09-20" in text
    line = next(row for row in rows(record, 1) if row[0] == "Matériel et activités")
    assert line[1:4] == ["5 482,30", "1 240,00", "4 242,30"]
    assert "Achat hors période admissible" in line[4]
    assert "À recouvrer" in line[4]
    third = links(record, "Voir ses 21 imputations")
    assert "Leur somme est nulle dans chaque livre" in said(auditor.get(third[0]).text)


def test_a_figure_says_how_it_is_made_and_adds_up(sign_in: SignIn, closed: str) -> None:
    html = sign_in("auditor").get(f"/ententes/{closed}/{L4}").text
    assert "Coût déclaré 8 397,40 Coût refusé − 1 240,00 Coût accepté = 7 157,40 $" in said(html)
    assert "Égal au journal, au cent près" in said(html)
    assert [(row[1], row[3], row[4]) for row in rows(html)] == [
        ("2017-02-06", "2 915,10", "2 915,10"),
        ("2017-09-20", "4 242,30", "7 157,40"),
    ]


def test_a_payment_opens_to_its_instalment_offset_and_reference(sign_in: SignIn, closed: str) -> None:
    text = said(sign_in("officer").get(f"/ententes/{closed}/trace/V4/cash").text)
    assert "Versement brut 11 000,00 Montant compensé − 1 240,00 Net versé = 9 760,00 $" in text
    for fact in ("Versé le 2017-09-29", "Montant compensé 1 240,00 $", "Référence VIR-0004", "Montant prévu"):
        assert fact in text


def test_a_partner_reads_the_record_without_the_journal_s_words(sign_in: SignIn, closed: str) -> None:
    partner = sign_in("preparer", organisation_code=HOST)
    html = partner.get(f"/ententes/{closed}/trace/V4/cash").text
    assert "Référence VIR-0004" in said(html)
    for path in (
        f"/ententes/{closed}/trace/V4/cash",
        f"/ententes/{closed}/trace/U7",
        f"/ententes/{closed}/ecritures/1",
    ):
        page = partner.get(path).text
        assert "<code" not in page
        assert not {"Empreinte", "imputation", "demo.example"} & set(said(page).split())


def test_every_entry_opens_to_its_record(app: Flask, sign_in: SignIn, closed: str) -> None:
    kinds = {row.seq: row.kind for row in session.execute(select(JournalEntry.seq, JournalEntry.kind))}
    auditor = sign_in("auditor")
    for seq in kinds:
        text = said(auditor.get(f"/ententes/{closed}/ecritures/{seq}").text)
        assert "La pièce elle-même n’est pas conservée ici" not in text, kinds[seq]
    assert len(set(kinds.values())) >= 9


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["trace", "trace/L7", "trace/U7/total", "trace/C2", "trace/E3/2017-2018", "trace/V1/scheduled", "trace/R1",
             "trace/A1", "trace/V11", "trace/L1?exercice=2017-2018&arrete=2018-01-31"]
)  # fmt: skip
def test_each_table_has_its_pages_in_both_languages(sign_in: SignIn, closed: str, path: str, lang: str) -> None:
    assert sign_in("officer", language=lang).get(f"/ententes/{closed}/{path}").status_code == 200


def test_a_typed_reference_leads_to_its_figure(sign_in: SignIn, closed: str) -> None:
    officer = sign_in("officer")
    found = officer.get(f"/ententes/{closed}/trace?repere=l4&exercice=2016-2017")
    assert (found.status_code, found.headers["Location"]) == (303, f"/ententes/{closed}/{L4}")
    missing = officer.get(f"/ententes/{closed}/trace?repere=L99")
    assert missing.status_code == 404
    assert "Cet état n’a pas de repère « L99 »" in said(missing.text)
    assert officer.get(f"/ententes/{closed}/trace/L99").status_code == 404
    assert officer.get(f"/ententes/{closed}/trace/L4/nonsense").status_code == 404


def test_the_figure_is_that_of_the_day_asked_for(sign_in: SignIn, closed: str) -> None:
    officer = sign_in("officer")
    before = said(officer.get(f"/ententes/{closed}/{L4}&arrete=2017-03-01").text)
    assert "exercice 2016-2017 2 915,10 $" in before
    nothing = said(officer.get(f"/ententes/{closed}/{L4}&arrete=2016-07-01").text)
    assert "Rien n’est inscrit ici : le chiffre est nul." in nothing


def test_another_agreement_s_entry_is_not_shown(sign_in: SignIn, portfolio: Callable[[int], None]) -> None:
    portfolio(1)
    other = session.scalar(select(JournalEntry.seq).where(JournalEntry.agreement == "PE-2016-501").limit(1))
    assert sign_in("auditor").get(f"/ententes/PE-2016-014/ecritures/{other}").status_code == 404
