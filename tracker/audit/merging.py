"""What auditors asked of an organisation is asked of its survivor, once it is merged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from tracker.audit.models import EvidenceRequest
from tracker.db import session
from tracker.directory.merging.followers import Follower
from tracker.directory.models import Organisation
from tracker.errors import message


def _count(of: Organisation) -> int:
    query = select(func.count()).select_from(EvidenceRequest).where(EvidenceRequest.organisation_id == of.id)
    return session.scalar(query) or 0


def _move(merged: Organisation, survivor: Organisation, at: datetime) -> list[int]:
    asked = select(EvidenceRequest).where(EvidenceRequest.organisation_id == merged.id).order_by(EvidenceRequest.id)
    requests = session.scalars(asked).all()
    for it in requests:
        it.organisation = survivor
    session.flush()
    return [it.id for it in requests]


FOLLOWERS = (Follower("requests", message("Requests of auditors"), _count, _move),)
