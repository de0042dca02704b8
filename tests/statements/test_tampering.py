"""The tamper table of docs/verifying.md says what the program says, word for word."""

from __future__ import annotations

from flask import Flask

from tests.statements import tampering


def test_each_row_of_the_page_is_what_is_said(committed_app: Flask) -> None:
    shown = tampering.PAGE.read_text().partition(tampering.BEGIN)[2].partition(tampering.END)[0]
    made = tampering.table()
    assert made.splitlines() == shown.splitlines(), "python -m tests.statements.tampering writes the table again"
