"""Year-end: one statement for every agreement of a programme that has the fiscal year, issued by several workers.

Issuing is safe to repeat (``issue``): a batch that was stopped, or whose worker was killed, goes on
when it is started again, and nothing is issued twice.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date

from flask import Flask
from sqlalchemy import select

from tracker.db import now, session, transaction
from tracker.errors import DomainError, Message, message
from tracker.grants.models import Agreement, Programme
from tracker.ledger.models import Posting
from tracker.statements import issue, issued
from tracker.statements.signing import signer
from tracker.statements.statement import Lang

_DEATHS_ENDURED = 3
"""How many times a worker may be killed before the batch gives up: what kills them is then the task."""


@dataclass(frozen=True, slots=True)
class Task:
    """One statement to issue."""

    agreement: str
    year: str
    as_of: date
    languages: tuple[Lang, ...]
    actor: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: the statement's ``number``, its files made now (``fresh``) or before, or a ``fault``."""

    task: Task
    number: str | None = None
    fresh: bool = False
    fault: Message | None = None


class NothingToIssue(DomainError):
    """The programme does not exist, or none of its agreements has this fiscal year."""


def year_end(programme: str, *, year: str, as_of: date, languages: Sequence[Lang], actor: str) -> tuple[Task, ...]:
    """The tasks of a year-end, in the order of agreement numbers. Raises NothingToIssue."""
    agreements = session.scalars(
        select(Agreement).join(Agreement.programme).where(Programme.code == programme).order_by(Agreement.number)
    )
    tasks = tuple(
        Task(agreement.number, year, as_of, tuple(languages), actor)
        for agreement in agreements
        if year in agreement.fiscal_years
    )
    if not tasks:
        raise NothingToIssue(
            message("no agreement of programme %(programme)s has the year %(year)s", programme=programme, year=year)
        )
    return tasks


def issue_all(app: Flask, tasks: Sequence[Task], *, workers: int) -> Iterator[Outcome]:
    """Issue every task, telling of each as it ends. Call it outside any application context.

    The first one is done here: fonts and style sheet are then loaded in every worker that is forked.
    """
    if not tasks:
        return
    yield _work(app, tasks[0])
    left = list(tasks[1:])
    if workers == 1:
        yield from (_work(app, task) for task in left)
        return
    app.extensions["engine"].dispose()  # a connection must not be shared with the forked
    deaths = 0
    while left:
        try:
            for outcome in _share_out(app, left, workers):
                left.remove(outcome.task)
                yield outcome
        except BrokenProcessPool:  # a worker was killed: the others' work is kept, the rest is shared out again
            deaths += 1
            if deaths > _DEATHS_ENDURED:
                raise


def _share_out(app: Flask, tasks: Sequence[Task], workers: int) -> Iterator[Outcome]:
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(app,)) as pool:
        for future in as_completed([pool.submit(_in_worker, task) for task in tasks]):
            yield future.result()


_app: Flask | None = None


def _begin(app: Flask) -> None:
    global _app
    _app = app


def _in_worker(task: Task) -> Outcome:
    assert _app is not None  # noqa: S101 - set by the pool's initializer
    return _work(_app, task)


def _work(app: Flask, task: Task) -> Outcome:
    with app.app_context():
        try:
            with transaction():
                frozen = issue.freeze_agreement(
                    task.agreement,
                    year=task.year,
                    as_of=_still_as_of(task) or task.as_of,
                    languages=task.languages,
                    signer=signer(),
                    actor=task.actor,
                    at=now(),
                )
            files = issue.draw(frozen)
            with transaction():
                issue.keep(frozen.number, files)
        except DomainError as error:
            return Outcome(task, fault=error.message)
    return Outcome(task, frozen.number, fresh=bool(files))


def _still_as_of(task: Task) -> date | None:
    """The day of the statement that stands: nothing was posted since, so asking again changes nothing,
    be it the next day."""
    last = issued.latest(issue.YEAR, task.agreement, task.year)
    if last is None:
        return None
    later = select(Posting.id).where(Posting.agreement == task.agreement, Posting.entry > last.journal_seq).limit(1)
    return None if session.scalar(later) else last.as_of
