"""From a figure to the invoice behind it: the promise on every page of the product."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests import people, worked
from tests.insight.pages import rows, said, tree
from tests.pages import PageClient
from tracker.demo import service as demo

SignIn = Callable[..., PageClient]
L4 = f"/ententes/{worked.NUMBER}/trace/L4/disallowed"


@pytest.fixture
def installed(app: Flask) -> Flask:
    demo.install(agreements=1, password=people.PASSWORD)
    return app


def linked(html: str, text: str) -> str:
    """Where the link that says ``text`` leads."""
    return next(str(it.get("href")) for it in tree(html).iter("a") if text in " ".join(it.itertext()))


@pytest.mark.parametrize("role", ["officer", "auditor", "preparer"])
def test_a_refused_amount_leads_to_its_invoice_in_three_clicks(installed: Flask, sign_in: SignIn, role: str) -> None:
    reader = sign_in(role)
    page = reader.get(L4).text  # the first click: its one entry is open
    documents = rows(page, 2)
    assert documents[0][0].startswith("Papeterie du Marché")
    assert (documents[0][1], documents[0][3]) == ("Matériel et activités", "1 240,00")
    assert len(documents) == 3
    invoice = reader.get(linked(page, "Papeterie du Marché"))
    assert invoice.status_code == 200
    assert invoice.headers["Content-Type"] == "image/png"
    report = reader.get(linked(page, "Lire le rapport tel que déposé, version 1")).text
    assert "Papeterie du Marché" in said(report)


def test_a_report_of_a_workbook_says_that_it_has_no_documents(sign_in: SignIn, closed: str) -> None:
    assert "sans ses pièces" in said(sign_in("officer").get(f"/ententes/{closed}/trace/L4/disallowed").text)
