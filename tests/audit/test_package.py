"""The audit package of the worked agreement, against its promised figures; and what a reader without us finds."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import rfc8785
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Flask

from tests import people, worked
from tests.audit.conftest import verified
from tests.signing import new_key
from tests.statements.spreadsheet import disagreements, opened
from tracker.audit.package import bundle, check, lead, read, record
from tracker.audit.package.value import Dossier
from tracker.db import now, session, transaction
from tracker.grants.models import Payment
from tracker.grants.payments.models import PaymentOutcome, PaymentRequest
from tracker.reports.documents.models import ClaimedDocument
from tracker.reports.models import Report
from tracker.statements.signing import signer
from tracker.statements.statement import Lang
from tracker.web.language import say, speaking

AS_OF = date(2020, 3, 31)
YEAR_COLUMNS = [
    "initial",
    "amendments",
    "carry_in",
    "transfers",
    "authorised",
    "declared",
    "disallowed",
    "accepted",
    "balance",
]
WHOLE_COLUMNS = ["authorised", "declared", "disallowed", "accepted", "balance"]
BRIDGE = ("committed", "settled", "lapsed", "payable")

every_statement = pytest.mark.parametrize(
    ("as_of", "year"), [(as_of, year) for as_of in worked.EXPECTED for year in (*worked.YEARS, None)]
)


@pytest.fixture(autouse=True)
def taken_in(app: Flask) -> None:
    worked.take_in()


def dossier(year: str | None = None, as_of: date = AS_OF) -> Dossier:
    return read.dossier(worked.NUMBER, year=year, as_of=as_of, known_at=now())


def zipped(of: Dossier, lang: Lang = "fr") -> bytes:
    out = io.BytesIO()
    bundle.write(of, form="zip", lang=lang, out=out)
    return out.getvalue()


def lead_figures(told: dict[str, Any], *tables: str) -> list[str]:
    """The amounts of these tables, in their order."""
    return [it["amount"] for group in told["lead"] if group["table"]["en"] in tables for it in group["figures"]]


def promised_lines(promised: dict[str, Any], columns: list[str]) -> Iterator[str]:
    for line in (*promised["lines"], promised["totals"]):
        yield from (line[name] for name in columns)


@every_statement
def test_the_lead_sheets_say_what_was_promised(as_of: str, year: str | None) -> None:
    if year not in (None, *worked.EXPECTED[as_of]["years"]):
        pytest.skip("nothing is promised of this year at that date")
    told = record.content(dossier(year, date.fromisoformat(as_of)))
    promised = worked.expected(as_of, year)
    lines = lead_figures(told, "Budget lines", "The whole agreement")
    expected = list(promised_lines(promised, YEAR_COLUMNS if year else WHOLE_COLUMNS))
    assert lines[: len(expected)] == expected
    rest = dict(zip([*lead.TOTALS], lines[len(expected) :], strict=bool(not year)))
    assert {name: promised["totals"][name] for name in rest} == rest
    assert lead_figures(told, "Commitment") == [promised["commitment"][name] for name in BRIDGE]
    ledgers = [promised] if year else promised["years"]
    closings = [it["funds"]["closing"] for it in ledgers]
    told_closings = [
        it["amount"]
        for group in told["lead"]
        for it in group["figures"]
        if it["ref"] == "U7"
    ]  # fmt: skip
    assert told_closings[-len(closings) :] == closings


@every_statement
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_formula_works_out_to_its_figure(as_of: str, year: str | None, lang: Lang) -> None:
    if year not in (None, *worked.EXPECTED[as_of]["years"]):
        pytest.skip("nothing is promised of this year at that date")
    out = io.BytesIO()
    bundle.write(dossier(year, date.fromisoformat(as_of)), form="xlsx", lang=lang, out=out)
    formulas, values = opened(out.getvalue())
    assert disagreements(formulas, values) == []
    first = values.worksheets[0]
    assert first["E4"].value == 0
    assert str(formulas.worksheets[0]["E4"].value).startswith("=ROUND(SUMPRODUCT(ABS(")


def test_the_control_totals_are_those_of_the_workbook_that_was_taken_in() -> None:
    book = openpyxl.load_workbook(worked.PATH, data_only=True)

    def column(sheet: str, name: str) -> int:
        head, *rows = book[sheet].iter_rows(values_only=True)
        at = head.index(name)
        return sum(round(float(row[at] or 0) * 100) for row in rows if row[0])  # type: ignore[arg-type]

    said = {tie.label.en: tie.amount for tie in dossier().controls}
    assert said["Expenses declared"] == column("expenses", "declared")
    assert said["Disallowed at review"] == column("expenses", "disallowed")
    assert said["Gross payments"] == column("payments", "gross")
    assert said["Offset"] == column("payments", "offset")
    assert said["Recoveries"] == column("recoveries", "amount")
    assert said["Lapses"] == column("lapses", "amount")
    assert said["Disallowed after acceptance"] == column("adjustments", "amount")


def test_what_does_not_tie_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lead.COST, "accepted", (lead.Term(1, "expense", "report_accepted"),))  # type: ignore[attr-defined]
    with pytest.raises(lead.Untied, match=r"Travel – Accepted: 12515\.31, the journal says 13390\.81"):
        dossier()


def test_the_exceptions_are_what_happened() -> None:
    """Report 3 came five days late; 875 dollars of report 5 were claimed twice and found after closing."""
    found = [(it.kind, it.what.en, it.amount) for it in dossier().exceptions]
    assert [kind for kind, _what, _amount in found] == ["late", "adjustment"]
    assert "submitted 5 days late" in found[0][1]
    assert "Post-closing" in found[1][1]
    assert found[1][2] == 875_50


def test_the_same_question_gives_the_same_bytes(clock: time_machine.Traveller) -> None:
    at = now()
    first = zipped(read.dossier(worked.NUMBER, year="2017-2018", as_of=AS_OF, known_at=at))
    clock.shift(timedelta(days=400))
    with transaction():
        people.organisation("autre")
    assert zipped(read.dossier(worked.NUMBER, year="2017-2018", as_of=AS_OF, known_at=at)) == first
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert names == sorted(names)


def test_who_asked_and_who_approved_are_listed_and_overrides_first() -> None:
    before = dossier()
    last = before.approvals[-1]
    with transaction():
        asked, first, second = (people.person(role) for role in ("officer", "approver", "director"))
        payment = session.query(Payment).filter_by(number=last.payment).one()
        assert payment.instalment is not None
        request = PaymentRequest(
            token="t", agreement_id=payment.agreement_id, instalment_id=payment.instalment.id, state="paid",
            gross=payment.gross, offset=payment.offset, lapse=0, override_reason="Rapport attendu sous peu", waived=[],
            requested_by=asked, requested_at=now(), first_by=first, first_at=now(), second_by=second, second_at=now(),
        )  # fmt: skip
        session.add(request)
        session.flush()
        session.add(PaymentOutcome(request_id=request.id, payment_id=payment.id, recorded_at=now()))
    after = dossier()
    top = after.approvals[0]
    assert (top.payment, top.override) == (last.payment, "Rapport attendu sous peu")
    assert [it[0] for it in (top.requested, top.first, top.second) if it] == [asked.name, first.name, second.name]
    assert after.exceptions[0].kind == "override"


def test_a_document_that_two_lines_claim_is_an_exception() -> None:
    with transaction():
        report = session.query(Report).order_by(Report.id).first()
        assert report is not None
        for line_code in [it.line_code for it in report.expenses][:2]:
            session.add(
                ClaimedDocument(
                    report_id=report.id, line_code=line_code, supplier="Imprimerie", document_on=date(2016, 9, 1),
                    number="F-1", amount=125_00, match_key="k", recorded_at=now(),
                )
            )  # fmt: skip
    made = dossier()
    assert len(made.documents) == 2
    (found,) = [it for it in made.exceptions if it.kind == "duplicate"]
    assert "No. F-1" in found.what.en
    assert "No decision." in found.what.en


# What a reader without this application finds


def changed(
    content: bytes, change: Callable[[str, bytes], bytes | None], *, fits: bool = False, key: str = ""
) -> bytes:
    """The package with files changed, or left out; ``fits`` makes the manifest fit, ``key`` signs it again."""
    source = zipfile.ZipFile(io.BytesIO(content))
    files = {name: new for name in source.namelist() if (new := change(name, source.read(name))) is not None}
    manifest = json.loads(files["manifest.json"])
    if fits or key:
        for it in manifest["files"]:
            it["size"], it["sha256"] = len(files[it["name"]]), hashlib.sha256(files[it["name"]]).hexdigest()
    if key:
        del manifest["signature"]
        private = load_pem_private_key(key.encode(), password=None)
        assert isinstance(private, Ed25519PrivateKey)
        public, value = private.public_key().public_bytes_raw().hex(), private.sign(rfc8785.dumps(manifest)).hex()
        manifest["signature"] = {"algorithm": "Ed25519", "public_key": public, "value": value}
    if fits or key:
        files["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, new in files.items():
            target.writestr(name, new)
    return out.getvalue()


def replaced(where: str, old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    def change(name: str, content: bytes) -> bytes:
        if not name.endswith(where):
            return content
        assert old in content
        return content.replace(old, new, 1)

    return change


@pytest.mark.parametrize("year", ["2017-2018", None])
def test_a_package_is_checked_without_us(tmp_path: Path, year: str | None) -> None:
    ours = signer().public_key
    code, said = verified(zipped(dossier(year)), tmp_path, "--key", ours)
    assert (code, said.partition(":")[0]) == (0, "Everything agrees")
    assert f"{len(dossier(year).ties)} figures" in said
    assert f"Signed with the key {ours}" in said


def test_the_manifest_is_signed_by_the_funders_key() -> None:
    manifest = json.loads(zipfile.ZipFile(io.BytesIO(zipped(dossier()))).read("manifest.json"))
    signature = manifest.pop("signature")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
    key.verify(bytes.fromhex(signature["value"]), rfc8785.dumps(manifest))
    assert signature["public_key"] == signer().public_key


def without_signature(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    manifest = json.loads(content)
    del manifest["signature"]
    return json.dumps(manifest).encode()


def with_a_flipped_signature(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    manifest = json.loads(content)
    value = manifest["signature"]["value"]
    manifest["signature"]["value"] = f"{int(value[0], 16) ^ 1:x}{value[1:]}"
    return json.dumps(manifest).encode()


def test_a_signature_that_is_absent_false_or_of_another_is_said(tmp_path: Path) -> None:
    whole, ours = zipped(dossier(), "en"), signer().public_key
    cases = (
        (changed(whole, without_signature), (), "The manifest is not signed: nothing tells who made it"),
        (changed(whole, with_a_flipped_signature), (), "the signature is not that of the manifest"),
        (changed(whole, replaced("README.txt", b"no opinion", b"an opinion"), fits=True), (), "the signature is not"),
        (changed(whole, replaced("README.txt", b"no opinion", b"an opinion"), key=new_key()), ("--key", ours),
         "the key is not the funder"),
    )  # fmt: skip
    for content, options, expected in cases:
        code, said = verified(content, tmp_path, *options)
        assert (code, expected.lower() in said.lower()) == (1, True), said
    # whoever signs again with a key of their own is believed until their key is compared: it is printed
    code, said = verified(cases[-1][0], tmp_path)
    assert (code, ours in said) == (0, False)


def test_a_package_is_known_as_ours_or_not() -> None:
    whole = zipped(dossier(), "en")
    cases = (
        (whole, []),
        (changed(whole, without_signature), ["Its manifest is not signed: nothing tells who made it."]),
        (changed(whole, with_a_flipped_signature), ["Its signature is not that of its manifest."]),
        (changed(whole, lambda _, it: it, key=new_key()), ["It is signed with a key that is not this installation’s."]),
        (changed(whole, lambda name, it: None if name == "README.txt" else it), ["Its file README.txt is missing."]),
        (changed(whole, replaced("README.txt", b"no opinion", b"an opinion")), ["Its file README.txt was altered."]),
    )  # fmt: skip
    for content, reasons in cases:
        verdict = check.judge(io.BytesIO(content))
        assert verdict is not None
        with speaking("en"):
            assert [say(it) for it in verdict.reasons] == reasons
            assert worked.NUMBER in say(verdict.headline)
        assert verdict.holds == (not reasons)
    assert check.judge(io.BytesIO(b"nothing")) is None


def test_a_byte_flipped_in_the_middle_of_any_file_is_said_without_a_crash(tmp_path: Path) -> None:
    whole = zipped(dossier("2016-2017"), "en")
    for info in zipfile.ZipFile(io.BytesIO(whole)).infolist():
        broken = bytearray(whole)
        broken[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0x40
        code, said = verified(bytes(broken), tmp_path)
        assert (code, "Traceback" in said) == (2 if info.filename == "manifest.json" else 1, False), said
        assert info.filename == "manifest.json" or f"{info.filename}: changed" in said


def test_whatever_was_tampered_with_is_named(tmp_path: Path) -> None:
    whole, mine = zipped(dossier(), "en"), new_key()
    cases: list[tuple[bytes, str]] = [
        (changed(whole, lambda name, it: it + b" " if name == "00-index.pdf" else it), "00-index.pdf: changed"),
        (changed(whole, lambda name, it: None if name == "README.txt" else it), "README.txt: missing"),
        (changed(whole, replaced("dossier.json", b"344880.44", b"344880.45"), key=mine), "journal"),
        (changed(whole, replaced("extract.jsonl", b'"memo":""', b'"memo":"x"'), key=mine), "not what was sealed"),
        (changed(whole, replaced("dossier.json", b'"R1/', b'"R9/'), key=mine), "the seed draws other items"),
    ]  # fmt: skip
    for content, expected in cases:
        code, said = verified(content, tmp_path)
        assert (code, expected in said) == (1, True), said
    shorter = changed(
        whole, lambda name, it: b"".join(it.splitlines(True)[:-1]) if name.endswith("jsonl") else it, key=mine
    )
    assert "does not end at entry" in verified(shorter, tmp_path)[1]
    assert verified(b"nothing", tmp_path)[0] == 2


def test_another_form_is_refused() -> None:
    with pytest.raises(Exception, match="zip, pdf, xlsx, json"):
        bundle.write(dossier(), form="docx", lang="fr", out=io.BytesIO())


def test_the_moment_known_at_dates_the_files() -> None:
    at = datetime(2031, 2, 3, 4, 5, 7, tzinfo=UTC)
    made = read.dossier(worked.NUMBER, year=None, as_of=AS_OF, known_at=at)
    infos = zipfile.ZipFile(io.BytesIO(zipped(made))).infolist()
    assert {info.date_time for info in infos} == {(2031, 2, 3, 4, 5, 6)}
