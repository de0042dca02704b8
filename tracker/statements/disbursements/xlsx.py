"""A statement of disbursements as an Excel workbook: the schedule typed, every sum of it a formula."""

from __future__ import annotations

from tracker.ledger.money import format_money
from tracker.statements import wording as shared
from tracker.statements.disbursements import wording as w
from tracker.statements.disbursements.value import Schedule
from tracker.statements.ledgers import bridge_rows
from tracker.statements.statement import Lang
from tracker.statements.xlsx import wording as x
from tracker.statements.xlsx.binder import Binder
from tracker.statements.xlsx.figures import Figure, tied
from tracker.statements.xlsx.look import SECONDARY, WARNING
from tracker.statements.xlsx.sheet import Cell

HEAD, FIRST = 4, 5
SHEETS = (w.SCHEDULE_SHEET, w.YEARS_SHEET, w.ALLOTMENTS_SHEET, x.NOTES, x.CHECKS)
GROSS, OFFSET, YEAR = (f"Versements_{name}" for name in ("brut", "compense", "exercice"))


class Ledger(Binder):
    """One workbook of one schedule in one language."""

    def __init__(self, statement: Schedule, lang: Lang) -> None:
        self.statement = statement
        self.lang = lang
        header = statement.header
        subject = self.say(shared.AGREEMENT, agreement=header.agreement)
        super().__init__(
            header,
            lang,
            sheets=SHEETS,
            subject=subject,
            title=f"{w.DOCUMENT[lang]} – {header.agreement}",
            about=header.title[lang],
            keyword=header.agreement,
        )

    @property
    def amount_width(self) -> float:
        """Wide enough for the commitment and what was planned."""
        largest = max(abs(self.statement.committed), abs(self.statement.scheduled), abs(self.statement.gross))
        return max(14.0, len(format_money(largest, self.lang)) + 2.5)


def write(statement: Schedule, lang: Lang, *, proof: bytes = b"") -> bytes:
    """The workbook of ``statement`` in ``lang``, as ``tracker.statements.xlsx.write``."""
    book = Ledger(statement, lang)
    _schedule(book)
    years = _years(book)
    payable = _allotments(book)
    _notes(book)
    _checks(book, years, payable)
    if proof:
        book.carry(proof)
    return book.bytes()


def _schedule(book: Ledger) -> None:
    statement, amount = book.statement, book.amount_width
    header = statement.header
    widths = (6, 9, 15, 11, 12, 12, amount, 11, 12, 13, amount, amount, amount, 20, 13)
    sheet = book.sheet(w.SCHEDULE_SHEET, widths, landscape=True)
    sheet.heading(f"{book.say(w.DOCUMENT)} – {header.agreement}", header.title[book.lang])
    period = header.fiscal_year or book.say(shared.CUMULATIVE_OF, agreement=header.agreement)
    said = book.say(shared.AS_OF_RUNNING, date=header.as_of.isoformat())
    sheet.note(2, 1, f"{period} · {said} · {book.say(shared.UNAUDITED)}", font_size=9, font_color=SECONDARY)
    if header.fictional:
        sheet.note(2, 10, book.say(shared.FICTIONAL), bold=True, font_color=WARNING)
    heads = (
        shared.REF, w.INSTALMENT, w.TYPE, w.ALLOTMENT, shared.CONDITION, shared.DUE_ON, shared.SCHEDULED, w.PAYMENT,
        shared.PAID_ON, w.YEAR_PAID, shared.GROSS, shared.OFFSET, shared.CASH, w.REFERENCE, w.STATUS,
    )  # fmt: skip
    kinds = "ritttdmidtmmmtt"
    sheet.head(HEAD, book.heads(heads), kinds)
    sheet.freeze(HEAD, 1)
    planned: set[int | None] = set()
    for index, row in enumerate(statement.rows):
        at, item = FIRST + index, row.item
        once = item.scheduled is not None and item.instalment not in planned
        planned.add(item.instalment)
        cells: list[Cell] = [
            item.ref,
            item.instalment,
            book.term(shared.INSTALMENT_KIND, item.kind) if item.kind else book.say(shared.OUTSIDE_SCHEDULE),
            book.year(item.fiscal_year),
            book.say(shared.REPORT, number=item.required_report) if item.required_report else "–",
            item.due_on,
            Figure(item.scheduled or 0) if once else None,
            item.payment,
            item.paid_on,
            book.year(row.paid_in) if row.paid_in else None,
            Figure(item.gross),
            Figure(-item.offset),
            sheet.sum(at, 10, at, 11, item.cash),
            item.reference,
            book.say(w.STATUSES[row.status]),
        ]
        sheet.row(at, cells, kinds, first=not index, rule="ink" if row is statement.rows[-1] else "row")
    last = FIRST + len(statement.rows) - 1
    for name, column in ((GROSS, 10), (OFFSET, 11), (YEAR, 9)):
        sheet.name_column(name, FIRST, last, column)
    if not statement.rows:
        sheet.note(FIRST, 1, book.say(w.NO_ROWS), font_color=SECONDARY)
        return
    sums = {6: statement.scheduled, 10: statement.gross, 11: -statement.offset, 12: statement.cash}
    ref = f"V{len(statement.rows) + 1}" if header.fiscal_year is None else ""
    total: list[Cell] = [ref, book.say(shared.TOTAL), *[None] * 13]
    for column, cents in sums.items():
        total[column] = sheet.sum(FIRST, column, last, column, cents)
    sheet.row(last + 1, total, "rt" + kinds[2:], rule="ink", first=True, bold=True, nil=False)


def _years(book: Ledger) -> list[tuple[str, Figure, Figure]]:
    """Payments by the year they were made in. Returns, by year, their sum and what the journal says."""
    sheet = book.sheet(w.YEARS_SHEET, (6, 18, *[book.amount_width] * 5), landscape=False)
    sheet.heading(book.say(w.BY_YEAR), book.say(w.BY_YEAR_CAPTION))
    kinds = "rtmmmmm"
    heads = (shared.REF, w.FISCAL_YEAR, shared.SCHEDULED, shared.GROSS, shared.OFFSET, shared.CASH, w.JOURNAL)
    sheet.head(HEAD - 1, book.heads(heads), kinds)
    sheet.freeze(HEAD - 1, 2)
    years, found = book.statement.years, []
    for index, it in enumerate(years):
        at = HEAD + index
        gross = Figure(it.gross, f"SUMIFS({GROSS},{YEAR},$B{at + 1})")
        offset = Figure(-it.offset, f"SUMIFS({OFFSET},{YEAR},$B{at + 1})")
        cash = sheet.sum(at, 3, at, 4, it.cash)
        cells: list[Cell] = [it.ref, book.year(it.fiscal_year), Figure(it.scheduled), gross, offset, cash]
        rule = "ink" if it is years[-1] else "row"
        sheet.row(at, [*cells, Figure(it.journal)], kinds, first=not index, rule=rule)
        found.append((book.year(it.fiscal_year), sheet.seen(at, 3, it.gross), sheet.seen(at, 6, it.journal)))
    end = HEAD + len(years)
    sums = [
        sum(it.scheduled for it in years),
        sum(it.gross for it in years),
        -sum(it.offset for it in years),
        sum(it.cash for it in years),
        sum(it.journal for it in years),
    ]
    totals: list[Cell] = [sheet.sum(HEAD, 2 + n, end - 1, 2 + n, cents) for n, cents in enumerate(sums)]
    sheet.row(end, ["", book.say(shared.TOTAL), *totals], kinds, rule="ink", first=True, bold=True, nil=False)
    return found


def _allotments(book: Ledger) -> tuple[Figure, Figure]:
    """The commitment by allotment. Returns what is payable, and the same from the other columns."""
    steps, allotments = bridge_rows(book.statement.allotments), book.statement.allotments
    sheet = book.sheet(w.ALLOTMENTS_SHEET, (6, 18, *[book.amount_width] * len(steps)), landscape=True)
    sheet.heading(book.say(shared.BRIDGE), book.say(shared.BRIDGE_CAPTION))
    kinds = "rt" + "m" * len(steps)
    sheet.head(HEAD - 1, ["", book.say(w.ALLOTMENT), *[f"{book.say(it.label)} ({it.ref})" for it in steps]], kinds)
    sheet.freeze(HEAD - 1, 2)
    committed = len(steps) - 4  # the column of the commitment, after the original and the amendments
    for index, allotment in enumerate(allotments):
        at = HEAD + index
        drawn: list[Cell] = []
        for n, step in enumerate(steps):
            cents = step.amounts[index]
            if n == committed:
                figure = sheet.sum(at, 2, at, 1 + n, sum(it.amounts[index] for it in steps[:n]))
                drawn.append(tied(figure, cents, step.ref))
            elif n == len(steps) - 1:
                figure = sheet.sum(at, 2 + committed, at, 1 + n, sum(it.amounts[index] for it in steps[committed:n]))
                drawn.append(tied(figure, cents, step.ref))
            else:
                drawn.append(Figure(cents))
        rule = "ink" if allotment is allotments[-1] else "row"
        sheet.row(at, ["", book.year(allotment.fiscal_year), *drawn], kinds, first=not index, rule=rule)
    end = HEAD + len(allotments)
    totals: list[Cell] = [sheet.sum(HEAD, 2 + n, end - 1, 2 + n, sum(step.amounts)) for n, step in enumerate(steps)]
    sheet.row(end, ["", book.say(shared.TOTAL), *totals], kinds, rule="ink", first=True, bold=True, nil=False)
    at_end = [sheet.seen(end, 2 + n, sum(step.amounts)) for n, step in enumerate(steps)]
    return at_end[committed], at_end[-1] - at_end[-3] - at_end[-2]


def _notes(book: Ledger) -> None:
    sheet = book.sheet(x.NOTES, (6, 30, 90), landscape=True)
    sheet.heading(book.say(shared.NOTES), book.statement.header.title[book.lang])
    sheet.freeze(0, 2)
    for row, note in enumerate(book.statement.notes, start=3):
        sheet.note(row, 0, note.ref, font_size=8, font_color=SECONDARY, valign="top")
        sheet.note(row, 1, book.say(note.title), bold=True, valign="top", text_wrap=True)
        sheet.note(row, 2, book.say(note.text), valign="top", text_wrap=True)
        sheet.worksheet.set_row(row, sheet.height(2, book.say(note.text)) + 4)


def _checks(book: Ledger, years: list[tuple[str, Figure, Figure]], commitment: tuple[Figure, Figure]) -> None:
    """Each identity, both sides as the other sheets say them."""
    amount = book.amount_width
    sheet = book.sheet(x.CHECKS, (6, 60, amount, amount, 11), landscape=False)
    sheet.heading(book.say(x.CHECKS), book.say(x.CHECKS_CAPTION))
    heads = (shared.REF, shared.IDENTITY, shared.LEFT, shared.RIGHT, shared.DIFFERENCE)
    sheet.head(HEAD - 1, book.heads(heads), "rtmmx")
    sheet.freeze(HEAD - 1, 2)
    by_year = iter(years)
    for index, it in enumerate(book.statement.identities):
        left, right = Figure(it.left), Figure(it.right)
        if it.code == "I11":
            _, left, right = next(by_year)
        elif it.code == "I6":
            left, right = commitment
        at = HEAD + index
        tied(left, it.left, it.code)
        difference = sheet.at(at, 2, left.cents) - sheet.at(at, 3, right.cents)
        cells: list[Cell] = [it.code, book.say(it.label), left, right, tied(difference, 0, it.code)]
        rule = "ink" if it is book.statement.identities[-1] else "row"
        sheet.row(at, cells, "rtmmx", first=not index, nil=False, rule=rule)
