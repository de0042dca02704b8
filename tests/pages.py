"""A test client that reads every page as a strict browser would, and watches that reading never writes."""

from __future__ import annotations

import contextvars
import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import html5lib
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from html5lib.constants import E as SENTENCES
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

WRITTEN_BY_READING = frozenset({"access_token", "counter"})
"""Tables that a GET may write to: how often something was asked (tracker.web.limits), when a token was last used."""
WRITTEN_BY_TAKING_AWAY = WRITTEN_BY_READING | {"trail"}
"""The same when it answers with a file: what an auditor took away is recorded (tracker.audit.downloads)."""

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
        # Not inside `with client:`, which keeps the request's context for the test to look at.
        run = super().open if self.preserve_context else partial(contextvars.Context().run, super().open)
        response = run(*args, **kwargs)
        if response.request.method in ("GET", "HEAD") and not response.history:
            taken = response.headers.get("Content-Disposition", "").startswith("attachment")
            written = {match[1] for match in map(_WRITE.match, _statements) if match}
            written -= WRITTEN_BY_TAKING_AWAY if taken else WRITTEN_BY_READING
            assert not written, f"GET {response.request.path} wrote to {sorted(written)}"
        if response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400:
            check_html(response.text, where=response.request.path)
        return response

    def submit(
        self, path: str, data: Mapping[str, Any] | None = None, *, form: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Open the page, fill its form in and send it, as a person would: the hidden fields (CSRF
        token) are the page's own, and only fields that it has can be filled.

        ``form`` is the form's id or action; without it, the page's main part must have just one.
        """
        page = self.get(path)
        assert page.status_code == 200, f"GET {path} answered {page.status_code}"
        chosen = _form(page.text, form)
        fields = _fields(chosen)
        unknown = set(data or {}) - set(fields)
        assert not unknown, f"the form has no {sorted(unknown)}; it has {sorted(fields)}"
        filled = {name: value for name, value in fields.items() if value is not None} | dict(data or {})
        return self.post(chosen.get("action") or path, data=filled, **kwargs)


def browser_of(app: Flask) -> PageClient:
    """A new browser, without cookies."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def _form(text: str, wanted: str | None) -> Any:
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    scope = tree if wanted else tree.find(".//main")
    assert scope is not None, "the page has no main part"
    forms = [
        form
        for form in scope.iter("form")
        if form.get("method", "get").lower() == "post"
        and (not wanted or wanted in (form.get("id"), form.get("action")))
    ]
    assert len(forms) == 1, f"{len(forms)} forms to choose from: {[(f.get('id'), f.get('action')) for f in forms]}"
    return forms[0]


def _fields(form: Any) -> dict[str, Any]:
    """What a browser would send without anything typed, by name; None for what it would leave out."""
    fields: dict[str, Any] = {}
    for element in form.iter():
        name = element.get("name") if isinstance(element.tag, str) else None
        if name is None or element.get("disabled") is not None:
            continue
        if element.tag == "textarea":
            fields[name] = element.text or ""
        elif element.tag == "select":
            options = list(element.iter("option"))
            picked = [option for option in options if option.get("selected") is not None] or options[:1]
            fields[name] = next((option.get("value", option.text or "") for option in picked), None)
        elif element.tag == "input" and element.get("type") in ("checkbox", "radio"):
            if element.get("checked") is not None:
                fields[name] = element.get("value", "on")
            fields.setdefault(name, None)
        elif element.tag == "button" or element.get("type") in ("submit", "file"):
            fields.setdefault(name, None)
        else:
            fields[name] = element.get("value", "")
    return fields


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
        if root.get("lang") not in ("fr-CA", "en-CA"):
            faults.append("the page does not say its language")
    assert not faults, f"{where}: bad HTML\n" + "\n".join(faults)


def _is_allowed(script: Any) -> bool:
    return script.get("src") is not None or script.get("type") in ("application/json", "application/ld+json")
