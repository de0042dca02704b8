"""A report as its writers meet it: begun, filled in page by page with or without JavaScript, several at once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.pages import PageClient
from tests.reports.writing import HERE, HOST, begun, to_write

SignIn = Callable[..., PageClient]


def test_a_report_is_begun_by_a_button_and_opens_as_a_list_of_sections(app: Flask, sign_in: SignIn) -> None:
    to_write()
    partner = sign_in("preparer", organisation_code=HOST)
    assert "Commencer ce rapport" in partner.get(HERE).text or "Begin" in partner.get(HERE).text
    answer = partner.submit(HERE, follow_redirects=True)
    assert answer.status_code == 200
    assert "sections/identity" in answer.text
    for key in ("identity", "story", "actions", "indicators", "finance", "contributions", "learnings", "attachments"):
        page = partner.get(f"{HERE}/sections/{key}")
        assert page.status_code == 200, key
    assert partner.get(f"{HERE}/verification").status_code == 200


def test_x(app: Flask, sign_in: SignIn) -> None:
    begun()
    partner = sign_in("preparer", organisation_code=HOST)
    assert partner.get(HERE).status_code == 200
