"""The detail sheets that every total goes back to: payments, expenses, postings."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.ledger.accounts import Account, Kind
from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.xlsx import figures
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.figures import Figure, counts_as
from tracker.statements.xlsx.sheet import Cell

HEAD, FIRST = 3, 4
"""Row of the head and of the first fact, on each of the three sheets."""

PAYMENT_HEADS = (
    shared.REF,
    w.INSTALMENT,
    w.TYPE,
    w.ALLOTMENT,
    shared.CONDITION,
    shared.DUE_ON,
    shared.SCHEDULED,
    w.PAYMENT,
    shared.PAID_ON,
    w.YEAR_PAID,
    shared.GROSS,
    shared.OFFSET,
    shared.CASH,
    w.REFERENCE,
)
EXPENSE_HEADS = (
    shared.REF,
    w.REPORT,
    w.TYPE,
    w.FISCAL_YEAR,
    shared.ACCEPTED_ON,
    shared.LINE,
    shared.DECLARED,
    shared.DISALLOWED,
    shared.ACCEPTED,
    w.TO_RECOVER,
    w.REASON,
)
POSTING_HEADS = (
    w.ENTRY,
    w.DATE,
    w.KIND,
    w.SOURCE,
    shared.HOST,
    w.ACCOUNT,
    w.FISCAL_YEAR,
    w.ORIGIN_YEAR,
    shared.REF,
    shared.LINE,
    w.AMOUNT,
)
UNWRAPPED = f"r{'i' * 13}"
"""Columns of a row that only says that there is nothing."""


@dataclass(frozen=True, slots=True)
class Paid:
    """The gross of the schedule, as seen from another sheet, and by the year it was paid in."""

    gross: Figure
    by_year: dict[str, Cents]


def payments(book: Book) -> Paid:
    """The schedule: one row an instalment, its payment, or a payment outside the schedule."""
    amount = book.amount_width
    widths = (6, 9, 15, 11, 12, 11, amount, 10, 11, 14, amount, amount, amount, 22)
    sheet = book.sheet(w.PAYMENTS, widths, landscape=True)
    sheet.heading(book.say(shared.DISBURSEMENTS), book.say(w.PAYMENTS_CAPTION))
    kinds = "ritttdmidtmmmt"
    sheet.head(HEAD, book.heads(PAYMENT_HEADS), kinds)
    paid_in = {
        posting.source: posting.fiscal_year
        for posting in book.statement.postings
        if posting.kind == Kind.PAID and posting.account == Account.HELD
    }
    rows = book.statement.disbursements
    by_year: dict[str, Cents] = {}
    scheduled: dict[int | None, Cents] = {}
    for index, row in enumerate(rows):
        at = FIRST + index
        # an instalment paid in several parts is scheduled once
        planned = None if row.scheduled is None or row.instalment in scheduled else Figure(row.scheduled)
        scheduled.setdefault(row.instalment, row.scheduled or 0)
        year = paid_in.get(f"{Kind.PAID}:{row.payment}", "")
        by_year[year] = by_year.get(year, 0) + row.gross
        cells: list[Cell] = [
            row.ref,
            row.instalment,
            book.term(shared.INSTALMENT_KIND, row.kind) if row.kind else book.say(shared.OUTSIDE_SCHEDULE),
            book.year(row.fiscal_year),
            book.say(shared.REPORT, number=row.required_report) if row.required_report else "–",
            row.due_on,
            planned,
            row.payment,
            row.paid_on,
            book.year(year) if year else None,
            Figure(row.gross),
            Figure(-row.offset),
            sheet.sum(at, 10, at, 11, row.cash),
            row.reference,
        ]
        sheet.row(at, cells, kinds, first=index == 0, rule="ink" if index == len(rows) - 1 else "row")
    if not rows:
        sheet.row(FIRST, ["", None, book.say(w.NO_PAYMENTS), *[None] * 11], UNWRAPPED[: len(kinds)], rule="ink")
    end = FIRST + max(len(rows), 1)
    last = end - 1
    gross, cash = sum(row.gross for row in rows), sum(row.cash for row in rows)
    sums = {6: sum(scheduled.values()), 10: gross, 11: cash - gross, 12: cash}
    # a year's schedule keeps the references of the whole one: its total then has none
    ref = f"V{len(rows) + 1}" if book.header.fiscal_year is None else ""
    cells = [ref, None, book.say(shared.TOTAL), *[None] * 11]
    for column, cents in sums.items():
        cells[column] = sheet.sum(FIRST, column, last, column, cents)
    sheet.row(end, cells, kinds, rule="ink", first=True, bold=True, nil=False)
    sheet.name_column(figures.PAID_YEAR, FIRST, last, 9)
    sheet.name_column(figures.PAID_GROSS, FIRST, last, 10)
    sheet.name_column(figures.PAID_CASH, FIRST, last, 12)
    sheet.name_cell("Total_brut", end, 10)
    sheet.name_cell("Total_verse", end, 12)
    sheet.freeze(HEAD, 3)
    return Paid(sheet.seen(end, 10, gross), by_year)


def expenses(book: Book) -> None:
    """One row a line of an accepted report."""
    amount = book.amount_width
    sheet = book.sheet(w.EXPENSES, (6, 9, 11, 11, 12, 34, amount, amount, amount, 11, 44), landscape=True)
    sheet.heading(book.say(w.EXPENSES_TITLE), book.say(w.EXPENSES_CAPTION))
    kinds = "rittdtmmmtt"
    sheet.head(HEAD, book.heads(EXPENSE_HEADS), kinds)
    reports = {report.number: report for report in book.statement.reports}
    rows = book.statement.expenses
    for index, row in enumerate(rows):
        at = FIRST + index
        report = reports.get(row.report)
        accepted = sheet.at(at, 6, row.declared) - sheet.at(at, 7, row.disallowed)
        cells: list[Cell] = [
            book.line_ref(row.code),
            row.report,
            book.term(shared.REPORT_KIND, report.kind) if report else "",
            book.year(row.fiscal_year),
            report.accepted_on if report else None,
            book.line_name(row.code),
            Figure(row.declared),
            Figure(row.disallowed),
            accepted,
            book.say(w.YES if row.recover else w.NO) if row.disallowed else "–",
            row.reason,
        ]
        sheet.row(at, cells, kinds, first=index == 0, rule="ink" if index == len(rows) - 1 else "row")
    if not rows:
        sheet.row(
            FIRST, ["", None, *[None] * 3, book.say(w.NO_EXPENSES), *[None] * 5], UNWRAPPED[: len(kinds)], rule="ink"
        )
    last = FIRST + max(len(rows), 1) - 1
    declared = sum(row.declared for row in rows)
    disallowed = sum(row.disallowed for row in rows)
    sums = [
        sheet.sum(FIRST, column, last, column, cents)
        for column, cents in ((6, declared), (7, disallowed), (8, declared - disallowed))
    ]
    sheet.row(
        last + 1,
        ["", None, None, None, None, book.say(shared.TOTAL), *sums, None, None],
        kinds,
        rule="ink",
        first=True,
        bold=True,
        nil=False,
    )
    for name, column in (
        (figures.DECLARED_LINE, 0),
        (figures.DECLARED_REPORT, 1),
        (figures.DECLARED_YEAR, 3),
        (figures.DECLARED, 6),
    ):
        sheet.name_column(name, FIRST, last, column)
    sheet.freeze(HEAD, 6)
    if rows:
        sheet.worksheet.autofilter(HEAD, 0, last, len(kinds) - 1)


def postings(book: Book) -> None:
    """Every posting that a figure of the statement is a sum of, as the journal has it."""
    amount = book.amount_width
    sheet = book.sheet(w.POSTINGS, (9, 11, 24, 22, 14, 20, 13, 13, 6, 34, amount), landscape=True)
    sheet.heading(book.say(w.POSTINGS_TITLE), book.say(w.POSTINGS_CAPTION))
    kinds = "idttttttstm"
    sheet.head(HEAD, book.heads(POSTING_HEADS), kinds)
    rows = book.statement.postings
    for index, row in enumerate(rows):
        cells: list[Cell] = [
            row.seq,
            row.occurred_on,
            book.kind(counts_as(row)),
            row.source,
            row.host,
            book.account(row.account),
            book.year(row.fiscal_year),
            book.year(row.origin_year) if row.origin_year else None,
            book.line_ref(row.code) or None,
            book.line_name(row.code) or None,
            Figure(row.amount),
        ]
        # entries are told apart by the rule under their last posting
        closes = index == len(rows) - 1 or rows[index + 1].seq != row.seq
        sheet.row(FIRST + index, cells, kinds, first=index == 0, rule="ink" if closes else "row")
    if not rows:
        sheet.row(FIRST, [None, None, book.say(w.NO_POSTINGS), *[None] * 8], UNWRAPPED[: len(kinds)], rule="ink")
    last = FIRST + max(len(rows), 1) - 1
    everything = sheet.sum(FIRST, 10, last, 10, sum(row.amount for row in rows))
    sheet.row(
        last + 1,
        [None, None, book.say(shared.TOTAL), *[None] * 7, everything],
        kinds,
        rule="ink",
        first=True,
        bold=True,
        nil=False,
    )
    for name, column in (
        (figures.DATE, 1),
        (figures.KIND, 2),
        (figures.SOURCE, 3),
        (figures.ACCOUNT, 5),
        (figures.YEAR, 6),
        (figures.LINE, 8),
        (figures.AMOUNT, 10),
    ):
        sheet.name_column(name, FIRST, last, column)
    sheet.freeze(HEAD, 2)
    if rows:
        sheet.worksheet.autofilter(HEAD, 0, last, len(kinds) - 1)
