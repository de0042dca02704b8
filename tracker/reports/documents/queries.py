"""Documents claimed twice: those of one report, and those of the whole portfolio."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from tracker.db import session
from tracker.grants.models import Agreement, Obligation
from tracker.reports.documents import matching
from tracker.reports.documents.matching import Why
from tracker.reports.documents.models import ClaimedDocument, DuplicateDecision
from tracker.reports.models import Report


@dataclass(frozen=True, slots=True)
class Flag:
    """A document that looks claimed twice. ``decision`` is the last one taken of the pair, if any."""

    first: ClaimedDocument
    second: ClaimedDocument
    why: tuple[Why, ...]
    decision: DuplicateDecision | None

    @property
    def state(self) -> str:
        """``open``, ``explained`` or ``confirmed``."""
        return self.decision.outcome if self.decision else "open"

    @property
    def at_stake(self) -> int:
        """What would be paid once too often, in cents."""
        return min(self.first.amount, self.second.amount)


def of_report(report_id: int) -> list[Flag]:
    """What of this report looks claimed twice, here or in any agreement, the open ones first."""
    return _flags(_like(ClaimedDocument.report_id == report_id), only=report_id)


def everywhere() -> list[Flag]:
    """Everything that looks claimed twice, the open ones first, then the largest."""
    keys = select(ClaimedDocument.match_key).group_by(ClaimedDocument.match_key).having(func.count() > 1)
    files = (
        select(ClaimedDocument.file_sha256)
        .where(ClaimedDocument.file_sha256.is_not(None))
        .group_by(ClaimedDocument.file_sha256)
        .having(func.count(ClaimedDocument.report_id.distinct()) > 1)
    )
    return _flags(or_(ClaimedDocument.match_key.in_(keys), ClaimedDocument.file_sha256.in_(files)))


def pair(first_id: int, second_id: int) -> Flag | None:
    """The flag of these two documents, if they look like one."""
    found = _flags(ClaimedDocument.id.in_((first_id, second_id)))
    return found[0] if found else None


def decisions_on(first_id: int, second_id: int) -> list[DuplicateDecision]:
    """What was decided of these two, the last first."""
    return list(
        session.scalars(
            select(DuplicateDecision)
            .where(DuplicateDecision.first_id == first_id, DuplicateDecision.second_id == second_id)
            .order_by(DuplicateDecision.id.desc())
        )
    )


def _like(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """The documents that are ``wanted``, and those that look like one of them."""
    keys = select(ClaimedDocument.match_key).where(wanted)
    files = select(ClaimedDocument.file_sha256).where(wanted, ClaimedDocument.file_sha256.is_not(None))
    return or_(ClaimedDocument.match_key.in_(keys), ClaimedDocument.file_sha256.in_(files))


def _flags(wanted: ColumnElement[bool], only: int | None = None) -> list[Flag]:
    columns = (
        ClaimedDocument.id,
        ClaimedDocument.report_id,
        ClaimedDocument.match_key,
        ClaimedDocument.file_sha256,
    )
    claims = [matching.Claim(*row) for row in session.execute(select(*columns).where(wanted))]
    reports = {it.id: it.report for it in claims}
    pairs = [it for it in matching.pairs(claims) if only is None or only in (reports[it.first], reports[it.second])]
    documents = _documents({id_ for it in pairs for id_ in (it.first, it.second)})
    decided = _decisions((it.first, it.second) for it in pairs)
    flags = [
        Flag(documents[it.first], documents[it.second], it.why, decided.get((it.first, it.second))) for it in pairs
    ]
    return sorted(flags, key=lambda it: (it.state != "open", -it.at_stake, it.first.id, it.second.id))


def _documents(ids: Collection[int]) -> dict[int, ClaimedDocument]:
    found = session.scalars(
        select(ClaimedDocument)
        .where(ClaimedDocument.id.in_(ids))
        .options(
            joinedload(ClaimedDocument.report)
            .joinedload(Report.obligation)
            .joinedload(Obligation.agreement)
            .joinedload(Agreement.regroupement)
        )
    )
    return {it.id: it for it in found}


def _decisions(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], DuplicateDecision]:
    wanted = set(pairs)
    rows = session.scalars(
        select(DuplicateDecision)
        .where(DuplicateDecision.first_id.in_({first for first, _ in wanted}))
        .order_by(DuplicateDecision.id)
    )
    return {(it.first_id, it.second_id): it for it in rows if (it.first_id, it.second_id) in wanted}
