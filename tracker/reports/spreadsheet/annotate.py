"""The workbook given back with what is wrong in it: coloured cells, each with a comment that says why."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook

from tracker.reports import shown
from tracker.reports.spreadsheet.compare import Fate, Outcome
from tracker.reports.spreadsheet.look import ASKED
from tracker.web.language import say

_COLOURS = {Fate.REJECTED: "F6CFC7", Fate.CONFLICT: "F8E3A8"}
_AUTHOR = "Trame"
# The order of the schema: openpyxl has another one, which Excel forgives and its rules do not.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip


def annotated(content: bytes, outcomes: Sequence[Outcome]) -> bytes:
    """``content`` with its rejected and conflicting cells coloured and explained, in the language being spoken.
    What an earlier round said is taken away first; comments of others stay."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out: nothing of ours
        book = load_workbook(BytesIO(content))
    _unmark(book)
    for outcome in outcomes:
        if outcome.fate not in _COLOURS or not outcome.cell:
            continue
        cell = book[outcome.sheet][outcome.cell]
        cell.fill = PatternFill("solid", fgColor=_COLOURS[outcome.fate])
        said = f"\n\n{cell.comment.text}" if cell.comment else ""
        comment = Comment(f"{_why(outcome)}{said}", _AUTHOR)
        comment.width, comment.height = 320, 120
        cell.comment = comment
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _unmark(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell, MergedCell) and cell.comment and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill("solid", fgColor=ASKED.removeprefix("#"))


def _why(outcome: Outcome) -> str:
    if outcome.why:
        return say(outcome.why)
    theirs = shown.value(outcome.question, outcome.theirs) if outcome.question else ""
    return str(_("Changed on the site meanwhile: “%(theirs)s”.", theirs=theirs or "–"))
