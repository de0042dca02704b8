"""The record that an entry of the journal comes from. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants import models as g
from tracker.ledger.accounts import Kind
from tracker.reports import models as r

Found: TypeAlias = Any
"""A row of one of the models below; of a change of host the two mandates, of a transfer under a framework
the row and the numbers of both agreements."""


def of(agreement: str, kind: Kind, number: int) -> Found | None:
    """The record ``number`` of ``kind`` of agreement ``agreement``, with what its page names."""
    return _READERS[kind](agreement, number) if kind in _READERS else None


def _numbered(model: Any, *options: Any) -> Callable[[str, int], Found | None]:
    def read(agreement: str, number: int) -> Found | None:
        return session.scalar(
            select(model)
            .join(g.Agreement, model.agreement_id == g.Agreement.id)
            .where(g.Agreement.number == agreement, model.number == number)
            .options(*options)
        )

    return read


def _report(agreement: str, number: int) -> Found | None:
    return session.scalar(
        select(r.Report)
        .join(r.Report.obligation)
        .join(g.Obligation.agreement)
        .where(g.Agreement.number == agreement, g.Obligation.number == number)
        .options(joinedload(r.Report.obligation), selectinload(r.Report.expenses))
    )


def _mandates(agreement: str, number: int) -> Found | None:
    mandates = session.scalars(
        select(g.HostMandate)
        .join(g.HostMandate.agreement)
        .where(g.Agreement.number == agreement)
        .options(joinedload(g.HostMandate.organisation))
        .order_by(g.HostMandate.from_on)
    ).all()
    pairs = list(pairwise(mandates))
    return pairs[number - 1] if 0 < number <= len(pairs) else None


def _framework_transfer(agreement: str, number: int) -> Found | None:
    framework, sub = aliased(g.Agreement), aliased(g.Agreement)
    return session.execute(
        select(g.FrameworkTransfer, framework.number, sub.number)
        .join(framework, g.FrameworkTransfer.agreement_id == framework.id)
        .join(sub, g.FrameworkTransfer.sub_agreement_id == sub.id)
        .where(framework.number == agreement, g.FrameworkTransfer.number == number)
    ).one_or_none()


_amendment = _numbered(g.Amendment, selectinload(g.Amendment.lines))

_READERS: Mapping[Kind, Callable[[str, int], Found | None]] = {
    Kind.SIGNED: _amendment,
    Kind.AMENDED: _amendment,
    Kind.HOST_CHANGED: _mandates,
    Kind.REPORT_ACCEPTED: _report,
    Kind.INTEREST_DECLARED: _numbered(r.Interest),
    Kind.ADJUSTED: _numbered(r.Adjustment, joinedload(r.Adjustment.report).joinedload(r.Report.obligation)),
    Kind.CARRIED_FORWARD: _numbered(g.CarryForward),
    Kind.LINE_TRANSFERRED: _numbered(g.LineTransfer),
    Kind.FRAMEWORK_TRANSFERRED: _framework_transfer,
    Kind.PAID: _numbered(g.Payment, joinedload(g.Payment.instalment).joinedload(g.Instalment.required_obligation)),
    Kind.RECOVERED: _numbered(g.Recovery),
    Kind.RETURNED: _numbered(g.FundsReturn),
    Kind.WRITTEN_OFF: _numbered(g.WriteOff),
    Kind.LAPSED: _numbered(g.Lapse),
}


def lines() -> tuple[g.BudgetLine, ...]:
    """Every budget line, in the order of budgets."""
    return tuple(session.scalars(select(g.BudgetLine).order_by(g.BudgetLine.position)))


def hosts(codes: Iterable[str]) -> dict[str, str]:
    """The names of organisations by their codes."""
    wanted = select(Organisation.code, Organisation.name).where(Organisation.code.in_(sorted(set(codes))))
    return {row.code: row.name for row in session.execute(wanted)}
