"""How the interface answers: problems as RFC 9457 says, entity tags, pages of a list."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from flask import Response, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from tracker.errors import DomainError, message
from tracker.web.language import say
from tracker.web.security import request_number

Item = TypeVar("Item")
PROBLEM = "application/problem+json"
_UNPROCESSABLE = 422
_WAIT = 900

_DETAILS = {
    400: _l("This request could not be understood."),
    401: _l("Sign in, or send in the Authorization header an access token that has not ended."),
    403: _l("Your role does not include this."),
    404: _l("There is nothing at this address, or it is not open to you."),
    405: _l("Nothing is changed here: only GET and HEAD are answered."),
    422: _l("What was asked for cannot be given: see the parameters at fault."),
    429: _l("You asked too often. Wait fifteen minutes."),
    500: _l("Something broke on our side. Write to us and quote the number of this request."),
}
_TITLES = {
    400: _l("Bad request"),
    401: _l("Not signed in"),
    403: _l("Forbidden"),
    404: _l("Not found"),
    405: _l("Method not allowed"),
    422: _l("Cannot be answered"),
    429: _l("Too many requests"),
    500: _l("Our fault"),
}


def problem(error: HTTPException | DomainError) -> Response:
    """``error`` as a problem. What is unknown and what is forbidden are the same one, to the byte."""
    if isinstance(error, DomainError):
        return _problem(_UNPROCESSABLE, faults=[(error.field or "", say(error.message))])
    code = error.code or 500
    said = getattr(error, "data", {}).get("messages", {}).get("query", {})
    # A text that is translated when it is read is not put into a list, as marshmallow does with others.
    listed = {name: texts if isinstance(texts, list) else [texts] for name, texts in said.items()}
    faults = [(name, str(text)) for name, texts in listed.items() for text in texts]
    response = _problem(code if code in _TITLES else (400 if code < 500 else 500), faults=faults)
    if code == 405:
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response


def _problem(code: int, *, faults: Sequence[tuple[str, str]]) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(_TITLES[code]),
        "status": code,
        "detail": str(_DETAILS[code]),
    }
    if faults:
        body["errors"] = [{"parameter": name, "detail": text} for name, text in faults]
    if code == 500:
        body["request"] = request_number()
    response = Response(json.dumps(body, ensure_ascii=False), code, content_type=PROBLEM)
    if code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Trame"'
    if code == 429:
        response.headers["Retry-After"] = str(_WAIT)
    return response


def tag_of(*parts: object) -> str:
    """An entity tag for an answer that ``parts`` decide wholly, known before it is computed."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()[:32]


def answered(tag: str, body: Callable[[], bytes]) -> Response:
    """``body()`` under ``tag``; without computing it, 304 for who has it already."""
    response = Response(b"" if _has(tag) else body(), 304 if _has(tag) else 200, content_type="application/json")
    response.set_etag(tag)
    return response


def finish(response: Response) -> Response:
    """After each request: kept by whoever asked, never without asking again; tagged by what it says."""
    if response.status_code in (200, 304):
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.update(("Authorization", "Cookie", "Accept-Language"))
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.add_etag()
        if _has(response.get_etag()[0] or ""):
            response.status_code = 304
            response.set_data(b"")
    return response


def page(items: Iterable[Item], *, key: Callable[[Item], str], limit: int, cursor: str | None) -> dict[str, Any]:
    """The first ``limit`` of ``items``, which come in the order of their ``key``, that follow ``cursor``; and the
    address of the next page. Raises DomainError for a cursor that is none of ours."""
    after = _opened(cursor) if cursor else ""
    ordered = sorted((item for item in items if key(item) > after), key=key)
    shown = ordered[:limit]
    following = None
    if len(ordered) > limit:
        asked = {**request.args.to_dict(), "cursor": _sealed(key(shown[-1]))}
        following = url_for(request.endpoint or "", **asked)  # type: ignore[arg-type]
    return {"items": shown, "next": following}


def _has(tag: str) -> bool:
    """Whether the reader holds ``tag``; a compressed answer has something after a colon (Flask-Compress)."""
    return tag in {it.partition(":")[0] for it in request.if_none_match.as_set(include_weak=True)}


def _sealed(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _opened(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise DomainError(message("what “next” gave"), "cursor") from None
