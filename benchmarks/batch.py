"""Year-end: what a statement costs from first to last, and what the press adds to a render.

Processor time of all the processes that take part, the press's included (Linux counts them). Two cores
that do nothing else issue two thousand divided by the milliseconds of one statement, every second.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import weasyprint
from flask import Flask

from benchmarks.measure import Figure
from tracker.db import now, transaction
from tracker.jobs import worker
from tracker.statements import service as statements
from tracker.statements.batches import plan, service
from tracker.statements.pdf import engine, guarded, page

PROCESSES, STATEMENTS, SAMPLE = 2, 40, 5
YEAR, AS_OF = "2016-2017", date(2020, 3, 31)


def of_the_press(html: str) -> Iterator[Figure]:
    """The same render asked of the press and made here, in turn."""

    def here() -> None:
        engine.write(html, attachments=(), dated=now())

    def there() -> None:
        guarded.write(html, attachments=(), dated=now())

    for _ in range(4):  # until every process of the press has made one
        there()
    here()
    pairs = [(_cost(there), _cost(here)) for _ in range(9)]
    asked, made = (statistics.median(each) for each in zip(*pairs, strict=True))
    yield Figure("a PDF asked of the press", asked, "made in this process", made, 1.1)


def of_a_year_end(app: Flask) -> Iterator[Figure]:
    """Statements of one language issued from first to last, against plain renders of some of the same; then asked
    for again, when nothing was entered since."""
    with app.app_context(), transaction():
        wanted = plan.subjects("PE", YEAR)[:STATEMENTS]
        pages = [_page(subject.name) for subject in wanted[STATEMENTS // SAMPLE // 2 :: STATEMENTS // SAMPLE]]
    guarded.write("<p>warm", attachments=(), dated=now())

    def issue() -> None:
        with app.app_context(), transaction():
            family = _asked(wanted)
        worker.close_connections(app)
        for _progress in worker.team(app, family=family, processes=PROCESSES, begin=guarded.start):
            pass

    def plainly() -> float:
        return statistics.mean(_cost(lambda page=page: _plainly(page)) for page in pages)  # type: ignore[misc]

    _plainly(pages[0])
    before = plainly()
    start = time.perf_counter()
    each = _cost(issue) / STATEMENTS
    clock = (time.perf_counter() - start) / STATEMENTS
    plain = (before + plainly()) / 2
    note = f"{PROCESSES * 1000 / each:.1f} a second on {PROCESSES} free cores, {1 / clock:.1f} by the clock of this run"
    yield Figure("year-end, each statement", each, "plain WeasyPrint of the same, tagged", plain, 0.8, note)
    unchanged = _cost(issue) / STATEMENTS
    yield Figure("the same year-end asked for again", unchanged, "plain WeasyPrint of the same, tagged", plain)


def _asked(wanted: Sequence[plan.Subject]) -> str:
    """The family of a year-end of these in French."""
    asked = service.ask(programme="PE", year=YEAR, as_of=AS_OF, languages=["fr"], actor="bench", at=now())
    service.start(asked, actor="bench", at=now(), only=wanted)
    return asked.family


def _page(agreement: str) -> str:
    """The content of a statement without a style."""
    statement = statements.agreement_statement(agreement, year=YEAR, as_of=AS_OF, known_at=now())
    html = page.compose(statement, "fr", attachments=(), verification=None)
    return re.sub(r"<link[^>]*stylesheet[^>]*>|<style.*?</style>", "", html, flags=re.DOTALL)


def _plainly(html: str) -> None:
    weasyprint.HTML(string=html).write_pdf(pdf_tags=True)


def _cost(work: Callable[[], object]) -> float:
    """Processor milliseconds of ``work``, wherever they were spent."""
    start = _spent()
    work()
    return (_spent() - start) * 1000


def _spent() -> float:
    """Seconds of processor of this process, of those it waited for, and of the press."""
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(it.ru_utime + it.ru_stime for it in own) + _press()


def _press() -> float:
    if guarded._running is None:
        return 0.0
    first = guarded._running.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    ticks = sum(sum(_ticks(pid)) for pid in (first, *map(int, children)))
    return ticks / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> list[int]:
    """User and system time of a process, and of those it waited for."""
    return [int(it) for it in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]]
