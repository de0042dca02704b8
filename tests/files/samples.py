"""Files that people send, good ones and hostile ones, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
TEXT = "Présences du 12 juin\n".encode()
OTHER_ZIP = "a zip of something else"


def picture(form: str = "PNG", width: int = 4, height: int = 3) -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, form)
    return file.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes, of the dimensions that its header says."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def heic(width: int = 4032, height: int = 3024) -> bytes:
    """The boxes of a phone's photograph, without the photograph."""
    ispe = struct.pack(">I4sIII", 20, b"ispe", 0, width, height)
    meta = struct.pack(">I4sI", 12 + len(ispe), b"meta", 0) + ispe
    return struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + meta


def archive(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def xlsx(**more: bytes) -> bytes:
    """What makes a zip a workbook, and more parts."""
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def docx() -> bytes:
    """What makes a zip a text document."""
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def opendocument(what: str) -> bytes:
    """What makes a zip an OpenDocument ``text`` or ``spreadsheet``."""
    mimetype = f"application/vnd.oasis.opendocument.{what}".encode()
    return archive({"mimetype": mimetype, "content.xml": b"<content/>"}, method=zipfile.ZIP_STORED)


def bomb(unpacked: int) -> bytes:
    """A workbook of a few kilobytes that unpacks to so many bytes."""
    return xlsx(**{"xl/sheet1.xml": b"\0" * unpacked})


def liar(unpacked: int) -> bytes:
    """A workbook that unpacks to so many bytes and says that it is ten of them."""
    content = bytearray(xlsx(**{"xl/sheet1.xml": b"\0" * unpacked}))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def locked() -> bytes:
    """A zip whose parts say that they are encrypted."""
    content = bytearray(xlsx())
    for at in range(len(content) - 4):
        if content[at : at + 4] == b"PK\x01\x02":
            content[at + 8] |= 1
    return bytes(content)
