"""Where a page may send somebody next: only within this site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

_WITHIN = re.compile(r"/(?![/\\])[!-\[\]-~]*", re.ASCII)  # visible ASCII without a backslash


def is_within(target: str | None) -> bool:
    """Whether ``target`` is a path of this site. Browsers read ``//``, ``/\\`` and tabs as another host."""
    return bool(target) and len(str(target)) <= 2000 and _WITHIN.fullmatch(str(target)) is not None


def back(default: str) -> Response:
    """See other: the page named by the form's ``next``, else the one it came from, else ``default``."""
    asked = request.form.get("next")
    if not is_within(asked):
        asked = _same_site_referrer()
    return redirect(asked if asked and is_within(asked) else default, 303)


def this_page() -> str:
    """The address of this page, to come back to."""
    target = request.full_path.rstrip("?") if request.query_string else request.path
    return target if is_within(target) else request.path.replace("\x00", "")  # which no page may hold


def _same_site_referrer() -> str | None:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")
