"""The ZIP: every file under its name, its fingerprint in the index and in the manifest; the same bytes again."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from flask import current_app

from tracker.audit.package import exchanges, pdf, read, record, xlsx
from tracker.audit.package import wording as w
from tracker.audit.package.pdf import Listed
from tracker.audit.package.value import Dossier, Exchange
from tracker.errors import DomainError, message
from tracker.files import service as files
from tracker.ledger.chain import moment
from tracker.statements import canonical, extract, issued, kinds, service
from tracker.statements.signing import signer
from tracker.statements.statement import Lang, Statement

MANIFEST = "manifest.json"
MANIFEST_FORMAT = "trame.audit-manifest/1"
SCRIPTS = ("verify.py", "verify_package.py")
"""What checks the package and an issued statement without us (docs/verifying.md)."""

CONTENT_TYPES = service.CONTENT_TYPES | {"zip": "application/zip"}


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the package, opened when it is written: supporting documents may be large."""

    listed: Listed
    open: Callable[[], IO[bytes]]


def write(dossier: Dossier, *, form: str, lang: Lang, out: IO[bytes]) -> None:
    """``dossier`` into ``out``: the whole as ``zip``, or its index (``pdf``), its lead sheets (``xlsx``) or its
    figures (``json``) alone. Raises DomainError for another form."""
    if form == "json":
        out.write(record.write(dossier, lang))
    elif form == "xlsx":
        out.write(xlsx.write(dossier, lang))
    elif form == "pdf":
        out.write(pdf.render(dossier, lang, [part.listed for part in parts(dossier, lang)]))
    elif form == "zip":
        _write_zip(dossier, lang, out)
    else:
        raise DomainError(message("an audit package is written as %(forms)s", forms="zip, pdf, xlsx, json"), "form")


def file_name(dossier: Dossier, form: str) -> str:
    """``audit-PE-2016-014-2017-2018-2020-03-31.zip``: what, of whom, as of when."""
    header = dossier.statement.header
    return f"audit-{header.agreement}-{header.fiscal_year or 'cumulatif'}-{header.as_of.isoformat()}.{form}"


def parts(dossier: Dossier, lang: Lang) -> list[Part]:
    """Every file but the index and the manifest, in the order of their names."""
    found = [_part(name, content) for name, content in _made(dossier, lang)]
    number = dossier.statement.header.agreement
    for path, stored in read.stored(dossier, number).items():
        listed = Listed(f"{w.DOCUMENT_FOLDER[lang]}/{path}", stored.size, stored.sha256)
        found.append(Part(listed, partial(files.open_content, stored)))
    return sorted([*found, *evidence_parts(dossier.evidence, lang)], key=lambda part: part.listed.name)


def evidence_parts(evidence: Iterable[Exchange], lang: Lang) -> Iterator[Part]:
    """The files that answer an auditor's requests."""
    for path, stored in exchanges.stored(evidence).items():
        listed = Listed(f"{w.EVIDENCE_FOLDER[lang]}/{path}", stored.size, stored.sha256)
        yield Part(listed, partial(files.open_content, stored))


def zipped(
    parts_: list[Part], *, about: dict[str, Any], at: tuple[int, int, int, int, int, int], out: IO[bytes]
) -> None:
    """Write ``parts_`` and the signed manifest that names them, in the order of their names, all dated ``at``."""
    manifest = signed(
        {
            "format": MANIFEST_FORMAT,
            **about,
            "files": [
                {"name": it.name, "size": it.size, "sha256": it.sha256}
                for it in sorted((part.listed for part in parts_), key=lambda it: it.name)
            ],
        }
    )
    whole = sorted([*parts_, _part(MANIFEST, record.encoded(manifest))], key=lambda part: part.listed.name)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for part in whole:
            info = zipfile.ZipInfo(part.listed.name, date_time=at)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            with part.open() as source, archive.open(info, "w", force_zip64=part.listed.size >= 2**31) as target:
                shutil.copyfileobj(source, target)


def signed(manifest: dict[str, Any]) -> dict[str, Any]:
    """``manifest`` with this installation's signature of everything else in it, in canonical JSON (RFC 8785), and
    the public key to check it with."""
    key = signer()
    value = key.sign(canonical.encode(manifest))
    return manifest | {"signature": {"algorithm": "Ed25519", "public_key": key.public_key, "value": value}}


def dated(statement: Statement) -> tuple[int, int, int, int, int, int]:
    """The moment known at, as a ZIP dates its files."""
    at = statement.header.known_at.astimezone(UTC)
    return (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second // 2 * 2)


def _write_zip(dossier: Dossier, lang: Lang, out: IO[bytes]) -> None:
    found = parts(dossier, lang)
    index = pdf.render(dossier, lang, [part.listed for part in found])
    about = record.about(dossier.statement) | {"language": lang}
    zipped(
        [*found, _part(w.INDEX_FILE, index)], about=about, at=dated(dossier.statement), out=out
    )  # fmt: skip


def _made(dossier: Dossier, lang: Lang) -> Iterator[tuple[str, bytes]]:
    statement = dossier.statement
    header = statement.header
    yield w.LEAD_FILE[lang], xlsx.write(dossier, lang)
    yield "dossier.json", record.write(dossier, lang)
    for form in ("pdf", "xlsx", "json"):
        name = f"{w.STATEMENT_FOLDER[lang]}/{service.file_name(statement, form)}"
        yield name, service.write(statement, form=form, lang=lang)
    head = (header.journal_seq, header.journal_head)
    yield w.JOURNAL_FILE[lang], b"".join(extract.lines(header.agreement, head=head))
    yield from _issued(statement, lang)
    said = w.README[lang].format(
        agreement=header.agreement,
        as_of=header.as_of.isoformat(),
        known_at=moment(header.known_at),
        seq=header.journal_seq,
        head=header.journal_head,
    )
    yield w.README_FILE[lang], said.encode()
    docs = Path(current_app.root_path).parent / "docs"
    for script in SCRIPTS:
        yield script, (docs / script).read_bytes()


def _issued(statement: Statement, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """The last statement that was issued of the same, by then: what readers hold in their hands."""
    header = statement.header
    kind = kinds.kind_of(kinds.AGREEMENT, header.fiscal_year)
    rows = [
        row
        for row in issued.of_agreement(header.agreement)
        if row.kind == kind
        and header.fiscal_year in (None, row.period)
        and row.known_at <= header.known_at
        and row.as_of <= header.as_of
    ]
    for row in sorted(rows, key=lambda row: row.known_at)[-1:]:
        for file in row.files:
            if file.lang == lang:
                yield f"{w.ISSUED_FOLDER[lang]}/{file.name}", file.content


def _part(name: str, content: bytes) -> Part:
    listed = Listed(name, len(content), hashlib.sha256(content).hexdigest())
    return Part(listed, partial(BytesIO, content))
