"""What is said in words: notes, declarations, contributions and results."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.figures import Figure
from tracker.statements.xlsx.look import SECONDARY
from tracker.statements.xlsx.sheet import Cell, Sheet

FIRST = 3
TEXT_COLUMNS = 6
"""Columns that a note's text runs over."""


def notes(book: Book) -> None:
    """The sheet: one grid of a label and a column a year, which the notes' text runs over."""
    years = _years(book)
    columns = max(len(years) + 1, TEXT_COLUMNS)
    sheet = book.sheet(w.NOTES, (6, 40, *[book.amount_width] * columns), landscape=len(years) > TEXT_COLUMNS)
    sheet.heading(book.say(shared.NOTES), book.title())
    sheet.freeze(0, 2)
    row = _notes(book, sheet, FIRST)
    row = _facts(book, sheet, row + 1)
    row = _contributions(book, sheet, row + 1, years)
    _indicators(book, sheet, row + 1, years)


def _years(book: Book) -> list[str]:
    """The years that something is told of; all of the agreement's on a cumulative statement."""
    told = {year for each in book.statement.contributions for year, _ in each.amounts}
    told |= {year for each in book.statement.indicators for year, _, _ in each.years}
    if book.header.fiscal_year is None:
        told |= set(book.header.fiscal_years)
    return [year for year in (*book.header.fiscal_years, POST_CLOSING) if year in told]


def _notes(book: Book, sheet: Sheet, row: int) -> int:
    if not book.statement.notes:
        sheet.note(row, 1, book.say(w.NO_NOTES), font_color=SECONDARY)
        return row + 1
    for note in book.statement.notes:
        sheet.note(row, 0, note.ref, font_size=8, font_color=SECONDARY, valign="top")
        sheet.note(row, 1, book.say(note.title), bold=True, valign="top", text_wrap=True)
        height = sheet.merged(row, 2, 1 + TEXT_COLUMNS, book.say(note.text), valign="top")
        sheet.worksheet.set_row(row, max(height, sheet.height(1, book.say(note.title))) + 4)
        row += 1
    return row


def _facts(book: Book, sheet: Sheet, row: int) -> int:
    if not book.statement.facts:
        return row
    sheet.section(row, book.say(shared.FACTS), book.say(shared.FACTS_CAPTION))
    row += 2
    labels = book.heads((shared.REF, shared.FACT, shared.BY, shared.ON))
    spare = [""] * (TEXT_COLUMNS - 2)
    sheet.head(row, [labels[0], labels[1], labels[2], *spare, labels[3]], f"rtt{'t' * len(spare)}t")
    row += 1
    for fact in book.statement.facts:
        last = fact is book.statement.facts[-1]
        by = book.say(fact.by)
        cells: list[Cell] = [fact.ref, book.say(fact.what), None, *[None] * len(spare), fact.on]
        sheet.row(row, cells, f"rtt{'t' * len(spare)}d", rule="ink" if last else "row")
        height = sheet.merged(row, 2, TEXT_COLUMNS, by, **sheet.rule(last))
        sheet.worksheet.set_row(row, max(height, sheet.height(1, book.say(fact.what))))
        row += 1
    return row


def _contributions(book: Book, sheet: Sheet, row: int, years: list[str]) -> int:
    rows = book.statement.contributions
    if not rows:
        return row
    sheet.section(row, book.say(shared.CONTRIBUTIONS), book.say(shared.CONTRIBUTIONS_CAPTION))
    row += 2
    kinds = f"rt{'m' * (len(years) + 1)}"
    labels = [book.say(shared.REF), book.say(shared.SOURCE), *[book.year(year) for year in years]]
    sheet.head(row, [*labels, book.say(shared.CUMULATIVE)], kinds)
    top = row = row + 1
    sums: dict[str, Cents] = dict.fromkeys(years, 0)
    last = 1 + len(years)
    for each in rows:
        amounts = dict(each.amounts)
        for year, amount in amounts.items():
            sums[year] += amount
        name = f"{each.source}, {book.say(shared.CONTRIBUTION_KIND[each.kind, each.public])}"
        given: list[Cell] = [Figure(amounts[year]) if year in amounts else None for year in years]
        cells = [each.ref, name, *given, sheet.sum(row, 2, row, last, each.total)]
        sheet.row(row, cells, kinds, first=row == top, rule="ink" if each is rows[-1] else "row")
        row += 1
    totals = [sheet.sum(top, 2 + index, row - 1, 2 + index, sums[year]) for index, year in enumerate(years)]
    everything = sheet.sum(top, last + 1, row - 1, last + 1, sum(sums.values()))
    cells = [f"A{len(rows) + 1}", book.say(shared.TOTAL), *totals, everything]
    sheet.row(row, cells, kinds, rule="ink", first=True, bold=True, nil=False)
    return row + 1


def _indicators(book: Book, sheet: Sheet, row: int, years: list[str]) -> None:
    rows = book.statement.indicators
    if not rows:
        return
    sheet.section(row, book.say(shared.RESULTS), book.say(shared.RESULTS_CAPTION))
    row += 2
    kinds = f"rt{'n' * (len(years) + 1)}"
    labels = [book.say(shared.REF), book.say(shared.INDICATOR), *[book.year(year) for year in years]]
    sheet.head(row, [*labels, book.say(shared.CUMULATIVE)], kinds)
    for each in rows:
        name = each.name[book.lang]
        about = [book.term(shared.SYSTEM, each.system), book.term(shared.AGGREGATION, each.aggregation)]
        if each.baseline is not None:
            about.append(book.say(shared.BASELINE, value=each.baseline))
        targets = {year: target for year, target, _ in each.years}
        actuals = {year: actual for year, _, actual in each.years}
        cells: list[Cell] = [each.ref, f"{name} – {book.say(shared.TARGET)}"]
        sheet.row(row + 1, [*cells, *[_number(targets.get(year)) for year in years], _number(each.target)], kinds)
        cells = [
            "",
            f"{name} – {book.say(shared.ACTUAL)}",
            *[_number(actuals.get(year)) for year in years],
            _number(each.actual),
        ]
        sheet.row(row + 2, cells, kinds, rule="ink", bold=True)
        sheet.note(row + 3, 1, " · ".join(about), font_size=9, font_color=SECONDARY)
        row += 3


def _number(text: str | None) -> Cell:
    """A measure as a number; what is not one stays as written."""
    if text is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
