"""What is spared the libraries changes nothing of their files: they are those of the library's own way, to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import weasyprint
import xlsxwriter.worksheet

from tests.statements.shapes import crowded_year, long_agreement, scaled
from tracker.statements import canonical, xlsx
from tracker.statements.pdf import Attachment, Verification, engine, library
from tracker.statements.pdf.page import compose
from tracker.statements.statement import Lang, Statement
from tracker.statements.xlsx import binder

Worked = Callable[..., Statement]
DATED = datetime(2020, 1, 1, tzinfo=UTC)
ISSUE = Verification("482 913", "https://statements.example/v/482913", "statements.example/v", date(2020, 4, 15))
FILES = [Attachment("a.json", b"{}", "Données"), Attachment("b.xlsx", b"PK" * 10_000, "Classeur", "Alternative")]
SHAPES: dict[str, Callable[[Worked], Statement]] = {
    "of everything": lambda worked: worked(None, "2020-03-31"),
    "of a year": lambda worked: worked("2017-2018", "2020-03-31"),
    "of nothing": lambda worked: worked(None, "2016-06-19"),
    "long": lambda worked: long_agreement(worked(None, "2020-03-31")),
    "crowded": lambda worked: crowded_year(worked("2017-2018", "2020-03-31")),
    "wide": lambda worked: scaled(worked(None, "2020-03-31"), 10**6),
}
OTHERS = {
    "careless": "<title>Essai</title><p>Répit-maison<br>1 234,56 & plus<ul><li>un<li>deux</ul><svg><rect width=3 />",
    "strict": "<!doctype html>\n<html lang='fr'><head><title>Essai</title><style>li { color: #333 }</style></head>"
    "<body><h1>Un</h1><ol><li>premier</li><li>second<ul><li>dessous</li></ul></li></ol><p>a<br>b<br/>c</p>"
    "<table><tbody><tr><th scope='row'>x</th><td>1 &lt; 2 &amp; 3</td></tr></tbody></table><pre>un\n  deux</pre>"
    "<details><summary>Plus</summary><p>dessous</p></details></body></html>",
    "of a control character": "<!doctype html><html><head><title>x</title></head><body><p>a\x0bb</p></body></html>",
}


@pytest.fixture
def its_own_way(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Have the libraries do everything as they do for anybody."""

    def turn() -> None:
        monkeypatch.setattr(library, "Document", lambda html, **how: weasyprint.HTML(string=html, **how))
        monkeypatch.setattr(library, "write_once", lambda _pdf: None)
        monkeypatch.setattr(binder, "Plain", xlsxwriter.worksheet.Worksheet)

    return turn


def paper(html: str) -> bytes:
    return engine.write(html, attachments=FILES, dated=DATED)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_pdf_is_the_library_s_own(shape: str, worked_statement: Worked, its_own_way: Callable[[], None]) -> None:
    statement = SHAPES[shape](worked_statement)
    lang: Lang = "en" if shape in ("of a year", "wide") else "fr"
    html = compose(statement, lang, attachments=FILES, verification=ISSUE)
    ours = paper(html)
    its_own_way()
    assert paper(html) == ours


@pytest.mark.parametrize("html", OTHERS.values(), ids=OTHERS)
def test_so_is_that_of_any_other_document(html: str, its_own_way: Callable[[], None]) -> None:
    ours = paper(html)
    its_own_way()
    assert paper(html) == ours


def test_a_statement_is_strict_enough_to_be_read_at_once(
    worked_statement: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = compose(worked_statement(None, "2020-03-31"), "fr", attachments=FILES, verification=ISSUE)

    def slowly(*_: object, **__: object) -> None:
        raise AssertionError("read as a browser would")

    monkeypatch.setattr(weasyprint.HTML, "__init__", slowly)
    assert re.match(rb"%PDF-", paper(html))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("shape", ["of everything", "of a year", "of nothing"])
def test_a_workbook_is_the_library_s_own(
    shape: str, lang: Lang, worked_statement: Worked, its_own_way: Callable[[], None]
) -> None:
    statement = SHAPES[shape](worked_statement)
    ours = xlsx.write(statement, lang, proof=b'{"a":1}')
    its_own_way()
    assert xlsx.write(statement, lang, proof=b'{"a":1}') == ours


def test_a_record_with_its_signature_is_canonical() -> None:
    record = canonical.encode({"format": canonical.FORMAT, "number": "2016-2017/014/01", "é": ["€", 1], "zz": None})
    proof = canonical.proof(record, public_key="ab", signature="cd")
    assert canonical.encode(json.loads(proof)) == proof
    assert canonical.read_proof(proof).canonical == record
