"""What is recorded, as a Portfolio again: the reverse of ``store``. Reads only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from tracker.db import session
from tracker.directory.models import Membership, Organisation, Phase, Project, Regroupement
from tracker.grants import models as g
from tracker.reports import models as r
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.store import PLAIN_EVENTS, existing_rows

NUMBER = g.Agreement.number


def recorded() -> Portfolio:
    """Every fact on record, sheet by sheet, in the order of agreements and of what happened in each."""
    portfolio = Portfolio()
    merged = set(session.scalars(select(Organisation.code).where(Organisation.merged_into_code.is_not(None))))
    for sheet, rows in existing_rows().items():
        left_out = merged if sheet == s.Organisation.sheet else ()
        portfolio.add(*(row for code, row in rows.items() if row is not None and code not in left_out))
    lines = portfolio.rows(s.BudgetLine)
    positions = {line.code: line.position for line in session.scalars(select(g.BudgetLine))}
    lines.sort(key=lambda row: positions[row.code])
    for add in (_memberships, _agreements, _budgets, _plain_events, _schedule, _reports, _indicators, _transfers):
        add(portfolio)
    return portfolio


def _memberships(portfolio: Portfolio) -> None:
    query = (
        select(Regroupement.code, Organisation.code, Membership.from_on, Membership.to_on)
        .join(Membership.regroupement)
        .join(Membership.organisation)
        .order_by(Membership.id)
    )
    for regroupement, organisation, from_on, to_on in session.execute(query):
        portfolio.add(s.Membership(regroupement=regroupement, organisation=organisation, from_on=from_on, to_on=to_on))


def _agreements(portfolio: Portfolio) -> None:
    parent = aliased(g.Agreement)
    query = (
        select(g.Agreement, g.Programme.code, Regroupement.code, Project.code, Phase.number, parent.number)
        .join(g.Agreement.programme)
        .outerjoin(g.Agreement.regroupement)
        .outerjoin(g.Agreement.phase)
        .outerjoin(Phase.project)
        .outerjoin(parent, g.Agreement.framework_id == parent.id)
        .order_by(g.Agreement.id)
    )
    for row, programme, regroupement, project, phase, framework in session.execute(query):
        portfolio.add(
            s.Agreement(
                number=row.number,
                programme=programme,
                stream=row.stream,
                title_fr=row.title_fr,
                title_en=row.title_en,
                regroupement=regroupement,
                project=project,
                phase=phase,
                framework=framework,
                signed_on=row.signed_on,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
        )
    hosts = (
        select(NUMBER, Organisation.code, g.HostMandate.from_on, g.HostMandate.to_on)
        .join(g.HostMandate.agreement)
        .join(g.HostMandate.organisation)
        .order_by(g.HostMandate.id)
    )
    for agreement, organisation, from_on, to_on in session.execute(hosts):
        portfolio.add(s.Host(agreement=agreement, organisation=organisation, from_on=from_on, to_on=to_on))


def _budgets(portfolio: Portfolio) -> None:
    query = (
        select(NUMBER, g.Amendment, g.AmendmentLine)
        .join(g.Amendment.agreement)
        .join(g.AmendmentLine, g.AmendmentLine.amendment_id == g.Amendment.id)
        .order_by(g.AmendmentLine.id)
    )
    for agreement, amendment, line in session.execute(query):
        fact: dict[str, Any] = {
            "agreement": agreement,
            "fiscal_year": line.fiscal_year,
            "line": line.line_code,
            "amount": line.amount,
        }
        if amendment.number == 0:
            portfolio.add(s.Budget(**fact))
        else:
            portfolio.add(
                s.Amendment(
                    amendment=amendment.number,
                    signed_on=amendment.signed_on,
                    effective_on=amendment.effective_on,
                    **fact,
                )
            )


def _schedule(portfolio: Portfolio) -> None:
    instalments = (
        select(NUMBER, g.Instalment, g.Obligation.number)
        .join(g.Instalment.agreement)
        .outerjoin(g.Instalment.required_obligation)
        .order_by(g.Instalment.id)
    )
    for agreement, row, required in session.execute(instalments):
        portfolio.add(
            s.Instalment(
                agreement=agreement,
                instalment=row.number,
                kind=row.kind,
                fiscal_year=row.fiscal_year,
                due_on=row.due_on,
                amount=row.amount,
                requires_report=required,
            )
        )
    payments = (
        select(NUMBER, g.Payment, g.Instalment.number)
        .join(g.Payment.agreement)
        .outerjoin(g.Payment.instalment)
        .order_by(g.Payment.id)
    )
    for agreement, payment, instalment in session.execute(payments):
        portfolio.add(
            s.Payment(
                agreement=agreement,
                payment=payment.number,
                instalment=instalment,
                fiscal_year=payment.fiscal_year,
                paid_on=payment.paid_on,
                gross=payment.gross,
                offset=payment.offset,
                reference=payment.reference,
            )
        )


def _reports(portfolio: Portfolio) -> None:
    due = select(NUMBER, g.Obligation).join(g.Obligation.agreement).order_by(g.Obligation.id)
    for agreement, row in session.execute(due):
        portfolio.add(
            s.Report(
                agreement=agreement,
                report=row.number,
                kind=row.kind,
                fiscal_year=row.fiscal_year,
                from_on=row.from_on,
                to_on=row.to_on,
                due_on=row.due_on,
                submitted_on=row.received_on,
                accepted_on=row.fulfilled_on,
            )
        )
    expenses = (
        select(NUMBER, g.Obligation.number, r.Expense)
        .join(r.Expense.report)
        .join(r.Report.obligation)
        .join(g.Obligation.agreement)
        .order_by(r.Expense.id)
    )
    for agreement, report, expense in session.execute(expenses):
        portfolio.add(
            s.Expense(
                agreement=agreement,
                report=report,
                line=expense.line_code,
                declared=expense.declared,
                disallowed=expense.disallowed,
                recover=expense.recover,
                reason=expense.reason,
            )
        )
    adjustments = (
        select(NUMBER, g.Obligation.number, r.Adjustment)
        .join(r.Adjustment.report)
        .join(r.Report.obligation)
        .join(g.Obligation.agreement)
        .order_by(r.Adjustment.agreement_id, r.Adjustment.number)
    )
    for agreement, report, adjustment in session.execute(adjustments):
        portfolio.add(
            s.Adjustment(
                agreement=agreement,
                decided_on=adjustment.decided_on,
                report=report,
                line=adjustment.line_code,
                amount=adjustment.amount,
                booked_to=adjustment.booked_to,
                recover=adjustment.recover,
                reason=adjustment.reason,
            )
        )


def _plain_events(portfolio: Portfolio) -> None:
    for cls, model, renamed in PLAIN_EVENTS:
        names = [column.attribute for column in s.columns(cls) if column.attribute != "agreement"]
        query = (
            select(NUMBER, model)
            .join(g.Agreement, model.agreement_id == g.Agreement.id)
            .order_by(model.agreement_id, model.number)
        )
        if hasattr(model, "withdrawn_at"):
            query = query.where(model.withdrawn_at.is_(None))
        for agreement, row in session.execute(query):
            portfolio.add(cls(agreement=agreement, **{name: getattr(row, renamed.get(name, name)) for name in names}))


def _indicators(portfolio: Portfolio) -> None:
    query = select(NUMBER, r.Indicator).join(r.Indicator.agreement).order_by(r.Indicator.id)
    for agreement, row in session.execute(query):
        portfolio.add(
            s.Indicator(
                agreement=agreement,
                indicator=row.code,
                name_fr=row.name_fr,
                name_en=row.name_en,
                unit=row.unit,
                system=row.system,
                factor=row.factor_code,
                aggregation=row.aggregation,
                baseline=row.baseline,
            )
        )
    values = (
        select(NUMBER, r.Indicator.code, g.Obligation.number, r.IndicatorValue.target, r.IndicatorValue.actual)
        .join(r.Indicator, r.IndicatorValue.indicator_id == r.Indicator.id)
        .join(r.Indicator.agreement)
        .join(r.Report, r.IndicatorValue.report_id == r.Report.id)
        .join(g.Obligation, r.Report.obligation_id == g.Obligation.id)
        .order_by(r.IndicatorValue.id)
    )
    for agreement, indicator, report, target, actual in session.execute(values):
        portfolio.add(
            s.IndicatorValue(agreement=agreement, indicator=indicator, report=report, target=target, actual=actual)
        )


def _transfers(portfolio: Portfolio) -> None:
    sub = aliased(g.Agreement)
    query = (
        select(NUMBER, sub.number, g.FrameworkTransfer)
        .join(g.Agreement, g.FrameworkTransfer.agreement_id == g.Agreement.id)
        .join(sub, g.FrameworkTransfer.sub_agreement_id == sub.id)
        .order_by(g.FrameworkTransfer.agreement_id, g.FrameworkTransfer.number)
    )
    for framework, agreement, row in session.execute(query):
        portfolio.add(
            s.FrameworkTransfer(
                framework=framework, agreement=agreement, transferred_on=row.transferred_on, amount=row.amount
            )
        )
