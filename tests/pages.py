"""A test client that reads every page as a strict browser would, and watches that reading never writes."""

from __future__ import annotations

import contextvars
import re
from collections import Counter
from typing import Any

import html5lib
from flask import g, has_app_context
from flask.testing import FlaskClient
from html5lib.constants import E as SENTENCES
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

WRITTEN_BY_READING = frozenset({"sign_in"})
"""Tables that a GET may write to: a session's idle time is counted from the last page seen."""

_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
_statements: list[str] = []


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    _statements.append(statement)


class PageClient(FlaskClient):
    """What a test wrote so far is what its request finds; what the request wrote is what it reads next."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context() and "session" in g:
            g.session.commit()
        _statements.clear()
        # An empty context, or the request would share the test's own `g`: its session, its person.
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if response.request.method in ("GET", "HEAD") and not response.history:
            written = {match[1] for match in map(_WRITE.match, _statements) if match} - WRITTEN_BY_READING
            assert not written, f"GET {response.request.path} wrote to {sorted(written)}"
        if response.mimetype == "text/html" and response.data:
            check_html(response.text, where=response.request.path)
        return response


def check_html(text: str, *, where: str = "") -> None:
    """Fail on markup that a browser has to repair, on an id used twice, on an image without a text
    and on anything that the content security policy would refuse."""
    whole = text.lstrip()[:9].lower() == "<!doctype"
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text) if whole else parser.parseFragment(text)
    lines = text.splitlines()
    faults = [
        f"line {line}: {SENTENCES[code] % values}\n    {lines[line - 1].strip()[:160] if line <= len(lines) else ''}"
        for (line, _column), code, values in parser.errors
    ]
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    faults += [f"id “{name}” is used {times} times" for name, times in ids.items() if times > 1]
    for element in elements:
        if element.tag == "img" and element.get("alt") is None:
            faults.append(f"image without a text: {element.get('src')}")
        if element.tag == "style" or (element.tag == "script" and not _is_allowed(element)):
            faults.append(f"inline <{element.tag}>")
        faults += [
            f"inline {name}= on <{element.tag}>"
            for name in element.keys()  # noqa: SIM118 - an Element is not a dict
            if isinstance(name, str) and (name == "style" or re.fullmatch(r"on[a-z]+", name))
        ]
    if whole:
        root = next(element for element in elements if element.tag == "html")
        if root.get("lang") not in ("fr", "en"):
            faults.append("the page does not say its language")
    assert not faults, f"{where}: bad HTML\n" + "\n".join(faults)


def _is_allowed(script: Any) -> bool:
    return script.get("src") is not None or script.get("type") in ("application/json", "application/ld+json")
