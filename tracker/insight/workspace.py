"""One agreement as its pages show it: its records, its statement of today, its schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.db import now, session
from tracker.directory.queries import instance
from tracker.grants.contributions.measures import Beyond
from tracker.grants.contributions.queries import warnings_of
from tracker.grants.life import State, state_on
from tracker.grants.models import Agreement, Condition
from tracker.grants.schedule import DueReport, InstalmentState, ReportState, Standing
from tracker.kept import kept
from tracker.ledger.money import Cents
from tracker.statements.build import assemble, read
from tracker.statements.disbursements.build import standing_of
from tracker.statements.ledgers import over_all
from tracker.statements.queries import Record
from tracker.statements.statement import (
    Commitment,
    Cumulative,
    CumulativeLine,
    Disbursement,
    LedgerYear,
    Statement,
    Text,
    Totals,
    YearLine,
    YearTable,
)


@dataclass(frozen=True, slots=True)
class Instalment:
    """A row of the schedule and where it stands; ``row.payment`` is set once paid."""

    row: Disbursement
    standing: Standing

    @property
    def amount(self) -> Cents:
        """What was paid, or is planned."""
        return self.row.gross if self.row.payment else self.row.scheduled or 0


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report, and what it declared once accepted."""

    report: DueReport
    state: ReportState
    days_late: int
    declared: Cents
    disallowed: Cents

    @property
    def accepted(self) -> Cents:
        return self.declared - self.disallowed


@dataclass(frozen=True)
class Workspace:
    """Everything the pages of one agreement say, as at ``today``."""

    record: Record
    statement: Statement
    today: date
    limits: tuple[Beyond, ...]  # those it passes

    @property
    def agreement(self) -> Agreement:
        return self.record.agreement

    @property
    def whole(self) -> Cumulative:
        assert self.statement.cumulative is not None  # noqa: S101 - load() asks for a cumulative statement
        return self.statement.cumulative

    @property
    def totals(self) -> Totals:
        return self.whole.totals

    @property
    def commitment(self) -> Commitment:
        return self.whole.commitment

    @property
    def years(self) -> tuple[str, ...]:
        return self.statement.header.fiscal_years

    @cached_property
    def received(self) -> Cents:
        """Paid to the host: by us, or under a framework."""
        return self.totals.gross + sum(max(0, year.funds.transferred) for year in self.whole.years)

    @property
    def to_come(self) -> Cents:
        """What the agreement still promises."""
        return self.commitment.committed - self.commitment.lapsed - self.received

    @cached_property
    def reports(self) -> tuple[ReportRow, ...]:
        declared: defaultdict[int, Cents] = defaultdict(int)
        disallowed: defaultdict[int, Cents] = defaultdict(int)
        for it in self.statement.expenses:
            declared[it.report] += it.declared
            disallowed[it.report] += it.disallowed
        return tuple(
            ReportRow(it, it.state(self.today), it.days_late(self.today), declared[it.number], disallowed[it.number])
            for it in self._dues
        )

    @cached_property
    def _dues(self) -> tuple[DueReport, ...]:
        return tuple(
            DueReport(
                it.number, it.kind, it.fiscal_year, it.from_on, it.to_on, it.due_on, it.submitted_on, it.accepted_on
            )
            for it in self.statement.reports
        )

    @cached_property
    def instalments(self) -> tuple[Instalment, ...]:
        return tuple(
            Instalment(row, standing_of(self.record, self.statement, row)) for row in self.statement.disbursements
        )

    def in_state(self, state: InstalmentState) -> list[Instalment]:
        return [it for it in self.instalments if it.standing.state is state]

    def with_state(self, state: ReportState) -> list[ReportRow]:
        return [it for it in self.reports if it.state is state]

    @property
    def phase(self) -> str:
        """``future``, ``running``, ``suspended``, ``withdrawn``, ``ended`` (something is open still) or ``closed``."""
        if self.today < self.agreement.starts_on:
            return "future"
        stands = state_on(self.agreement.acts, self.today)
        if stands is not State.IN_FORCE and not self._settled:
            return stands.value
        if self.today <= self.agreement.ends_on and stands is State.IN_FORCE:
            return "running"
        return "closed" if self._settled else "ended"

    @property
    def _settled(self) -> bool:
        """Whether nothing is owed either way, and every report is accepted."""
        owed = self.to_come or self.totals.unspent or self.totals.receivable
        return not owed and all(it.state is ReportState.ACCEPTED for it in self.reports)

    def year_table(self, year: str) -> YearTable:
        """One fiscal year by budget line, its identities checked. Raises UnknownYear."""
        table = assemble(self.record, year=year, funder=self.statement.header.funder, fictional=False).year
        assert table is not None  # noqa: S101 - a year was asked for
        return table

    def ledger(self, year: str | None) -> LedgerYear:
        """Funds held and receivables of one year, or of all of them."""
        if year is None:
            return over_all(self.whole.years)
        return next(it for it in self.whole.years if it.fiscal_year == year)

    def lines(self, year: str | None) -> tuple[Sequence[CumulativeLine | YearLine], Totals | YearLine]:
        """The budget by line, and its total: cumulative, or of one year."""
        if year is None:
            return self.whole.lines, self.totals
        table = self.year_table(year)
        return table.lines, table.total


_BEYOND = (
    joinedload(Agreement.officer),
    selectinload(Agreement.acts),
    selectinload(Agreement.conditions).joinedload(Condition.instalment),
    selectinload(Agreement.sub_agreements),
)
"""What pages show of an agreement beyond its statement."""


@kept(64)
def load(number: str, *, today: date) -> Workspace:
    """The agreement of this number, which the caller has found that the reader may see.

    Raises IdentityBroken when its figures do not agree with themselves.
    """
    agreement = session.scalars(select(Agreement).where(Agreement.number == number).options(*_BEYOND)).one()
    whose = instance()
    record = read(number, as_of=today, known_at=now())
    funder = Text(whose.funder_fr, whose.funder_en)
    statement = assemble(record, year=None, funder=funder, fictional=whose.fictional)
    return Workspace(record, statement, today, warnings_of(agreement))
