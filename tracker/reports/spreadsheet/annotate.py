"""The workbook given back with what is wrong in it: coloured cells, each with a comment that says why."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tracker.reports.spreadsheet.compare import Fate, Outcome
from tracker.web.language import say

_COLOURS = {Fate.REJECTED: "F6CFC7", Fate.CONFLICT: "F8E3A8"}
_AUTHOR = "Trame"


def annotated(content: bytes, outcomes: Sequence[Outcome]) -> bytes:
    """``content`` with its rejected and conflicting cells coloured and explained, in the language being spoken."""
    book = load_workbook(BytesIO(content))
    for outcome in outcomes:
        if outcome.fate not in _COLOURS or not outcome.cell:
            continue
        cell = book[outcome.sheet][outcome.cell]
        cell.fill = PatternFill("solid", fgColor=_COLOURS[outcome.fate])
        comment = Comment(_why(outcome), _AUTHOR)
        comment.width, comment.height = 320, 120
        cell.comment = comment
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _why(outcome: Outcome) -> str:
    if outcome.why:
        return say(outcome.why)
    return str(_("Changed on the site meanwhile: “%(theirs)s”.", theirs=outcome.theirs or "–"))
