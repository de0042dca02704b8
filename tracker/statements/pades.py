"""PAdES: the signature that PDF readers show of themselves. Ours, over the record, stands beside it.

An installation that has a certificate (``TRACKER_PDF_CERTIFICATE``) signs the PDF files that it issues;
and whatever signatures a PDF bears are read. pyHanko does both, offline.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from flask import current_app

from tracker.errors import Message, message

FIELD = "Trame"


def signed(pdf: bytes, *, number: str) -> bytes:
    """``pdf`` with the signature of this installation's certificate added at its end; as it is without one."""
    pem = current_app.config["PDF_CERTIFICATE"]
    return with_signature(pdf, pem, number=number) if pem else pdf


def with_signature(pdf: bytes, pem: str, *, number: str) -> bytes:
    """``pdf`` signed by the key and certificates of ``pem``; nothing of what is in it changes."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", reason=number
    )
    field = fields.SigFieldSpec(FIELD, readable_field_name=number)
    written = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer_of(pem), new_field_spec=field)
    content: bytes = written.getvalue()
    return content


def signer_of(pem: str) -> Any:
    """What pyHanko signs with: a private key, its certificate, then those that vouch for it.
    Raises ValueError for anything else."""
    from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificates = list(load_certs_from_pemder_data(pem.encode()))
    if not certificates:
        raise ValueError("no certificate")
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates[1:])
    key = load_private_key_from_pemder_data(pem.encode(), passphrase=None)
    return SimpleSigner(signing_cert=certificates[0], signing_key=key, cert_registry=store)


def signatures_in(content: BinaryIO) -> list[str]:
    """Whom the signatures of a PDF name, and whether each covers the file unaltered; whether anybody should
    trust them is not judged."""
    from pyhanko.pdf_utils.misc import PdfReadError

    try:
        return list(_signatures(content))
    except (PdfReadError, ValueError, KeyError, TypeError, NotImplementedError):  # a PDF that pyHanko cannot read
        return []


def altered_signature(content: bytes) -> Message | None:
    """Why the signature that PDF readers show does not hold, where there is one that does not."""
    found = [it for it in signatures_in(io.BytesIO(content)) if it.endswith(_ALTERED)]
    return message("Its electronic signature (PAdES) does not hold: %(who)s.", who="; ".join(found)) if found else None


_ALTERED = "✗"


def _signatures(content: BinaryIO) -> Iterator[str]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    for it in PdfFileReader(content, strict=False).embedded_signatures:
        roots = [it.signer_cert] if it.signer_cert else []  # who signed is asked, not whether to trust them
        status = validate_pdf_signature(it, ValidationContext(trust_roots=roots, allow_fetching=False))
        name = it.signer_cert.subject.human_friendly if it.signer_cert else "?"
        yield name if status.intact and status.valid else f"{name} {_ALTERED}"
