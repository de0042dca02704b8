"""The pages of reports: each report at /ententes/<number>/rapports/<k>, and the decisions that reports give rise to."""

from __future__ import annotations

from flask import Blueprint

from tracker.reports.views import decisions

blueprint = Blueprint("reports", __name__)

_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")
for rule, endpoint, view, methods in (
    (f"decisions/<any{tuple(decisions.DECISIONS)}:kind>", "decide", decisions.decide, _BOTH),
):
    blueprint.add_url_rule(f"/ententes/<number>/{rule}", endpoint, view, methods=methods)
