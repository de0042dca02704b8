"""The budget lines: of one fiscal year, or over the agreement."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.statement import Cumulative, Text, YearTable
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.figures import Figure, Match, tied
from tracker.statements.xlsx.look import SECONDARY
from tracker.statements.xlsx.sheet import Cell, Sheet

HEAD, FIRST = 3, 4
NAMES = {
    "authorised": "Total_autorise",
    "declared": "Total_declare",
    "disallowed": "Total_refuse",
    "accepted": "Total_accepte",
    "balance": "Total_solde",
}
"""The totals' names, the same in the files of both languages."""


@dataclass(frozen=True, slots=True)
class LineCells:
    """Where a line's, or the total's, figures are, as seen from the other sheets."""

    ref: str
    code: str
    name: str
    figures: dict[str, Figure]


def lines(book: Book) -> tuple[tuple[LineCells, ...], LineCells]:
    """The sheet of the statement's own form. Returns its lines and their total."""
    statement = book.statement
    if statement.year is not None:
        return _of_year(book, statement.year)
    if statement.cumulative is not None:
        return _cumulative(book, statement.cumulative)
    raise ValueError("a statement is of a year or cumulative")


def _of_year(book: Book, table: YearTable) -> tuple[tuple[LineCells, ...], LineCells]:
    budget = (
        ("initial", shared.INITIAL, Kind.SIGNED),
        ("amendments", shared.AMENDMENTS, Kind.AMENDED),
        ("carry_in", shared.CARRY_IN, Kind.CARRIED_FORWARD),
        ("transfers", shared.TRANSFERS, Kind.LINE_TRANSFERRED),
    )
    reports = [book.say(shared.REPORT, number=number) for number in table.reports]
    heads = [book.say(head) for _, head, _ in budget] + [book.say(shared.AUTHORISED), *reports]
    heads += [book.say(head) for head in (shared.DECLARED, shared.DISALLOWED, shared.ACCEPTED, shared.BALANCE)]
    keys = [key for key, _, _ in budget] + ["authorised", *[f"report {n}" for n in table.reports]]
    keys += ["declared", "disallowed", "accepted", "balance"]
    sheet = _sheet(book, heads)
    column = {key: index + 2 for index, key in enumerate(keys)}
    year = Match(table.fiscal_year, f'"{book.year(table.fiscal_year)}"')
    authorised, disallowed = book.of_account(Account.AUTHORISED), book.of_account(Account.DISALLOWED)
    drawn: list[LineCells] = []
    for index, line in enumerate(table.lines):
        row = FIRST + index
        own = sheet.criterion(row, 0, line.code)
        amounts = {key: getattr(line, key) for key in keys if not key.startswith("report ")}
        amounts |= {f"report {number}": amount for number, amount in zip(table.reports, line.reports, strict=True)}
        figures = {
            key: book.journal.posted(authorised, kind=book.of_kind(kind), year=year, line=own)
            for key, _, kind in budget
        }
        for number in table.reports:
            figures[f"report {number}"] = book.journal.declared(line=own, report=Match(str(number), str(number)))
        figures["authorised"] = sheet.sum(row, 2, row, 5, sum(figures[key].cents for key, _, _ in budget))
        figures["declared"] = (
            sheet.sum(row, 7, row, 6 + len(table.reports), sum(line.reports))
            if table.reports
            else book.journal.declared(line=own, year=year)
        )
        figures["disallowed"] = -book.journal.posted(disallowed, year=year, line=own)
        _fates(sheet, row, column, figures, amounts)
        drawn.append(_draw(sheet, row, line.ref, line.code, line.name, figures, amounts, keys, first=index == 0))
    totals = {key: getattr(table.total, key) for key in keys if not key.startswith("report ")}
    totals |= {f"report {number}": amount for number, amount in zip(table.reports, table.total.reports, strict=True)}
    return tuple(drawn), _total(sheet, table.total.ref, drawn, keys, totals)


def _cumulative(book: Book, table: Cumulative) -> tuple[tuple[LineCells, ...], LineCells]:
    keys = ["authorised", "declared", "disallowed", "accepted", "balance"]
    heads = [
        book.say(head)
        for head in (shared.AUTHORISED, shared.DECLARED, shared.DISALLOWED, shared.ACCEPTED, shared.BALANCE)
    ]
    sheet = _sheet(book, heads)
    column = {key: index + 2 for index, key in enumerate(keys)}
    authorised, disallowed = book.of_account(Account.AUTHORISED), book.of_account(Account.DISALLOWED)
    drawn: list[LineCells] = []
    for index, line in enumerate(table.lines):
        row = FIRST + index
        own = sheet.criterion(row, 0, line.code)
        figures = {
            "authorised": book.journal.posted(authorised, but=book.but_kind(Kind.CARRIED_FORWARD), line=own),
            "declared": book.journal.declared(line=own),
            "disallowed": -book.journal.posted(disallowed, line=own),
        }
        amounts = {key: getattr(line, key) for key in keys}
        _fates(sheet, row, column, figures, amounts)
        drawn.append(_draw(sheet, row, line.ref, line.code, line.name, figures, amounts, keys, first=index == 0))
    totals = {key: getattr(table.totals, key) for key in keys}
    sheet.note(FIRST + len(drawn) + 2, 1, book.say(w.CARRY_INS_LEFT_OUT), font_size=9, font_color=SECONDARY)
    return tuple(drawn), _total(sheet, f"L{len(drawn) + 1}", drawn, keys, totals)


def _sheet(book: Book, heads: list[str]) -> Sheet:
    amounts = [book.amount_width] * len(heads)
    sheet = book.sheet(w.LINES, (6, 36, *amounts, 10), landscape=True)
    sheet.heading(book.say(shared.BUDGET_LINES), book.say(w.LINES_CAPTION))
    labels = [book.say(shared.REF), book.say(shared.LINE), *heads, book.say(shared.USED)]
    sheet.head(HEAD, labels, f"rt{'m' * len(heads)}p")
    sheet.freeze(HEAD, 2)
    return sheet


def _fates(
    sheet: Sheet, row: int, column: dict[str, int], figures: dict[str, Figure], amounts: dict[str, Cents]
) -> None:
    """Accepted = declared − disallowed; balance = authorised − accepted."""
    at = {key: sheet.at(row, column[key], amounts[key]) for key in amounts}
    figures["accepted"] = at["declared"] - at["disallowed"]
    figures["balance"] = at["authorised"] - at["accepted"]


def _draw(
    sheet: Sheet,
    row: int,
    ref: str,
    code: str,
    name: Text,
    figures: dict[str, Figure],
    amounts: dict[str, Cents],
    keys: list[str],
    *,
    first: bool,
) -> LineCells:
    said = name[sheet.book.lang]
    cells: list[Cell] = [tied(figures[key], amounts[key], f"{ref} {key}") for key in keys]
    sheet.row(row, [ref, said, *cells, None], f"rt{'m' * len(keys)}p", first=first)
    used = len(keys) + 2
    at = {key: sheet.at(row, index + 2, amounts[key]) for index, key in enumerate(keys)}
    sheet.rate(row, used, at["accepted"], at["authorised"])
    seen = {key: sheet.seen(row, index + 2, amounts[key]) for index, key in enumerate(keys)}
    return LineCells(ref, code, said, seen)


def _total(sheet: Sheet, ref: str, drawn: list[LineCells], keys: list[str], totals: dict[str, Cents]) -> LineCells:
    """The total row, and its names."""
    last = FIRST + max(len(drawn), 1) - 1
    row, said = last + 1, sheet.book.say(shared.TOTAL)
    cells: list[Cell] = [
        tied(
            sheet.sum(FIRST, index + 2, last, index + 2, sum(line.figures[key].cents for line in drawn)),
            totals[key],
            f"{ref} {key}",
        )
        for index, key in enumerate(keys)
    ]
    kinds = f"rt{'m' * len(keys)}p"
    sheet.row(row, [ref, said, *cells, None], kinds, rule="ink", first=True, bold=True, nil=False)
    at = {key: sheet.at(row, index + 2, totals[key]) for index, key in enumerate(keys)}
    sheet.rate(row, len(keys) + 2, at["accepted"], at["authorised"], rule="ink", bold=True)
    for key, name in NAMES.items():
        sheet.name_cell(name, row, 2 + keys.index(key))
    return LineCells(ref, "", said, {key: sheet.seen(row, index + 2, totals[key]) for index, key in enumerate(keys)})
