"""The sheets of agreements, of streams and regions, of fiscal years, and of all three together."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.value import AMOUNTS, Figures
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.consolidated.xlsx.folder import (
    COLUMNS,
    LATE,
    OF_AGREEMENTS,
    OF_CELLS,
    REGION,
    STREAM,
    YEAR,
    Folder,
)
from tracker.statements.statement import Text
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.sheet import Cell, Sheet

HEAD, FIRST = 3, 4
Totals = dict[str, Figure]
"""A sheet's totals by the field of ``Figures``, as the other sheets see them."""


def agreements(book: Folder) -> Totals:
    """One row an agreement, typed; the total under them."""
    heads = (x.REF, x.NUMBER, x.NAME, w.STREAM, w.REGION, shared.FRAMEWORK, shared.HOST)
    sheet = book.sheet(x.AGREEMENTS, (6, 15, 40, 12, 26, 14, 34, *amount_columns(book), 9), landscape=True)
    sheet.heading(book.say(x.AGREEMENTS), book.say(x.AGREEMENTS_CAPTION))
    kinds = "rittttt" + "m" * len(AMOUNTS) + "n"
    sheet.head(HEAD, [*amount_heads(book, heads), book.say(x.LATE)], kinds)
    sheet.freeze(HEAD, 3)
    rows = book.statement.rows
    for index, it in enumerate(rows):
        place = (it.ref, it.number, it.name[book.lang], book.stream(it.stream), book.region(it.region))
        cells: list[Cell] = [*place, it.framework or "", it.host]
        cells += [Figure(amount) for amount in it.figures.amounts]
        rule = "ink" if it is rows[-1] else "row"
        sheet.row(FIRST + index, [*cells, it.figures.late or None], kinds, rule=rule, first=index == 0)
    last = FIRST + max(len(rows), 1) - 1
    name_columns(sheet, OF_AGREEMENTS, last, {STREAM: 3, REGION: 4} | _at(7) | {LATE: 12})
    return _total(book, sheet, OF_AGREEMENTS, last + 1, 7, kinds)


def groups(book: Folder) -> Totals:
    """Streams × regions, as sums of the agreements."""
    sheet = book.sheet(x.GROUPS, (6, 16, 30, 11, 13, *amount_columns(book), 9), landscape=True)
    sheet.heading(book.say(x.GROUPS), book.say(x.GROUPS_CAPTION))
    kinds = "rttnn" + "m" * len(AMOUNTS) + "n"
    sheet.head(HEAD, [*amount_heads(book, (x.REF, w.STREAM, w.REGION, x.COUNT, w.PARTNERS)), book.say(x.LATE)], kinds)
    sheet.freeze(HEAD, 3)
    rows = book.statement.groups
    for index, it in enumerate(rows):
        at = FIRST + index
        where = {STREAM: f"$B{at + 1}", REGION: f"$C{at + 1}"}
        cells: list[Cell] = [it.ref, book.stream(it.stream), book.region(it.region), it.agreements, it.organisations]
        cells += _sums(book, OF_AGREEMENTS, it.figures, where)
        rule = "ink" if it is rows[-1] else "row"
        sheet.row(at, [*cells, None], kinds, rule=rule, first=index == 0)
        _count(book, sheet, at, 10, it.figures.late, where, rule)
    return _sum_below(book, sheet, FIRST + max(len(rows), 1), 5, kinds)


def cells(book: Folder) -> Totals:
    """Streams × regions × fiscal years: what moved in each."""
    sheet = book.sheet(x.CELLS, (6, 16, 30, 14, *amount_columns(book), 9), landscape=True)
    sheet.heading(book.say(x.CELLS), book.say(x.CELLS_CAPTION))
    kinds = "rttt" + "m" * len(AMOUNTS) + "n"
    changes = (*x.AMOUNTS[:3], x.HELD_CHANGE, x.RECEIVABLE_CHANGE, x.LATE)
    sheet.head(HEAD, book.heads((x.REF, w.STREAM, w.REGION, x.FISCAL_YEAR, *changes)), kinds)
    sheet.freeze(HEAD, 4)
    rows = book.statement.cells
    for index, it in enumerate(rows):
        drawn: list[Cell] = ["", book.stream(it.stream), book.region(it.region), book.year(it.fiscal_year)]
        drawn += [Figure(amount) for amount in it.figures.amounts]
        rule = "ink" if it is rows[-1] else "row"
        sheet.row(FIRST + index, [*drawn, it.figures.late or None], kinds, rule=rule, first=index == 0)
    last = FIRST + max(len(rows), 1) - 1
    name_columns(sheet, OF_CELLS, last, {STREAM: 1, REGION: 2, YEAR: 3} | _at(4) | {LATE: 9})
    return _total(book, sheet, OF_CELLS, last + 1, 4, kinds)


def years(book: Folder) -> Totals:
    """Fiscal years, as sums of the detail; balances run from one to the next."""
    sheet = book.sheet(x.YEARS, (6, 18, *amount_columns(book), 9), landscape=True)
    sheet.heading(book.say(w.BY_YEAR), book.say(x.YEARS_CAPTION))
    kinds = "rt" + "m" * len(AMOUNTS) + "n"
    sheet.head(HEAD, [*amount_heads(book, (x.REF, x.FISCAL_YEAR)), book.say(x.LATE)], kinds)
    sheet.freeze(HEAD, 2)
    rows, before = book.statement.years, Figures()
    for index, it in enumerate(rows):
        at = FIRST + index
        where = {YEAR: f"$B{at + 1}"}
        moved = _sums(book, OF_CELLS, it.figures, where)
        for column, name in ((3, "held"), (4, "receivable")):
            if index:
                opening = sheet.at(at - 1, 2 + column, getattr(before, name))
                change = getattr(it.figures, name) - opening.cents
                moved[column] = opening + book.sums(OF_CELLS, COLUMNS[name], change, **where)
        rule = "ink" if it is rows[-1] else "row"
        drawn: list[Cell] = [it.ref, book.year(it.fiscal_year), *moved, it.figures.late or None]
        sheet.row(at, drawn, kinds, rule=rule, first=index == 0)
        before = it.figures
    at, total = FIRST + len(rows), book.statement.total
    flows: list[Cell] = [
        tied(sheet.sum(FIRST, 2 + n, at - 1, 2 + n, sum(getattr(it.figures, name) for it in rows)), cents, name)
        for n, (name, cents) in enumerate(zip(AMOUNTS[:3], total.amounts[:3], strict=True))
    ]
    stood: list[Cell] = [
        tied(sheet.at(at - 1, 5 + n, getattr(before, name)), getattr(total, name), name)
        for n, name in enumerate(AMOUNTS[3:])
    ]
    sheet.row(
        at, ["", book.say(shared.TOTAL), *flows, *stood, None], kinds, rule="ink", first=True, bold=True, nil=False
    )
    return {
        name: sheet.seen(at, 2 + n, cents) for n, (name, cents) in enumerate(zip(AMOUNTS, total.amounts, strict=True))
    }


def _sums(book: Folder, prefix: str, figures: Figures, where: dict[str, str]) -> list[Cell]:
    return [
        book.sums(prefix, COLUMNS[name], amount, **where) for name, amount in zip(AMOUNTS, figures.amounts, strict=True)
    ]


def _count(book: Folder, sheet: Sheet, row: int, column: int, late: int, where: dict[str, str], rule: str) -> None:
    """Late reports, as a sum of the agreements'."""
    formula = book.sums(OF_AGREEMENTS, LATE, 0, **where).expression
    style = book.style(num_format="#,##0;-#,##0;", align="right", indent=1, **sheet.rule(rule == "ink"))
    sheet.worksheet.write_formula(row, column, f"={formula}", style, late)


def _total(book: Folder, sheet: Sheet, prefix: str, row: int, column: int, kinds: str) -> Totals:
    """The total under typed rows, as sums of their named columns."""
    total = book.statement.total
    rows = book.statement.rows if prefix == OF_AGREEMENTS else book.statement.cells
    figures: dict[str, Figure] = {}
    for name, expected in zip(AMOUNTS, total.amounts, strict=True):
        cents: Cents = sum(getattr(it.figures, name) for it in rows)
        figures[name] = tied(book.total(prefix, COLUMNS[name], cents), expected, name)
    blanks: list[Cell] = [None] * (column - 2)
    drawn: list[Cell] = ["", book.say(shared.TOTAL), *blanks, *figures.values(), total.late or None]
    sheet.row(row, drawn, kinds, rule="ink", first=True, bold=True, nil=False)
    return {name: sheet.seen(row, column + n, it.cents) for n, (name, it) in enumerate(figures.items())}


def _sum_below(book: Folder, sheet: Sheet, row: int, column: int, kinds: str) -> Totals:
    """The total under rows that are formulas themselves."""
    figures = {
        name: tied(
            sheet.sum(
                FIRST, column + n, row - 1, column + n, sum(getattr(it.figures, name) for it in book.statement.groups)
            ),
            expected,
            name,
        )
        for n, (name, expected) in enumerate(zip(AMOUNTS, book.statement.total.amounts, strict=True))
    }
    count: list[Cell] = [len(book.statement.rows), book.statement.organisations[-1].organisations]
    drawn: list[Cell] = ["", book.say(shared.TOTAL), None, *count, *figures.values(), book.statement.total.late or None]
    sheet.row(row, drawn, kinds, rule="ink", first=True, bold=True, nil=False)
    return {name: sheet.seen(row, column + n, it.cents) for n, (name, it) in enumerate(figures.items())}


def amount_heads(book: Folder, first: Sequence[Text]) -> list[str]:
    """The heads of a table whose last columns are the amounts of ``Figures``."""
    return book.heads((*first, *x.AMOUNTS))


def amount_columns(book: Folder) -> list[float]:
    """How wide these columns are."""
    return [book.amount_width] * len(AMOUNTS)


def _at(column: int) -> dict[str, int]:
    return {COLUMNS[name]: column + n for n, name in enumerate(AMOUNTS)}


def name_columns(sheet: Sheet, prefix: str, last: int, columns: dict[str, int]) -> None:
    """Name the columns of typed rows, for the formulas of other sheets."""
    for name, column in columns.items():
        sheet.name_column(f"{prefix}_{name}", FIRST, last, column)
