"""An audit package dropped on the public page: whether it was made here, and which of its files were altered."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from tests import worked
from tests.pages import PageClient
from tests.statements.issuing import content, finish, freeze
from tracker.audit.package import bundle, check, read
from tracker.db import now
from tracker.statements import issue
from tracker.statements.statement import Lang

PAGE = "/verifier"
NBSP = "\u00a0"


def package(lang: Lang = "fr") -> bytes:
    out = io.BytesIO()
    made = read.dossier(worked.NUMBER, year="2016-2017", as_of=date(2020, 3, 31), known_at=now())
    bundle.write(made, form="zip", lang=lang, out=out)
    return out.getvalue()


def repacked(whole: bytes, *, without: str = "", edited: str = "", added: str = "", method: int = 8) -> bytes:
    """The package as somebody who means well would pack it again, but for one file."""
    source, out = zipfile.ZipFile(io.BytesIO(whole)), io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name in source.namelist():
            if name != without:
                target.writestr(name, source.read(name) + (b" " if name == edited else b""))
        if added:
            target.writestr(added, b"one more")
    return out.getvalue()


def said(browser: PageClient, whole: bytes, page: str = PAGE) -> tuple[int, str]:
    answer = browser.submit(page, {"fichier": (io.BytesIO(whole), "dossier.zip")})
    return answer.status_code, answer.text.replace(NBSP, " ")


@pytest.fixture
def whole(app: Flask) -> bytes:
    worked.take_in()
    return package()


def test_a_package_as_it_was_made_is_known_without_an_account(client: PageClient, whole: bytes) -> None:
    status, text = said(client, whole)
    assert status == 200
    assert "C’est le dossier d’audit de l’entente PE-2016-014" in text
    assert "sans modification" in text
    again, text = said(client, repacked(whole))
    assert (again, "sans modification" in text) == (200, True)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_file_that_is_not_as_it_was_is_named(sign_in: Callable[..., PageClient], whole: bytes, lang: str) -> None:
    browser = sign_in("auditor", language=lang)
    sentences = {
        "fr": ("fichier dossier.json a été modifié.", "fichier verify.py manque.", "fichier plus.txt est en trop."),
        "en": ("file dossier.json was altered.", "file verify.py is missing.", "file plus.txt was added."),
    }[lang]  # fmt: skip
    status, text = said(browser, repacked(whole, without="verify.py", edited="dossier.json", added="plus.txt"))
    assert status == 200
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert text.count("dossier.json") == 1


def test_the_page_of_a_statement_knows_a_package_too(client: PageClient, whole: bytes) -> None:
    row = finish(freeze())
    href = f"{PAGE}/{issue.grouped(row.code)}"
    assert "dossier d’audit" in said(client, whole, href)[1]
    assert "Son fichier dossier.json a été modifié." in said(client, repacked(whole, edited="dossier.json"), href)[1]


def test_a_statement_dropped_without_its_code_leads_to_its_page(client: PageClient, whole: bytes) -> None:
    row = finish(freeze())
    text = said(client, content(row, "pdf"))[1]
    assert "sans aucune modification" in text
    assert f'href="{PAGE}/{issue.grouped(row.code)}"' in text
    assert client.submit(PAGE).status_code == 422


def with_manifest(**changes: object) -> bytes:
    """A ZIP with a manifest of ours, as far as one sees."""
    said_of = {"format": bundle.MANIFEST_FORMAT, "agreement": "X", "journal": {"seq": 1}, "files": [], **changes}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(bundle.MANIFEST, json.dumps(said_of))
        archive.writestr("bomb", b"\0" * (80 << 20))
    return out.getvalue()


def test_what_is_no_package_or_unpacks_without_end_breaks_nothing(
    client: PageClient, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = with_manifest(files=[{"name": "bomb", "size": 80 << 20, "sha256": "0" * 64}])
    assert "Une fois déballé" in said(client, bomb)[1]
    for files in ("x", [1], [{"name": "bomb"}], [{"name": "bomb", "size": "many", "sha256": 1}]):
        assert said(client, with_manifest(files=files))[0] == 200
    deep = io.BytesIO()
    with zipfile.ZipFile(deep, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(bundle.MANIFEST, "[" * 100_000)
    nothing_of_ours = "Ce fichier n’est pas un état qui a été émis ici"
    assert nothing_of_ours in said(client, deep.getvalue())[1]
    assert nothing_of_ours in said(client, repacked(whole, method=zipfile.ZIP_BZIP2))[1]
    monkeypatch.setattr(check, "MAX_PARTS", 3)
    assert nothing_of_ours in said(client, whole)[1]


def test_of_many_altered_files_some_are_named_and_the_others_counted(
    client: PageClient, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "NAMED", 2)
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as archive:
        for rank in range(5):
            archive.writestr(f"plus-{rank}.txt", b"")
    text = said(client, out.getvalue())[1]
    assert [f"plus-{rank}.txt" in text for rank in range(5)] == [True, True, False, False, False]
    assert "3 autres" in text
