"""The sheet of balances: what hosts hold, what they owe, what remains to be paid, a row for each year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.consolidated.xlsx.folder import Folder
from tracker.statements.ledgers import RECEIVABLES_ROWS, LedgerRow, bridge_rows, funds_rows
from tracker.statements.statement import LedgerYear, Text
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.sheet import Cell, Sheet

FIRST = 3
SPAN = 9


def ledgers(book: Folder) -> dict[str, Figure]:
    """The sheet. Returns closings and sums of movements by reference (U2, C6…), and the bridge's totals."""
    sheet = book.sheet(x.LEDGERS, (6, 20, *[book.amount_width] * (SPAN - 1)), landscape=True)
    sheet.heading(book.say(x.LEDGERS), book.say(x.LEDGERS_CAPTION))
    sheet.freeze(0, 2)
    years = book.statement.ledgers
    found: dict[str, Figure] = {}
    row = _ledger(book, sheet, FIRST, w.FUNDS, funds_rows(years), years, found)
    row = _ledger(book, sheet, row + 1, w.RECEIVABLES, RECEIVABLES_ROWS, years, found)
    _bridge(book, sheet, row + 1, found)
    return found


def _ledger(
    book: Folder,
    sheet: Sheet,
    row: int,
    title: Text,
    columns: Sequence[LedgerRow],
    years: Sequence[LedgerYear],
    found: dict[str, Figure],
) -> int:
    """A column for each movement; the closing of a row is the opening of the next."""
    sheet.section(row, book.say(title))
    kinds = "rt" + "m" * len(columns)
    heads = [f"{book.say(it.label)} ({it.ref})" for it in columns]
    sheet.head(row + 1, ["", book.say(x.FISCAL_YEAR), *heads], kinds)
    top, last = row + 2, 1 + len(columns)
    for index, year in enumerate(years):
        at = top + index
        opening = Figure(columns[0].amount(year))
        if index:
            opening = tied(sheet.at(at - 1, last, columns[-1].amount(years[index - 1])), opening.cents, "opening")
        moved = [Figure(it.amount(year)) for it in columns[1:-1]]
        closing = sheet.sum(at, 2, at, last - 1, opening.cents + sum(it.cents for it in moved))
        cells: list[Cell] = ["", book.year(year.fiscal_year), opening, *moved]
        cells.append(tied(closing, columns[-1].amount(year), "closing"))
        sheet.row(at, cells, kinds, first=index == 0, rule="ink" if year is years[-1] else "row")
    end = top + len(years)
    totals: list[Cell] = [sheet.at(top, 2, columns[0].amount(years[0]))]
    for n, it in enumerate(columns[1:-1], start=3):
        totals.append(sheet.sum(top, n, end - 1, n, sum(it.amount(year) for year in years)))
        found[it.ref] = sheet.seen(end, n, sum(it.amount(year) for year in years))
    totals.append(sheet.at(end - 1, last, columns[-1].amount(years[-1])))
    sheet.row(end, ["", book.say(shared.TOTAL), *totals], kinds, rule="ink", first=True, bold=True, nil=False)
    found[columns[0].ref] = sheet.seen(end, 2, columns[0].amount(years[0]))
    found[columns[-1].ref] = sheet.seen(end, last, columns[-1].amount(years[-1]))
    return end + 1


def _bridge(book: Folder, sheet: Sheet, row: int, found: dict[str, Figure]) -> None:
    """The commitment by allotment: original and amendments make it, what is paid or lapsed leaves it."""
    allotments, steps = book.statement.allotments, bridge_rows(book.statement.allotments)
    sheet.section(row, book.say(w.BRIDGE))
    kinds = "rt" + "m" * len(steps)
    sheet.head(row + 1, ["", book.say(x.FISCAL_YEAR), *[f"{book.say(it.label)} ({it.ref})" for it in steps]], kinds)
    top = row + 2
    for index, allotment in enumerate(allotments):
        at = top + index
        amounts = [step.amounts[index] for step in steps]
        add: Callable[[int, int, Cents], Figure] = lambda a, b, cents, at=at: sheet.sum(at, a, at, b, cents)  # type: ignore[misc]  # noqa: E731
        cells: list[Cell] = ["", book.year(allotment.fiscal_year), Figure(amounts[0]), Figure(amounts[1])]
        cells += [tied(add(2, 3, amounts[0] + amounts[1]), amounts[2], "commitment")]
        cells += [Figure(amounts[3]), Figure(amounts[4])]
        cells += [tied(add(4, 6, sum(amounts[2:5])), amounts[5], "payable")]
        sheet.row(at, cells, kinds, first=index == 0, rule="ink" if allotment is allotments[-1] else "row")
    end = top + len(allotments)
    sums: list[Cell] = [sheet.sum(top, 2 + n, end - 1, 2 + n, sum(step.amounts)) for n, step in enumerate(steps)]
    sheet.row(end, ["", book.say(shared.TOTAL), *sums], kinds, rule="ink", first=True, bold=True, nil=False)
    for n, step in enumerate(steps):
        found[step.ref] = sheet.seen(end, 2 + n, sum(step.amounts))
