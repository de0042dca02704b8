"""Which saved view somebody may change: their own."""

from __future__ import annotations

from flask import abort

from tracker.accounts.policy import visitor
from tracker.accounts.saved.models import SavedView
from tracker.db import session


def load_view(view_id: int) -> SavedView:
    """The reader's view of this number; 404 for one that is not there, or anybody else's."""
    view = session.get(SavedView, view_id)
    if view is None or view.person_id != visitor().person_id:
        abort(404)
    return view
