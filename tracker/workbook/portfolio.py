"""A portfolio as rows by sheet: a workbook's content, wherever it comes from. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from tracker.workbook.sheets import SHEETS, Row

R = TypeVar("R", bound=Row)


class Portfolio:
    """Rows by sheet: a workbook's content, wherever it comes from."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {name: [] for name in SHEETS}

    def rows(self, cls: type[R]) -> list[R]:
        """The rows of one sheet, in order; add to the list to add a row."""
        return self._rows[cls.sheet]  # type: ignore[return-value]

    def several(self, *classes: type[Row]) -> Iterator[Any]:
        """The rows of several sheets that share the columns asked of them, sheet after sheet."""
        for cls in classes:
            yield from self._rows[cls.sheet]

    def add(self, *rows: Row) -> None:
        for row in rows:
            self._rows[row.sheet].append(row)

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))
