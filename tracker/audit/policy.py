"""An auditor of part of the portfolio does not read what is about all of it (SECURITY promise 7)."""

from __future__ import annotations

from flask import Flask, g
from flask_login import current_user

from tracker.accounts.models import Role
from tracker.accounts.permissions import narrow
from tracker.grants.policy import sees_all

OF_EVERYTHING = frozenset(
    {
        "consolidated.choose",
        "consolidated.download",
        "consolidated.issued_file",
        "consolidated.postings",
        "creation.check",
        "creation.document",
        "creation.documents",
        "creation.listing",
        "creation.tasks",
        "documents.page",
        "documents.pair",
        "journal.file",
        "journal.page",
        "payments.bank",
        "payments.batch",
        "payments.compare",
        "payments.page",
        "payments.payment",
        "tracing.figure",
        "tracing.find",
        "year_end.choose",
        "year_end.files",
        "year_end.page",
        "year_end.works",
    }
)
"""Pages that name agreements, or add them up, without asking which of them the reader may see."""


def init_app(app: Flask) -> None:
    narrow(app, _may)


def _may(endpoint: str) -> bool:
    """Whether ``endpoint`` is open to the reader, as far as what they see goes; asked once in a request."""
    if endpoint not in OF_EVERYTHING or current_user.role is not Role.AUDITOR:
        return True
    if "sees_all" not in g:
        g.sees_all = sees_all(current_user)
    return bool(g.sees_all)
