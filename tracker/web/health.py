"""What a monitor asks: is it alive, and where does the journal stand."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tracker.ledger import journal

blueprint = Blueprint("web", __name__)


@blueprint.get("/healthz")
def health() -> tuple[Response, int]:
    """Whether the database answers, what the workers have before them and where the journal stands; 503 when
    the database does not answer."""
    try:
        seq, digest = journal.head()
        queue = current_app.extensions["queue_state"]()
    except SQLAlchemyError:
        return jsonify(database="unavailable", queue=None, journal=None), 503
    return jsonify(database="ok", queue=queue, journal={"seq": seq, "hash": digest}), 200


health.access = "public"  # type: ignore[attr-defined]
