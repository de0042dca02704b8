"""Which reports are to come, and for whom. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select

from tracker.accounts.models import PARTNER_ROLES, Person
from tracker.accounts.visitor import hashed
from tracker.bilingual import Text
from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants.models import Agreement, HostMandate, Obligation
from tracker.reports.models import Report
from tracker.reports.reminders.models import CalendarFeed, Reminder

OFFSETS = (-30, -7, 0, 7)
"""Days from the due date at which people are reminded (REPORTS.md)."""

_LATEST = timedelta(days=30)
"""A reminder that could not go out in time still goes, until the next one or for a month after the last."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A report that is still to come."""

    obligation_id: int
    agreement: str
    title: Text
    number: int
    kind: str
    from_on: date
    to_on: date
    due_on: date
    begun: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that one person is to be reminded of today, each with the offset it is told at."""

    person: Person
    items: tuple[tuple[Awaited, int], ...]


def digests(today: date) -> list[Digest]:
    """The digests to send ``today``: what was told already is not told again."""
    found: dict[int, list[tuple[Awaited, int]]] = {}
    people: dict[int, Person] = {}
    told = _told(today)
    for person, awaited in _partners_and_reports(today):
        days = offset(awaited.due_on, today)
        if days is not None and (awaited.obligation_id, person.id, awaited.due_on, days) not in told:
            people[person.id] = person
            found.setdefault(person.id, []).append((awaited, days))
    return [Digest(people[id_], tuple(found[id_])) for id_ in sorted(found)]


def offset(due_on: date, today: date) -> int | None:
    """Which reminder of a report due on ``due_on`` is the present one; None when none is."""
    days = (today - due_on).days
    passed = [each for each in OFFSETS if each <= days]
    return passed[-1] if passed and days <= OFFSETS[-1] + _LATEST.days else None


def awaited_by(person: Person, *, since: date, until: date) -> list[Awaited]:
    """The reports due between two days that ``person`` writes, or that staff await."""
    query = _awaited().where(Obligation.due_on >= since, Obligation.due_on <= until)
    if person.role in PARTNER_ROLES:
        query = _hosted(query).where(Organisation.code == person.organisation_code)
    return [_item(*row) for row in session.execute(query)]


def person_of_feed(token: str) -> Person | None:
    """Whose calendar a secret address is, while they are active."""
    return session.scalar(
        select(Person)
        .join(CalendarFeed, CalendarFeed.person_id == Person.id)
        .where(CalendarFeed.token_hash == hashed(token), Person.active)
    )


def _partners_and_reports(today: date) -> Iterator[tuple[Person, Awaited]]:
    """Each partner with each report of their organisation whose reminders may still be due."""
    window = Obligation.due_on.between(today - timedelta(days=OFFSETS[-1]) - _LATEST, today - timedelta(OFFSETS[0]))
    query = (
        _hosted(_awaited())
        .add_columns(Person)
        .join(Person, Person.organisation_code == Organisation.code)
        .where(Person.active, window)
    )
    for obligation, agreement, report_id, person in session.execute(query):
        yield person, _item(obligation, agreement, report_id)


def _awaited() -> Select[Obligation, Agreement, int]:
    return (
        select(Obligation, Agreement, Report.id.label("report_id"))
        .join(Obligation.agreement)
        .outerjoin(Report, Report.obligation_id == Obligation.id)
        .where(Obligation.received_on.is_(None))
        .order_by(Obligation.due_on, Agreement.number, Obligation.number)
    )


def _hosted(
    query: Select[Obligation, Agreement, int],
) -> Select[Obligation, Agreement, int]:
    """With the organisation that hosts the agreement when the report falls due."""
    last = or_(HostMandate.to_on.is_(None), HostMandate.to_on >= Obligation.due_on)
    return query.join(
        HostMandate, (HostMandate.agreement_id == Agreement.id) & (HostMandate.from_on <= Obligation.due_on) & last
    ).join(Organisation, HostMandate.organisation_id == Organisation.id)


def _item(obligation: Obligation, agreement: Agreement, report_id: int | None) -> Awaited:
    return Awaited(
        obligation_id=obligation.id,
        agreement=agreement.number,
        title=Text(agreement.title_fr, agreement.title_en),
        number=obligation.number,
        kind=obligation.kind,
        from_on=obligation.from_on,
        to_on=obligation.to_on,
        due_on=obligation.due_on,
        begun=report_id is not None,
    )


def _told(today: date) -> set[tuple[int, int, date, int]]:
    since = today + timedelta(days=OFFSETS[0]) - _LATEST
    told = session.scalars(select(Reminder).where(Reminder.due_on >= since))
    return {(it.obligation_id, it.person_id, it.due_on, it.days) for it in told}
