"""What was changed, and what verification says of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta

import openpyxl
import pikepdf
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from tests import worked
from tests.pages import PageClient
from tests.statements.issuing import (
    AS_OF,
    content,
    declare_interest,
    find,
    finish,
    flipped,
    freeze,
    without_guard,
)
from tracker.db import session, transaction
from tracker.statements import canonical, carried, issue, service, verify
from tracker.statements.models import IssuedStatement
from tracker.statements.signing import Signer
from tracker.statements.verify import Outcome
from tracker.web.language import say, speaking

SignIn = Callable[..., PageClient]


def record(row: IssuedStatement) -> bytes:
    return canonical.proof(row.canonical.encode(), public_key=row.public_key, signature=row.signature)


def edited(whole: bytes) -> bytes:
    """The record with one figure raised by a dollar, as in a text editor."""
    said = json.loads(whole)
    totals = said["statement"]["figures"]["totals"]
    assert totals["accepted"] == "96480.25"
    totals["accepted"] = "96481.25"
    return json.dumps(said).encode()


def resealed(whole: bytes) -> bytes:
    """The same, with the fingerprint made to fit."""
    said = json.loads(edited(whole))
    said["sha256"] = canonical.digest(canonical.encode(said["statement"]))
    return json.dumps(said).encode()


def misprinted(whole: bytes) -> bytes:
    """The record with another fingerprint beside it."""
    said = json.loads(whole)
    said["sha256"] = "0" * 64
    return json.dumps(said).encode()


def with_cell(book: bytes, sheet: str, cell: str, value: object) -> bytes:
    opened, out = openpyxl.load_workbook(io.BytesIO(book)), io.BytesIO()
    opened[sheet][cell] = value
    opened.save(out)
    return out.getvalue()


def with_record(pdf: bytes, proof: bytes) -> bytes:
    """The PDF with another record attached in the place of its own."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        name = next(name for name in opened.attachments if name.endswith(".json"))
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, proof, filename=name)
        opened.save(out)
    return out.getvalue()


def page_stream(pdf: bytes) -> int:
    """Where the drawing of the first page begins."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        drawing = opened.pages[0].obj["/Contents"].read_raw_bytes()
    return pdf.index(drawing) + len(drawing) // 2


def said_of(whole: bytes, lang: str = "en") -> tuple[Outcome, str]:
    with speaking(lang):
        verdict = verify.judge(whole)
        return verdict.outcome, "\n".join(say(each) for each in (verdict.headline, *verdict.reasons)).replace(
            "\u00a0", " "
        )


def test_every_change_to_a_file_is_named(app: Flask) -> None:
    worked.take_in()
    row = finish(freeze(languages=("fr", "en")))
    pdf, book, proof = content(row, "pdf"), content(row, "xlsx"), record(row)
    number = re.escape(row.number)
    altered = rf"not statement {number} as it was issued: it was altered"
    table: list[tuple[bytes, Outcome, Sequence[str]]] = [
        (pdf, Outcome.INTACT, [rf"statement {number} as it was issued on October 15, 2019, unaltered"]),
        (book, Outcome.INTACT, ["unaltered"]),
        (proof, Outcome.INTACT, ["unaltered"]),
        (content(row, "pdf", "en"), Outcome.INTACT, ["unaltered"]),
        (
            flipped(pdf, page_stream(pdf)),
            Outcome.ALTERED,
            [altered, r"etat-.*-fr\.pdf: they differ from byte", "drawn as issued: 1"],
        ),
        (flipped(pdf, 2), Outcome.ALTERED, [altered, "from byte 3 on"]),
        (pdf[:-1], Outcome.ALTERED, [altered, rf"it has {len(pdf) - 1}, the issued file {len(pdf)}"]),
        (pdf + b"\n", Outcome.ALTERED, [altered, rf"it has {len(pdf) + 1}"]),
        (
            with_record(pdf, edited(proof)),
            Outcome.ALTERED,
            [altered, r"total, accepted: from \$96,480.25 to \$96,481.25", "signature is not that"],
        ),
        (
            edited(proof),
            Outcome.ALTERED,
            [altered, r"total, accepted: from \$96,480.25 to \$96,481.25", "fingerprint", "signature"],
        ),
        (resealed(proof), Outcome.ALTERED, [altered, r"from \$96,480.25 to \$96,481.25", "signature"]),
        (
            with_cell(book, "Dépenses", "G5", 99_999),
            Outcome.ALTERED,
            [altered, "Cell Dépenses!G5 holds “99999” instead of “22105.4”"],
        ),
        (with_cell(book, "Notes", "B4", "Rien"), Outcome.ALTERED, [altered, "Cell Notes!B4 holds “Rien”"]),
        (flipped(book, len(book) // 3), Outcome.ALTERED, [altered, "bytes"]),
        (misprinted(proof), Outcome.ALTERED, [altered, "fingerprint it carries is not that of its figures"]),
        (b"hello", Outcome.UNKNOWN, ["neither a PDF"]),
        (b"%PDF-1.7 nothing else", Outcome.UNKNOWN, ["no record and signature"]),
        (b'{"statement": {"format": "trame.statement/1"}}', Outcome.UNKNOWN, ["no record and signature"]),
        (b"[" * 100_000, Outcome.UNKNOWN, ["neither a PDF"]),
        (b'{"a":' * 100_000, Outcome.UNKNOWN, ["no record and signature"]),
    ]
    for whole, outcome, sentences in table:
        found, text = said_of(whole)
        assert found == outcome, text
        for sentence in sentences:
            assert re.search(sentence, text), f"{sentence!r} is not in:\n{text}"


def test_a_working_copy_is_not_a_statement_that_was_issued(app: Flask) -> None:
    worked.take_in()
    statement = worked.statement("2016-2017", AS_OF.isoformat())
    for form in ("xlsx", "json"):
        outcome, text = said_of(service.write(statement, form=form, lang="fr"))
        assert outcome == Outcome.UNKNOWN
        assert "a working copy" in text


def test_a_bomb_is_not_unpacked(app: Flask) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (carried._MAX_UNPACKED + 1))
    assert said_of(out.getvalue())[0] == Outcome.UNKNOWN
    assert said_of(b"%PDF-" + b"\0" * carried.MAX_BYTES)[0] == Outcome.UNKNOWN


def test_a_superseded_statement_stays_true_and_says_what_took_its_place(
    app: Flask, clock: time_machine.Traveller
) -> None:
    worked.take_in()
    first = freeze()
    with transaction():
        issue.keep(first.number, [issue.Made("fr", "pdf", "etat.pdf", b"%PDF-1.7 the first")])
    clock.shift(timedelta(days=30))
    declare_interest()
    freeze()
    session.expire_all()
    outcome, text = said_of(b"%PDF-1.7 the first")
    assert outcome == Outcome.SUPERSEDED
    assert "superseded by statement 2016-2017/014/02, issued on November 14, 2019" in text


def test_a_record_signed_by_another_key_is_not_ours(app: Flask) -> None:
    worked.take_in()
    forger = Signer(Ed25519PrivateKey.generate())
    said = json.loads(find(freeze().number).canonical)
    said["number"] = "2016-2017/014/77"
    forged = canonical.encode(said)
    proof = canonical.proof(forged, public_key=forger.public_key, signature=forger.sign(forged))
    outcome, text = said_of(proof)
    assert outcome == Outcome.UNKNOWN
    assert "signed with a key that is not this installation’s" in text


OLDER = (
    "DELETE FROM statement_file",
    "DELETE FROM issued_statement",
    "DELETE FROM posting WHERE entry > 20",
    "DELETE FROM journal_entry WHERE seq > 20",
)
TABLES = ("statement_file", "issued_statement", "posting", "journal_entry")


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (OLDER, "journal entry 30, and this journal ends at entry 20: the database is older than the statement"),
        (OLDER[:2], "does not know statement 2016-2017/014/01, which bears our signature"),
        (
            [f"UPDATE journal_entry SET hash = '{'0' * 63}1' WHERE seq = 30"],
            "entry 30 is not the one that statement 2016-2017/014/01 was issued at: the journal was rewritten",
        ),
        (
            ["UPDATE issued_statement SET canonical = replace(canonical, '96480.25', '96481.25')"],
            "The record of statement 2016-2017/014/01 in this database was altered",
        ),
        (OLDER[2:], "the database is older than the statement, or its journal was cut"),
    ],
    ids=["older database", "statement removed", "journal rewritten", "record edited", "tail cut"],
)
def test_a_database_that_does_not_hold_is_named(committed_app: Flask, statements: Sequence[str], sentence: str) -> None:
    worked.take_in()
    row = finish(freeze())
    proof = record(row)
    files = [content(row, "xlsx"), proof]
    session.rollback()
    without_guard(*TABLES, statements=statements)
    for whole in files:
        outcome, text = said_of(whole)
        assert outcome in (Outcome.JOURNAL, Outcome.ALTERED), text
        assert sentence in text


def test_anybody_with_the_code_reads_the_figures_and_checks_a_file(
    app: Flask, client: PageClient, clock: time_machine.Traveller
) -> None:
    worked.take_in()
    row = finish(freeze())
    href = f"/verifier/{issue.grouped(row.code)}"
    whole, proof = content(row, "pdf"), record(row)
    page = client.get(href)
    text = page.text.replace("\u00a0", " ")
    for shown in (row.number, "Maison de la famille des Rapides", "96 480,25 $", row.sha256, "Cet état est valable"):
        assert shown in text
    assert canonical.comparison_code(row.sha256) in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(f"{href}/etat.json").data == proof
    good = client.submit(href, {"fichier": (io.BytesIO(whole), "etat.pdf")})
    assert (good.status_code, "sans aucune modification" in good.text) == (200, True)
    bad = client.submit(href, {"fichier": (io.BytesIO(flipped(whole, page_stream(whole))), "etat.pdf")})
    assert "il a été modifié" in bad.text
    assert "Pages différentes de celles qui ont été émises" in bad.text
    empty = client.submit(href)
    assert (empty.status_code, "Choisissez le fichier à vérifier" in empty.text) == (422, True)
    clock.shift(timedelta(days=1))
    declare_interest()
    freeze()
    assert "Cet état est remplacé" in client.get(href).text


def test_a_code_is_not_found_by_trying(app: Flask, client: PageClient) -> None:
    worked.take_in()
    row = find(freeze().number)
    assert len(row.code) * 4.9 > 78  # bits
    assert client.get("/verifier/1").status_code == 404
    assert client.get(f"/verifier/{row.code[:-1]}").status_code == 404
    assert client.get(f"/verifier/{row.id}").status_code == 404
    assert client.get(f"/verifier/{issue.grouped(row.code).upper()}").status_code == 200
    six = canonical.comparison_code(row.sha256).replace("\u00a0", "")
    assert client.get(f"/verifier/{six}").status_code == 404


def test_a_file_dropped_again_and_again_has_to_wait(app: Flask, client: PageClient) -> None:
    worked.take_in()
    href = f"/verifier/{issue.grouped(find(freeze().number).code)}"
    answers = [client.submit(href, {"fichier": (io.BytesIO(b"x"), "x.pdf")}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
