"""A year-end: asked for, examined, started, stopped, taken up again. Its work is jobs (``tracker.jobs``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import select

from tracker.db import now, session, transaction
from tracker.errors import DomainError, message
from tracker.jobs import kinds as work
from tracker.jobs import queries as jobs_queries
from tracker.jobs import service as jobs
from tracker.jobs.life import State
from tracker.jobs.models import Job
from tracker.jobs.words import frozen
from tracker.statements import issue
from tracker.statements.batches import plan
from tracker.statements.batches.models import FAMILIES, YearEnd
from tracker.statements.batches.plan import Subject
from tracker.statements.signing import signer
from tracker.statements.statement import Lang

EXAMINE, ISSUE = "examine year-end", "issue statement"

_SAY_EVERY = 5

work.read_family(FAMILIES)


def ask(*, programme: str, year: str, as_of: date, languages: Sequence[str], actor: str, at: datetime) -> YearEnd:
    """A new year-end; nothing of it is issued yet. Raises NothingToIssue, and DomainError for a language that
    statements do not speak."""
    if not languages or set(languages) - set(get_args(Lang)):
        raise DomainError(message("A statement is issued in French, in English, or in both."), "langues")
    plan.subjects(programme, year, as_of=as_of)
    asked = YearEnd(
        programme=programme, year=year, as_of=as_of, languages=list(languages), requested_by=actor, requested_at=at
    )
    session.add(asked)
    session.flush()
    return asked


def examine(of: YearEnd, *, actor: str, at: datetime, disbursements: bool | None = None) -> None:
    """Have a worker look what there is to issue, what stands as it is and what cannot be issued. ``disbursements``:
    with those of each agreement; as it was the last time if it is not said."""
    if disbursements is None:
        before = jobs_queries.of_family(of.examination)
        disbursements = bool(before and before[-1].arguments.get("disbursements"))
    task = jobs.Task(key=of.examination, arguments={"year_end": of.id, "disbursements": disbursements})
    jobs.enqueue(EXAMINE, [task], family=of.examination, requested_by=actor, at=at)


def start(
    of: YearEnd,
    *,
    actor: str,
    at: datetime,
    only: Sequence[Subject] | None = None,
    disbursements: bool = False,
) -> int:
    """Have workers issue its statements, with the ``disbursements`` of each agreement if they are wanted, or ``only``
    these; how many jobs that is. Pressed twice, it is once."""
    if only is None:
        only = plan.subjects(of.programme, of.year, as_of=of.as_of, disbursements=disbursements)
    asked = {job.key for job in jobs_queries.of_family(of.family)}
    tasks = [
        jobs.Task(
            key=f"issue {it.what} {it.name} {of.year}",
            arguments={
                "what": it.what,
                "name": it.name,
                "year": of.year,
                "as_of": of.as_of.isoformat(),
                "languages": of.languages,
                "actor": actor,
            },
        )
        for it in only
    ]
    return jobs.enqueue(ISSUE, [it for it in tasks if it.key not in asked], family=of.family, requested_by=actor, at=at)


def stop(of: YearEnd, *, at: datetime) -> int:
    """What no worker has begun is left for later; how many statements that is."""
    return jobs.cancel(of.family, at=at)


def go_on(of: YearEnd, *states: State) -> int:
    """Take up what was stopped (``CANCELLED``) or what failed (``FAILED``); how many statements that is."""
    return jobs.retry(jobs_queries.of_family(of.family, *states))


def try_again(of: YearEnd, job_id: int) -> int:
    """Take up one statement that failed. Raises DomainError if the year-end has no such job."""
    job = session.get(Job, job_id)
    if job is None or job.family != of.family:
        raise DomainError(message("This statement is not part of the year-end."))
    return jobs.retry([job])


def unfinished(*, programme: str, year: str, languages: Sequence[str]) -> YearEnd | None:
    """The last year-end of the same, if some of it is still to be done."""
    last = next(
        (
            it
            for it in session.scalars(
                select(YearEnd).where(YearEnd.programme == programme, YearEnd.year == year).order_by(YearEnd.id.desc())
            )
            if sorted(it.languages) == sorted(languages)
        ),
        None,
    )
    if last is None:
        return None
    stands = jobs_queries.progress(last.family)
    return last if stands.total and stands[State.DONE] < stands.total else None


@work.doing(EXAMINE)
def _examine(arguments: Mapping[str, Any], report: work.Report) -> Mapping[str, Any]:
    year_end = session.get_one(YearEnd, arguments["year_end"])
    year, as_of = year_end.year, year_end.as_of
    subjects = plan.subjects(year_end.programme, year, as_of=as_of, disbursements=arguments.get("disbursements", False))
    found: dict[str, list[Any]] = {"new": [], "changed": [], "unchanged": [], "refused": []}
    for done, subject in enumerate(subjects):
        if done % _SAY_EVERY == 0:
            report(done, len(subjects))
        try:
            group, number = plan.verdict(subject, year=year, as_of=as_of)
            found[group].append([*subject, number])
        except DomainError as error:
            found["refused"].append([*subject, frozen(error.message)])
        session.expunge_all()  # memory stays that of one statement
    report(len(subjects), len(subjects))
    return found


@work.doing(ISSUE)
def _issue(arguments: Mapping[str, Any], report: work.Report) -> Mapping[str, Any]:
    """Freeze, draw, keep (``statements.issue``): done again after a kill at any moment, it ends as if done once."""
    subject, year = Subject(arguments["what"], arguments["name"]), arguments["year"]
    as_of = date.fromisoformat(arguments["as_of"])
    languages: list[Lang] = arguments["languages"]
    with transaction():
        standing = plan.stands(subject, year, as_of)
        frozen_now = issue.freeze_one(
            *subject,
            year=year,
            as_of=standing.as_of if standing else as_of,
            languages=languages,
            signer=signer(),
            actor=arguments["actor"],
            at=now(),
        )
        if frozen_now.statement is not None:
            plan.refuse_nothing(frozen_now.statement)
    files = issue.draw(frozen_now)
    if files:
        with transaction():
            issue.keep(frozen_now.number, files)
    return {"number": frozen_now.number, "fresh": bool(files)}
