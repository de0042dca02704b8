"""What a file that somebody hands over carries: its form, and the proof inside. Nothing in it is believed.

Files come from anybody: whatever they unpack to is measured first, and nothing is ever run or fetched.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

import openpyxl
import pikepdf
from python_calamine import CalamineError, CalamineWorkbook

from tracker.statements.canonical import NotAProof, Proof, read_proof
from tracker.statements.xlsx.book import PROOF_SHEET

MAX_BYTES = 16 * 1024 * 1024
"""The longest file that is looked into; an issued statement has a hundredth of it."""

_MAX_UNPACKED = 64 * 1024 * 1024
_MAX_PARTS = 200
_MAX_PROOF = 8 * 1024 * 1024
_MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not as it was issued. Texts as the file holds them: a formula starts with ``=``."""

    place: str
    issued: str
    found: str


def form_of(content: bytes) -> str | None:
    """``pdf``, ``xlsx`` or ``json`` by what the bytes say, not by a name; None for anything else."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    return "json" if content.lstrip()[:1] == b"{" else None


def proof_in(content: bytes, form: str) -> Proof | None:
    """The proof that a file carries, read but not judged; None when it has none that can be read."""
    try:
        found = _in_pdf(content) if form == "pdf" else _in_xlsx(content) if form == "xlsx" else content
        return read_proof(found) if found else None
    except (NotAProof, pikepdf.PdfError, zipfile.BadZipFile, zlib.error, CalamineError, OSError, ValueError):
        return None


def _in_pdf(content: bytes) -> bytes | None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name in pdf.attachments:
            if name.endswith(".json"):
                stream = pdf.attachments[name].get_file().obj
                if stream.get("/Filter") == pikepdf.Name.FlateDecode:
                    unpacked: bytes = zlib.decompressobj().decompress(stream.read_raw_bytes(), _MAX_PROOF)
                    return unpacked
    return None


def _in_xlsx(content: bytes) -> bytes | None:
    if not is_modest(content):
        return None
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if PROOF_SHEET not in book.sheet_names:
        return None
    return "".join(str(row[0]) for row in book.get_sheet_by_name(PROOF_SHEET).to_python() if row).encode()


def is_modest(content: bytes) -> bool:
    """Whether a ZIP unpacks to what a statement's workbook may have, measured and not as it says of itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS:
            return False
        left = _MAX_UNPACKED
        for part in parts:
            with archive.open(part) as stream:
                while chunk := stream.read(1 << 20):
                    left -= len(chunk)
                    if left < 0:
                        return False
    return True


def pages_that_differ(issued: bytes, found: bytes) -> list[int]:
    """The numbers of the pages that are not drawn the same; none when the PDF cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(issued)) as ours, pikepdf.open(io.BytesIO(found)) as theirs:
            pages = [_drawing(page) for page in ours.pages], [_drawing(page) for page in theirs.pages]
    except (pikepdf.PdfError, ValueError):
        return []
    return [
        number
        for number in range(1, max(map(len, pages)) + 1)
        if _at(pages[0], number) is None or _at(pages[0], number) != _at(pages[1], number)
    ]


def files_inside_that_differ(issued: bytes, found: bytes) -> list[str]:
    """The names of the files inside a PDF that are not those issued: changed, taken out, added. None when it cannot
    be read."""
    try:
        ours, theirs = _files_inside(issued), _files_inside(found)
    except (pikepdf.PdfError, ValueError, zlib.error):
        return []
    return [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]


def _files_inside(content: bytes) -> dict[str, bytes]:
    """Each file by its name: its bytes, as far as a statement's own would go."""
    found = {}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for name, attached in list(pdf.attachments.items())[:_MAX_PARTS]:
            stream = attached.get_file().obj
            raw = stream.read_raw_bytes()
            packed = stream.get("/Filter") == pikepdf.Name.FlateDecode
            found[name] = zlib.decompressobj().decompress(raw, _MAX_UNPACKED) if packed else raw
    return found


def _drawing(page: pikepdf.Page) -> bytes | None:
    contents = page.obj.get("/Contents")
    try:
        return contents.read_raw_bytes() if isinstance(contents, pikepdf.Stream) else None
    except pikepdf.PdfError:
        return None


def _at(pages: list[bytes | None], number: int) -> bytes | None:
    return pages[number - 1] if number <= len(pages) else None


def cells_that_differ(issued: bytes, found: bytes) -> list[Cell]:
    """The cells of a workbook that hold something else than what was issued, in the issued order: other
    formulas or constants first; the shown results of formulas, where there are any, after them."""
    different: dict[str, Cell] = {}
    try:
        for results in (False, True):
            ours, theirs = _cells(issued, results=results), _cells(found, results=results)
            for place in [*ours, *(place for place in theirs if place not in ours)]:
                before, after = ours.get(place, ""), theirs.get(place, "")
                # a program that keeps formulas without their results leaves them blank
                if before != after and not (results and not after):
                    different.setdefault(place, Cell(place, before, after))
    except (KeyError, TypeError, ValueError, OSError, zipfile.BadZipFile):  # what openpyxl says of a broken file
        return []
    return list(different.values())


def _cells(content: bytes, *, results: bool) -> dict[str, str]:
    """Every cell that is not empty, by its place: ``Postes!C7``."""
    found: dict[str, str] = {}
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=results)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None and sheet.title != PROOF_SHEET:
                    found[f"{sheet.title}!{cell.coordinate}"] = _text(cell.value)
            if len(found) > _MAX_CELLS:
                raise ValueError("more cells than a statement has")
    return found


def _text(value: object) -> str:
    """The same text for the same number, however a program wrote it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.15g}"
    return str(value)
