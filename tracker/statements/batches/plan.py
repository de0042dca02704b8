"""What a year-end is made of, and what of it there is to issue."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from tracker.db import now, session
from tracker.errors import DomainError, message
from tracker.grants import allocation
from tracker.grants.models import Agreement, Programme
from tracker.ledger.models import JournalEntry, Posting
from tracker.statements import canonical, issued, kinds
from tracker.statements.changes import differences
from tracker.statements.consolidated.value import NATIONAL
from tracker.statements.disbursements.value import Schedule
from tracker.statements.models import IssuedStatement
from tracker.statements.service import AnyStatement
from tracker.statements.statement import Statement


class NothingToIssue(DomainError):
    """The programme does not exist, or none of its agreements has this fiscal year."""


class NoActivity(DomainError):
    """The agreement has no entry in the year by that day: a statement of it would be of nothing."""


class Subject(NamedTuple):
    """What a statement is of: ``what`` of ``kinds``, and its number or code."""

    what: str
    name: str


def subjects(programme: str, year: str, *, as_of: date = date.max, disbursements: bool = False) -> tuple[Subject, ...]:
    """The statements of a year-end: of each agreement that has ``year``, in the order of their numbers, and of its
    ``disbursements`` if they are wanted; then of the regions they are in, or that an allocation key by ``as_of`` gives
    a share to; then of the programme. Raises NothingToIssue."""
    found = [
        it
        for it in session.scalars(
            select(Agreement)
            .join(Agreement.programme)
            .where(Programme.code == programme)
            .order_by(Agreement.number)
            .options(joinedload(Agreement.programme), joinedload(Agreement.regroupement))
        )
        if year in it.fiscal_years
    ]
    if not found:
        raise NothingToIssue(
            message("no agreement of programme %(programme)s has the year %(year)s", programme=programme, year=year),
            "annee",
        )
    within = Agreement.programme_id == found[0].programme_id
    shares = allocation.shares_in_force(within, as_of=as_of, known_at=now())
    regions = {_region(it) for it in found} | {code for it in found for code in shares.get(it.number, ())}
    whats = (kinds.AGREEMENT, kinds.DISBURSEMENTS) if disbursements else (kinds.AGREEMENT,)
    return (
        *(Subject(what, it.number) for it in found for what in whats),
        *(Subject(kinds.REGION, code) for code in sorted(regions, key=lambda code: (code == NATIONAL, code))),
        Subject(kinds.PROGRAMME, programme),
    )


def refuse_nothing(statement: AnyStatement) -> None:
    """Raises NoActivity for an agreement's statement of a year in which nothing is entered, or of the disbursements
    of one that has none."""
    year = statement.header.fiscal_year
    if isinstance(statement, Statement) and not any(it.fiscal_year == year for it in statement.postings):
        raise NoActivity(
            message(
                "agreement %(number)s has no entry in %(year)s by that day",
                number=statement.header.agreement,
                year=year,
            )
        )
    if isinstance(statement, Schedule) and not statement.rows:
        raise NoActivity(
            message(
                "agreement %(number)s has no instalment and no payment in %(year)s",
                number=statement.header.agreement,
                year=year,
            )
        )


def stands(subject: Subject, year: str, as_of: date) -> IssuedStatement | None:
    """The statement that is issued already, if the journal has nothing since that it would show: asked for again,
    be it the next day, it is as of its own day. What no entry tells of, a contribution, may have changed it."""
    last = issued.latest(kinds.kind_of(subject.what, year), subject.name, year)
    if last is None:
        return None
    first, until = sorted((last.as_of, as_of))
    shows = or_(
        Posting.entry > last.journal_seq, and_(JournalEntry.occurred_on > first, JournalEntry.occurred_on <= until)
    )
    later = select(Posting.id).join(JournalEntry, Posting.entry == JournalEntry.seq).where(shows).limit(1)
    if subject.what in kinds.OF_AN_AGREEMENT:
        later = later.where(Posting.agreement == subject.name)
    return None if session.scalar(later) else last


def verdict(subject: Subject, *, year: str, as_of: date) -> tuple[str, str | None]:
    """What issuing would do now: ``new``, ``changed`` or ``unchanged``, and the number of the last one issued.
    Writes nothing.

    Raises DomainError where it cannot be issued: a broken identity, no activity.
    """
    standing = stands(subject, year, as_of)
    day = standing.as_of if standing else as_of
    statement = kinds.build(subject.what, subject.name, year=year, as_of=day, known_at=now())
    refuse_nothing(statement)
    last = standing or issued.latest(kinds.kind_of(subject.what, year), subject.name, year)
    if last is None:
        return "new", None
    before = issued.record_of(last)
    draft = canonical.record(
        statement,
        number=last.number,
        kind=last.kind,
        languages=before["languages"],
        software=before["software"],
        supersedes=before["supersedes"],
        changes=(),
    )
    differs = differences(canonical.essence(before), canonical.essence(draft))
    return "changed" if differs else "unchanged", last.number


def _region(agreement: Agreement) -> str:
    region = agreement.regroupement.region_code if agreement.regroupement else None
    return region or NATIONAL
