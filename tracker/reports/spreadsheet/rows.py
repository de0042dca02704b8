"""Which row is which, in a table that partners add rows to: inserted, sorted, copied and deleted rows. Pure.

A row is known by its hidden key, and by what it says: rows sorted without their keys, or pasted with somebody
else's, are found by their words; a row that is in the report already, word for word, is not added again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.reports.form.answers import NotAnAnswer, read
from tracker.reports.form.layout import Grid, Values
from tracker.reports.form.questions import Question
from tracker.reports.spreadsheet.cells import text_of
from tracker.reports.spreadsheet.marks import inserted, is_inserted, is_spare
from tracker.reports.spreadsheet.reading import FoundRow, FoundTable

Words = tuple[str, ...]
"""What a row says, column by column, in canonical text."""


@dataclass(slots=True)
class Settled:
    """The rows of a table by their keys; ``gone`` are those that were downloaded and are no longer there, ``twins``
    counts those added that the report has already."""

    rows: dict[str, FoundRow] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    twins: int = 0


def settle(table: FoundTable, base: Values, now: Values, download: str) -> Settled:
    """The key of each row: ``base`` is what was downloaded, ``now`` the draft, ``download`` the workbook's name."""
    grid = table.grid
    before, there = _known(grid, base), _known(grid, now)
    added = {key: words for key, words in there.items() if key not in before}
    settled = Settled()
    left = [(row, _words(grid, row)) for row in table.rows]
    left = [(row, words) for row, words in left if any(words)]

    def give(choose: Callable[[FoundRow, Words], str | None]) -> int:
        """Give their key to the rows for which ``choose`` has one; how many."""
        nonlocal left
        kept, count = [], 0
        for row, words in left:
            key = choose(row, words)
            if key is None or key in settled.rows:
                kept.append((row, words))
            else:
                settled.rows[key], count = row, count + 1
        left = kept
        return count

    def same(known: Mapping[str, Words]) -> Callable[[FoundRow, Words], str | None]:
        return lambda _row, words: next(
            (key for key, told in known.items() if told == words and key not in settled.rows), None
        )

    give(lambda row, words: row.mark if before.get(row.mark) == words else None)
    give(same(before))
    give(lambda row, _words: row.mark if row.mark in before else None)
    give(lambda row, words: row.mark if added.get(row.mark) == words else None)
    settled.twins = give(same(added))
    give(lambda row, _words: row.mark if is_spare(row.mark, download) else None)
    unused = iter([key for key in before if is_inserted(key, download) and key not in settled.rows])
    give(lambda _row, _words: next(unused, None))
    rank = 0
    for row, _said in left:
        rank += 1
        while (key := inserted(download, rank)) in settled.rows or key in before or key in there:
            rank += 1
        settled.rows[key] = row
    settled.gone = tuple(key for key in before if key not in settled.rows)
    return settled


def canonical(question: Question, text: str) -> str:
    """An answer as it compares with others: read, or as it was typed when it cannot be."""
    try:
        return read(question, text)
    except NotAnAnswer:
        return text.strip()


def _known(grid: Grid, values: Values) -> dict[str, Words]:
    return {
        row.key: tuple(canonical(column, values.get(grid.cell(row.key, column.key), "")) for column in grid.columns)
        for row in grid.filled(values)
    }


def _words(grid: Grid, row: FoundRow) -> Words:
    return tuple(_said(column, row) for column in grid.columns)


def _said(column: Question, row: FoundRow) -> str:
    found = row.cells.get(column.key)
    if found is None:
        return ""
    try:
        return canonical(column, text_of(column, found.content))
    except NotAnAnswer:
        return found.content.shown or "?"
