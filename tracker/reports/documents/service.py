"""Claiming documents, and deciding about those that look claimed twice. The caller commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, or_, select

from tracker.db import session
from tracker.errors import DomainError, message
from tracker.grants.service import Author
from tracker.ledger.money import Cents
from tracker.reports.documents import queries
from tracker.reports.documents.matching import match_key
from tracker.reports.documents.models import ClaimedDocument, DuplicateDecision, Outcome
from tracker.reports.models import Report
from tracker.trail import service as trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A document behind a line of a report, as its host describes it."""

    line: str
    supplier: str
    document_on: date
    number: str
    amount: Cents
    file_sha256: str | None = None
    file_id: int | None = None


def claim(report: Report, documents: Sequence[Claimed], *, author: Author) -> list[ClaimedDocument]:
    """Make ``documents`` all that ``report`` claims. One that stays as it was keeps its id, and with it
    what was decided of it; one about which something was decided is never forgotten."""
    kept = list(session.scalars(select(ClaimedDocument).where(ClaimedDocument.report_id == report.id)))
    claimed: list[ClaimedDocument] = []
    for it in documents:
        same = next((row for row in kept if _facts(row) == _facts(it)), None)
        if same is not None:
            kept.remove(same)
            claimed.append(same)
            continue
        row = ClaimedDocument(
            report_id=report.id,
            line_code=it.line,
            supplier=it.supplier,
            document_on=it.document_on,
            number=it.number,
            amount=it.amount,
            match_key=match_key(supplier=it.supplier, document_on=it.document_on, amount=it.amount, number=it.number),
            file_sha256=it.file_sha256,
            file_id=it.file_id,
            recorded_at=author.at,
        )
        session.add(row)
        claimed.append(row)
    decided = exists().where(
        or_(DuplicateDecision.first_id == ClaimedDocument.id, DuplicateDecision.second_id == ClaimedDocument.id)
    )
    session.execute(delete(ClaimedDocument).where(ClaimedDocument.id.in_([it.id for it in kept]), ~decided))
    session.flush()
    return claimed


def decide(first_id: int, second_id: int, outcome: Outcome, *, reason: str, author: Author) -> DuplicateDecision:
    """Say what two documents that look the same are. Raises DomainError when they do not, or without a reason."""
    flag = queries.pair(first_id, second_id)
    if flag is None:
        raise DomainError(message("These two documents do not look the same."))
    if not reason:
        raise DomainError(message("Say why: auditors read it."), "reason")
    before = flag.decision
    if before is not None and (before.outcome, before.reason) == (outcome.value, reason):
        return before
    decision = DuplicateDecision(
        first_id=first_id,
        second_id=second_id,
        outcome=outcome.value,
        reason=reason,
        decided_by=author.actor,
        decided_at=author.at,
    )
    session.add(decision)
    session.flush()
    for it in {flag.first.report.obligation.agreement.number, flag.second.report.obligation.agreement.number}:
        trail.record(
            actor=author.actor,
            at=author.at,
            action="duplicate claim",
            subject_type="agreement",
            subject=it,
            difference={"documents": [first_id, second_id], "outcome": [before and before.outcome, outcome.value]},
            reason=reason[:500],
        )
    return decision


def _facts(it: ClaimedDocument | Claimed) -> tuple[object, ...]:
    line = it.line if isinstance(it, Claimed) else it.line_code
    return (line, it.supplier, it.document_on, it.number, it.amount, it.file_sha256, it.file_id)
