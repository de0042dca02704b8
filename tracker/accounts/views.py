"""Signing in and out, one's own account, the language of the pages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts import attempts, entry, queries, service, visitor
from tracker.accounts.forms import PasswordForm, SignInForm
from tracker.accounts.models import Person
from tracker.accounts.permissions import public, signed_in
from tracker.accounts.policy import visitor as whoever
from tracker.db import now, session, transaction
from tracker.errors import DomainError
from tracker.web import language, redirects

blueprint = Blueprint("accounts", __name__)

_INVALID = 422


@blueprint.route("/login", methods=["GET", "POST"])
@public
def sign_in() -> Response | BaseResponse:
    """The form, and where it leads when the password is right."""
    if current_user.is_authenticated:
        return redirect(entry.destination(request.values.get("next")), 303)
    form = SignInForm(next=request.args.get("next", ""))
    if request.method == "GET":
        return make_response(render_template("accounts/sign_in.html", form=form))
    if form.validate():
        response = _signed_in(form)
        if response is not None:
            return response
        form.refuse(_("The e-mail address or the password is not right. Check both, and try again."))
    return make_response(render_template("accounts/sign_in.html", form=form), _INVALID)


def _signed_in(form: SignInForm) -> BaseResponse | None:
    email = service.normal_email(form.email.data)
    if not attempts.allowed(request, email):
        abort(429)
    known = service.authenticate(email=email, password=form.password.data)
    if known is None:
        return None
    return entry.come_in(known, target=form.next.data, password=form.password.data)


@blueprint.post("/logout")
@public
def sign_out() -> BaseResponse:
    """End this session; harmless when there is none."""
    if current_user.is_authenticated:
        with transaction():
            service.end_session(person_id=current_user.person_id, sign_in_id=current_user.sign_in_id)
    response = redirect(url_for("accounts.sign_in"), 303)
    visitor.end(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/compte")
@signed_in
def account() -> Response:
    """One's own language, password and sessions."""
    return _account(PasswordForm())


@blueprint.post("/compte/mot-de-passe")
@signed_in
def change_password() -> Response | BaseResponse:
    """Change one's own password, knowing the present one; the other sessions end."""
    form = PasswordForm()
    if not form.validate() or not _password_changed(form):
        return _account(form, _INVALID)
    flash(_("Your password is changed. Your other sessions have ended."), "success")
    return redirect(url_for("accounts.account"), 303)


def _password_changed(form: PasswordForm) -> bool:
    me = whoever()
    if not attempts.allowed(request, me.email):
        abort(429)
    if service.authenticate(email=me.email, password=form.present.data) is None:
        form.refuse(_("This is not your present password."), "present")
        return False
    try:
        with transaction():
            person = session.get_one(Person, me.person_id)
            service.set_password(
                person, password=form.new_password.data, actor=me.email, at=now(), except_id=me.sign_in_id
            )
    except DomainError as error:
        form.refuse(error)
        return False
    return True


@blueprint.post("/compte/sessions/<int:sign_in_id>/fin")
@signed_in
def end_session(sign_in_id: int) -> BaseResponse:
    """End one of one's own sessions; 404 for anybody else's."""
    me = whoever()
    with transaction():
        if not service.end_session(person_id=me.person_id, sign_in_id=sign_in_id):
            abort(404)
    flash(_("The session has ended."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/compte/sessions/fin")
@signed_in
def end_other_sessions() -> BaseResponse:
    """End all of one's own sessions but this one."""
    me = whoever()
    with transaction():
        service.end_sessions(person_id=me.person_id, except_id=me.sign_in_id)
    flash(_("Your other sessions have ended."), "success")
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/langue/<lang>")
@public
def choose_language(lang: str) -> BaseResponse:
    """Speak ``lang`` from now on, and stay on the same page."""
    if lang not in language.LANGUAGES:
        abort(404)
    if current_user.is_authenticated:
        with transaction():
            service.choose_language(person_id=current_user.person_id, language=lang)
    response = redirects.back(url_for("home.page"))
    language.remember(response, lang)
    return response


def _account(form: PasswordForm, status: int = 200) -> Response:
    me = whoever()
    lifetime = visitor.lifetime_of(me.role)
    oldest = now() - lifetime.absolute
    sessions = [row for row in queries.sessions_of(me.person_id) if row.created_at >= oldest]
    return make_response(
        render_template("accounts/account.html", form=form, sessions=sessions, me=me, lifetime=lifetime), status
    )
