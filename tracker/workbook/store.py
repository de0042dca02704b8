"""Writing a checked portfolio to the database, in bulk: its records, then its journal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.db import Base, session
from tracker.directory.models import Membership, Organisation, Phase, Project, Regroupement
from tracker.directory.queries import organisations_by_code
from tracker.grants import models as g
from tracker.reports import models as r
from tracker.reports.life import State
from tracker.workbook import sheets as s
from tracker.workbook.portfolio import Portfolio
from tracker.workbook.replay import numbered

Ids = dict[Any, int]

_ONE_STATEMENT = {"render_nulls": True}  # or rows are cut into as many statements as they differ in their blanks


def existing_rows() -> dict[str, dict[str, s.Row | None]]:
    """What is recorded already, by code: the row that a workbook repeats it with, None for an agreement."""
    return {
        "programmes": {
            row.code: s.Programme(**_fields(row, s.Programme)) for row in session.scalars(select(g.Programme))
        },
        "organisations": {
            row.code: s.Organisation(**{**_fields(row, s.Organisation), "region": row.region_code})
            for row in session.scalars(select(Organisation))
        },
        "regroupements": {
            row.code: s.Regroupement(**{**_fields(row, s.Regroupement), "region": row.region_code})
            for row in session.scalars(select(Regroupement))
        },
        "projects": {row.code: s.Project(**_fields(row, s.Project)) for row in session.scalars(select(Project))},
        "budget_lines": {
            row.code: s.BudgetLine(**_fields(row, s.BudgetLine)) for row in session.scalars(select(g.BudgetLine))
        },
        "agreements": dict.fromkeys(session.scalars(select(g.Agreement.number))),
    }


def _fields(record: Base, cls: type[s.Row]) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in dataclasses.fields(cls) if hasattr(record, f.name)}


def protective_factors() -> frozenset[str]:
    """The codes that the database knows."""
    return frozenset(session.scalars(select(r.ProtectiveFactor.code)))


def store(portfolio: Portfolio, existing: Mapping[str, Mapping[str, s.Row | None]], *, at: datetime) -> None:
    """Insert what ``portfolio`` has that is not recorded; in ``transaction()``, before the journal’s entries."""
    _directory(portfolio, existing)
    agreements = _agreements(portfolio, at)
    obligations = _reports_due(portfolio, agreements, at)
    instalments = _insert(
        g.Instalment,
        [
            {
                "agreement_id": agreements[row.agreement],
                "number": row.instalment,
                "kind": row.kind,
                "fiscal_year": row.fiscal_year,
                "due_on": row.due_on,
                "amount": row.amount,
                "required_obligation_id": obligations.get((row.agreement, row.requires_report)),
                "recorded_at": at,
            }
            for row in portfolio.rows(s.Instalment)
        ],
        g.Instalment.agreement_id,
        g.Instalment.number,
    )
    _insert(
        g.Payment,
        [
            {
                "agreement_id": agreements[row.agreement],
                "number": row.payment,
                "recorded_at": at,
                "instalment_id": instalments.get((agreements[row.agreement], row.instalment)),
                "fiscal_year": row.fiscal_year,
                "paid_on": row.paid_on,
                "gross": row.gross,
                "offset": row.offset,
                "reference": row.reference,
            }
            for row in portfolio.rows(s.Payment)
        ],
    )
    _plain_events(portfolio, agreements, at)
    _reports(portfolio, agreements, obligations, at)


def _insert(model: type[Base], rows: list[dict[str, Any]], *key: InstrumentedAttribute[Any]) -> Ids:
    """Insert ``rows``; with ``key``, returns the new ids by those columns."""
    if not rows:
        return {}
    if not key:
        session.execute(insert(model), rows, execution_options=_ONE_STATEMENT)
        return {}
    returned = session.execute(
        insert(model).returning(model.id, *key),  # type: ignore[attr-defined]
        rows,
        execution_options=_ONE_STATEMENT,
    )
    return {(row[1] if len(key) == 1 else tuple(row[1:])): row[0] for row in returned}


def _ids(model: Any, column: InstrumentedAttribute[Any]) -> Ids:
    return {code: id_ for id_, code in session.execute(select(model.id, column))}


def _new(rows: Iterable[Any], recorded: Mapping[str, Any]) -> list[Any]:
    return [row for row in rows if row.code not in recorded]


def _values(row: s.Row, **others: Any) -> dict[str, Any]:
    values = {f.name: getattr(row, f.name) for f in dataclasses.fields(row) if f.metadata}
    return {**values, **others}


def _directory(portfolio: Portfolio, existing: Mapping[str, Mapping[str, Any]]) -> None:
    _insert(g.Programme, [_values(row) for row in _new(portfolio.rows(s.Programme), existing["programmes"])])
    first = (session.scalar(select(func.max(g.BudgetLine.position))) or 0) + 1
    lines = _new(portfolio.rows(s.BudgetLine), existing["budget_lines"])
    _insert(g.BudgetLine, [_values(row, position=rank) for rank, row in enumerate(lines, start=first)])
    for model, cls in ((Organisation, s.Organisation), (Regroupement, s.Regroupement)):
        fresh = [_values(row, region_code=row.region) for row in _new(portfolio.rows(cls), existing[cls.sheet])]
        _insert(model, [{k: v for k, v in row.items() if k != "region"} for row in fresh])
    _insert(Project, [_values(row) for row in _new(portfolio.rows(s.Project), existing["projects"])])
    regroupements, organisations = _ids(Regroupement, Regroupement.code), organisations_by_code()
    recorded = set(session.execute(select(Membership.regroupement_id, Membership.organisation_id, Membership.from_on)))
    _insert(
        Membership,
        [
            {
                "regroupement_id": regroupements[row.regroupement],
                "organisation_id": organisations[row.organisation],
                "from_on": row.from_on,
                "to_on": row.to_on,
            }
            for row in portfolio.rows(s.Membership)
            if (regroupements[row.regroupement], organisations[row.organisation], row.from_on) not in recorded
        ],
    )


def _agreements(portfolio: Portfolio, at: datetime) -> Ids:
    programmes, regroupements = _ids(g.Programme, g.Programme.code), _ids(Regroupement, Regroupement.code)
    phases = _phases(portfolio)
    ids: Ids = {}
    rows = portfolio.rows(s.Agreement)
    for batch in ([row for row in rows if not row.framework], [row for row in rows if row.framework]):
        ids |= _insert(
            g.Agreement,
            [
                {
                    "number": row.number,
                    "programme_id": programmes[row.programme],
                    "stream": row.stream,
                    "title_fr": row.title_fr,
                    "title_en": row.title_en,
                    "regroupement_id": regroupements[row.regroupement] if row.regroupement else None,
                    "phase_id": phases[(row.project, row.phase)] if row.project else None,
                    "framework_id": ids[row.framework] if row.framework else None,
                    "signed_on": row.signed_on,
                    "starts_on": row.starts_on,
                    "ends_on": row.ends_on,
                    "recorded_at": at,
                }
                for row in batch
            ],
            g.Agreement.number,
        )
    organisations = organisations_by_code()
    _insert(
        g.HostMandate,
        [
            {
                "agreement_id": ids[row.agreement],
                "organisation_id": organisations[row.organisation],
                "from_on": row.from_on,
                "to_on": row.to_on,
            }
            for row in portfolio.rows(s.Host)
        ],
    )
    _amendments(portfolio, ids, at)
    return ids


def _phases(portfolio: Portfolio) -> Ids:
    projects = _ids(Project, Project.code)
    codes = {id_: code for code, id_ in projects.items()}
    known = {(codes[p.project_id], p.number): p.id for p in session.scalars(select(Phase))}
    wanted = {(row.project, row.phase) for row in portfolio.rows(s.Agreement) if row.project} - known.keys()
    made = _insert(
        Phase,
        [{"project_id": projects[code], "number": number} for code, number in sorted(wanted)],
        Phase.project_id,
        Phase.number,
    )
    return known | {(codes[project_id], number): id_ for (project_id, number), id_ in made.items()}


def _amendments(portfolio: Portfolio, agreements: Ids, at: datetime) -> None:
    """The original is amendment n° 0; its lines are the sheet ``budget``."""
    dates = {(row.number, 0): (row.signed_on, row.signed_on) for row in portfolio.rows(s.Agreement)}
    for row in portfolio.rows(s.Amendment):
        dates[(row.agreement, row.amendment)] = (row.signed_on, row.effective_on)
    ids = _insert(
        g.Amendment,
        [
            {
                "agreement_id": agreements[agreement],
                "number": number,
                "signed_on": signed_on,
                "effective_on": effective_on,
                "recorded_at": at,
            }
            for (agreement, number), (signed_on, effective_on) in dates.items()
        ],
        g.Amendment.agreement_id,
        g.Amendment.number,
    )
    _insert(
        g.AmendmentLine,
        [
            {
                "amendment_id": ids[(agreements[row.agreement], getattr(row, "amendment", 0))],
                "fiscal_year": row.fiscal_year,
                "line_code": row.line,
                "amount": row.amount,
            }
            for row in portfolio.several(s.Budget, s.Amendment)
        ],
    )


def _reports_due(portfolio: Portfolio, agreements: Ids, at: datetime) -> Ids:
    ids = _insert(
        g.Obligation,
        [
            {
                "agreement_id": agreements[row.agreement],
                "number": row.report,
                "kind": row.kind,
                "fiscal_year": row.fiscal_year,
                "from_on": row.from_on,
                "to_on": row.to_on,
                "due_on": row.due_on,
                "received_on": row.submitted_on,
                "fulfilled_on": row.accepted_on,
                "recorded_at": at,
            }
            for row in portfolio.rows(s.Report)
        ],
        g.Obligation.agreement_id,
        g.Obligation.number,
    )
    numbers = {id_: number for number, id_ in agreements.items()}
    return {(numbers[agreement_id], number): id_ for (agreement_id, number), id_ in ids.items()}


def _reports(portfolio: Portfolio, agreements: Ids, obligations: Ids, at: datetime) -> None:
    """Reports exist once something was written in them: a date of submission, or expenses."""
    begun = {(row.agreement, row.report) for row in portfolio.several(s.Expense, s.IndicatorValue)}
    ids = _insert(
        r.Report,
        [
            {
                "obligation_id": obligations[(row.agreement, row.report)],
                "submitted_on": row.submitted_on,
                "accepted_on": row.accepted_on,
                "recorded_at": at,
                "state": State.ACCEPTED if row.accepted_on else State.SUBMITTED if row.submitted_on else State.DRAFT,
                "revision": 0,
            }
            for row in portfolio.rows(s.Report)
            if row.submitted_on or (row.agreement, row.report) in begun
        ],
        r.Report.obligation_id,
    )
    reports = {key: ids[obligation] for key, obligation in obligations.items() if obligation in ids}
    _insert(
        r.Expense,
        [
            {
                "report_id": reports[(row.agreement, row.report)],
                "line_code": row.line,
                "declared": row.declared,
                "disallowed": row.disallowed,
                "recover": row.recover,
                "reason": row.reason,
            }
            for row in portfolio.rows(s.Expense)
        ],
    )
    _insert(
        r.Adjustment,
        [
            {
                "agreement_id": agreements[row.agreement],
                "number": number,
                "recorded_at": at,
                "decided_on": row.decided_on,
                "report_id": reports[(row.agreement, row.report)],
                "line_code": row.line,
                "amount": row.amount,
                "booked_to": row.booked_to,
                "recover": row.recover,
                "reason": row.reason,
            }
            for number, row in numbered(portfolio.rows(s.Adjustment))
        ],
    )
    indicators = _insert(
        r.Indicator,
        [
            {
                "agreement_id": agreements[row.agreement],
                "code": row.indicator,
                "name_fr": row.name_fr,
                "name_en": row.name_en,
                "unit": row.unit,
                "system": row.system,
                "factor_code": row.factor,
                "aggregation": row.aggregation,
                "baseline": row.baseline,
                "recorded_at": at,
            }
            for row in portfolio.rows(s.Indicator)
        ],
        r.Indicator.agreement_id,
        r.Indicator.code,
    )
    _insert(
        r.IndicatorValue,
        [
            {
                "indicator_id": indicators[(agreements[row.agreement], row.indicator)],
                "report_id": reports[(row.agreement, row.report)],
                "target": row.target,
                "actual": row.actual,
            }
            for row in portfolio.rows(s.IndicatorValue)
        ],
    )


PLAIN_EVENTS: tuple[tuple[Any, Any, dict[str, str]], ...] = (
    (s.Transfer, g.LineTransfer, {"from_line": "from_line_code", "to_line": "to_line_code"}),
    (s.CarryForward, g.CarryForward, {"line": "line_code"}),
    (s.Recovery, g.Recovery, {}),
    (s.Return, g.FundsReturn, {}),
    (s.WriteOff, g.WriteOff, {}),
    (s.Lapse, g.Lapse, {}),
    (s.Contribution, g.Contribution, {}),
    (s.Interest, r.Interest, {}),
)
"""Sheets whose columns are the table's, but for what is renamed here."""


def _plain_events(portfolio: Portfolio, agreements: Ids, at: datetime) -> None:
    for cls, model, renamed in PLAIN_EVENTS:
        _insert(
            model,
            [
                {
                    **{renamed.get(name, name): value for name, value in _values(row).items() if name != "agreement"},
                    "agreement_id": agreements[row.agreement],
                    "number": number,
                    "recorded_at": at,
                }
                for number, row in numbered(portfolio.rows(cls))
            ],
        )
    _insert(
        g.FrameworkTransfer,
        [
            {
                "agreement_id": agreements[row.framework],
                "sub_agreement_id": agreements[row.agreement],
                "number": number,
                "recorded_at": at,
                "transferred_on": row.transferred_on,
                "amount": row.amount,
            }
            for number, row in numbered(portfolio.rows(s.FrameworkTransfer), by="framework")
        ],
    )
