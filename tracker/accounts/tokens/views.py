"""One's own tokens: listed, made, ended."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts.models import Person
from tracker.accounts.permissions import signed_in
from tracker.accounts.policy import visitor
from tracker.accounts.tokens import queries, service
from tracker.accounts.tokens.forms import TokenForm
from tracker.db import now, session, transaction
from tracker.errors import DomainError

blueprint = Blueprint("tokens", __name__)

_INVALID = 422


@blueprint.get("/compte/jetons")
@signed_in
def page() -> Response:
    return _page(TokenForm())


@blueprint.post("/compte/jetons")
@signed_in
def make() -> Response:
    """A new token, shown once on the page that answers."""
    form = TokenForm()
    if not form.validate() or not form.confirmed():
        return _page(form, status=_INVALID)
    me = visitor()
    try:
        with transaction():
            person = session.get_one(Person, me.person_id)
            token = service.make(person, name=form.name.data, days=int(form.days.data), actor=me.email, at=now())
    except DomainError as error:
        form.refuse(error)
        return _page(form, status=_INVALID)
    return _page(TokenForm(formdata=None), token=token)


@blueprint.post("/compte/jetons/<int:token_id>/fin")
@signed_in
def end(token_id: int) -> BaseResponse:
    """End one of one's own tokens; 404 for anybody else's."""
    me = visitor()
    with transaction():
        if not service.end(person_id=me.person_id, token_id=token_id, actor=me.email, at=now()):
            abort(404)
    flash(_("The token has ended."), "success")
    return redirect(url_for("tokens.page"), 303)


def _page(form: TokenForm, *, token: str | None = None, status: int = 200) -> Response:
    rows = queries.of_person(visitor().person_id)
    page = render_template("accounts/tokens.html", form=form, token=token, rows=rows, at=now())
    return make_response(page, status)
