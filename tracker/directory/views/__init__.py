"""Adding and correcting an organisation, and two that are one. The directory's list brings in agreements: it is in
tracker.insight."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask

from tracker.directory.merging import followers
from tracker.directory.merging.followers import Follower
from tracker.directory.views import adding, duplicates, editing, memberships

blueprint = Blueprint("directory", __name__, url_prefix="/organismes")

_BOTH = ("GET", "POST")
for rule, endpoint, view, methods in (
    ("/ajouter", "add", adding.page, _BOTH),
    ("/<code>/modifier", "edit", editing.page, _BOTH),
    ("/<code>/adhesions", "memberships", memberships.page, _BOTH),
    ("/<code>/adhesions/<int:membership_id>", "end_membership", memberships.end, ("POST",)),
    ("/doublons", "duplicates", duplicates.page, ("GET",)),
    ("/doublons/<first>/<second>", "pair", duplicates.pair, _BOTH),
    ("/doublons/<first>/<second>/distincts", "say_distinct", duplicates.say_distinct, ("POST",)),
    ("/doublons/<first>/<second>/peut-etre", "forget_distinct", duplicates.forget_distinct, ("POST",)),
    ("/fusions/<int:merger_id>/confirmation", "confirm_merger", duplicates.confirm, ("POST",)),
    ("/fusions/<int:merger_id>/refus", "decline_merger", duplicates.decline, ("POST",)),
):
    blueprint.add_url_rule(rule, endpoint, view, methods=methods)


def init_app(app: Flask, *, follow: Sequence[Follower]) -> None:
    """``follow`` is what the slices above have of organisations, and what becomes of it when two are merged."""
    followers.register(app, follow)
