"""The sheet of budget lines, with what is eliminated before the total."""

from __future__ import annotations

from tracker.statements import wording as shared
from tracker.statements.consolidated import wording as w
from tracker.statements.consolidated.xlsx import wording as x
from tracker.statements.consolidated.xlsx.folder import Folder
from tracker.statements.statement import CumulativeLine
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.sheet import Cell, Sheet

HEAD, FIRST = 3, 4
KINDS = "rtmmmmmp"
KEYS = ("authorised", "declared", "disallowed", "accepted", "balance")


def lines(book: Folder) -> dict[str, Figure]:
    """The sheet. Returns the total, as the other sheets see it."""
    statement, amount = book.statement, book.amount_width
    sheet = book.sheet(x.LINES, (6, 42, *[amount] * 5, 10), landscape=True)
    caption = x.LINES_CAPTION if statement.eliminated else shared.IN_DOLLARS
    sheet.heading(book.say(shared.BUDGET_LINES), book.say(caption))
    heads = (shared.REF, shared.LINE, shared.AUTHORISED, shared.DECLARED, shared.DISALLOWED, shared.ACCEPTED)
    sheet.head(HEAD, book.heads((*heads, shared.BALANCE, shared.USED)), KINDS)
    sheet.freeze(HEAD, 2)
    row = FIRST
    for line in statement.lines:
        last = line is statement.lines[-1] and not statement.eliminated
        _line(sheet, row, line.ref, line.name[book.lang], line, rule="ink" if last else "row", first=row == FIRST)
        row += 1
    eliminated = statement.eliminated
    if eliminated:
        ref = f"L{len(statement.lines) + 1}"
        gone = CumulativeLine(ref, "", w.ELIMINATED, -eliminated, 0, 0, 0, -eliminated)
        _line(sheet, row, ref, book.say(w.ELIMINATED), gone, rule="ink", first=False)
        row += 1
    whole, totals = statement.whole, {}
    for column, key in enumerate(KEYS, start=2):
        cents = sum(getattr(line, key) for line in statement.lines)
        cents -= eliminated if key in {"authorised", "balance"} else 0
        totals[key] = tied(sheet.sum(FIRST, column, row - 1, column, cents), getattr(whole, key), key)
    cells: list[Cell] = [whole.ref, book.say(shared.TOTAL), *totals.values(), None]
    sheet.row(row, cells, KINDS, rule="ink", first=True, bold=True, nil=False)
    sheet.rate(row, 7, sheet.at(row, 5, whole.accepted), sheet.at(row, 2, whole.authorised), rule="ink", bold=True)
    return {key: sheet.seen(row, column, totals[key].cents) for column, key in enumerate(KEYS, start=2)}


def _line(sheet: Sheet, row: int, ref: str, name: str, line: CumulativeLine, *, rule: str, first: bool) -> None:
    authorised, declared, disallowed, accepted = (
        sheet.at(row, column, getattr(line, key)) for column, key in enumerate(KEYS[:4], start=2)
    )
    cells: list[Cell] = [
        ref,
        name,
        Figure(line.authorised),
        Figure(line.declared),
        Figure(line.disallowed),
        tied(declared - disallowed, line.accepted, ref),
        tied(authorised - accepted, line.balance, ref),
        None,
    ]
    sheet.row(row, cells, KINDS, rule=rule, first=first)
    sheet.rate(row, 7, accepted, authorised, rule=rule)
