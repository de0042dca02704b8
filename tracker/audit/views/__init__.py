"""Auditors' pages: an agreement's audit, samples and their items, engagements; and what partners are asked."""

from __future__ import annotations

from flask import Blueprint

from tracker.audit.views import agreement, answering, asking, engagements, samples

blueprint = Blueprint("audit", __name__)

_AT = "/ententes/<number>/audit"
_ASKED = f"{_AT}/<int:sample>/<int:rank>/demande"

for rule, endpoint, view, methods in (
    (_AT, "agreement", agreement.page, ["GET"]),
    (_AT, "draw", agreement.draw, ["POST"]),
    (f"{_AT}.<any(zip,pdf,xlsx,json):form>", "file", agreement.file, ["GET"]),
    (f"{_AT}/<int:sample>", "sample", samples.page, ["GET"]),
    (f"{_AT}/<int:sample>.zip", "papers", samples.file, ["GET"]),
    (f"{_AT}/<int:sample>/<int:rank>", "item", samples.item, ["GET", "POST"]),
    (_ASKED, "ask", asking.ask, ["POST"]),
    (f"{_ASKED}/<int:request_id>/suite", "again", asking.again, ["POST"]),
    (f"{_ASKED}/<int:request_id>/fin", "close", asking.close, ["POST"]),
    (f"{_ASKED}/<int:request_id>/<int:file_id>", "given", asking.file, ["GET"]),
    ("/demandes", "requests", answering.listing, ["GET"]),
    ("/demandes/<int:request_id>", "request", answering.request, ["GET", "POST"]),
    ("/demandes/<int:request_id>/<int:file_id>", "evidence", answering.file, ["GET"]),
    ("/missions", "engagements", engagements.page, ["GET", "POST"]),
    ("/missions/<int:engagement_id>/fin", "end", engagements.end, ["POST"]),
):
    blueprint.add_url_rule(rule, endpoint, view, methods=methods)
