"""Auditors' pages: an agreement's audit, samples and their items, engagements."""

from __future__ import annotations

from flask import Blueprint

from tracker.audit.views import agreement, engagements, samples

blueprint = Blueprint("audit", __name__)

_AT = "/ententes/<number>/audit"

for rule, endpoint, view, methods in (
    (_AT, "agreement", agreement.page, ["GET"]),
    (_AT, "draw", agreement.draw, ["POST"]),
    (f"{_AT}.<any(zip,pdf,xlsx,json):form>", "file", agreement.file, ["GET"]),
    (f"{_AT}/<int:sample>", "sample", samples.page, ["GET"]),
    (f"{_AT}/<int:sample>.zip", "papers", samples.file, ["GET"]),
    (f"{_AT}/<int:sample>/<int:rank>", "item", samples.item, ["GET", "POST"]),
    (f"{_AT}/<int:sample>/<int:rank>/demande", "ask", samples.ask, ["POST"]),
    (f"{_AT}/<int:sample>/<int:rank>/demande/<int:request_id>", "receive", samples.receive, ["POST"]),
    ("/missions", "engagements", engagements.page, ["GET", "POST"]),
    ("/missions/<int:engagement_id>/fin", "end", engagements.end, ["POST"]),
):
    blueprint.add_url_rule(rule, endpoint, view, methods=methods)
