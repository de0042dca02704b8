"""Whose upload it is. Who may read a file, the slice that it is attached to says."""

from __future__ import annotations

from flask import abort
from sqlalchemy import select

from tracker.accounts.policy import visitor
from tracker.db import session
from tracker.files.models import Upload


def load_upload(token: str) -> Upload:
    """The upload, for the one who began it; 404 for anybody else, and once its form has taken it."""
    found = select(Upload).where(Upload.token == token, Upload.begun_by == visitor().email)
    return session.scalar(found) or abort(404)
