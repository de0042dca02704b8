"""A year-end as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from tracker.errors import Message
from tracker.jobs import queries as jobs
from tracker.jobs.life import State
from tracker.jobs.models import Job
from tracker.jobs.queries import Progress
from tracker.jobs.words import thawed
from tracker.statements import kinds, shelf
from tracker.statements.batches import queries, service
from tracker.statements.batches.models import YearEnd
from tracker.statements.consolidated.value import NATIONAL
from tracker.statements.shelf import File
from tracker.web.pages import Page

STATES: dict[State, tuple[object, str, str | None]] = {
    State.WAITING: (_l("Waiting"), "idle", None),
    State.RUNNING: (_l("Under way"), "wait", None),
    State.DONE: (_l("Done"), "ok", None),
    State.FAILED: (_l("Failed"), "late", "warning"),
    State.CANCELLED: (_l("Stopped"), "todo", None),
}
"""What each state is called, with its tone and icon."""

_KINDS = {
    service.EXAMINE: _l("Look what there is to issue"),
    service.ISSUE: _l("Issue a statement"),
}
_READY_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of the year-end before it is issued: where its draft is, and why it cannot be, if so."""

    name: str
    preview: str
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """What the examination found."""

    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    unchanged: tuple[Line, ...]
    refused: tuple[Line, ...]

    @property
    def to_issue(self) -> tuple[Line, ...]:
        return (*self.new, *self.changed)


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that could not be issued, and the number of its job."""

    job: int
    name: str
    why: Message


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement that is issued."""

    name: str
    number: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the page of a year-end shows."""

    id: int
    programme: str
    year: str
    as_of: date
    languages: Sequence[str]
    by: str
    at: datetime
    examination: Job | None
    found: Examined | None
    progress: Progress
    failures: tuple[Failure, ...]
    ready: Page[Ready]

    @property
    def moves(self) -> bool:
        """Whether something changes by itself: the page then looks again."""
        return bool(self.progress.live) or (self.examination is not None and self.examination.finished_at is None)


@dataclass(frozen=True, slots=True)
class Row:
    """A year-end in the list of them."""

    id: int
    programme: str
    year: str
    as_of: date
    by: str
    at: datetime
    progress: Progress


@dataclass(frozen=True, slots=True)
class Work:
    """Any job."""

    what: object
    of: str
    state: tuple[object, str, str | None]
    href: str | None
    by: str
    at: datetime
    attempts: int
    why: Message | None
    share: tuple[int, int]


def picture(of: YearEnd) -> Picture:
    """What the page of this year-end shows now."""
    seen, done = examined(of), list(reversed(jobs.of_family(of.family, State.DONE)))
    asked = request.args.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    first = (number - 1) * _READY_SHOWN
    on_page = done[first : first + _READY_SHOWN]
    statements = queries.statements(queries.numbers_of(on_page))
    return Picture(
        id=of.id,
        programme=of.programme,
        year=of.year,
        as_of=of.as_of,
        languages=of.languages,
        by=of.requested_by,
        at=of.requested_at,
        examination=seen,
        found=_found(of, seen) if seen is not None and seen.result else None,
        progress=jobs.progress(of.family),
        failures=tuple(
            Failure(job.id, name(job.arguments["what"], job.arguments["name"]), job.why)
            for job in jobs.of_family(of.family, State.FAILED)
            if job.why
        ),
        ready=Page(
            rows=[
                Ready(
                    name(job.arguments["what"], job.arguments["name"]),
                    row.number,
                    tuple(shelf.file_link(row, it.lang, it.form) for it in row.files),
                )
                for job in on_page
                if job.result and (row := statements.get(job.result["number"]))
            ],
            number=number,
            size=_READY_SHOWN,
            total=len(done),
        ),
    )


def examined(of: YearEnd) -> Job | None:
    """The last examination of this year-end."""
    found = jobs.of_family(of.examination)
    return found[-1] if found else None


def numbers(of: YearEnd) -> list[str]:
    """The numbers of every statement of this year-end that is issued: by it, or before and still standing."""
    seen = examined(of)
    standing = [number for _what, _name, number in seen.result["unchanged"]] if seen and seen.result else []
    return [*standing, *queries.numbers_of(jobs.of_family(of.family, State.DONE))]


def rows(year_ends: Sequence[YearEnd]) -> list[Row]:
    """The list of year-ends, with where each stands."""
    stand = jobs.progress_of(it.family for it in year_ends)
    return [
        Row(
            it.id, it.programme, it.year, it.as_of, it.requested_by, it.requested_at, stand.get(it.family, Progress({}))
        )
        for it in year_ends
    ]


def work(job: Job) -> Work:
    """Any job as a line."""
    arguments, family = job.arguments, job.family.split("/")
    return Work(
        what=_KINDS.get(job.kind, job.kind),
        of=name(arguments["what"], arguments["name"]) if job.kind == service.ISSUE else "",
        state=STATES[job.status],
        href=url_for("year_end.page", id_=int(family[1])) if family[0] == "year-end" else None,
        by=job.requested_by,
        at=job.finished_at or job.started_at or job.created_at,
        attempts=job.attempts,
        why=job.why,
        share=(job.done, job.total),
    )


def name(what: str, code: str) -> str:
    """What a statement is of, in words."""
    if what == kinds.AGREEMENT:
        return code
    if what == kinds.DISBURSEMENTS:
        return str(_("%(number)s, disbursements", number=code))
    if what == kinds.PROGRAMME:
        return str(_("Programme %(code)s", code=code))
    return str(_("Agreements without a region") if code == NATIONAL else _("Region %(code)s", code=code))


def _found(of: YearEnd, seen: Job) -> Examined:
    result = seen.result or {}

    def lines(group: str) -> tuple[Line, ...]:
        return tuple(
            Line(name(what, code), _preview(of, what, code), thawed(more) if group == "refused" else None)
            for what, code, more in result[group]
        )

    return Examined(lines("new"), lines("changed"), lines("unchanged"), lines("refused"))


def _preview(of: YearEnd, what: str, code: str) -> str:
    asked: dict[str, Any] = {"annee": of.year, "arrete": of.as_of.isoformat(), "form": "pdf"}
    if what == kinds.AGREEMENT:
        return url_for("statements.download", number=code, **asked)
    if what == kinds.DISBURSEMENTS:
        return url_for("consolidated.disbursements", number=code, **asked)
    return url_for("consolidated.download", de=f"{what}-{code}", **asked)
