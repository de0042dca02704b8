"""Ways to falsify what was issued: the figures, the files, the journal's extract, an audit package."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pikepdf
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracker.statements import canonical
from tracker.statements.signing import Signer

Entries = list[dict[str, Any]]
Change = Callable[[bytes], bytes]


def figure_edited(whole: bytes) -> bytes:
    """The record with an amount of its totals raised by a dollar."""
    said = json.loads(whole)
    figures = said["statement"]["figures"]
    totals = figures.get("line_totals") or figures["totals"]
    name = "accepted" if "accepted" in totals else "gross"
    totals[name] = _dollar_more(totals[name])
    rows_ = figures.get("agreements") or figures.get("hosts")
    if rows_:  # the scripts work out agreements and hosts, and what they add up to
        rows_[0][name] = _dollar_more(rows_[0][name])
    return rfc8785.dumps(said)


def _dollar_more(amount: str) -> str:
    return f"{(int(amount.replace('.', '')) + 100) / 100:.2f}"


def made_to_fit(whole: bytes) -> bytes:
    """The same, with the fingerprint of what it says now."""
    said = json.loads(figure_edited(whole))
    said["sha256"] = canonical.digest(canonical.encode(said["statement"]))
    return json.dumps(said).encode()


def of_entries(change: Callable[[list[int]], list[int]]) -> Change:
    def of(whole: bytes) -> bytes:
        said = json.loads(whole)
        said["statement"]["entries"] = change(said["statement"]["entries"])
        return json.dumps(said).encode()

    return of


def signed_again(whole: bytes) -> bytes:
    """The record with a false figure, signed by somebody else."""
    said = json.loads(figure_edited(whole))["statement"]
    forger = Signer(Ed25519PrivateKey.generate())
    forged = canonical.encode(said)
    return canonical.proof(forged, public_key=forger.public_key, signature=forger.sign(forged))


def with_attached(pdf: bytes, ending: str, inside: bytes) -> bytes:
    """The PDF with another file in the place of the one it carries."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        name = next(name for name in opened.attachments if name.endswith(ending))
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, inside, filename=name)
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def page_stream(pdf: bytes) -> int:
    """A byte in the middle of the drawing of the first page."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        drawing = opened.pages[0].obj["/Contents"].read_raw_bytes()
    return pdf.index(drawing) + len(drawing) // 2


def within(book: bytes, part: str) -> int:
    """A byte in the middle of one part of a workbook."""
    info = zipfile.ZipFile(io.BytesIO(book)).getinfo(part)
    return info.header_offset + 30 + len(part) + info.compress_size // 2


def with_cell(book: bytes, sheet: str, cell: str, value: object) -> bytes:
    opened, out = openpyxl.load_workbook(io.BytesIO(book)), io.BytesIO()
    opened[sheet][cell] = value
    opened.save(out)
    return out.getvalue()


def entry_removed(entries: Entries) -> None:
    del entries[12]


def entries_reordered(entries: Entries) -> None:
    entries[12], entries[13] = entries[13], entries[12]


def tail_cut(entries: Entries) -> None:
    del entries[25:]


def older_database(entries: Entries) -> None:
    del entries[25:]
    entries[0] |= {"seq": entries[-1]["seq"], "head": entries[-1]["hash"]}


def amount_edited(entries: Entries) -> None:
    posting = next(
        p for entry in entries[1:] for p in entry["postings"] if entry["kind"] == "payment" and p[2] == "cash"
    )
    posting[6] = str(int(posting[6]) - 100)


def sealed_again(entries: Entries) -> None:
    amount_edited(entries)
    previous = "0" * 64
    for entry in entries[1:]:
        entry["previous_hash"] = previous
        inside = {key: value for key, value in entry.items() if key != "hash"}
        entry["hash"] = previous = hashlib.sha256(rfc8785.dumps(inside)).hexdigest()
    entries[0]["head"] = previous


def repacked(whole: bytes, ending: str, change: Change | None, *, key: Ed25519PrivateKey | None = None) -> bytes:
    """The package with one file changed, or left out; with a ``key``, its manifest made to fit and signed with it."""
    source = zipfile.ZipFile(io.BytesIO(whole))
    files = {name: source.read(name) for name in source.namelist()}
    name = next(name for name in files if name.endswith(ending))
    if change is None:
        del files[name]
    else:
        files[name] = change(files[name])
    if key is not None:
        manifest = json.loads(files["manifest.json"])
        for it in manifest["files"]:
            it["size"], it["sha256"] = len(files[it["name"]]), hashlib.sha256(files[it["name"]]).hexdigest()
        del manifest["signature"]
        value = key.sign(rfc8785.dumps(manifest)).hex()
        public = key.public_key().public_bytes_raw().hex()
        manifest["signature"] = {"algorithm": "Ed25519", "public_key": public, "value": value}
        files["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for each, inside in files.items():
            target.writestr(each, inside)
    return out.getvalue()


def replacing(old: bytes, new: bytes) -> Change:
    def of(whole: bytes) -> bytes:
        assert old in whole
        return whole.replace(old, new, 1)

    return of


def of_lines(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    return lambda whole: b"".join(change(whole.splitlines(keepends=True)))
