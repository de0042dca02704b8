"""What a returned workbook changes: against what was downloaded, and what the draft says now. Pure but for words."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.errors import Message, message
from tracker.reports.form.answers import NotAnAnswer, read
from tracker.reports.form.layout import Field, Grid, Layout, Values
from tracker.reports.form.questions import Question
from tracker.reports.spreadsheet.cells import Content, text_of
from tracker.reports.spreadsheet.reading import Found, FoundTable, Returned
from tracker.reports.spreadsheet.rows import canonical, settle

CLOSED = message("This section was accepted; only what came back can change.")


class Fate(StrEnum):
    """What becomes of an answer. ``TAKEN``: only the workbook changed it. ``CONFLICT``: the draft changed as well, in
    another way. ``REJECTED``: it cannot be read, or not be changed. ``SAME`` needs no word."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One answer compared, or a whole row taken out: then ``question`` is None, ``path`` the row's, and ``cell`` is
    empty. ``mine`` is the workbook's, ``theirs`` the draft's, ``base`` what was downloaded."""

    path: str
    fate: Fate
    question: Question | None = None
    sheet: str = ""
    cell: str = ""
    base: str = ""
    mine: str = ""
    theirs: str = ""
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the workbook changes or cannot say. ``twins``: rows added that the report has already, word for
    word. ``missing`` and ``repeated`` as in ``Returned``."""

    outcomes: tuple[Outcome, ...]
    twins: int
    missing: tuple[Field | Grid, ...]
    repeated: tuple[str, ...]

    def of(self, fate: Fate) -> tuple[Outcome, ...]:
        """The outcomes of one fate, in the order of the report."""
        return tuple(it for it in self.outcomes if it.fate is fate)


def compare(
    returned: Returned, layout: Layout, now: Values, *, settled: Values | None = None, closed: Container[str] = ()
) -> Comparison:
    """Every answer of the workbook that changes something or cannot be read. ``now`` is the draft; ``settled`` what
    earlier uploads of this download already brought; the sections ``closed`` cannot change."""
    base = {**returned.base, **(settled or {})}
    questions = {item.path: item.question for it in layout.sections for item in it.fields}
    outcomes = [_outcome(found, questions[found.path], base, now) for found in returned.fields]
    twins = 0
    for table in returned.tables:
        if table.grid.free:
            rows = settle(table, base, now, returned.origin.download)
            twins += rows.twins
            for key, row in rows.rows.items():
                outcomes += _row(table.grid, key, row.cells, base, now)
            outcomes += _gone(table.grid, rows.gone, base, now)
        else:
            outcomes += _cells(table, base, now)
    shut = (_shut(it) if it.path.partition(".")[0] in closed else it for it in outcomes if it.fate is not Fate.SAME)
    order = {item.path: rank for rank, item in enumerate(item for it in layout.sections for item in it.items)}
    found = sorted(shut, key=lambda it: _rank(it.path, order))
    return Comparison(tuple(found), twins, returned.missing, returned.repeated)


def _outcome(found: Found, question: Question, base: Values, now: Values) -> Outcome:
    was, theirs = base.get(found.path, ""), now.get(found.path, "")
    why: Message | None = None
    try:
        mine = read(question, text_of(question, found.content))
        fate = _fate(question, was, mine, theirs)
    except NotAnAnswer as error:
        mine, why, fate = found.content.shown, error.message, Fate.REJECTED
        if mine and mine == was.strip():  # it could not be read before either
            fate = Fate.SAME
    return Outcome(
        path=found.path,
        fate=fate,
        question=question,
        sheet=found.sheet,
        cell=found.cell,
        base=was,
        mine=mine,
        theirs=theirs,
        why=why,
    )


def _fate(question: Question, base: str, mine: str, theirs: str) -> Fate:
    was, is_now = canonical(question, base), canonical(question, theirs)
    if mine in (was, is_now):
        return Fate.SAME
    return Fate.TAKEN if is_now == was else Fate.CONFLICT


def _cells(table: FoundTable, base: Values, now: Values) -> Iterator[Outcome]:
    """The rows that the report gives: they cannot be taken out."""
    for row in table.rows:
        for column, found in row.cells.items():
            if question := table.grid.column(column):
                yield _outcome(found, question, base, now)


def _row(grid: Grid, key: str, cells: Mapping[str, Found], base: Values, now: Values) -> Iterator[Outcome]:
    """A row that the partner added. One changed here that was taken out there is a conflict as a whole."""
    paths = [grid.cell(key, column.key) for column in grid.columns]
    emptied = any(base.get(path) for path in paths) and not any(now.get(path) for path in paths)
    found = []
    for column in grid.columns:
        if (it := cells.get(column.key)) is not None:
            moved = Found(grid.cell(key, column.key), it.sheet, it.cell, it.content)
            found.append(_outcome(moved, column, base, now))
    if emptied and any(it.fate is not Fate.SAME for it in found):
        for column in grid.columns:
            it = cells.get(column.key)
            if it and (mine := _said(column, it.content)):
                yield Outcome(
                    path=grid.cell(key, column.key),
                    fate=Fate.CONFLICT,
                    question=column,
                    sheet=it.sheet,
                    cell=it.cell,
                    base=base.get(grid.cell(key, column.key), ""),
                    mine=mine,
                )
        return
    yield from found


def _said(question: Question, content: Content) -> str:
    try:
        return read(question, text_of(question, content))
    except NotAnAnswer:
        return ""


def _gone(grid: Grid, keys: tuple[str, ...], base: Values, now: Values) -> Iterator[Outcome]:
    """Rows that were taken out of the workbook, each as a whole."""
    for key in keys:
        cells = [(column, grid.cell(key, column.key)) for column in grid.columns]
        if not any(now.get(path) for _column, path in cells):
            continue
        same = all(
            canonical(column, base.get(path, "")) == canonical(column, now.get(path, "")) for column, path in cells
        )
        yield Outcome(path=f"{grid.path}.{key}", fate=Fate.TAKEN if same else Fate.CONFLICT)


def _shut(outcome: Outcome) -> Outcome:
    return replace(outcome, fate=Fate.REJECTED, why=CLOSED)


def _rank(path: str, order: Mapping[str, int]) -> int:
    while path not in order and "." in path:
        path = path.rpartition(".")[0]
    return order.get(path, len(order))
