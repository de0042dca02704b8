"""What may be added, and how much of it: kinds of content, and the limits on each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content. ``extensions``: what its name may end with, the usual one first."""

    name: str
    media_type: str
    extensions: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

PDF = Kind("PDF", "application/pdf", (".pdf",))
PNG = Kind("PNG", "image/png", (".png",))
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"))
HEIC = Kind("HEIC", "image/heic", (".heic", ".heif"))
WEBP = Kind("WebP", "image/webp", (".webp",))
XLSX = Kind("Excel (.xlsx)", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
DOCX = Kind("Word (.docx)", f"{_OFFICE}.wordprocessingml.document", (".docx",))
ODS = Kind("OpenDocument (.ods)", f"{_OPEN}.spreadsheet", (".ods",))
ODT = Kind("OpenDocument (.odt)", f"{_OPEN}.text", (".odt",))
CSV = Kind("CSV", "text/csv", (".csv",))
TEXT = Kind("TXT", "text/plain", (".txt",))

KINDS = (PDF, JPEG, PNG, HEIC, WEBP, DOCX, XLSX, ODT, ODS, CSV, TEXT)
PICTURES = frozenset({PNG, JPEG, HEIC, WEBP})
"""Photographs and scans."""

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one form takes. Sizes are bytes; ``max_unpacked`` and ``max_entries`` are of documents that are zips."""

    kinds: frozenset[Kind] = frozenset(KINDS)
    max_bytes: int = 25 * MB
    max_files: int = 20
    max_pixels: int = 80_000_000
    max_unpacked: int = 150 * MB
    max_entries: int = 2_000

    @property
    def in_order(self) -> tuple[Kind, ...]:
        """Its kinds, in the order people read them."""
        return tuple(kind for kind in KINDS if kind in self.kinds)

    @property
    def accept(self) -> str:
        """For a file field's ``accept``: phones then offer their camera."""
        return ",".join(ending for kind in self.in_order for ending in (*kind.extensions, kind.media_type))


DOCUMENTS = Rule()
"""Supporting documents: papers, photographs, spreadsheets, text."""

SIGNED = Rule(kinds=frozenset({PDF, JPEG, PNG, HEIC}), max_files=5)
"""Signed papers: scans or photographs."""
