"""Measuring on a noisy machine: two things taken in turn, medians, and their ratio in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

Work = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """One row of the table: our median in milliseconds, what it is held against, and the ratio."""

    name: str
    ours: float
    against: str
    theirs: float
    target: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def timed(work: Work) -> float:
    """Processor milliseconds that ``work`` takes: what neighbours on the machine do is not in it."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def in_turn(ours: Work, theirs: Work, *, runs: int, warm: int = 1) -> tuple[float, float]:
    """Medians of both, taken alternately after ``warm`` uncounted rounds."""
    for _ in range(warm):
        ours()
        theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(runs)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


@dataclass
class Queries:
    """What went to the database inside ``watched``."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def reads(self) -> list[tuple[str, Any]]:
        return [(text, values) for text, values in self.statements if text.lstrip()[:6].upper() in ("SELECT", "WITH")]


@contextmanager
def watched(engine: Engine) -> Iterator[Queries]:
    """Note every statement sent to ``engine`` inside the block."""
    seen = Queries()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
