"""The workbook says what the statement says, and lets its reader find every figure again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests import worked
from tests.statements import invented, spreadsheet
from tests.statements.spreadsheet import amount, columns, disagreements, negative, opened, row_of
from tests.statements.workbooks import SHEETS, cached, long_agreement
from tracker.ledger import entries
from tracker.ledger.accounts import Kind
from tracker.ledger.entries import Leg
from tracker.statements import xlsx
from tracker.statements.statement import Lang, Statement

Worked = Callable[..., Statement]
FORMS = (None, "2017-2018", "2018-2019")
AUTHORISED_TO_BALANCE = {
    "authorised": ("Autorisé", "Authorised"),
    "declared": ("Déclaré", "Declared"),
    "disallowed": ("Refusé", "Disallowed"),
    "accepted": ("Accepté", "Accepted"),
    "balance": ("Solde", "Balance"),
}
BUDGET = {
    "initial": ("Initial", "Initial"),
    "amendments": ("Avenants", "Amendments"),
    "carry_in": ("Reporté", "Carried in"),
    "transfers": ("Virements", "Transfers"),
}
FUNDS = {  # reference, and the sign that the ledger gives it
    "opening": ("U1", 1),
    "gross": ("U2", 1),
    "interest": ("U3", 1),
    "accepted": ("U4", -1),
    "receivables_established": ("U5", -1),
    "returned": ("U6", -1),
    "closing": ("U7", 1),
}
RECEIVABLES = {
    "opening": ("C1", 1),
    "established": ("C2", 1),
    "offset": ("C3", -1),
    "recovered": ("C4", -1),
    "written_off": ("C5", -1),
    "closing": ("C6", 1),
}
POST_CLOSING = {"fr": "Après clôture", "en": "Post-closing"}

both = pytest.mark.parametrize("lang", ["fr", "en"])
every_form = pytest.mark.parametrize("year", FORMS)


@both
@every_form
def test_the_lines_show_the_promised_figures(worked_statement: Worked, year: str | None, lang: Lang) -> None:
    statement, promised = worked_statement(year), worked.expected("2020-03-31", year)
    sheet = cached(statement, lang)[SHEETS[lang][1]]
    named = AUTHORISED_TO_BALANCE if year is None else BUDGET | AUTHORISED_TO_BALANCE
    at = columns(sheet, 4)
    table = statement.year or statement.cumulative
    assert table is not None
    names = {line.code: line.name[lang] for line in table.lines}
    for position, line in enumerate(promised["lines"], start=1):
        row = row_of(sheet, names[line["line"]], "B")
        assert sheet[f"A{row}"].value == f"L{position}"
        for key, words in named.items():
            assert amount(sheet, at[words[lang == "en"]], row) == line[key], (line["line"], key)
        reports = [at[head] for head in at if re.match(r"(Rapport|Report) \d", head)]
        assert [amount(sheet, column, row) for column in reports] == line.get("reports", [])
    total = row_of(sheet, "Total", "B")
    for key, words in named.items():
        assert amount(sheet, at[words[lang == "en"]], total) == promised["totals"][key]
    assert (
        sheet[f"{at['Utilisé' if lang == 'fr' else 'Used']}{total}"].value
        == {
            None: 0.972,
            "2017-2018": 0.891,
            "2018-2019": 0.939,
        }[year]
    )


@both
@every_form
def test_the_ledgers_show_the_promised_figures(worked_statement: Worked, year: str | None, lang: Lang) -> None:
    promised = worked.expected("2020-03-31", year)
    sheet = cached(worked_statement(year), lang)[SHEETS[lang][2]]
    at = columns(sheet, 6)
    for ledger in promised.get("years") or [promised | {"fiscal_year": year}]:
        column = at[POST_CLOSING[lang] if ledger["fiscal_year"] == "post-closing" else ledger["fiscal_year"]]
        for rows, told in ((FUNDS, ledger["funds"]), (RECEIVABLES, ledger["receivables"])):
            shown = {key: amount(sheet, column, row_of(sheet, ref)) for key, (ref, _) in rows.items()}
            assert shown == {key: negative(told[key], sign) for key, (_, sign) in rows.items()}
    cumul = at["Cumul" if lang == "fr" else "Cumulative"]
    bridge = {"committed": ("E3", 1), "settled": ("E4", -1), "lapsed": ("E5", -1), "payable": ("E6", 1)}
    for key, (ref, sign) in bridge.items():
        assert amount(sheet, cumul, row_of(sheet, ref)) == negative(promised["commitment"][key], sign)


@both
def test_the_cumulative_totals_are_the_promised_ones(worked_statement: Worked, lang: Lang) -> None:
    book, totals = cached(worked_statement(None), lang), worked.expected("2020-03-31", None)["totals"]
    named = {
        "Total_autorise": "authorised",
        "Total_declare": "declared",
        "Total_refuse": "disallowed",
        "Total_accepte": "accepted",
        "Total_solde": "balance",
        "Total_brut": "gross",
        "Total_verse": "cash",
        "Cout_net": "net_cost",
        "Solde_non_depense": "unspent",
        "Creances": "receivable",
    }
    for name, key in named.items():
        (where,) = book.defined_names[name].destinations
        assert f"{Decimal(repr(book[where[0]][where[1]].value)):.2f}" == totals[key], name
    years, at = book[SHEETS[lang][2]], columns(book[SHEETS[lang][2]], 6)
    cumul = at["Cumul" if lang == "fr" else "Cumulative"]
    for ref, key, sign in (
        ("U3", "interest", 1),
        ("C3", "offset", -1),
        ("C4", "recovered", -1),
        ("U6", "returned", -1),
    ):
        assert amount(years, cumul, row_of(years, ref)) == negative(totals[key], sign)


def test_the_key_figures_of_a_year(worked_statement: Worked) -> None:
    sheet = cached(worked_statement("2017-2018"), "en")["Summary"]
    labels = row_of(sheet, "Authorised", "B")
    shown = {sheet.cell(labels, column).value: sheet.cell(labels + 1, column).value for column in (2, 3, 5, 7)}
    assert shown == {
        "Authorised": 140364.11,
        "Accepted": 125022.79,
        "Budget balance": 15341.32,
        "Unspent balance": 2643.9,
    }
    assert sheet[f"G{row_of(sheet, 'Net cost', 'B')}"].value == 124960


@both
@every_form
def test_every_formula_finds_its_cached_value_again(worked_statement: Worked, year: str | None, lang: Lang) -> None:
    formulas, values = opened(xlsx.write(worked_statement(year), lang))
    assert disagreements(formulas, values) == []
    assert len(list(spreadsheet.formulas(formulas))) > 300


def test_a_long_agreement_finds_its_cached_values_again() -> None:
    formulas, values = opened(long_agreement())
    assert disagreements(formulas, values) == []
    assert values["Postes"]["C19"].value == 38499989021.78  # fourteen lines of eleven years, to the cent
    sheet = values["Par exercice"]
    assert sheet[f"O{row_of(sheet, 'C6')}"].value == 1.02


@every_form
def test_no_figure_of_the_statement_is_typed_in(worked_statement: Worked, year: str | None) -> None:
    """Amounts are typed where facts are listed; everywhere else they are formulas."""
    formulas, _ = opened(xlsx.write(worked_statement(year), "fr"))
    for name in ("Sommaire", "Postes", "Par exercice", "Contrôles"):
        typed = [
            cell.coordinate
            for row in formulas[name].iter_rows()
            for cell in row
            if cell.data_type == "n" and cell.value
        ]
        assert typed == [], name
    at = columns(formulas["Par exercice"], 6)
    opening, closing = (row_of(formulas["Par exercice"], ref) for ref in ("U1", "U7"))
    assert formulas["Par exercice"][f"{at['2017-2018']}{opening}"].value == f"={at['2016-2017']}{closing}"


@both
@every_form
def test_every_identity_is_checked_by_formulas_and_holds(
    worked_statement: Worked, year: str | None, lang: Lang
) -> None:
    statement = worked_statement(year)
    formulas, values = opened(xlsx.write(statement, lang))
    sheet = values[SHEETS[lang][-1]]
    for identity in statement.identities:
        row = row_of(sheet, identity.code)
        assert sheet[f"B{row}"].value.replace("\u00a0", " ") == identity.label[lang].replace("\u00a0", " ")
        for column, side in (("C", identity.left), ("D", identity.right)):
            assert formulas[sheet.title][f"{column}{row}"].data_type == "f", identity.code
            assert amount(sheet, column, row) == f"{Decimal(side).scaleb(-2):.2f}"
    differences = [sheet[f"E{cell.row}"] for cell in sheet["A"] if re.fullmatch(r"[IT]\d+", str(cell.value))]
    assert len(differences) == len(statement.identities) + 8
    assert {cell.value for cell in differences} == {0}
    assert {cell.number_format for cell in differences} == {"0.00"}
    books = [row_of(sheet, word, "B") for word in BOOKS[lang]]
    assert [sheet[f"C{row}"].value for row in books] == [0, 0, 0, 0]


BOOKS = {
    "fr": ["Livre du budget", "Livre de l’engagement", "Livre des fonds", "Livre des réclamations"],
    "en": ["Budget book", "Commitment book", "Funds book", "Claims book"],
}


def test_every_posting_is_listed_as_the_journal_has_it(worked_statement: Worked) -> None:
    statement = worked_statement(None)
    sheet = cached(statement, "en")["Postings"]
    listed = list(sheet.iter_rows(min_row=5, max_row=4 + len(statement.postings), values_only=True))
    refs = {line.code: line.ref for line in statement.cumulative.lines}
    for row, posting in zip(listed, statement.postings, strict=True):
        assert row[0] == posting.seq
        assert row[1].date() == posting.occurred_on
        assert row[3:5] == (posting.source, posting.host)
        assert row[8] == refs.get(posting.code or "")
        assert Decimal(repr(row[10])) * 100 == posting.amount
    late = next(row for row in listed if row[2] == "late disallowance" and row[5] == "accepted cost")
    assert late[6:10] == ("Post-closing", "2018-2019", "L3", "Travel")
    assert sheet.auto_filter.ref == f"A4:K{4 + len(statement.postings)}"


def test_a_refusal_shows_its_reason_and_a_payment_the_year_it_was_made_in(worked_statement: Worked) -> None:
    book = cached(worked_statement(None), "fr")
    at = columns(book["Dépenses"], 4)
    refused = [row for row in range(5, 41) if book["Dépenses"][f"{at['Refusé']}{row}"].value]
    assert [book["Dépenses"][f"{at['Motif du refus']}{row}"].value for row in refused] == [
        "Achat hors période admissible"
    ]
    assert book["Dépenses"][f"{at['À recouvrer']}{refused[0]}"].value == "oui"
    at = columns(book["Versements"], 4)
    last = row_of(book["Versements"], "V10")
    assert book["Versements"][f"{at['Enveloppe']}{last}"].value == "2018-2019"
    assert book["Versements"][f"{at['Exercice du versement']}{last}"].value == "Après clôture"
    offset = row_of(book["Versements"], "V4")
    assert [book["Versements"][f"{at[head]}{offset}"].value for head in ("Brut", "Compensé", "Net versé")] == [
        11000,
        -1240,
        9760,
    ]


def test_a_reversed_entry_counts_as_what_it_reverses() -> None:
    over = invented.years(2)
    signed = entries.budget({(over[0], "line-1"): 100_00, (over[1], "line-1"): 100_00})
    paid = entries.payment(paid_year=over[0], allotment_year=over[0], gross=60_00, offset=0)
    undone = tuple(Leg(leg.account, leg.fiscal_year, -leg.amount, leg.line, leg.origin_year) for leg in paid)
    statement = invented.statement(
        [
            invented.entry(Kind.SIGNED, 0, date(2009, 6, 1), signed),
            invented.entry(Kind.PAID, 1, date(2009, 7, 1), paid),
            replace(invented.entry(Kind.REVERSED, 1, date(2009, 7, 2), undone, host="ORG-001"), source="payment:1"),
        ],
        over=over,
    )
    book = cached(statement, "en")
    assert amount(book["By year"], "C", row_of(book["By year"], "U2")) == "0.00"
    assert [book["Postings"][f"C{row}"].value for row in (13, 14, 17)] == ["payment", "payment", "payment"]


def test_an_agreement_without_reports_or_payments() -> None:
    for lang, sentences in (
        ("fr", ["Aucune tranche ni aucun versement.", "Aucun rapport accepté.", "Aucune écriture.", "Aucune note."]),
        ("en", ["No instalments and no payments.", "No accepted report.", "No postings.", "No notes."]),
    ):
        formulas, values = opened(xlsx.write(invented.statement([], over=invented.years(1), names=()), lang))
        said = {cell.value for sheet in values for row in sheet.iter_rows() for cell in row}
        assert said >= set(sentences)
        assert disagreements(formulas, values) == []


def test_a_figure_that_the_postings_do_not_add_up_to_is_never_written(worked_statement: Worked) -> None:
    statement = worked_statement(None)
    with pytest.raises(xlsx.Untied, match=r"L3 disallowed: .* is 0, the statement says 87550"):
        xlsx.write(replace(statement, postings=statement.postings[:150]), "fr")
    assert statement.cumulative is not None
    totals = replace(statement.cumulative.totals, net_cost=statement.cumulative.totals.net_cost + 1)
    with pytest.raises(xlsx.Untied, match="net cost"):
        xlsx.write(replace(statement, cumulative=replace(statement.cumulative, totals=totals)), "en")


@both
@pytest.mark.parametrize("as_of", worked.EXPECTED)
@pytest.mark.parametrize("year", [None, *worked.YEARS])
def test_every_promised_figure_is_in_a_cell(worked_statement: Worked, year: str | None, as_of: str, lang: Lang) -> None:
    book = cached(worked_statement(year, as_of), lang)
    cells = {abs(round(v * 100)) for sheet in book for row in sheet.values for v in row if isinstance(v, int | float)}
    promised = {abs(round(float(amount) * 100)) for amount in worked.amounts(worked.expected(as_of, year))}
    assert len(promised) > 9
    assert promised - cells == set()
