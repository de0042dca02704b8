"""A file as an answer: to keep, never to run. Whether the reader may have it, its slice has asked."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response, request
from werkzeug.wsgi import wrap_file

from tracker.files.models import StoredFile
from tracker.files.names import split
from tracker.files.service import open_content

_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_TEXTS = ("text/plain", "text/csv")


def send(file: StoredFile) -> Response:
    """The content of ``file``, to download under its name (RFC 6266); a part of it when a range is asked for.

    It is never shown inside a page of ours: what somebody sent cannot act in our readers' name. Files are
    sent as they are, whatever a browser would rather have compressed, so that a download can be continued.
    """
    content = open_content(file)
    response = Response(wrap_file(request.environ, content), direct_passthrough=True)
    response.call_on_close(content.close)
    response.content_length = file.size
    response.content_type = f"{file.media_type}; charset=utf-8" if file.media_type in _TEXTS else file.media_type
    response.headers.set("Content-Disposition", "attachment", **_names(file.name))
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Encoding"] = "identity"
    response.set_etag(file.sha256)
    response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    return response


def _names(name: str) -> dict[str, str]:
    """The name, and for programs that read only ASCII something like it."""
    stem, ending = split(name)
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().strip()
    if plain == stem:
        return {"filename": name}
    return {"filename": (plain or "document") + ending, "filename*": f"UTF-8''{quote(name, safe='!#$&+-.^_`|~')}"}
