"""The page of open data, and its files."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from tracker.accounts import queries as accounts
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.db import now, transaction
from tracker.insight.opendata import queries, service
from tracker.insight.words import short_money
from tracker.trail import queries as trail
from tracker.web.dates import today

blueprint = Blueprint("open_data", __name__)


@blueprint.get("/donnees-ouvertes")
@may(Action.TAKE_OPEN_DATA)
def page() -> str:
    last = trail.last_of(service.SUBJECT)
    return render_template(
        "insight/open_data.html",
        found=queries.publication(as_of=today(), known_at=now()),
        last=last,
        short_money=short_money,
        names=accounts.names(it.actor for it in last.values()),
    )


@blueprint.get("/donnees-ouvertes/<any('360giving', 'canada'):standard>")
@may(Action.TAKE_OPEN_DATA)
def file(standard: str) -> Response:
    """The file as of today; that it was made is in the trail."""
    day, at = today(), now()
    with transaction():
        content, _found = service.make(standard, as_of=day, known_at=at, actor=visitor().email, at=at)
    response = Response(content, content_type=service.STANDARDS[standard].content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{service.file_name(standard, day)}"'
    return response
