"""A region's or a programme's statement as an Excel workbook: the rows, their live totals, every check."""

from __future__ import annotations

from tracker.statements.consolidated.value import Consolidated
from tracker.statements.consolidated.xlsx.checks import checks
from tracker.statements.consolidated.xlsx.folder import Folder
from tracker.statements.consolidated.xlsx.ledgers import ledgers
from tracker.statements.consolidated.xlsx.lines import lines
from tracker.statements.consolidated.xlsx.notes import notes
from tracker.statements.consolidated.xlsx.rows import agreements, cells, groups, years
from tracker.statements.consolidated.xlsx.shares import regions, shares
from tracker.statements.consolidated.xlsx.summary import summary
from tracker.statements.statement import Lang

__all__ = ["write"]


def write(statement: Consolidated, lang: Lang, *, proof: bytes = b"") -> bytes:
    """The workbook of ``statement`` in ``lang``: agreements as typed rows, every total a formula cached
    with the statement's own value. Raises Untied if the two differ. ``proof`` as in the workbook of an
    agreement.
    """
    book = Folder(statement, lang)
    of_agreements = agreements(book)
    of_groups = groups(book)
    if statement.shares:
        shares(book, of_agreements)
    of_regions = regions(book) if statement.regions else None
    of_cells = cells(book) if statement.years else None
    of_years = years(book) if statement.years else None
    of_lines = lines(book)
    of_ledgers = ledgers(book)
    difference = checks(book, of_agreements, of_groups, of_regions, of_cells, of_years, of_lines, of_ledgers)
    notes(book)
    summary(book, of_agreements, difference)
    if proof:
        book.carry(proof)
    return book.bytes()
