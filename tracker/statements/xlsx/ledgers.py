"""By fiscal year: the unspent balance, the receivables, the commitment, the accepted cost of each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.ledgers import RECEIVABLES_ROWS, LedgerRow, bridge_rows, funds_rows
from tracker.statements.statement import Allotment, LedgerYear
from tracker.statements.typography import long_day
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.figures import Figure, Match, tied
from tracker.statements.xlsx.lines import LineCells
from tracker.statements.xlsx.sheet import Cell

SECTION, YEARS = 3, 5
"""Rows of the first table's title and of its head, whose years every formula looks for."""
FIRST_COLUMN = 2
ONE_PAGE = 75
"""Rows that one page still shows at a readable size, so that no table breaks."""
PORTRAIT = 5
"""Years, post-closing included, that an upright page still shows at a readable size."""

A = Account


@dataclass(frozen=True, slots=True)
class LedgerCells:
    """Figures as seen from the other sheets, by row and by year; ``cumul`` for the last column. The
    ledgers' rows go by reference (``U7``), deductions negative as on paper; the bridge's by name."""

    funds: dict[str, dict[str, Figure]]
    receivables: dict[str, dict[str, Figure]]
    bridge: dict[str, dict[str, Figure]]
    accepted: dict[str, Figure]


class _Ledgers:
    """The sheet while it is drawn: one column a year, the same in every table."""

    def __init__(self, book: Book, columns: Sequence[str]) -> None:
        self.book = book
        self.columns = tuple(columns)
        amounts = [book.amount_width] * (len(columns) + 1)
        self.sheet = book.sheet(w.BY_YEAR, (6, 40, *amounts), landscape=len(columns) > PORTRAIT)
        self.kinds = f"rt{'m' * len(amounts)}"
        self.at = YEARS

    def column(self, year: str) -> int:
        return FIRST_COLUMN + self.columns.index(year)

    @property
    def cumul(self) -> int:
        return FIRST_COLUMN + len(self.columns)

    def match(self, year: str) -> Match:
        return self.sheet.criterion(YEARS, self.column(year), year, fix_row=True)

    def head(self, label: str) -> None:
        labels = [
            self.book.say(shared.REF),
            label,
            *[self.book.year(year) for year in self.columns],
            self.book.say(shared.CUMULATIVE),
        ]
        self.sheet.head(self.at, labels, self.kinds)
        self.at += 1

    def section(self, title: str, caption: str) -> None:
        self.at += 2
        self.sheet.section(self.at, title, caption)
        self.at += 2

    def cells(self, figures: dict[str, Figure], over: Figure | None) -> list[Cell]:
        return [*[figures.get(year) for year in self.columns], over]

    def seen(self, row: int, figures: dict[str, Figure], over: Cents) -> dict[str, Figure]:
        found = {year: self.sheet.seen(row, self.column(year), figure.cents) for year, figure in figures.items()}
        return found | {"cumul": self.sheet.seen(row, self.cumul, over)}

    def across(self, row: int, figures: dict[str, Figure]) -> Figure:
        cents = sum(figure.cents for figure in figures.values())
        return self.sheet.sum(row, FIRST_COLUMN, row, self.cumul - 1, cents)


def ledgers(book: Book, lines: Sequence[LineCells], total: LineCells) -> LedgerCells:
    """The sheet of what happened by fiscal year. Returns its figures."""
    statement = book.statement
    columns = list(book.header.fiscal_years)
    if any(ledger.fiscal_year == POST_CLOSING for ledger in statement.ledgers):
        columns.append(POST_CLOSING)
    drawing = _Ledgers(book, columns)
    sheet = drawing.sheet
    sheet.heading(book.say(w.BY_YEAR_TITLE), book.say(w.BY_YEAR_CAPTION))
    sheet.section(SECTION, book.say(shared.FUNDS), book.say(w.UNSPENT_CAPTION))
    sheet.freeze(YEARS, FIRST_COLUMN)
    funds = _running(drawing, statement.ledgers, funds_rows(statement.ledgers))
    sheet.name_cell("Solde_non_depense", drawing.at, drawing.cumul)
    drawing.section(book.say(shared.RECEIVABLES), book.say(shared.RECEIVABLES_CAPTION))
    receivables = _running(drawing, statement.ledgers, RECEIVABLES_ROWS)
    sheet.name_cell("Creances", drawing.at, drawing.cumul)
    until = book.until or book.header.as_of
    drawing.section(book.say(shared.BRIDGE), book.say(w.BRIDGE_UNTIL, date=long_day(until, book.lang)))
    bridge = _bridge(drawing, statement.allotments)
    drawing.section(book.say(w.ACCEPTED_BY_LINE), book.say(w.ACCEPTED_BY_LINE_CAPTION))
    accepted = _line_by_year(drawing, [ledger.fiscal_year for ledger in statement.ledgers], lines, total)
    if drawing.at < ONE_PAGE:
        sheet.on_one_page()
    return LedgerCells(funds, receivables, bridge, accepted)


def _movements(book: Book) -> dict[str, Callable[[Match], Figure]]:
    """How the movement of a ledger row is found among the postings of a year, signed as on paper."""
    posted = book.journal.posted
    held, receivable = book.of_account(A.HELD), book.of_account(A.RECEIVABLE)

    def of(account: Match, *kinds: Kind) -> Callable[[Match], Figure]:
        def find(year: Match) -> Figure:
            figure = posted(account, kind=book.of_kind(kinds[0]), year=year)
            for kind in kinds[1:]:
                figure = figure + posted(account, kind=book.of_kind(kind), year=year)
            return figure

        return find

    established = of(receivable, Kind.REPORT_ACCEPTED, Kind.ADJUSTED)
    return {
        "U2": of(held, Kind.PAID),
        "U3": lambda year: -posted(book.of_account(A.INTEREST), year=year),
        "U4": lambda year: -posted(book.of_account(A.EXPENSE), year=year),
        "U5": lambda year: -established(year),
        "U6": of(held, Kind.RETURNED),
        "U8": of(held, Kind.FRAMEWORK_TRANSFERRED, Kind.HOST_CHANGED),
        "C2": established,
        "C3": of(receivable, Kind.PAID),
        "C4": of(receivable, Kind.RECOVERED),
        "C5": of(receivable, Kind.WRITTEN_OFF),
    }


def _running(drawing: _Ledgers, years: Sequence[LedgerYear], rows: Sequence[LedgerRow]) -> dict[str, dict[str, Figure]]:
    """Opening, movements, closing: each year opens where the one before closed."""
    book, sheet, lang = drawing.book, drawing.sheet, drawing.book.lang
    find = _movements(book)
    drawing.head(book.say(shared.MOVEMENT))
    top, bottom = drawing.at, drawing.at + len(rows) - 1
    seen: dict[str, dict[str, Figure]] = {}
    sums = dict.fromkeys([ledger.fiscal_year for ledger in years], 0)
    over_all = 0
    for row, each in enumerate(rows, start=top):
        figures: dict[str, Figure] = {}
        before: Figure | None = None
        for ledger in years:
            year, column = ledger.fiscal_year, drawing.column(ledger.fiscal_year)
            if each.kind == "opening":
                figure = before or Figure(0)
                before = sheet.at(bottom, column, rows[-1].amount(ledger))
            elif each.kind == "closing":
                figure = sheet.sum(top, column, bottom - 1, column, sums[year])
            else:
                figure = find[each.ref](drawing.match(year))
            figures[year] = tied(figure, each.amount(ledger), f"{each.ref} {year}")
            sums[year] += figure.cents
        if each.kind == "opening":
            first = next(iter(figures.values()), Figure(0)).cents
            across = sheet.at(row, FIRST_COLUMN, first)
        elif each.kind == "closing":
            across = sheet.sum(top, drawing.cumul, bottom - 1, drawing.cumul, over_all)
        else:
            across = drawing.across(row, figures)
        over_all += across.cents
        closing = each.kind == "closing"
        sheet.row(
            row,
            [each.ref, each.label[lang], *drawing.cells(figures, across)],
            drawing.kinds,
            rule="ink" if row >= bottom - 1 else "row",
            first=closing or row == top,
            bold=closing,
            nil=not closing,
        )
        seen[each.ref] = drawing.seen(row, figures, across.cents)
    drawing.at = bottom
    return seen


def _bridge(drawing: _Ledgers, allotments: Sequence[Allotment]) -> dict[str, dict[str, Figure]]:
    """Original → amendments → settled → lapsed → payable, by allotment year."""
    book, sheet, posted = drawing.book, drawing.sheet, drawing.book.journal.posted
    drawing.head(book.say(shared.STEP))
    committed = book.of_account(A.COMMITTED)
    numbers = [number for number, _ in allotments[0].amendments] if allotments else []

    def amended(number: int) -> Callable[[Match], Figure]:
        source = Match(f"{Kind.AMENDED}:{number}", f'"{Kind.AMENDED}:{number}"')
        return lambda year: -posted(committed, source=source, year=year)

    keys: list[tuple[str, Callable[[Match], Figure] | None]] = [
        ("original", lambda year: -posted(committed, kind=book.of_kind(Kind.SIGNED), year=year)),
        *[(f"amendment {number}", amended(number)) for number in numbers],
        ("committed", None),
        ("settled", lambda year: -posted(book.of_account(A.SETTLED), year=year)),
        ("lapsed", lambda year: -posted(book.of_account(A.LAPSED), year=year)),
        ("payable", None),
    ]
    top = start = drawing.at
    seen: dict[str, dict[str, Figure]] = {}
    sums = dict.fromkeys([allotment.fiscal_year for allotment in allotments], 0)
    steps = list(zip(keys, bridge_rows(tuple(allotments)), strict=True))
    for row, ((key, find), step) in enumerate(steps, start=top):
        figures: dict[str, Figure] = {}
        for allotment, amount in zip(allotments, step.amounts, strict=True):
            year, column = allotment.fiscal_year, drawing.column(allotment.fiscal_year)
            # a total adds up from the one before it, which is then the first of its own terms
            figure = find(drawing.match(year)) if find else sheet.sum(start, column, row - 1, column, sums[year])
            figures[year] = tied(figure, amount, f"{step.ref} {year}")
            sums[year] += 0 if step.total else figure.cents
        across = drawing.across(row, figures)
        sheet.row(
            row,
            [step.ref, step.label[book.lang], *drawing.cells(figures, across)],
            drawing.kinds,
            rule="ink" if step.total or steps[min(row + 1 - top, len(steps) - 1)][1].total else "row",
            first=step.total or row == top,
            bold=step.total,
            nil=not step.total,
        )
        seen[key] = drawing.seen(row, figures, across.cents)
        start = row if step.total else start
    drawing.at = top + len(steps) - 1
    sheet.name_cell("Engagement", top + 1 + len(numbers), drawing.cumul)
    sheet.name_cell("Reste_a_verser", drawing.at, drawing.cumul)
    return seen


def _line_by_year(
    drawing: _Ledgers, years: Sequence[str], lines: Sequence[LineCells], total: LineCells
) -> dict[str, Figure]:
    """Accepted cost of each line in each year reported on: lines and years add up to the same."""
    book, sheet = drawing.book, drawing.sheet
    drawing.head(book.say(shared.LINE))
    expense = book.of_account(A.EXPENSE)
    top = drawing.at
    sums = dict.fromkeys(years, 0)
    for index, line in enumerate(lines):
        row = top + index
        own = sheet.criterion(row, 0, line.code)
        figures = {year: book.journal.posted(expense, year=drawing.match(year), line=own) for year in years}
        for year in years:
            sums[year] += figures[year].cents
        cells = [line.ref, line.name, *drawing.cells(figures, drawing.across(row, figures))]
        sheet.row(row, cells, drawing.kinds, first=index == 0, rule="ink" if index == len(lines) - 1 else "row")
    last = top + max(len(lines), 1) - 1
    row = last + 1
    totals = {year: sheet.sum(top, drawing.column(year), last, drawing.column(year), sums[year]) for year in years}
    over = sum(sums.values())
    cells = [total.ref, total.name, *drawing.cells(totals, sheet.sum(top, drawing.cumul, last, drawing.cumul, over))]
    sheet.row(row, cells, drawing.kinds, rule="ink", first=True, bold=True, nil=False)
    drawing.at = row
    return drawing.seen(row, totals, over)
