"""What stands between a draft and its signature, step by step, and what is only to look at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.errors import Amount, message
from tracker.grants.creation import model
from tracker.grants.creation.draft import Draft
from tracker.grants.creation.model import Frame
from tracker.grants.models import ContributionKind, ReportKind, Stream
from tracker.grants.terms import Finding, Limits
from tracker.ledger.fiscal import FiscalCalendar
from tracker.ledger.money import Cents, share_of


class Step(StrEnum):
    """The tasks, in their order; the value is the word in the address."""

    SUBJECT = "objet"
    HOST = "mandataire"
    IDENTITY = "identite"
    BUDGET = "budget"
    REPORTS = "rapports"
    SCHEDULE = "echeancier"
    CONDITIONS = "conditions"
    CONTRIBUTIONS = "apports"
    INDICATORS = "indicateurs"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the phase before stands: its agreement, and the report whose acceptance opens the next one."""

    agreement: str
    report: int | None
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class Around:
    """What the records say around a draft. ``previous``: the agreements of the phase before, when there must
    be one; ``room``: what its framework still has for sub-agreements, None without a framework."""

    calendar: FiscalCalendar | None = None
    limits: Limits | None = None
    administration_lines: frozenset[str] = frozenset()
    number_taken: bool = False
    phase_taken: bool = False
    previous: tuple[Evidence, ...] | None = None
    room: Cents | None = None
    host_name: str = ""
    bank_verified: bool = False

    def frame(self, draft: Draft) -> Frame | None:
        """The dates of ``draft`` in the programme's years; None while something of it is missing."""
        if self.calendar is None or self.limits is None or draft.starts_on is None or draft.ends_on is None:
            return None
        if draft.ends_on < draft.starts_on:
            return None
        return Frame(self.calendar, draft.starts_on, draft.ends_on, self.limits.holdback)


def refusals(draft: Draft, around: Around) -> dict[Step, tuple[Finding, ...]]:
    """What each step still lacks; a step that is complete has nothing."""
    frame = around.frame(draft)
    found: Mapping[Step, Iterator[Finding]] = {
        Step.SUBJECT: _subject(draft, around),
        Step.HOST: _host(draft, around),
        Step.IDENTITY: _identity(draft, around),
        Step.BUDGET: _budget(draft, frame, around),
        Step.REPORTS: _reports(draft, frame),
        Step.SCHEDULE: _schedule(draft, frame),
        Step.CONDITIONS: _conditions(draft),
        Step.CONTRIBUTIONS: _contributions(draft, frame),
        Step.INDICATORS: iter(()),
    }
    return {step: tuple(findings) for step, findings in found.items()}


def warnings(draft: Draft, around: Around) -> tuple[Finding, ...]:
    """What does not stop a signature, and is shown to whoever signs (DOMAIN rules 7, 16 and 19)."""
    found: list[Finding] = []
    frame = around.frame(draft)
    if around.limits is not None and draft.total:
        planned = sum(amount for (_year, line), amount in draft.lines.items() if line in around.administration_lines)
        limit = share_of(draft.total, around.limits.administration)
        if planned > limit:
            said = message(
                "Host administration is planned at %(amount)s, beyond the limit of %(limit)s (rule 16).",
                amount=Amount(planned),
                limit=Amount(limit),
            )
            found.append(Finding(said, warning=True))
        cash = [it for it in draft.contributions if it.kind == ContributionKind.CASH]
        aid = sum(it.amount for it in cash if it.public)
        limit = share_of(draft.total + sum(it.amount for it in cash), around.limits.stacking)
        if aid > limit:
            said = message(
                "Other public aid adds up to %(amount)s, beyond the stacking limit of %(limit)s (rule 19).",
                amount=Amount(aid),
                limit=Amount(limit),
            )
            found.append(Finding(said, warning=True))
    if around.host_name and not around.bank_verified:
        found.append(
            Finding(message("The bank details of the host are not verified: nothing can be paid yet."), "host")
        )
    if frame and draft.reports and model.gaps(frame, draft.reports):
        found.append(Finding(message("The periods of the reports leave days out, or count some twice."), "reports"))
    return tuple(found)


def _subject(draft: Draft, around: Around) -> Iterator[Finding]:
    if not draft.programme:
        yield Finding(message("Choose the programme."), "programme")
    if not draft.stream:
        yield Finding(message("Choose the stream."), "stream")
    if not draft.regroupement and not draft.project:
        yield Finding(message("Choose a regroupement, or a project and its phase."), "subject")
    if draft.stream == Stream.PROJECT and not draft.project:
        yield Finding(message("An agreement of this stream is for a phase of a project."), "stream")
    if draft.stream in (Stream.LOCAL, Stream.REGIONAL) and draft.project:
        yield Finding(message("An agreement of this stream is with a regroupement."), "stream")
    if draft.framework and around.room is None:
        yield Finding(message("No framework agreement has this number."), "framework")
    if around.phase_taken:
        yield Finding(message("This phase has its agreement already."), "phase")
    if around.previous is not None and not any(it.accepted_on for it in around.previous):
        yield Finding(message("The phase before has no accepted final report yet (rule 23)."), "phase")


def _host(draft: Draft, around: Around) -> Iterator[Finding]:
    if not draft.host or not around.host_name:
        yield Finding(message("Choose the organisation that signs, receives and reports."), "host")


def _identity(draft: Draft, around: Around) -> Iterator[Finding]:
    if not draft.number:
        yield Finding(message("Write the number of the agreement."), "number")
    elif around.number_taken:
        yield Finding(message("Another agreement has this number."), "number")
    for name in ("title_fr", "title_en"):
        if not getattr(draft, name):
            yield Finding(message("Write the title in both languages."), name)
    for name in ("starts_on", "ends_on"):
        if getattr(draft, name) is None:
            yield Finding(message("Write the first and the last day."), name)
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        yield Finding(message("Write a last day after the first one."), "ends_on")


def _budget(draft: Draft, frame: Frame | None, around: Around) -> Iterator[Finding]:
    if not draft.lines:
        yield Finding(message("Write the budget."))
    years = frame.years if frame else ()
    for year in sorted({year for year, _line in draft.lines} - set(years)):
        if frame:
            yield Finding(message("The budget has amounts in %(year)s, outside the agreement.", year=year))
    if around.room is not None and draft.total > around.room:
        said = message(
            "The framework has %(room)s left for sub-agreements, and this one asks for %(amount)s (rule 21).",
            room=Amount(around.room),
            amount=Amount(draft.total),
        )
        yield Finding(said)


def _reports(draft: Draft, frame: Frame | None) -> Iterator[Finding]:
    if not draft.reports:
        yield Finding(message("Write the reports that are due."))
        return
    if draft.reports[-1].kind != ReportKind.FINAL:
        yield Finding(message("The last report is the final one."))
    for number, it in enumerate(draft.reports, start=1):
        if frame and (it.fiscal_year not in frame.years or it.from_on < frame.starts_on or it.to_on > frame.ends_on):
            yield Finding(message("Report %(number)s covers days outside the agreement.", number=number))


def _schedule(draft: Draft, frame: Frame | None) -> Iterator[Finding]:
    if not draft.instalments and not draft.framework:
        yield Finding(message("Write the schedule of payments."))
        return
    years = {*(it.fiscal_year for it in draft.instalments), *(frame.years if frame else ())}
    yield from unbalanced(draft, sorted(years))


def unbalanced(draft: Draft, years: Sequence[str]) -> Iterator[Finding]:
    """A finding for each year whose instalments do not add up to its allotment (DOMAIN rule 4). Under a
    framework, whose holder advances the money, there may be no instalments at all."""
    for year in years:
        planned = sum(it.amount for it in draft.instalments if it.fiscal_year == year)
        allotment = draft.allotment(year)
        if planned != allotment and not (draft.framework and not planned):
            said = message(
                "Instalments of %(year)s add up to %(found)s, and its allotment is %(expected)s.",
                year=year,
                found=Amount(planned),
                expected=Amount(allotment),
            )
            yield Finding(said, year)


def _conditions(draft: Draft) -> Iterator[Finding]:
    for it in draft.conditions:
        if it.instalment is not None and it.instalment > len(draft.instalments):
            yield Finding(message("A condition holds back an instalment that is not in the schedule."))


def _contributions(draft: Draft, frame: Frame | None) -> Iterator[Finding]:
    for it in draft.contributions:
        if frame and it.fiscal_year not in frame.years:
            yield Finding(message("A contribution is in %(year)s, outside the agreement.", year=it.fiscal_year))
