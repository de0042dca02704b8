"""What a monitor asks: is it alive, and where does the journal stand."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tracker.ledger import journal

blueprint = Blueprint("web", __name__)


@blueprint.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether the database answers and where the journal stands; 503 when it does not. No queue yet."""
    try:
        seq, digest = journal.head()
    except SQLAlchemyError:
        return jsonify(database="unavailable", queue=None, journal=None), 503
    return jsonify(database="ok", queue=None, journal={"seq": seq, "hash": digest}), 200


health.access = "public"  # type: ignore[attr-defined]
