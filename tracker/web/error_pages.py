"""Error pages: what happened, that nothing was lost, how to go on. A number, never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from tracker.errors import DomainError
from tracker.web.language import say
from tracker.web.security import FromElsewhere, request_number

_log = logging.getLogger(__name__)

_NOTHING_LOST = _l("Nothing was saved and nothing was lost.")
PAGES = {
    400: (
        _l("This request could not be understood"),
        _NOTHING_LOST,
        _l("Go back, check the address or the form, and try again."),
    ),
    403: (
        _l("You cannot do this"),
        _l("Your role does not include this page or this action. Nothing was changed."),
        _l("If you need it for your work, write to the person who manages access."),
    ),
    404: (
        _l("Page not found"),
        _l("There is nothing at this address, or it is not open to you."),
        _l("If you typed the address, check it. If you followed a link, the page may have moved."),
    ),
    405: (
        _l("This address does not take that kind of request"),
        _l("The page was probably reloaded, or opened from a bookmark, in the middle of a form."),
        _l("Go back to the page before, and start from there."),
    ),
    409: (
        _l("This could not be done"),
        _NOTHING_LOST,
        _l("Go back, reload the page to see where things stand, and try again."),
    ),
    413: (
        _l("This is too large"),
        _l("What you sent is larger than this page accepts. Nothing was saved."),
        _l("Send less at a time, or smaller files."),
    ),
    429: (
        _l("Too many tries"),
        _l("Your account is not locked, and nothing was lost."),
        _l("Wait fifteen minutes, then try again."),
    ),
    500: (
        _l("Something broke on our side"),
        _l("What you were doing was not saved; everything saved before is safe."),
        _l("Try again in a few minutes. If it happens again, write to us and quote this number."),
    ),
}
_CSRF = (
    _l("This form has expired"),
    _l("It was opened before you signed in or out, or your browser does not keep cookies. Nothing was saved."),
    _l("Go back, reload the page, and send the form again."),
)
_ENDED = (
    _l("Your session has ended"),
    _l("What you just sent was not saved yet, and is not lost: this page still holds it."),
    _l("Sign in in a new tab, then come back here and reload this page: your browser will send it again."),
)
_ELSEWHERE = (
    _l("This form came from another site"),
    _l("For your safety it was not accepted. Nothing was changed."),
    _l("Open the page on this site, and send the form from there."),
)


_UNDER = "errors under"


class SessionEnded(Unauthorized):
    """A form was sent after its sender's session had ended."""


def init_app(app: Flask) -> None:
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(FromElsewhere, _from_elsewhere)
    app.register_error_handler(SessionEnded, _ended)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _broken)


def answer_under(app: Flask, prefix: str, answer: Callable[[HTTPException | DomainError], Response]) -> None:
    """Let ``answer`` say what went wrong at addresses that begin with ``prefix``: who asks there reads no page."""
    app.extensions.setdefault(_UNDER, {})[prefix] = answer


def page(code: int, title: str, what: str, how: str, *, number: str = "", new_tab: bool = False) -> Response:
    """The error page itself, complete or, when even that breaks, bare. ``new_tab`` links to sign-in in one."""
    try:
        html = render_template("errors/error.html", title=title, what=what, how=how, number=number, new_tab=new_tab)
    except Exception:  # noqa: BLE001 - whatever breaks, somebody still has to be answered
        _log.exception("error page broke, request %s", request_number())
        html = render_template("errors/bare.html", title=title, what=what, how=how, number=number)
    return make_response(html, code)


def _http(error: HTTPException) -> Response | BaseResponse:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    elsewhere = _answered(error)
    if elsewhere is not None:
        return elsewhere
    code = error.code or 500
    title, what, how = PAGES.get(code, PAGES[400 if code < 500 else 500])
    response = page(code, title, what, how)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _answered(error: HTTPException | DomainError) -> Response | None:
    under: dict[str, Callable[..., Response]] = current_app.extensions.get(_UNDER, {})
    return next((answer(error) for prefix, answer in under.items() if request.path.startswith(prefix)), None)


def _csrf(error: CSRFError) -> Response:
    return page(400, *_CSRF)


def _ended(error: SessionEnded) -> Response:
    response = page(401, *_ENDED, new_tab=True)
    response.headers["WWW-Authenticate"] = "Session"
    return response


def _from_elsewhere(error: FromElsewhere) -> Response:
    return page(400, *_ELSEWHERE)


def _refused(error: DomainError) -> Response:
    elsewhere = _answered(error)
    if elsewhere is not None:
        return elsewhere
    title, what, how = PAGES[409]
    return page(409, title, f"{say(error.message)} {what}", how)


def _unknown_host(error: SecurityError) -> Response:
    # No address can be built for a host that is not ours, so no page of ours either.
    return Response("Hôte inconnu. Unknown host.\n", 400, mimetype="text/plain")


def _broken(error: InternalServerError) -> Response:
    if "_login_user" not in g:
        # Finding out who asks may be what broke: the page does without.
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    elsewhere = _answered(error)
    if elsewhere is not None:
        return elsewhere
    title, what, how = PAGES[500]
    return page(500, title, what, how, number=request_number())
