"""The record that an entry of the journal comes from. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload

from tracker.db import session
from tracker.directory.models import Organisation
from tracker.grants import models as g
from tracker.ledger.accounts import Kind
from tracker.ledger.money import Cents
from tracker.reports import models as r
from tracker.reports import queries as reports
from tracker.reports.documents.models import ClaimedDocument

Found: TypeAlias = Any
"""A row of one of the models below; of a change of host the two mandates, of a transfer under a framework
the row and the numbers of both agreements."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A document behind a report as its host described it, in cents; ``attachment`` is its file, once it was sent.
    ``line`` is None for what supports the report as a whole."""

    name: str
    line: str | None = None
    dated: date | None = None
    amount: Cents | None = None
    attachment: int | None = None


def of(agreement: str, kind: Kind, number: int) -> Found | None:
    """The record ``number`` of ``kind`` of agreement ``agreement``, with what its page names."""
    return _READERS[kind](agreement, number) if kind in _READERS else None


def report_behind(kind: Kind, record: Found) -> r.Report | None:
    """The report whose documents prove ``record``: the one accepted, or the one adjusted after it was."""
    return {Kind.REPORT_ACCEPTED: record, Kind.ADJUSTED: getattr(record, "report", None)}.get(kind)


def pieces(report: r.Report, *, line: str | None) -> list[Piece]:
    """The documents of the version that was accepted, those of ``line`` first."""
    version = reports.last_submission(report)
    listed = {it["id"] for it in version.files} if version else set()
    held = {it.file_id: it for it in reports.attachments_ever(report) if it.file_id in listed}
    claimed = session.scalars(select(ClaimedDocument).where(ClaimedDocument.report_id == report.id)).all()
    found = [
        Piece(
            " ".join(filter(None, (it.supplier, it.number))),
            it.line_code,
            it.document_on,
            it.amount,
            held[it.file_id].id if it.file_id in held else None,
        )
        for it in claimed
    ]
    described = {it.file_id for it in claimed}
    found += [Piece(it.file.name, attachment=it.id) for file, it in held.items() if file not in described]
    return sorted(found, key=lambda it: (it.line != line, it.line is None))


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
