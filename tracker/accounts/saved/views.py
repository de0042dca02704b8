"""Saving a view of the list on screen, renaming it, removing it: always back to the list.

``@signed_in``, and no row of its own in the table of permissions: like the language of one's pages it is about oneself
alone, so auditors, who change nothing of the funder's, have theirs too.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, abort, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts.permissions import may_visit, signed_in
from tracker.accounts.policy import visitor
from tracker.accounts.saved import service
from tracker.accounts.saved.filters import address, filters_of, normal
from tracker.accounts.saved.policy import load_view
from tracker.db import now, transaction
from tracker.errors import DomainError
from tracker.web.language import say

blueprint = Blueprint("saved", __name__)


@blueprint.post("/compte/vues")
@signed_in
def save() -> Response:
    """Give what a list is filtered by a name. 404 unless it is a list that the reader may see."""
    endpoint = request.form.get("list", "")
    if not filters_of(endpoint) or not may_visit(endpoint):
        abort(404)
    query = normal(endpoint, dict(parse_qsl(request.form.get("query", ""))))
    if query:
        try:
            with transaction():
                view = service.save(
                    person_id=visitor().person_id,
                    endpoint=endpoint,
                    query=query,
                    name=request.form.get("name", ""),
                    at=now(),
                )
                name = view.name
            flash(_("“%(name)s” is saved. Nobody else sees your views.", name=name), "success")
        except DomainError as error:
            flash(say(error.message), "error")
    return redirect(address(endpoint, query), 303)


@blueprint.post("/compte/vues/<int:view_id>")
@signed_in
def rename(view_id: int) -> Response:
    """Give one of one's own views another name."""
    view = load_view(view_id)
    back = address(view.endpoint, view.query)
    try:
        with transaction():
            service.rename(load_view(view_id), name=request.form.get("name", ""))
    except DomainError as error:
        flash(say(error.message), "error")
    return redirect(back, 303)


@blueprint.post("/compte/vues/<int:view_id>/fin")
@signed_in
def remove(view_id: int) -> Response:
    """Remove one of one's own views. The filters stay on screen, so it can be saved again at once."""
    with transaction():
        view = load_view(view_id)
        name, back = view.name, address(view.endpoint, view.query)
        service.remove(view)
    flash(_("“%(name)s” is removed.", name=name), "success")
    return redirect(back, 303)
