"""A statement as an Excel workbook: live formulas over the detail, the same bytes for the same input."""

from __future__ import annotations

from tracker.statements.statement import Lang, Statement
from tracker.statements.xlsx.book import Book
from tracker.statements.xlsx.checks import Sources, checks
from tracker.statements.xlsx.details import expenses, payments, postings
from tracker.statements.xlsx.figures import Untied
from tracker.statements.xlsx.ledgers import ledgers
from tracker.statements.xlsx.lines import lines
from tracker.statements.xlsx.notes import notes
from tracker.statements.xlsx.summary import summary

__all__ = ["Untied", "write"]


def write(statement: Statement, lang: Lang, *, proof: bytes = b"") -> bytes:
    """The workbook of ``statement`` in ``lang``.

    Every figure is a formula over the sheets of postings, expenses and payments, cached with the
    statement's own value. Raises Untied if the two differ: such a file is not written. ``proof``
    is what an issued statement carries to be verified by, on a sheet that Excel does not show.
    """
    book = Book(statement, lang)
    paid = payments(book)
    expenses(book)
    postings(book)
    rows, total = lines(book)
    by_year = ledgers(book, rows, total)
    difference = checks(book, Sources(total, by_year, paid))
    notes(book)
    summary(book, rows, total, by_year, difference)
    if proof:
        book.carry(proof)
    return book.bytes()
