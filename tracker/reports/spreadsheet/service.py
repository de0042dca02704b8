"""Keeping a workbook that came back, and taking its answers into the draft."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from tracker.db import now, session
from tracker.errors import DomainError, message
from tracker.files import service as files
from tracker.files.forms import Sent
from tracker.files.rules import MB, XLSX, Rule
from tracker.grants.service import Author
from tracker.reports import queries
from tracker.reports.form.check import Problem, check
from tracker.reports.form.layout import Layout
from tracker.reports.life import State
from tracker.reports.models import Answer, Report
from tracker.reports.service import drafts
from tracker.reports.service.drafts import Edit
from tracker.reports.spreadsheet.compare import Comparison, Fate, Outcome, compare
from tracker.reports.spreadsheet.marks import Origin
from tracker.reports.spreadsheet.models import ReturnedWorkbook
from tracker.reports.spreadsheet.reading import MOST_UNPACKED, Returned, read_workbook
from tracker.trail import service as trail

WORKBOOKS = Rule(kinds=frozenset({XLSX}), max_bytes=5 * MB, max_files=1, max_unpacked=MOST_UNPACKED, max_entries=300)
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # what an .xls and an encrypted .xlsx both begin with


@dataclass(frozen=True, slots=True)
class Choice:
    """Which side of a conflict somebody chose, and what they had ``seen`` of the draft (see ``seen``)."""

    mine: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a workbook in did: how many answers it wrote, how many are left to choose, how many unread."""

    answers: int
    left: int
    rejected: int


def origin_of(report: Report) -> Origin:
    """Where a workbook of the draft as it stands comes from; each call names another download."""
    obligation = report.obligation
    download = f"{int(now().timestamp() * 1000):012x}-{secrets.token_hex(2)}"
    template = report.template_version_id or 0
    return Origin(obligation.agreement.number, obligation.number, template, report.revision, download)


def closed_sections(report: Report, layout: Layout) -> frozenset[str]:
    """The sections that were accepted, once the report came back: they can no longer change."""
    if report.state != State.RETURNED:
        return frozenset()
    return frozenset(it.key for it in layout.sections) - drafts.returned_sections(report)


def keep(report: Report, sent: Sent, *, layout: Layout, organisation: str | None, author: Author) -> ReturnedWorkbook:
    """Keep the workbook, once it is known to be this report's.

    Raises DomainError on another file, another report's, or one made of another version of the template.
    """
    _expect_unlocked(sent)
    kept = files.received(*sent, organisation=organisation, by=author.actor, at=author.at, rule=WORKBOOKS)
    if not kept:
        raise DomainError(message("Choose the file to send."), "files")
    workbook = ReturnedWorkbook(report=report, file=kept[0], sent_by=author.actor, sent_at=author.at, settled={})
    found = returned(workbook, layout)
    _expect_ours(report, found)
    workbook.download = found.origin.download
    session.add(workbook)
    session.flush()
    return workbook


def content(workbook: ReturnedWorkbook) -> bytes:
    """The workbook as it was sent."""
    with files.open_content(workbook.file) as stream:
        return stream.read()


def returned(workbook: ReturnedWorkbook, layout: Layout) -> Returned:
    """What the workbook says. Raises DomainError when it is not one of ours."""
    return read_workbook(content(workbook), layout)


def compared(workbook: ReturnedWorkbook, layout: Layout) -> Comparison:
    """What the workbook changes of the draft as it stands now."""
    return compare(
        returned(workbook, layout),
        layout,
        queries.texts_of(workbook.report),
        settled=_settled(workbook),
        closed=closed_sections(workbook.report, layout),
    )


def problems_after(comparison: Comparison, layout: Layout, texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """What the report will say of the rows and answers that the workbook changes, once they are taken."""
    after = dict(texts)
    touched = set()
    for it in comparison.of(Fate.TAKEN):
        for path, text in _writes(it, after).items():
            after[path] = text
            touched |= {path, path.rpartition(".")[0]}
    before = check(layout, texts).problems
    return tuple(
        it
        for it in check(layout, after).problems
        if it not in before and (it.path in touched or it.path.rpartition(".")[0] in touched)
    )


def seen(path: str, drafted: Mapping[str, Answer]) -> int:
    """A number that changes whenever the draft does at ``path``: an answer, or a whole row."""
    return sum(it.revision for at, it in drafted.items() if at == path or at.startswith(f"{path}."))


def take_in(workbook: ReturnedWorkbook, chosen: Mapping[str, Choice], *, layout: Layout, author: Author) -> Taken:
    """Save what only the workbook changed and, of the conflicts, those for which the workbook is ``chosen``, by path.
    What cannot be read stays out; a conflict that nobody chose for, or over another text than they saw, is left.
    Taken in again, it changes nothing more.

    Raises RuleBroken when the report is no longer being written.
    """
    comparison = compared(workbook, layout)
    drafted = queries.draft_of(workbook.report)
    texts = {path: it.text for path, it in drafted.items()}
    edits: list[Edit] = []
    settled: dict[str, str] = {}
    left: list[Outcome] = []
    for it in (*comparison.of(Fate.TAKEN), *comparison.of(Fate.CONFLICT)):
        choice = chosen.get(it.path)
        if it.fate is Fate.CONFLICT and (choice is None or choice.seen != seen(it.path, drafted)):
            left.append(it)
            continue
        writes = _writes(it, texts)
        settled |= writes
        if it.fate is Fate.TAKEN or (choice and choice.mine):
            edits += [Edit(at, text, drafted[at].revision if at in drafted else 0) for at, text in writes.items()]
    saved = drafts.save(workbook.report, edits, layout=layout, author=author)
    late = {it.path for it in saved.conflicts}
    workbook.taken_at = author.at
    workbook.settled = {**workbook.settled, **{path: text for path, text in settled.items() if path not in late}}
    _tell(workbook, len(edits) - len(late), author)
    session.flush()
    return Taken(len(edits) - len(late), len(left) + len(late), len(comparison.of(Fate.REJECTED)))


def workbooks_of(report: Report) -> list[ReturnedWorkbook]:
    """The workbooks that came back for a report, the latest first."""
    rows = select(ReturnedWorkbook).where(ReturnedWorkbook.report_id == report.id).order_by(ReturnedWorkbook.id.desc())
    return list(session.scalars(rows))


def _settled(workbook: ReturnedWorkbook) -> dict[str, str]:
    """What this download already brought, upload after upload."""
    rows = select(ReturnedWorkbook).where(
        ReturnedWorkbook.report_id == workbook.report_id,
        ReturnedWorkbook.download == workbook.download,
        ReturnedWorkbook.taken_at.is_not(None),
    )
    said: dict[str, str] = {}
    for it in session.scalars(rows.order_by(ReturnedWorkbook.taken_at, ReturnedWorkbook.id)):
        said |= it.settled
    return said


def _writes(outcome: Outcome, texts: Mapping[str, str]) -> dict[str, str]:
    """What taking the workbook's side writes: the answer, or nothing in all of a row's."""
    if outcome.question is not None:
        return {outcome.path: outcome.mine}
    return {path: "" for path, text in texts.items() if text and path.startswith(f"{outcome.path}.")}


def _expect_unlocked(sent: Sent) -> None:
    for file in sent.files:
        head = file.stream.read(len(_OLD_OR_LOCKED))
        file.stream.seek(0)
        if head == _OLD_OR_LOCKED:
            raise DomainError(
                message(
                    "This file has a password, or is in the format of an older Excel. Save it as .xlsx without a "
                    "password, and send that one."
                ),
                "files",
            )


def _expect_ours(report: Report, sent: Returned) -> None:
    ours = origin_of(report)
    if (sent.origin.agreement, sent.origin.report) != (ours.agreement, ours.report):
        raise DomainError(
            message(
                "This file is report %(report)s of agreement %(agreement)s, not this one.",
                report=sent.origin.report,
                agreement=sent.origin.agreement,
            ),
            "files",
        )
    if sent.origin.template != ours.template:
        raise DomainError(message("This file was made of other questions. Download the report again."), "files")


def _tell(workbook: ReturnedWorkbook, answers: int, author: Author) -> None:
    obligation = workbook.report.obligation
    trail.record(
        actor=author.actor,
        at=author.at,
        action="report workbook taken in",
        subject_type="agreement",
        subject=obligation.agreement.number,
        difference={"report": obligation.number, "answers": answers, "sha256": workbook.file.sha256},
    )
