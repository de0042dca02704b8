"""Reading programmes, what depends on them, and which budget lines are in use."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import func, select

from tracker.db import Base, session
from tracker.grants.models import Agreement, AgreementDraft, AmendmentDraft, BudgetLine, Programme, Proposal


def programmes() -> Sequence[tuple[Programme, int]]:
    """Every programme, and how many agreements are signed under it."""
    query = (
        select(Programme, func.count(Agreement.id))
        .outerjoin(Agreement, Agreement.programme_id == Programme.id)
        .group_by(Programme.id)
        .order_by(Programme.code)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def programme_of(code: str) -> Programme | None:
    """The programme of this code."""
    return session.scalar(select(Programme).where(Programme.code == code))


def agreements_of(programme: Programme) -> int:
    """How many agreements are signed under it."""
    return session.scalar(select(func.count()).where(Agreement.programme_id == programme.id)) or 0


def lines() -> Sequence[BudgetLine]:
    """The budget lines, in their order."""
    return session.scalars(select(BudgetLine).order_by(BudgetLine.position, BudgetLine.code)).all()


def lines_in_use() -> frozenset[str]:
    """The codes of the lines that any table refers to, or that something in preparation names."""
    used: set[str] = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.column is BudgetLine.__table__.c.code for key in column.foreign_keys):
                used.update(code for code in session.scalars(select(column).distinct()) if code)
    prepared = [
        *session.scalars(select(AgreementDraft.content)),
        *session.scalars(select(AmendmentDraft.content)),
        *session.scalars(select(Proposal.answers)),
    ]
    written = json.dumps(prepared)
    return frozenset(used | {it.code for it in lines() if json.dumps(it.code)[1:-1] in written})
