"""A framework and three communities, small enough to be worked out by hand.

                  committed   received   interest   accepted  receivable       held
CADRE            100,000.00  95,000.00               9,500.00                 500.00   85,000.00 passed on
S-A (10)           internal  40,000.00      12.34   37,500.00     500.00    2,012.34   38,000.00 declared
S-B (09)           internal  25,000.00              26,000.00              -1,000.00
S-C (10)           internal  20,000.00                                     20,000.00   report late
programme        100,000.00  95,000.00      12.34   73,000.00     500.00   21,512.34
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from tests import worked

AS_OF = date(2017, 12, 31)
YEAR = "2016-2017"
START, END = date(2016, 7, 1), date(2017, 6, 30)
DUE = date(2017, 8, 31)

BY_HAND = {  # committed, paid, accepted, held, receivable, late
    "programme": (100_000_00, 95_000_00, 73_000_00, 21_512_34, 500_00, 1),
    "national": (100_000_00, 95_000_00, 9_500_00, 500_00, 0, 0),
    "10": (0, 0, 37_500_00, 22_012_34, 500_00, 1),
    "09": (0, 0, 26_000_00, -1_000_00, 0, 0),
}


def take_in(folder: Path) -> None:
    """Import it into the application at hand."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, heads, rows in _sheets():
        sheet = book.create_sheet(name)
        sheet.append(heads.split())
        for row in rows:
            sheet.append(row)
    path = folder / "framework.xlsx"
    book.save(path)
    worked.take_in(path)


def _sheets() -> list[tuple[str, str, list[list[Any]]]]:
    agreements = ["CADRE", "S-A", "S-B", "S-C"]
    of_sub = {"S-A": ("COM-A", 40_000), "S-B": ("COM-B", 30_000), "S-C": ("COM-C", 20_000)}
    rates = "holdback_rate transfer_limit_rate carry_forward_limit_rate administration_limit_rate stacking_limit_rate"
    reports = {"CADRE": ("coordination", 9_500, 0), "S-A": ("actions", 38_000, 500), "S-B": ("actions", 26_000, 0)}
    indicators = {"S-A": (3, 2), "S-B": (20, 1)}  # target, actual: 3 families in all, under five
    return [
        (
            "programmes",
            f"code name_fr name_en fiscal_year_start {rates}",
            [["PX", "Enfance", "Childhood", "07-01", 0.1, 0.15, 0.15, 0.1, 0.9]],
        ),
        (
            "organisations",
            "code name kind neq region city language email",
            [[f"O-{n}", f"Organisme {n}", "indigenous", f"114000000{n}", "10", "", "fr", ""] for n in range(1, 5)],
        ),
        (
            "regroupements",
            "code name kind region",
            [["COM-A", "Amqui", "community", "10"], ["COM-B", "Berge", "community", "09"],
             ["COM-C", "Cap", "community", "10"]],
        ),
        ("memberships", "regroupement organisation from to", [["COM-A", "O-4", START, None]]),
        ("projects", "code name_fr name_en", [["P-1", "Communautés", "Communities"]]),
        (
            "budget_lines",
            "code name_fr name_en administration",
            [["coordination", "Salaires – coordination", "Coordination salaries", "no"],
             ["actions", "Salaires et honoraires – actions", "Action salaries and fees", "no"],
             ["transfers", "Transferts", "Transfers", "no"]],
        ),
        (
            "agreements",
            "number programme stream title_fr title_en regroupement project phase framework "
            "signed_on starts_on ends_on",
            [["CADRE", "PX", "indigenous", "Cadre", "Framework", None, "P-1", 1, None, START, START, END]]
            + [[number, "PX", "indigenous", number, number, group, None, None, "CADRE", START, START, END]
               for number, (group, _) in of_sub.items()],
        ),
        (
            "hosts",
            "agreement organisation from to",
            [[number, f"O-{n}", START, None] for n, number in enumerate(agreements, start=1)],
        ),
        (
            "budget",
            "agreement fiscal_year line amount",
            [["CADRE", YEAR, "coordination", 10_000], ["CADRE", YEAR, "transfers", 90_000]]
            + [[number, YEAR, "actions", amount] for number, (_, amount) in of_sub.items()],
        ),
        (
            "instalments",
            "agreement instalment kind fiscal_year due_on amount requires_report",
            [["CADRE", 1, "advance", YEAR, date(2016, 8, 1), 95_000, None]],
        ),
        (
            "reports",
            "agreement report kind fiscal_year from to due_on submitted_on accepted_on",
            [[number, 1, "annual", YEAR, START, END, DUE, *((DUE, DUE) if number in reports else (None, None))]
             for number in agreements],
        ),
        (
            "expenses",
            "agreement report line declared disallowed recover reason",
            [[number, 1, line, declared, disallowed, "yes" if disallowed else "no", "tardif" if disallowed else None]
             for number, (line, declared, disallowed) in reports.items()],
        ),
        ("interest", "agreement fiscal_year declared_on amount", [["S-A", YEAR, DUE, 12.34]]),
        (
            "payments",
            "agreement payment instalment fiscal_year paid_on gross offset reference",
            [["CADRE", 1, 1, YEAR, date(2016, 8, 1), 95_000, 0, "VIR-1"]],
        ),
        (
            "framework_transfers",
            "framework agreement transferred_on amount",
            [["CADRE", number, date(2016, 9, 1), amount]
             for number, amount in (("S-A", 40_000), ("S-B", 25_000), ("S-C", 20_000))],
        ),
        (
            "indicators",
            "agreement indicator name_fr name_en unit system factor aggregation baseline",
            [[number, "FAM-1", "Familles jointes", "Families reached", "families", "family", None, "sum", None]
             for number in indicators],
        ),
        (
            "indicator_values",
            "agreement indicator report target actual",
            [[number, "FAM-1", 1, target, actual] for number, (target, actual) in indicators.items()],
        ),
    ]  # fmt: skip
