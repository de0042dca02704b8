"""The lists of reviewers: what waits for a review, what was sent back, what is late. Never writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from tracker.accounts.models import Person
from tracker.db import session
from tracker.directory.models import Organisation, Phase, Project, Region, Regroupement
from tracker.grants.models import Agreement, HostMandate, Obligation
from tracker.grants.queries import NATIONAL, fold
from tracker.reports.life import State
from tracker.reports.models import Report

TO_REVIEW = (State.SUBMITTED.value, State.IN_REVIEW.value)


@dataclass(frozen=True, slots=True)
class Listed:
    """A report of a list. ``officer`` has it, or else follows the agreement, or else had its report before;
    ``days`` is how late it is, or how long it has waited; ``late`` how many days late it came in."""

    agreement: str
    subject: str
    number: int
    kind: str
    fiscal_year: str
    due_on: date
    submitted_on: date | None
    state: str | None
    host_code: str
    host: str
    region_code: str
    region: str
    officer: str
    officer_name: str
    since: datetime | None
    days: int

    @property
    def late(self) -> int:
        return max(0, (self.submitted_on - self.due_on).days) if self.submitted_on else self.days


@dataclass(frozen=True, slots=True)
class Group:
    """How many of a list belong to one host, officer or region, and the longest wait among them."""

    code: str
    name: str
    count: int
    longest: int


def under_review(visible: ColumnElement[bool], *, today: date, lang: str) -> list[Listed]:
    """What came in and is not accepted: those that came late first, then those that wait the longest."""
    found = _listed(visible & Report.state.in_((*TO_REVIEW, State.RETURNED.value)), today=today, lang=lang)
    return sorted(found, key=lambda it: (it.late == 0, -it.days, it.agreement, it.number))


def late(visible: ColumnElement[bool], *, today: date, lang: str) -> list[Listed]:
    """What was due and has not come in, the latest first."""
    wanted = visible & Obligation.received_on.is_(None) & (Obligation.due_on < today)
    return sorted(_listed(wanted, today=today, lang=lang), key=lambda it: (-it.days, it.agreement, it.number))


def narrowed(
    rows: Iterable[Listed], *, words: str = "", host: str = "", officer: str = "", region: str = ""
) -> list[Listed]:
    """Those that match everything that is given; accents aside."""
    wanted = fold(words).split()
    return [
        it
        for it in rows
        if (not host or it.host_code == host)
        and (not officer or it.officer == officer)
        and (not region or it.region_code == region)
        and all(word in fold(f"{it.agreement} {it.subject} {it.host}") for word in wanted)
    ]


BY: dict[str, Callable[[Listed], tuple[str, str]]] = {
    "host": lambda it: (it.host_code, it.host),
    "officer": lambda it: (it.officer, it.officer_name),
    "region": lambda it: (it.region_code, it.region),
}
"""What a list can be counted by: code and name."""


def grouped(rows: Sequence[Listed], by: str) -> list[Group]:
    """``rows`` counted by host, officer or region, the largest first."""
    counts: Counter[tuple[str, str]] = Counter()
    longest: dict[tuple[str, str], int] = {}
    for row in rows:
        key = BY[by](row)
        counts[key] += 1
        longest[key] = max(longest.get(key, 0), row.days)
    found = [Group(code, name, count, longest[code, name]) for (code, name), count in counts.items()]
    return sorted(found, key=lambda it: (-it.count, -it.longest, it.name))


def _listed(wanted: ColumnElement[bool], *, today: date, lang: str) -> list[Listed]:
    """One statement, whatever the number of rows."""
    begun = (
        select(HostMandate.agreement_id, func.max(HostMandate.from_on).label("from_on"))
        .where(HostMandate.from_on <= today)
        .group_by(HostMandate.agreement_id)
        .subquery()
    )
    earlier, its_due = aliased(Report), aliased(Obligation)
    had = (
        select(earlier.reviewer)
        .join(its_due, earlier.obligation_id == its_due.id)
        .where(its_due.agreement_id == Agreement.id, earlier.reviewer.is_not(None))
        .order_by(its_due.number.desc())
        .limit(1)
        .correlate(Agreement)
        .scalar_subquery()
    )
    assigned = aliased(Person)
    officer = func.coalesce(Report.reviewer, assigned.email, had)
    rows = session.execute(
        select(
            Agreement.number.label("agreement"),
            Agreement.title_fr,
            Agreement.title_en,
            Regroupement.name.label("regroupement"),
            Project.name_fr.label("project_fr"),
            Project.name_en.label("project_en"),
            Phase.number.label("phase"),
            Obligation.number,
            Obligation.kind,
            Obligation.fiscal_year,
            Obligation.due_on,
            Obligation.received_on,
            Report.state,
            Report.reviewed_since,
            Organisation.code.label("host_code"),
            Organisation.name.label("host"),
            Regroupement.region_code,
            Region.name_fr.label("region_fr"),
            Region.name_en.label("region_en"),
            officer.label("officer"),
            Person.name.label("officer_name"),
        )
        .select_from(Obligation)
        .join(Obligation.agreement)
        .outerjoin(Report, Report.obligation_id == Obligation.id)
        .outerjoin(Agreement.regroupement)
        .outerjoin(Region, Regroupement.region_code == Region.code)
        .outerjoin(Agreement.phase)
        .outerjoin(Phase.project)
        .outerjoin(begun, begun.c.agreement_id == Agreement.id)
        .outerjoin(HostMandate, and_(HostMandate.agreement_id == Agreement.id, HostMandate.from_on == begun.c.from_on))
        .outerjoin(HostMandate.organisation)
        .outerjoin(assigned, Agreement.officer_id == assigned.id)
        .outerjoin(Person, Person.email == officer)
        .where(wanted, or_(Report.state.is_(None), Report.state != State.ACCEPTED.value))
    ).all()
    fr = lang == "fr"
    return [
        Listed(
            agreement=it.agreement,
            subject=it.regroupement or (it.project_fr if fr else it.project_en) or (it.title_fr if fr else it.title_en),
            number=it.number,
            kind=it.kind,
            fiscal_year=it.fiscal_year,
            due_on=it.due_on,
            submitted_on=it.received_on,
            state=it.state,
            host_code=it.host_code or "",
            host=it.host or "",
            region_code=it.region_code or NATIONAL,
            region=(it.region_fr if fr else it.region_en) or "",
            officer=it.officer or "",
            officer_name=it.officer_name or it.officer or "",
            since=it.reviewed_since,
            days=(today - (it.received_on or it.due_on)).days,
        )
        for it in rows
    ]
