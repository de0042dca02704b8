"""What the hidden column says, and where a workbook comes from. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = "trame-rapport-1"
MEMORY, LISTS = "_trame", "_listes"
CELL, GRID = "cell:", "grid:"
COLUMNS, HEAD = "columns", "head"
DOWNLOAD = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    """The report that a workbook was made of, on which version of its template, at which revision of the draft.
    ``download`` is this workbook's own: the rows added in it are named after it, so that two people's never meet."""

    agreement: str
    report: int
    template: int
    revision: int
    download: str


def spare(download: str, rank: int) -> str:
    """The key of the empty row of that rank in a table, when the workbook is made."""
    return f"{download}-{rank:03d}"


def inserted(download: str, rank: int) -> str:
    """The key of a row that somebody inserted: it sorts after the empty ones."""
    return f"{download}-n{rank:03d}"


def is_spare(key: str, download: str) -> bool:
    """Whether ``spare`` made it."""
    return re.fullmatch(rf"{re.escape(download)}-[0-9]{{3}}", key, re.ASCII) is not None


def is_inserted(key: str, download: str) -> bool:
    """Whether ``inserted`` made it."""
    return re.fullmatch(rf"{re.escape(download)}-n[0-9]{{3,4}}", key, re.ASCII) is not None
