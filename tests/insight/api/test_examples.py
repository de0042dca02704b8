"""The examples of docs/api.md, run as they stand."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from urllib.request import Request

import pytest
from flask import Flask

from config import ROOT
from tests.insight.api.asking import program
from tests.people import person
from tracker.db import transaction

TEXT = (ROOT / "docs" / "api.md").read_text()
CALLS = re.findall(r'```sh\ncurl [^\n]*"\$TRAME([^"]+)"\n```\n\n```json\n(.*?)```', TEXT, re.DOTALL)
(PYTHON,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def test_the_page_has_examples() -> None:
    assert len(CALLS) == TEXT.count("```sh") == TEXT.count("```json") == 4


@pytest.mark.parametrize(("path", "answer"), CALLS, ids=[path for path, _ in CALLS])
def test_what_is_shown_is_what_is_answered(app: Flask, closed: str, path: str, answer: str) -> None:
    with transaction():
        person("auditor", language="en")
    found = program(app, "auditor").get(path).get_json()
    shown = json.loads(answer)
    assert narrowed(found, shown) == shown


def narrowed(found: Any, shown: Any) -> Any:
    """``found`` without the members that the example leaves out."""
    if isinstance(shown, dict):
        return {name: narrowed(found[name], shown[name]) for name in shown}
    if isinstance(shown, list):
        return [narrowed(each, like) for each, like in zip(found, shown, strict=True)]
    return found


def test_the_program_reads_every_page(app: Flask, closed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = program(app, "officer")

    def opened(request: Request) -> io.BytesIO:
        assert request.get_header("Authorization") == f"Bearer {reader.token}"
        return io.BytesIO(reader.get(request.full_url.removeprefix("http://trame.example")).data)

    monkeypatch.setattr("urllib.request.urlopen", opened)
    monkeypatch.setenv("TRAME", "http://trame.example")
    monkeypatch.setenv("TOKEN", reader.token)
    names: dict[str, Any] = {}
    exec(PYTHON, names)  # noqa: S102 - it is our own
    assert names["held"] == {closed: "0.00"}
