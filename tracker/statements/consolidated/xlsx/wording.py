"""The words that only the workbook of many agreements says."""

from __future__ import annotations

from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.statement import Text
from tracker.statements.xlsx import wording as x

AGREEMENTS = Text("Ententes", "Agreements")
GROUPS = Text("Volets et régions", "Streams and regions")
YEARS = Text("Exercices", "Fiscal years")
CELLS = Text("Détail", "Detail")
LINES = Text("Postes", "Lines")
LEDGERS = Text("Soldes", "Balances")
SHARES = Text("Parts", "Shares")
REGIONS = Text("Régions", "Regions")
SHEETS = (x.SUMMARY, AGREEMENTS, GROUPS, REGIONS, SHARES, YEARS, CELLS, LINES, LEDGERS, x.NOTES, x.CHECKS)
OF_SEVERAL_YEARS = (YEARS, CELLS)
"""Sheets that a year's statement does not have."""

AGREEMENTS_CAPTION = Text(
    "En dollars canadiens, une entente par ligne. Les totaux des autres feuilles se recalculent d’ici.",
    "In Canadian dollars, one agreement a row. The totals of the other sheets are recalculated from here.",
)
GROUPS_CAPTION = Text(
    "Sommes de la feuille Ententes, par volet et par région.", "Sums of the sheet Agreements, by stream and region."
)
YEARS_CAPTION = Text(
    "Sommes de la feuille Détail, par exercice; le solde et les créances sont ceux de la fin de l’exercice.",
    "Sums of the sheet Detail, by fiscal year; held and receivables are as at the year’s end.",
)
CELLS_CAPTION = Text(
    "Ce qui a changé dans chaque volet, région et exercice; le solde et les créances y sont des variations.",
    "What changed in each stream, region and fiscal year; held and receivables are changes.",
)
LINES_CAPTION = w.LINES_CAPTION
LEDGERS_CAPTION = Text(
    "En dollars canadiens. Les montants déduits sont entre parenthèses : chaque colonne s’additionne vers le bas.",
    "In Canadian dollars. Deductions are in parentheses: every column adds downwards.",
)
NUMBER = Text("Numéro", "Number")
NAME = Text("Regroupement ou projet", "Group or project")
HELD_CHANGE = Text("Variation du solde", "Change in held")
RECEIVABLE_CHANGE = Text("Variation des créances", "Change in receivables")
COUNT = Text("Ententes", "Agreements")
TIE_GROUPS = Text("{amount} : Volets et régions", "{amount}: Streams and regions")
TIE_REGIONS = Text("{amount} : Régions", "{amount}: Regions")
TIE_CELLS = Text("{amount} : Détail", "{amount}: Detail")
TIE_YEARS = Text("{amount} : Exercices", "{amount}: Fiscal years")
TIE_LINES = Text("{amount} : Postes", "{amount}: Lines")
TIE_LEDGERS = Text("{amount} : Soldes", "{amount}: Balances")
OTHER_SHEET = Text("Autre feuille", "Other sheet")
CHECKS_CAPTION = x.CHECKS_CAPTION
AMOUNTS = tuple(w.AMOUNT_NAMES.values())
LATE = w.LATE
FISCAL_YEAR = x.FISCAL_YEAR
REF = shared.REF
