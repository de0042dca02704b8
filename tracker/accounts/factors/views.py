"""Codes: asked for at sign-in, sent by e-mail, set up on one's own account."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask import session as page
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from tracker.accounts import attempts, entry, stepup, visitor
from tracker.accounts.factors import letters, mailed, queries, service, totp
from tracker.accounts.factors.forms import AskForm, BeginForm, CodeForm, RemoveForm, RenewForm
from tracker.accounts.models import Person
from tracker.accounts.permissions import before_second_step, public, signed_in
from tracker.accounts.policy import visitor as whoever
from tracker.accounts.service import end_sessions, normal_email
from tracker.db import now, session, transaction
from tracker.web.forms import Form

blueprint = Blueprint("factors", __name__)

_INVALID = 422
_ASKED = "asked"


@blueprint.route("/login/verification", methods=["GET", "POST"])
@public
def second_step() -> Response | BaseResponse:
    """The code of the app, asked for after the password."""
    if current_user.is_authenticated:
        return redirect(url_for("home.page"), 303)
    half = entry.half_way()
    if half is None:
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        response = entry.second_step(half, typed=form.code.data)
        if response is not None:
            return response
        form.refuse(_wrong_code(), "code")
    return make_response(
        render_template("accounts/second_step.html", form=form, on_paper="secours" in request.args),
        _INVALID if request.method == "POST" else 200,
    )


@blueprint.route("/login/courriel", methods=["GET", "POST"])
@public
def ask() -> Response | BaseResponse:
    """Ask for a code by e-mail, instead of the password."""
    if current_user.is_authenticated:
        return redirect(entry.destination(request.values.get("next")), 303)
    form = AskForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return make_response(
            render_template("accounts/ask_code.html", form=form), _INVALID if request.method == "POST" else 200
        )
    email = normal_email(form.email.data)
    if not attempts.asking_allowed(request, email):
        abort(429)
    before = page.get(_ASKED)
    with transaction():
        token = mailed.ask(email=email, browser=before[0] if before else None, at=now())
    page[_ASKED] = [token, email, form.next.data or ""]
    return redirect(url_for("factors.use"), 303)


@blueprint.route("/login/courriel/code", methods=["GET", "POST"])
@public
def use() -> Response | BaseResponse:
    """Give the code that came by e-mail, in the browser that asked for it."""
    if current_user.is_authenticated:
        return redirect(url_for("home.page"), 303)
    if _ASKED not in page:
        return redirect(url_for("accounts.sign_in"), 303)
    token, email, target = page[_ASKED]
    form = CodeForm()
    if form.validate_on_submit():
        if not attempts.allowed(request, email):
            abort(429)
        with transaction():
            person = mailed.use(token=token, typed=form.code.data, at=now())
        if person is not None:
            del page[_ASKED]
            return entry.come_in(person, target=target)
        form.refuse(_("This code is not right, or is not good any more. Check it, or ask for another one."), "code")
    return make_response(
        render_template("accounts/mailed_code.html", form=form, email=email, target=target),
        _INVALID if request.method == "POST" else 200,
    )


@blueprint.get("/compte/deux-etapes")
@signed_in
@before_second_step
def account() -> Response:
    """Sign-in in two steps: what it is, how it stands, what can be done about it."""
    return _page()


@blueprint.post("/compte/deux-etapes")
@signed_in
@before_second_step
def begin() -> Response | BaseResponse:
    """Make the secret that the app will learn, knowing the password."""
    form = BeginForm()
    if not form.validate() or not _is_password(form):
        return _page(begin=form, status=_INVALID)
    with transaction():
        service.begin(_me(), at=now())
    return redirect(url_for("factors.account"), 303)


@blueprint.post("/compte/deux-etapes/code")
@signed_in
@before_second_step
def confirm() -> Response:
    """The app's first code: from now on signing in asks for one, and sessions opened without end. Shows the
    recovery codes, this once."""
    form = CodeForm()
    if not stepup.is_fresh() or not form.validate():
        return _page(code=form, status=_INVALID)
    _count_try(form.code.data)
    with transaction():
        me = _me()
        codes = service.confirm(me, typed=form.code.data, at=now())
        if codes is not None:
            end_sessions(person_id=me.id, except_id=whoever().sign_in_id)
            letters.set_up(me)
    if codes is None:
        form.refuse(_wrong_code(), "code")
        return _page(code=form, status=_INVALID)
    return _recovery_codes(codes, first=True)


@blueprint.post("/compte/deux-etapes/codes-de-secours")
@signed_in
def renew_codes() -> Response:
    """New recovery codes, for a code of the app. Shows them, this once."""
    form = RenewForm(prefix="renew")
    if not form.validate():
        return _page(renew=form, status=_INVALID)
    _count_try(form.code.data)
    with transaction():
        me = _me()
        accepted = service.accept(me, typed=form.code.data, at=now())
        codes = service.renew_recovery_codes(me, at=now()) if accepted else ()
        if codes:
            letters.recovery_codes_renewed(me)
    if not codes:
        form.refuse(_wrong_code(), "code")
        return _page(renew=form, status=_INVALID)
    return _recovery_codes(codes)


@blueprint.post("/compte/deux-etapes/retrait")
@signed_in
def remove() -> Response | BaseResponse:
    """Sign in with the password alone again; takes the password and a code."""
    form = RemoveForm(prefix="remove")
    if not form.validate() or not _is_password(form):
        return _page(remove=form, status=_INVALID)
    _count_try(form.code.data)
    with transaction():
        me = _me()
        accepted = service.accept(me, typed=form.code.data, at=now())
        if accepted:
            service.remove(me, actor=me.email, at=now())
            end_sessions(person_id=me.id, except_id=whoever().sign_in_id)
            letters.removed(me)
    if not accepted:
        form.refuse(_wrong_code(), "code")
        return _page(remove=form, status=_INVALID)
    flash(_("Sign-in in two steps is removed. Your other sessions have ended."), "success")
    return redirect(url_for("factors.account"), 303)


def _me() -> Person:
    return session.get_one(Person, whoever().person_id)


def _is_password(form: BeginForm | RemoveForm) -> bool:
    if stepup.confirm_password(form.present.data):
        return True
    form.refuse(_("This is not your present password."), "present")
    return False


def _count_try(typed: str) -> None:
    if not attempts.code_allowed(request, whoever().email, long=not service.is_app_code(typed)):
        abort(429)


def _wrong_code() -> str:
    text: str = _("This code is not right, or was used already. Wait for the next one that your app shows.")
    return text


def _page(status: int = 200, **sent: Form) -> Response:
    """The page as things stand, with the form that was ``sent`` and refused."""
    me = whoever()
    kept = queries.authenticator_of(me.person_id)
    forms: dict[str, Form] = {
        "begin": BeginForm(formdata=None),
        "code": CodeForm(formdata=None),
        "renew": RenewForm(formdata=None, prefix="renew"),
        "remove": RemoveForm(formdata=None, prefix="remove"),
    } | sent
    secret = None
    if kept is not None and kept.confirmed_at is None and stepup.is_fresh():
        secret = service.secret_of(kept)
    return make_response(
        render_template(
            "accounts/two_steps.html",
            kept=kept if kept is not None and kept.confirmed_at else None,
            left=queries.recovery_codes_left(me.person_id),
            forms=forms,
            problems=[problem for form in forms.values() for problem in form.problems],
            owed=visitor.owes_second_step(me),
            secret=totp.typed_by_hand(secret) if secret else None,
            address=totp.address(secret, me.email) if secret else None,
            picture=_picture(totp.address(secret, me.email)) if secret else None,
        ),
        status,
    )


def _picture(address: str) -> Markup:
    """The address as a QR code on white, whatever the page's colours: cameras read dark on light."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=5,
        border=4,
        dark="#000",
        light="#fff",
        title=_("QR code that your app reads"),
        svgclass=None,
        lineclass=None,
    )
    return Markup(drawn)  # noqa: S704 - drawn here, of our own address


def _recovery_codes(codes: Sequence[str], *, first: bool = False) -> Response:
    return make_response(render_template("accounts/recovery_codes.html", codes=codes, first=first))
