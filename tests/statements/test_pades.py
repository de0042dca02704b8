"""PAdES as an option: the issued PDF bears a signature that readers show, and everything else stays as it was."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config import SettingError, Settings
from tests import worked
from tests.signing import pdf_certificate
from tests.statements.issuing import content, finish, freeze
from tracker.statements import pades, verify

WHO = "Fonds Petite enfance"


def test_without_a_certificate_the_file_is_as_it_was_drawn(app: Flask) -> None:
    assert pades.signed(b"%PDF-1.7", number="x") == b"%PDF-1.7"


def test_with_one_the_issued_pdf_is_signed_and_still_verifies(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    worked.take_in()
    monkeypatch.setitem(app.config, "PDF_CERTIFICATE", pdf_certificate(WHO))
    row = finish(freeze())
    pdf = content(row, "pdf")
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert signature.signer_cert is not None
    status = validate_pdf_signature(
        signature, ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    )
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert signature.signer_cert.subject.human_friendly == f"Common Name: {WHO}"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert verify.judge(pdf).outcome is verify.Outcome.INTACT
    assert verify.judge(content(row, "xlsx")).outcome is verify.Outcome.INTACT


@pytest.mark.parametrize("given", ["-----BEGIN nothing", "/nowhere/certificate.pem"])
def test_a_certificate_that_cannot_be_read_stops_the_start(given: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="TRACKER_PDF_CERTIFICATE"):
        Settings.from_environment({"TRACKER_PDF_CERTIFICATE": given, "TRACKER_INSTANCE": str(tmp_path)})


def test_the_certificate_of_another_key_stops_the_start(tmp_path: Path) -> None:
    one, other = pdf_certificate("A"), pdf_certificate("B")
    mixed = one[: one.index("-----BEGIN CERTIFICATE")] + other[other.index("-----BEGIN CERTIFICATE") :]
    with pytest.raises(SettingError, match="TRACKER_PDF_CERTIFICATE"):
        Settings.from_environment({"TRACKER_PDF_CERTIFICATE": mixed, "TRACKER_INSTANCE": str(tmp_path)})
    settings = Settings.from_environment({"TRACKER_PDF_CERTIFICATE": one, "TRACKER_INSTANCE": str(tmp_path)})
    assert settings.pdf_certificate == one.strip()
