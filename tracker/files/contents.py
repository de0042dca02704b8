"""What a file is, by its content; and whether what it holds unpacks to a reasonable size.

Nothing here opens a document: signatures are compared, a zip's parts are counted and unpacked to nowhere,
a picture's dimensions are read.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from tracker.errors import DomainError, Message, message
from tracker.files.rules import DOCX, HEIC, JPEG, MB, ODS, ODT, PDF, PICTURES, PNG, TEXT, WEBP, XLSX, Kind, Rule

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"hevx"})
_PARTS = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
_MIMETYPES = {kind.media_type.encode(): kind for kind in (ODS, ODT)}
_PROGRAMS = ("vbaproject.bin", "vbadata.xml", "activex", "basic/", "scripts/")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PILLOW = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}


def kind_of(path: Path, *, name: str, rule: Rule) -> Kind | None:
    """What the file is, None for nothing that is known. ``name`` is for the words of a refusal."""
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"%PDF-"):
        if not _ends_as_pdf(path):
            raise _damaged(name)
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(path, name=name, rule=rule)
    return TEXT if _is_text(path) else None


def require_one_content(path: Path, kind: Kind, *, name: str) -> None:
    """A picture or a PDF that is a zip as well says different things to different programs."""
    if kind in PICTURES | {PDF} and _is_zip_as_well(path):
        raise DomainError(message("“%(name)s” holds another file inside. Save it again, and add that one.", name=name))


def require_reasonable_picture(path: Path, kind: Kind, *, name: str, rule: Rule) -> None:
    """A few kilobytes can unpack to billions of pixels. The dimensions are read, nothing is unpacked."""
    try:
        width, height = _dimensions(path, kind)
    except (OSError, SyntaxError, ValueError, struct.error, UnidentifiedImageError):
        raise DomainError(message("“%(name)s” is damaged: it cannot be read as a picture.", name=name)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        width = height = rule.max_pixels
    if width * height > rule.max_pixels:
        raise DomainError(
            message(
                "“%(name)s” is too large a picture: %(limit)s million pixels at most.",
                name=name,
                limit=rule.max_pixels // 1_000_000,
            )
        )


def _is_zip_as_well(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False


def megabytes(size: int) -> Message:
    """A limit inside a message, in the reader's language."""
    return message("%(count)s MB", count=size // MB)


def _damaged(name: str) -> DomainError:
    return DomainError(message("“%(name)s” is damaged: it cannot be opened. It may have been cut short.", name=name))


def _ends_as_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        return b"%%EOF" in file.read()


def _office_kind(path: Path, *, name: str, rule: Rule) -> Kind | None:
    try:
        with zipfile.ZipFile(path) as archive:
            _measure(archive, name=name, rule=rule)
            return _main_part(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise _damaged(name) from None


def _measure(archive: zipfile.ZipFile, *, name: str, rule: Rule) -> None:
    """Count the parts and add up what they say they unpack to; then unpack each to nowhere, for a part
    that is not the size it says fails its checksum.
    """
    parts = archive.infolist()
    if len(parts) > rule.max_entries or sum(part.file_size for part in parts) > rule.max_unpacked:
        raise DomainError(
            message(
                "“%(name)s” is too large once unpacked: %(size)s and %(parts)s parts at most.",
                name=name,
                size=megabytes(rule.max_unpacked),
                parts=rule.max_entries,
            )
        )
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise DomainError(message("“%(name)s” is protected by a password. Add it without one.", name=name))
    if any(part.compress_type not in _METHODS for part in parts) or len({part.filename for part in parts}) < len(parts):
        raise ValueError
    if any(program in part.filename.lower() for part in parts for program in _PROGRAMS):
        raise DomainError(message("“%(name)s” holds macros. Save it without them, and add that one.", name=name))
    for part in parts:
        with archive.open(part) as unpacked:
            while unpacked.read(_CHUNK):
                pass


def _main_part(archive: zipfile.ZipFile) -> Kind | None:
    names = archive.namelist()
    if names[:1] == ["mimetype"]:
        return _MIMETYPES.get(archive.read("mimetype").strip())
    if "[Content_Types].xml" not in names:
        return None
    found = [kind for part, kind in _PARTS.items() if part in names]
    return found[0] if len(found) == 1 else None


def _is_text(path: Path) -> bool:
    """UTF-8, without any control character but tabs and ends of lines."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            while text := file.read(_CHUNK):
                if _CONTROL.search(text):
                    return False
    except UnicodeDecodeError:
        return False
    return True


def _dimensions(path: Path, kind: Kind) -> tuple[int, int]:
    if kind == HEIC:
        return _heic_dimensions(path)
    with Image.open(path, formats=[_PILLOW[kind]]) as picture:
        return picture.size


def _heic_dimensions(path: Path) -> tuple[int, int]:
    """The largest of its images: each has an ``ispe`` box, which Pillow alone does not read."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    sizes, at = [], head.find(b"ispe")
    while at >= 0:
        sizes.append(struct.unpack(">II", head[at + 8 : at + 16]))
        at = head.find(b"ispe", at + 4)
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return width, height
