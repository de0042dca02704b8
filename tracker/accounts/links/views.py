"""Asking for a link, and choosing a password by one."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts import attempts
from tracker.accounts.links import service
from tracker.accounts.links.forms import AskForm, ChooseForm
from tracker.accounts.links.service import LinkEnded
from tracker.accounts.models import Person
from tracker.accounts.permissions import public
from tracker.accounts.service import normal_email
from tracker.db import now, transaction
from tracker.errors import DomainError

blueprint = Blueprint("links", __name__)

_INVALID = 422
_ENDED = 404


@blueprint.route("/login/oubli", methods=["GET", "POST"])
@public
def ask() -> Response:
    """Ask for a link by e-mail; the same words whether or not the address is somebody's."""
    form = AskForm()
    if not form.validate_on_submit():
        status = _INVALID if request.method == "POST" else 200
        return make_response(render_template("accounts/forgotten.html", form=form, sent=None), status)
    email = normal_email(form.email.data)
    if not attempts.asking_allowed(request, email):
        abort(429)
    with transaction():
        service.ask(email=email, at=now())
    return make_response(render_template("accounts/forgotten.html", form=form, sent=email))


@blueprint.route("/mot-de-passe/<token>", methods=["GET", "POST"])
@public
def choose(token: str) -> Response | BaseResponse:
    """Choose a password by the link of a letter. Opening it uses nothing: programs that read mail open links."""
    form = ChooseForm()
    try:
        person = service.holder(token, at=now())
        if form.validate_on_submit() and _chosen(token, form):
            flash(_("Your password is chosen. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    except LinkEnded:
        return make_response(render_template("accounts/link_ended.html"), _ENDED)
    return _page(token, form, person, _INVALID if request.method == "POST" else 200)


def _chosen(token: str, form: ChooseForm) -> bool:
    try:
        with transaction():
            service.choose(token=token, password=form.new_password.data, at=now())
    except LinkEnded:
        raise
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _page(token: str, form: ChooseForm, person: Person, status: int) -> Response:
    page = render_template("accounts/choose_password.html", token=token, form=form, person=person)
    return make_response(page, status)
