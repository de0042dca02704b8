"""Reads of the directory."""

from __future__ import annotations

from sqlalchemy import select

from tracker.db import session
from tracker.directory.models import Instance
from tracker.kept import kept


@kept(1)
def instance() -> Instance:
    """Whose installation this is."""
    return session.scalars(select(Instance)).one()
