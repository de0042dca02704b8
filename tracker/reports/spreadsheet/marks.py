"""What the hidden column says, and where a workbook comes from. Pure."""

from __future__ import annotations

from dataclasses import dataclass

FORM = "trame-rapport-1"
MEMORY = "_trame"
CELL, GRID = "cell:", "grid:"
COLUMNS, HEAD = "columns", "head"


@dataclass(frozen=True, slots=True)
class Origin:
    """The report that a workbook was made of, on which version of its template, at which revision of the draft."""

    agreement: str
    report: int
    template: int
    revision: int
