"""What is said in words, and what is counted: notes, organisations, results."""

from __future__ import annotations

from decimal import Decimal

from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.front import title
from tracker.statements.consolidated.xlsx.folder import Folder
from tracker.statements.xlsx import wording as x
from tracker.statements.xlsx.look import SECONDARY
from tracker.statements.xlsx.sheet import Cell, Sheet

FIRST = 3
LAST = 6


def notes(book: Folder) -> None:
    """The sheet."""
    sheet = book.sheet(x.NOTES, (6, 46, 34, 16, 16, 12, 12), landscape=True)
    sheet.heading(book.say(shared.NOTES), title(book.statement, book.lang))
    sheet.freeze(0, 2)
    row = FIRST
    for note in book.statement.notes:
        sheet.note(row, 0, note.ref, font_size=8, font_color=SECONDARY, valign="top")
        sheet.note(row, 1, book.say(note.title), bold=True, valign="top", text_wrap=True)
        height = sheet.merged(row, 2, LAST, book.say(note.text), valign="top")
        sheet.worksheet.set_row(row, max(height, sheet.height(1, book.say(note.title))) + 4)
        row += 1
    row = _organisations(book, sheet, row + 1)
    _indicators(book, sheet, row + 1)


def _organisations(book: Folder, sheet: Sheet, row: int) -> int:
    sheet.section(row, book.say(w.ORGANISATIONS), book.say(w.ORGANISATIONS_CAPTION))
    row += 2
    sheet.head(row, ["", *book.heads((w.STREAM, w.HOSTS, w.PARTNERS))], "rtnn")
    for it in book.statement.organisations:
        row += 1
        name = book.say(w.WHOLE) if it.stream is None else book.stream(it.stream)
        last = it.stream is None
        sheet.row(row, ["", name, it.hosts, it.organisations], "rtnn", rule="ink" if last else "row", bold=last)
    return row + 1


def _indicators(book: Folder, sheet: Sheet, row: int) -> None:
    rows = book.statement.indicators
    if not rows:
        return
    sheet.section(row, book.say(shared.RESULTS), book.say(w.RESULTS_CAPTION))
    row += 2
    heads = (shared.REF, shared.INDICATOR, w.MEASURE, shared.TARGET, shared.ACTUAL, w.AGREEMENTS)
    sheet.head(row, book.heads(heads), "rttnnn")
    for it in rows:
        row += 1
        actual: Cell = book.say(w.FEW) if it.suppressed else _number(it.actual)
        cells: list[Cell] = [it.ref, it.name[book.lang], book.say(w.OVER_PLACES[it.aggregation]), _number(it.target)]
        rule = "ink" if it is rows[-1] else "row"
        sheet.row(row, [*cells, actual, it.agreements], "rttnnn", rule=rule)


def _number(text: str | None) -> Cell:
    return None if text is None else Decimal(text)
