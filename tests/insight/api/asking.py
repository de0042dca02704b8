"""Asking the interface as a program does, and holding every answer against the document."""

from __future__ import annotations

import copy
import gzip
import json
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator

from tests import people
from tests.pages import browser_of
from tracker.accounts.models import Role
from tracker.accounts.tokens import service
from tracker.db import now, transaction


class Program:
    """Something that holds a token of one person. Each answer must be one that the document declares."""

    def __init__(self, app: Flask, token: str) -> None:
        self.app, self.token, self.client = app, token, browser_of(app)

    def get(self, path: str, **headers: str) -> Any:
        """The answer at an address under ``/api/v1``."""
        answer = self.client.get(
            path if path.startswith("/api/") else f"/api/v1{path}",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )
        check(self.app, answer)
        return answer


def program(app: Flask, role: Role | str, *, organisation: str = people.HOST, email: str | None = None) -> Program:
    """A program of this role's person, with a token of its own."""
    with transaction():
        person = people.person(role, organisation_code=organisation, email=email)
        token = service.make(person, name="essai", days=30, actor=person.email, at=now())
    return Program(app, token)


def document(app: Flask) -> dict[str, Any]:
    """The document, as anybody gets it."""
    found: dict[str, Any] = browser_of(app).get("/api/v1/openapi.json").get_json()
    return found


def check(app: Flask, answer: Any) -> None:
    """Fail unless the document declares this answer at this address: its status, its type and its body, to the
    last member."""
    found = document(app)
    adapter = app.url_map.bind("localhost")
    rule, _values = adapter.match(answer.request.path, "GET", return_rule=True)
    path = str(rule).replace("<", "{").replace(">", "}")
    declared = found["paths"][path]["get"]["responses"]
    response = declared.get(str(answer.status_code), declared["default"])
    if "$ref" in response:
        response = found["components"]["responses"][response["$ref"].rpartition("/")[2]]
    if answer.status_code == 304:
        assert not answer.data
        return
    (kind,) = response["content"]
    assert answer.mimetype == kind
    text = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    schema = closed({**response["content"][kind]["schema"], "components": found["components"]})
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [f"{list(it.path)}: {it.message}" for it in validator.iter_errors(json.loads(text))] == []


def closed(schema: Any) -> Any:
    """The same schema, where an object has nothing that it does not declare."""
    schema = copy.deepcopy(schema)
    for each in _objects(schema):
        if "properties" in each:
            each.setdefault("additionalProperties", False)
    return schema


def _objects(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
