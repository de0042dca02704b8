"""What every answer carries and every request must show: headers, origin, size, a number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import BadRequest

from tracker.web import redirects

View = TypeVar("View", bound=Callable[..., Any])

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the form patterns draw their icons in the style sheet
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",  # what differs says so: static files, public pages
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_FORM_BYTES = 2 * 1024 * 1024
"""A form without files; ``takes_files`` raises it to the setting's ``max_upload_bytes``."""

csrf = CSRFProtect()


class FromElsewhere(BadRequest):
    """A form of another site, sent with our visitor's cookies."""


def init_app(app: Flask) -> None:
    app.before_request(_number)
    app.before_request(_refuse_nul)
    app.before_request(_limit_size)
    app.before_request(_refuse_other_sites)
    csrf.init_app(app)
    app.after_request(_dress)
    app.jinja_env.globals["this_page"] = redirects.this_page


def takes_files(view: View) -> View:
    """Mark a view whose form may carry files."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def request_number() -> str:
    """The number of this request, in its log lines and on its error page."""
    return str(g.get("request_number", ""))


def seconds_since_start() -> float:
    """How long this request has taken so far; nil for one that never began."""
    began = g.get("request_began")
    return 0.0 if began is None else perf_counter() - float(began)


def _number() -> None:
    g.request_number = secrets.token_hex(6)
    g.request_began = perf_counter()


def _refuse_nul() -> None:
    """No name of ours holds a NUL, and PostgreSQL breaks on one rather than finding nothing."""
    if "\x00" in request.path or b"%00" in request.query_string:
        raise BadRequest()


def _limit_size() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "takes_files", False):
        request.max_content_length = MAX_FORM_BYTES
        request.max_form_memory_size = MAX_FORM_BYTES


def _refuse_other_sites() -> None:
    """Beside the token of the form: what the browser itself says of where a POST comes from."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise FromElsewhere()
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise FromElsewhere()


def _dress(response: Response) -> Response:
    if 300 <= response.status_code < 400:
        response.set_data(b"")  # browsers follow; the sentence would be in English only
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request_number():
        response.headers["X-Request-Id"] = request_number()
    return response
