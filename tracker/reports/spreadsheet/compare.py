"""What a returned workbook changes: against what was downloaded, and what the draft says now. Pure but for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.errors import Message, message
from tracker.reports.form.answers import NotAnAnswer, read
from tracker.reports.form.layout import Grid, Layout
from tracker.reports.form.questions import Question
from tracker.reports.spreadsheet.reading import Found, Returned, text_of


class Fate(StrEnum):
    """What becomes of a cell. ``TAKEN``: only the workbook changed it. ``CONFLICT``: the draft changed as well, in
    another way. ``REJECTED``: it cannot be read. ``SAME`` needs no word."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer compared. ``sheet`` and ``cell`` are empty for a row that was taken out of the workbook."""

    path: str
    question: Question
    fate: Fate
    sheet: str
    cell: str
    base: str
    mine: str
    theirs: str
    why: Message | None = None


def compare(returned: Returned, layout: Layout, texts: Mapping[str, str]) -> tuple[Outcome, ...]:
    """Every answer of the workbook that changes something or cannot be read; ``texts`` is the draft now."""
    outcomes = []
    seen = set()
    for found in returned.found:
        question = layout.question(found.path)
        if question is None:
            continue
        seen.add(found.path)
        outcomes.append(_outcome(found, question, returned.base.get(found.path, ""), texts.get(found.path, "")))
    outcomes += _taken_out(returned, layout, texts, seen)
    return tuple(outcome for outcome in outcomes if outcome.fate is not Fate.SAME)


def _outcome(found: Found, question: Question, base: str, theirs: str) -> Outcome:
    place = (found.path, question)
    try:
        mine = text_of(question, found.value)
        answer = read(question, mine)
    except NotAnAnswer as error:
        if isinstance(found.value, str) and found.value.strip() == base.strip():
            return Outcome(*place, Fate.SAME, found.sheet, found.cell, base, base, theirs)
        shown = "" if found.value is None else str(found.value)
        return Outcome(*place, Fate.REJECTED, found.sheet, found.cell, base, shown, theirs, error.message)
    return Outcome(*place, _fate(question, base, answer, theirs), found.sheet, found.cell, base, answer, theirs)


def _fate(question: Question, base: str, answer: str, theirs: str) -> Fate:
    was, now = _canonical(question, base), _canonical(question, theirs)
    if answer in (was, now):
        return Fate.SAME
    return Fate.TAKEN if now == was else Fate.CONFLICT


def _taken_out(returned: Returned, layout: Layout, texts: Mapping[str, str], seen: set[str]) -> list[Outcome]:
    """The answers of rows that were deleted from a table that is still there."""
    grids = [grid for section in layout.sections for grid in section.grids if grid.free]
    outcomes = []
    for path, base in returned.base.items():
        question = layout.question(path)
        if path in seen or question is None or not base or not _was_in(path, grids, returned.present):
            continue
        fate = _fate(question, base, "", texts.get(path, ""))
        why = message("The row was taken out.")
        outcomes.append(Outcome(path, question, fate, "", "", base, "", texts.get(path, ""), why))
    return outcomes


def _was_in(path: str, grids: list[Grid], present: frozenset[str]) -> bool:
    return any(path.startswith(f"{grid.path}.") and grid.path in present for grid in grids)


def _canonical(question: Question, text: str) -> str:
    try:
        return read(question, text)
    except NotAnAnswer:
        return text.strip()
