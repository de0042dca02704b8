"""Everything that the statement of many agreements is built from: a few grouped reads, however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.directory.models import Membership, Organisation, Region, Regroupement
from tracker.grants import allocation
from tracker.grants import models as g
from tracker.grants import queries as grants
from tracker.grants.frameworks.queries import shown_to_funder
from tracker.ledger.accounts import Account, Kind
from tracker.ledger.models import JournalEntry, Posting
from tracker.ledger.movements import Movement
from tracker.reports import models as r
from tracker.statements.consolidated.arrange import IN_TIME
from tracker.statements.consolidated.value import NATIONAL

_Reversed = aliased(JournalEntry)
_Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which agreements, by both clocks; of one fiscal year, those that have it."""

    within: ColumnElement[bool]  # on Agreement alone
    programmes: tuple[g.Programme, ...]
    year: str | None
    as_of: date
    known_at: datetime

    @property
    def chosen(self) -> ColumnElement[bool]:
        """For the ``where`` of any query on ``Agreement``."""
        found = and_(self.within, g.Agreement.recorded_at <= self.known_at, g.Agreement.signed_on <= self.as_of)
        if self.year is None:
            return found
        return and_(found, or_(*(self._has_year(programme, self.year) for programme in self.programmes)))

    def until(self, programme: g.Programme) -> date:
        """The day that commitments are as at: the end of the year, if it has come (INTERFACES.md)."""
        return self.as_of if self.year is None else min(self.as_of, programme.calendar.ends_on(self.year))

    def _has_year(self, programme: g.Programme, year: str) -> ColumnElement[bool]:
        return and_(
            g.Agreement.programme_id == programme.id,
            g.Agreement.starts_on <= programme.calendar.ends_on(year),
            g.Agreement.ends_on >= programme.calendar.starts_on(year),
        )


def programme_by_code(code: str) -> g.Programme | None:
    """The programme of this code, or None."""
    return session.scalar(select(g.Programme).where(g.Programme.code == code))


def programmes() -> tuple[g.Programme, ...]:
    """Every programme, by code."""
    return tuple(session.scalars(select(g.Programme).order_by(g.Programme.code)))


def regions() -> tuple[Region, ...]:
    """Every region, by code."""
    return tuple(session.scalars(select(Region).order_by(Region.code)))


def fiscal_years() -> tuple[str, ...]:
    """Every fiscal year that an agreement has, the last first."""
    spans = session.execute(
        select(g.Agreement.programme_id, func.min(g.Agreement.starts_on), func.max(g.Agreement.ends_on)).group_by(
            g.Agreement.programme_id
        )
    ).all()
    calendars = {it.id: it.calendar for it in programmes()}
    found = {year for id_, first, last in spans for year in calendars[id_].years_between(first, last)}
    return tuple(sorted(found, reverse=True))


def of_programme(programme: g.Programme) -> ColumnElement[bool]:
    """The agreements of a programme."""
    return g.Agreement.programme_id == programme.id


def of_region(code: str) -> ColumnElement[bool]:
    """The agreements of a region; those that have none where ``code`` is NATIONAL."""
    if code == NATIONAL:
        placed = select(Regroupement.id).where(Regroupement.region_code.is_not(None))
        return or_(g.Agreement.regroupement_id.is_(None), g.Agreement.regroupement_id.not_in(placed))
    return g.Agreement.regroupement_id.in_(select(Regroupement.id).where(Regroupement.region_code == code))


def keys(scope: Scope, region: str | None) -> dict[str, dict[str, int]]:
    """The allocation keys in force by both clocks: agreement number → shares by region's code. Of the
    agreements of ``scope``, or with a ``region`` of all that give it a share."""
    chosen = scope.within if region is None else allocation.gives_to(region)
    found = allocation.shares_in_force(chosen, as_of=scope.as_of, known_at=scope.known_at)
    return {number: shares for number, shares in found.items() if region is None or region in shares}


def among(numbers: Iterable[str]) -> ColumnElement[bool]:
    """The agreements of these numbers."""
    return g.Agreement.number.in_(list(numbers))


def agreements(scope: Scope) -> _Rows:
    """Their numbers, names, places and hosts, by number."""
    return grants.agreements(scope.chosen, grants.Search(), today=scope.as_of)


def movements(scope: Scope) -> dict[str, list[Movement]]:
    """What moved in each agreement, without its lines: number → movements."""
    found: dict[str, list[Movement]] = {}
    for number, *keys in session.execute(_summed(scope, Posting.agreement)):
        found.setdefault(number, []).append(_movement(scope, keys, None))
    return found


def movements_by_line(scope: Scope) -> tuple[tuple[bool, Movement], ...]:
    """What moved in all of them together, by budget line, and whether in a sub-agreement."""
    is_sub = g.Agreement.framework_id.is_not(None).label("is_sub")
    return tuple(
        (bool(sub), _movement(scope, keys, line))
        for sub, line, *keys in session.execute(_summed(scope, is_sub, Posting.line))
    )


def movements_of_each(
    scope: Scope, accounts: Iterable[Account], years: Iterable[str] | None
) -> tuple[tuple[str, bool, Movement], ...]:
    """What moved on ``accounts`` in each agreement: its number, whether it is a sub-agreement, the movement."""
    is_sub = g.Agreement.framework_id.is_not(None).label("is_sub")
    query = _summed(scope, Posting.agreement, is_sub, Posting.line).where(
        Posting.account.in_(sorted(it.value for it in accounts))
    )
    if years is not None:
        query = query.where(Posting.fiscal_year.in_(sorted(years)))
    return tuple(
        (number, bool(sub), _movement(scope, keys, line)) for number, sub, line, *keys in session.execute(query)
    )


def budget_lines() -> tuple[g.BudgetLine, ...]:
    """Every budget line, in the order of statements."""
    return tuple(session.scalars(select(g.BudgetLine).order_by(g.BudgetLine.position)))


def late_reports(scope: Scope) -> _Rows:
    """Agreement number, fiscal year, how many reports are past due and not received."""
    query = (
        select(g.Agreement.number, g.Obligation.fiscal_year, func.count().label("late"))
        .join(g.Obligation.agreement)
        .outerjoin(r.Report, and_(r.Report.obligation_id == g.Obligation.id, r.Report.recorded_at <= scope.known_at))
        .where(
            scope.chosen,
            g.Obligation.due_on < scope.as_of,
            or_(r.Report.submitted_on.is_(None), r.Report.submitted_on > scope.as_of),
        )
        .group_by(g.Agreement.number, g.Obligation.fiscal_year)
    )
    if scope.year is not None:
        query = query.where(g.Obligation.fiscal_year == scope.year)
    return session.execute(query).all()


def payments(scope: Scope) -> _Rows:
    """The records of payments: agreement number, day, gross."""
    query = (
        select(g.Agreement.number, g.Payment.paid_on, cast(func.sum(g.Payment.gross), BigInteger).label("gross"))
        .join(g.Payment.agreement)
        .where(scope.chosen, g.Payment.paid_on <= scope.as_of, g.Payment.recorded_at <= scope.known_at)
        .group_by(g.Agreement.number, g.Payment.paid_on)
    )
    return session.execute(query).all()


def partners(scope: Scope, period: tuple[date, date]) -> _Rows:
    """Organisations that took part in the agreements during ``period``: stream, region, whether as a
    fiscal host, NEQ, BN, code. A row for each stream and region that they took part in."""
    first, last = period

    def during(model: Any) -> ColumnElement[bool]:
        return and_(
            model.from_on <= last,
            or_(model.to_on.is_(None), model.to_on >= first),
            model.from_on <= g.Agreement.ends_on,
            or_(model.to_on.is_(None), model.to_on >= g.Agreement.starts_on),
        )

    who = (Organisation.neq, Organisation.business_number, Organisation.code)
    place = (g.Agreement.stream, func.coalesce(Regroupement.region_code, NATIONAL).label("region"))
    hosts = (
        select(*place, literal(1).label("host"), *who)
        .select_from(g.Agreement)
        .outerjoin(g.Agreement.regroupement)
        .join(g.Agreement.mandates)
        .join(g.HostMandate.organisation)
        .where(scope.chosen, during(g.HostMandate))
    )
    members = (
        select(*place, literal(0).label("host"), *who)
        .select_from(g.Agreement)
        .join(g.Agreement.regroupement)
        .join(Membership, Membership.regroupement_id == Regroupement.id)
        .join(Membership.organisation)
        .where(scope.chosen, during(Membership))
    )
    return session.execute(hosts.union(members)).all()


def indicator_values(scope: Scope) -> _Rows:
    """Targets and actuals of the reports whose acceptance the journal holds, by both clocks: agreement
    number, the indicator's words, target, actual, then where it was measured; in the order of reports."""
    visible = (JournalEntry.occurred_on <= scope.as_of, JournalEntry.recorded_at <= scope.known_at)
    undone = select(JournalEntry.reverses).where(*visible, JournalEntry.reverses.is_not(None))
    source = literal(f"{Kind.REPORT_ACCEPTED.value}:").concat(cast(g.Obligation.number, r.Indicator.code.type))
    query = (
        select(
            g.Agreement.number,
            r.Indicator.code,
            r.Indicator.name_fr,
            r.Indicator.name_en,
            r.Indicator.unit,
            r.Indicator.system,
            r.Indicator.aggregation,
            r.IndicatorValue.target,
            r.IndicatorValue.actual,
            g.Obligation.fiscal_year,
            g.Agreement.stream,
            Regroupement.region_code,
            r.Indicator.factor_code,
        )
        .select_from(r.IndicatorValue)
        .join(r.Indicator, r.IndicatorValue.indicator_id == r.Indicator.id)
        .join(r.Report, r.IndicatorValue.report_id == r.Report.id)
        .join(r.Report.obligation)
        .join(g.Agreement, r.Indicator.agreement_id == g.Agreement.id)
        .outerjoin(g.Agreement.regroupement)
        .join(
            JournalEntry,
            and_(
                JournalEntry.agreement == g.Agreement.number,
                JournalEntry.kind == Kind.REPORT_ACCEPTED.value,
                JournalEntry.source == source,
            ),
        )
        .where(scope.chosen, r.Indicator.recorded_at <= scope.known_at, *visible, JournalEntry.seq.not_in(undone))
        .where(shown_to_funder(g.Shared.INDICATORS, known_at=scope.known_at))
        .order_by(r.Indicator.code, g.Agreement.number, g.Obligation.number)
    )
    if scope.year is not None:
        query = query.where(g.Obligation.fiscal_year == scope.year)
    return session.execute(query).all()


def ended_before(scope: Scope) -> tuple[int, int, int]:
    """Of the agreements that ended before the statement's year: how many still hold money or owe some, how
    much they hold and owe as at the as-of date."""
    ended = or_(
        *(
            and_(g.Agreement.programme_id == it.id, g.Agreement.ends_on < it.calendar.starts_on(scope.year or ""))
            for it in scope.programmes
        )
    )
    sums = (
        select(
            Posting.agreement,
            *(
                cast(func.sum(case((Posting.account == account.value, Posting.amount), else_=0)), BigInteger).label(
                    name
                )
                for account, name in ((Account.HELD, "held"), (Account.RECEIVABLE, "receivable"))
            ),
        )
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .join(g.Agreement, Posting.agreement == g.Agreement.number)
        .where(JournalEntry.occurred_on <= scope.as_of, JournalEntry.recorded_at <= scope.known_at, scope.within, ended)
        .group_by(Posting.agreement)
        .subquery()
    )
    query = select(
        func.count(),
        cast(func.coalesce(func.sum(sums.c.held), 0), BigInteger),
        cast(func.coalesce(func.sum(sums.c.receivable), 0), BigInteger),
    ).where(or_(sums.c.held != 0, sums.c.receivable != 0))
    count, held, receivable = session.execute(query).one()
    return count, held, receivable


def _summed(scope: Scope, *keys: Any) -> Select[*tuple[Any, ...]]:
    """Sums of the postings of ``scope`` by ``keys``, then by what every movement needs."""
    ends = {programme.id: scope.until(programme) for programme in scope.programmes}
    by_then = case(
        *((g.Agreement.programme_id == id_, JournalEntry.occurred_on <= end) for id_, end in ends.items()),
        else_=True,
    ).label("by_then")
    kind = func.coalesce(_Reversed.kind, JournalEntry.kind).label("kind")
    groups = (*keys, Posting.fiscal_year, Posting.account, kind)
    return (
        select(*groups, by_then, cast(func.sum(Posting.amount), BigInteger).label("amount"))
        .select_from(Posting)
        .join(JournalEntry, Posting.entry == JournalEntry.seq)
        .outerjoin(_Reversed, JournalEntry.reverses == _Reversed.seq)
        .join(g.Agreement, Posting.agreement == g.Agreement.number)
        .where(JournalEntry.occurred_on <= scope.as_of, JournalEntry.recorded_at <= scope.known_at, scope.chosen)
        .group_by(*groups, "by_then")  # by its name: PostgreSQL takes its parameters for others when repeated
    )


def _movement(scope: Scope, keys: Sequence[Any], line: str | None) -> Movement:
    """A sum as the movement that the figures are made of. All that its day says is on which side of the
    statement's year end it is."""
    year, account, kind, by_then, amount = keys
    day = IN_TIME if by_then else scope.as_of
    return Movement(Kind(kind), "", day, Account(account), year, None, line, amount)
