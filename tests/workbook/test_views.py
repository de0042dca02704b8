"""Importing on screen: send, preview, take in."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from flask import Flask
from sqlalchemy import func, select

from tests import worked
from tests.pages import PageClient
from tracker.db import session
from tracker.grants.models import Agreement

SignIn = Callable[..., PageClient]


def send(browser: PageClient, content: bytes, name: str = "nos ententes.xlsx") -> str:
    """Send a workbook as a person would; returns where it leads."""
    answer = browser.submit("/importer", {"file": (io.BytesIO(content), name)}, form="/importer")
    assert answer.status_code == 303
    return answer.headers["Location"]


def agreements() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Agreement)) or 0


def test_a_workbook_is_previewed_then_taken_in(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("admin")
    where = send(browser, worked.PATH.read_bytes())
    page = browser.get(where)
    assert page.status_code == 200
    assert "nos ententes.xlsx" in page.text
    assert "30" in page.text
    assert agreements() == 0  # a preview changes nothing
    done = browser.submit(where, form=where)
    assert done.status_code == 303
    assert agreements() == 1
    assert browser.get(where).status_code == 404  # taken in: not a second time


def test_every_fault_stays_on_the_page_after_a_reload(app: Flask, sign_in: SignIn) -> None:
    book = openpyxl.load_workbook(worked.PATH)
    book["payments"]["F7"] = 9_999_999
    book["budget"]["D3"] = "beaucoup"
    file = io.BytesIO()
    book.save(file)
    browser = sign_in("admin")
    where = send(browser, file.getvalue())
    for _ in range(2):
        page = browser.get(where)
        assert page.status_code == 422
        assert all(text in page.text for text in ("F7", "9999999.00", "D3", "beaucoup"))
    assert agreements() == 0


def test_a_form_without_a_file_says_so(app: Flask, sign_in: SignIn) -> None:
    answer = sign_in("admin").submit("/importer", form="/importer")
    assert answer.status_code == 422
    assert "Choisissez le classeur" in answer.text


def test_an_officer_cannot_import(app: Flask, sign_in: SignIn) -> None:
    assert sign_in("officer").get("/importer").status_code == 403


def test_the_model_and_the_export_are_workbooks_that_import_takes(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("admin")
    model = openpyxl.load_workbook(io.BytesIO(browser.get("/importer/modele.xlsx").data))
    assert [cell.value for cell in model["recoveries"][1]] == ["agreement", "received_on", "amount", "reference"]
    worked.take_in()
    exported = openpyxl.load_workbook(io.BytesIO(browser.get("/exporter/portefeuille.xlsx").data))
    assert exported["agreements"]["A2"].value == worked.NUMBER
