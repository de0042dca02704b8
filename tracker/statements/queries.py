"""Everything that a statement of one agreement is built from, read once. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from tracker.db import session
from tracker.grants import models as g
from tracker.grants.frameworks.queries import choice_of
from tracker.grants.versions import (
    KnownInstalment,
    KnownObligation,
    ends_on_known_at,
    instalments_known_at,
    obligations_known_at,
)
from tracker.ledger import queries as ledger
from tracker.ledger.accounts import Kind
from tracker.ledger.movements import Movement
from tracker.ledger.queries import PostingRow
from tracker.reports import models as r
from tracker.reports.review import past


@dataclass(frozen=True, slots=True)
class Record:
    """One agreement's records and movements, as at a day and as known at a moment."""

    agreement: g.Agreement
    as_of: date
    known_at: datetime
    head: tuple[int, str]
    lines: tuple[g.BudgetLine, ...]  # those the agreement budgets or has costs on, in the programme's order
    movements: tuple[Movement, ...]
    postings: tuple[PostingRow, ...]
    reports: tuple[r.Report, ...]
    accepted: tuple[r.Report, ...]  # those whose acceptance the journal holds, by both clocks
    ends_on: date  # like the plan, as it was known then
    instalments: tuple[KnownInstalment, ...]
    obligations: tuple[KnownObligation, ...]
    payments: tuple[g.Payment, ...]
    transfers: tuple[g.LineTransfer, ...]
    carry_forwards: tuple[g.CarryForward, ...]
    lapses: tuple[g.Lapse, ...]
    adjustments: tuple[r.Adjustment, ...]
    contributions: tuple[g.Contribution, ...]
    indicators: tuple[r.Indicator, ...]
    indicator_values: tuple[r.IndicatorValue, ...]

    @property
    def fiscal_years(self) -> tuple[str, ...]:
        """The years that tile the agreement's dates (DOMAIN rule 2)."""
        return self.agreement.programme.calendar.years_between(self.agreement.starts_on, self.ends_on)

    withheld: bool  # the community keeps its indicators to itself (DOMAIN rule 21)


def agreement_by_number(number: str) -> g.Agreement | None:
    """The agreement with what its statement names, or None."""
    return session.scalar(
        select(g.Agreement)
        .where(g.Agreement.number == number)
        .options(
            joinedload(g.Agreement.programme),
            joinedload(g.Agreement.regroupement),
            joinedload(g.Agreement.phase),
            joinedload(g.Agreement.framework),
            selectinload(g.Agreement.mandates).joinedload(g.HostMandate.organisation),
            selectinload(g.Agreement.amendments).selectinload(g.Amendment.lines),
            selectinload(g.Agreement.instalments).joinedload(g.Instalment.required_obligation),
            selectinload(g.Agreement.obligations),
        )
    )


def record(agreement: g.Agreement, *, as_of: date, known_at: datetime) -> Record:
    """Read what is visible of ``agreement`` by both clocks."""
    of = agreement.id

    def known(model: Any, day: Any) -> tuple[Any, ...]:
        return tuple(
            session.scalars(
                select(model)
                .where(model.agreement_id == of, model.recorded_at <= known_at, day <= as_of)
                .order_by(model.number)
            )
        )

    movements = ledger.movements(agreement.number, as_of=as_of, known_at=known_at)
    used = {line.line_code for amendment in agreement.amendments for line in amendment.lines}
    used |= {it.line for it in movements if it.line}
    reports = tuple(
        session.scalars(
            select(r.Report)
            .join(r.Report.obligation)
            .where(g.Obligation.agreement_id == of, r.Report.recorded_at <= known_at)
            .options(joinedload(r.Report.obligation), selectinload(r.Report.expenses))
            .order_by(g.Obligation.number)
        )
    )
    acceptances = ledger.sources(agreement.number, Kind.REPORT_ACCEPTED, as_of=as_of, known_at=known_at)
    withheld = agreement.framework is not None and not (
        choice_of(of, g.Shared.INDICATORS, known_at=known_at).with_funder
    )
    shown = false() if withheld else true()
    values = tuple(
        session.scalars(
            select(r.IndicatorValue)
            .join(r.Indicator)
            .where(r.Indicator.agreement_id == of, r.Indicator.recorded_at <= known_at, shown)
        )
    )
    reports, values = past.as_known(reports, values, as_of=as_of, known_at=known_at)
    return Record(
        agreement=agreement,
        as_of=as_of,
        known_at=known_at,
        head=ledger.head_at(known_at),
        lines=tuple(
            session.scalars(select(g.BudgetLine).where(g.BudgetLine.code.in_(used)).order_by(g.BudgetLine.position))
        ),
        movements=movements,
        postings=ledger.postings(agreement.number, as_of=as_of, known_at=known_at),
        reports=reports,
        accepted=tuple(it for it in reports if f"{Kind.REPORT_ACCEPTED}:{it.obligation.number}" in acceptances),
        ends_on=ends_on_known_at(agreement, known_at),
        instalments=instalments_known_at(agreement, known_at),
        obligations=obligations_known_at(agreement, known_at),
        payments=known(g.Payment, g.Payment.paid_on),
        transfers=known(g.LineTransfer, g.LineTransfer.decided_on),
        carry_forwards=known(g.CarryForward, g.CarryForward.decided_on),
        lapses=known(g.Lapse, g.Lapse.decided_on),
        adjustments=known(r.Adjustment, r.Adjustment.decided_on),
        contributions=tuple(
            session.scalars(
                select(g.Contribution)
                .where(g.Contribution.agreement_id == of, g.Contribution.recorded_at <= known_at)
                .where(or_(g.Contribution.withdrawn_at.is_(None), g.Contribution.withdrawn_at > known_at))
                .order_by(g.Contribution.number)
            )
        ),
        indicators=tuple(
            session.scalars(
                select(r.Indicator)
                .where(r.Indicator.agreement_id == of, r.Indicator.recorded_at <= known_at, shown)
                .order_by(r.Indicator.id)
            )
        ),
        indicator_values=values,
        withheld=withheld,
    )
