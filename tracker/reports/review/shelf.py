"""Reading the library of learnings. A community's are for whom it chose (DOMAIN rule 21). Never writes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.policy import organisation_of
from tracker.accounts.visitor import Visitor
from tracker.db import session
from tracker.directory.models import Phase
from tracker.grants.frameworks.policy import published, shares
from tracker.grants.models import Agreement, HostMandate, ProtectiveFactor, Shared
from tracker.grants.queries import fold
from tracker.reports.models import Learning, Report


def shared(*, person: Visitor, words: str = "", factor: str = "", system: str = "") -> list[Learning]:
    """What ``person`` may read of what was shared, the newest first."""
    query = (
        select(Learning)
        .where(Learning.withdrawn_at.is_(None))
        .options(
            joinedload(Learning.factor),
            joinedload(Learning.report).joinedload(Report.obligation),
            joinedload(Learning.agreement).joinedload(Agreement.regroupement),
            joinedload(Learning.agreement).joinedload(Agreement.phase).joinedload(Phase.project),
            joinedload(Learning.agreement).joinedload(Agreement.framework).selectinload(Agreement.mandates),
            joinedload(Learning.agreement).selectinload(Agreement.mandates).joinedload(HostMandate.organisation),
        )
        .order_by(Learning.shared_at.desc(), Learning.id.desc())
    )
    if factor:
        query = query.where(Learning.factor_code == factor)
    if system:
        query = query.where(Learning.system == system)
    wanted = fold(words).split()
    return [it for it in session.scalars(query) if all(word in fold(it.text) for word in wanted) and _reads(it, person)]


def factors() -> Sequence[ProtectiveFactor]:
    """The protective factors, by system."""
    return session.scalars(select(ProtectiveFactor).order_by(ProtectiveFactor.system, ProtectiveFactor.code)).all()


def is_theirs(learning: Learning, person: Visitor) -> bool:
    """Whether ``person`` works for a host of the agreement that it was learnt in."""
    code = organisation_of(person)
    return code is not None and code in {it.organisation.code for it in learning.agreement.mandates}


def _reads(learning: Learning, person: Visitor) -> bool:
    """The funder's people read what is shared with the funder; other partners, what may be published."""
    if is_theirs(learning, person):
        return True
    if organisation_of(person) is None:
        return shares(learning.agreement, Shared.LEARNINGS, person=person)
    return published(learning.agreement, Shared.LEARNINGS)
