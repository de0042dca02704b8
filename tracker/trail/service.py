"""Writing the trail, in the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from tracker.db import session
from tracker.trail.models import TrailRecord


def record(
    *,
    actor: str,
    at: datetime,
    action: str,
    subject_type: str,
    subject: str,
    difference: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Keep who did what to what. ``difference`` holds what changed, never a secret."""
    session.execute(
        insert(TrailRecord).values(
            actor=actor,
            at=at,
            action=action,
            subject_type=subject_type,
            subject=subject,
            difference=dict(difference or {}),
            reason=reason,
        )
    )
