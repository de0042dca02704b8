"""Writing a report: begin it, save answers one by one, sign a part off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.db import session
from tracker.errors import message
from tracker.grants.models import Obligation
from tracker.grants.service import Author, RuleBroken
from tracker.grants.terms import Finding
from tracker.reports import queries
from tracker.reports.form.layout import Layout
from tracker.reports.form.template import SectionKind
from tracker.reports.life import State, Step, move
from tracker.reports.models import Answer, Report, SectionReview, SignOff
from tracker.trail import service as trail
from tracker.web.text import clean

CONTENT, FINANCE = "content", "finance"


@dataclass(frozen=True, slots=True)
class Edit:
    """One answer as somebody typed it, over the ``revision`` of it that they had seen (0 when there was none)."""

    path: str
    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody's answer that is kept until one of the two is chosen: another person's, or one's own from another
    window. ``mine`` is what came in, ``revision`` that of ``theirs``."""

    path: str
    mine: str
    theirs: str
    by: str
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: the new revision of each answer that it wrote, and what it left to choose."""

    revisions: dict[str, int]
    conflicts: tuple[Kept, ...]


def begin(obligation: Obligation, *, author: Author) -> Report:
    """The draft that answers ``obligation``: the one that exists, or a new one on the published template.

    Raises RuleBroken when the programme has published none.
    """
    report = queries.report_of(obligation)
    if report and (report.template_version_id or report.submitted_on):
        return report
    version = queries.template_for(obligation)
    if version is None:
        raise RuleBroken([Finding(message("The programme has not published a template for this report yet."))])
    if report is None:
        report = Report(obligation=obligation, recorded_at=author.at, state=State.DRAFT, revision=0)
        session.add(report)
    report.template_version = version  # a workbook may have brought its targets, and no form
    session.flush()
    _tell(report, "report begun", author)
    return report


def save(report: Report, edits: Sequence[Edit], *, layout: Layout, author: Author) -> Saved:
    """Keep each edit whose answer nobody changed since it was seen; an answer that two people changed in two ways
    keeps the first and comes back as a conflict. Sent again, an edit changes nothing.

    Raises RuleBroken when the report is not being written, for a place that it does not have, or for a section
    that was not sent back.
    """
    expect(report, Step.EDIT)
    _expect_open(report, layout, edits)
    _lock(report)
    drafted = queries.draft_of(report)
    revisions: dict[str, int] = {}
    conflicts: list[Kept] = []
    touched: set[str] = set()
    for edit in edits:
        text = clean(edit.text, lines=True)
        answer = drafted.get(edit.path)
        if answer is None:
            if text:
                answer = Answer(report_id=report.id, path=edit.path, text=text, revision=1)
                session.add(answer)
                drafted[edit.path] = _signed(answer, author)
                touched.add(part_of(layout, edit.path))
            revisions[edit.path] = 1 if text else 0
        elif answer.text == text:
            revisions[edit.path] = answer.revision
        elif answer.revision == edit.revision:
            answer.text, answer.revision = text, answer.revision + 1
            _signed(answer, author)
            touched.add(part_of(layout, edit.path))
            revisions[edit.path] = answer.revision
        else:
            conflicts.append(Kept(edit.path, text, answer.text, answer.edited_by, answer.edited_at, answer.revision))
    if touched:
        change(report, touched)
    session.flush()
    return Saved(revisions, tuple(conflicts))


def sign_off(report: Report, part: str, *, author: Author) -> None:
    """Vouch for the ``content`` or the ``finance`` of the draft as it stands; both make it ready.

    Raises RuleBroken when the report is not being written.
    """
    expect(report, Step.SIGN_OFF)
    _lock(report)
    signed = {it.part: it for it in sign_offs(report)}
    row = signed.get(part) or SignOff(report_id=report.id, part=part)
    row.revision, row.signed_by, row.signed_at = report.revision, author.actor, author.at
    session.add(row)
    session.flush()
    if report.state == State.DRAFT and {it.part for it in sign_offs(report)} == {CONTENT, FINANCE}:
        report.state = State.READY
    _tell(report, f"report {part} signed off", author)


def sign_offs(report: Report) -> list[SignOff]:
    """Who vouches for what of the draft as it stands now."""
    return list(session.scalars(select(SignOff).where(SignOff.report_id == report.id).order_by(SignOff.part)))


def unsigned(report: Report) -> list[str]:
    """The parts that the programme wants signed off before a report is submitted, and that are not."""
    programme = report.obligation.agreement.programme
    wanted = {CONTENT: programme.content_sign_off, FINANCE: programme.finance_sign_off}
    signed = {it.part for it in sign_offs(report)}
    return [part for part, needed in wanted.items() if needed and part not in signed]


def part_of(layout: Layout, path: str) -> str:
    """Which sign-off the section of ``path`` belongs to."""
    found = layout.section(path.partition(".")[0])
    money = found is not None and found.section.kind in (SectionKind.FINANCE, SectionKind.CONTRIBUTIONS)
    return FINANCE if money else CONTENT


def change(report: Report, parts: Iterable[str]) -> None:
    """The draft changed: those who vouched for these parts of it are asked again."""
    report.revision += 1
    for row in sign_offs(report):
        if row.part in parts:
            session.delete(row)
    if report.state == State.READY:
        report.state = State.DRAFT


def expect(report: Report, step: Step) -> None:
    """Raises RuleBroken unless ``step`` can be taken from where the report is."""
    if move(State(report.state), step) is None:
        raise RuleBroken([Finding(message("This report is no longer being written."))])


def returned_sections(report: Report) -> frozenset[str]:
    """The sections that the reviewer sent back: those alone are open in a returned report."""
    last = queries.last_submission(report)
    if last is None:
        return frozenset()
    return frozenset(
        session.scalars(
            select(SectionReview.section).where(
                SectionReview.submission_id == last.id, SectionReview.decision == "returned"
            )
        )
    )


def _expect_open(report: Report, layout: Layout, edits: Sequence[Edit]) -> None:
    returned = returned_sections(report) if report.state == State.RETURNED else None
    for edit in edits:
        if layout.question(edit.path) is None:
            raise RuleBroken([Finding(message("This report has no such question."), edit.path)])
        if returned is not None and edit.path.partition(".")[0] not in returned:
            raise RuleBroken(
                [Finding(message("This section was accepted; only what came back can change."), edit.path)]
            )


def _lock(report: Report) -> None:
    """Two people saving at once follow one another (PostgreSQL; SQLite's transaction is alone already)."""
    session.scalars(select(Report.id).where(Report.id == report.id).with_for_update()).one()


def _signed(answer: Answer, author: Author) -> Answer:
    answer.edited_by, answer.edited_at = author.actor, author.at
    return answer


def _tell(report: Report, action: str, author: Author) -> None:
    trail.record(
        actor=author.actor,
        at=author.at,
        action=action,
        subject_type="agreement",
        subject=report.obligation.agreement.number,
        difference={"report": report.obligation.number},
    )
