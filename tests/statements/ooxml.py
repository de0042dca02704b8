"""What is wrong with a workbook: as Microsoft's Open XML SDK says it, and what Excel repairs besides.

The first is ``openxml-audit``, the SDK's schemas and rules in Python. It passes over a number of things for which
Excel offers to repair a file: rows out of order, a style that is not there, two sheets of one name. Those are here.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string
from openxml_audit import FileFormat, OpenXmlValidator

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
NAME = re.compile(r"[A-Za-z_\\][\w.\\]*")
TEXTS_IN_CELLS = "inline-string cell(s)"
"""No fault: Excel opens texts that stand in their cells, and moves them when it saves. What is written as it is
read, without keeping every text in memory, has them."""


def faults(content: bytes) -> list[str]:
    """What is wrong with a workbook; nothing when it is valid and Excel has nothing to repair."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        found = _validator().validate(file.name).errors
    if said := [f"{it.part_uri}: {it.description}" for it in found if TEXTS_IN_CELLS not in it.description]:
        return said
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return list(_package(book)) + list(_workbook(book))


@cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator(FileFormat.MICROSOFT_365, security_validation=True)


def _package(book: zipfile.ZipFile) -> Iterator[str]:
    """Parts, their content types and their relationships."""
    names = book.namelist()
    if len({name.lower() for name in names}) != len(names):
        yield "a part is there twice"
    types = _xml(book.read("[Content_Types].xml"))
    endings = {it.get("Extension", "").lower() for it in types.iter(f"{TYPES}Default")}
    declared = [it.get("PartName", "") for it in types.iter(f"{TYPES}Override")]
    if len(set(declared)) != len(declared):
        yield "a content type is declared twice"
    yield from (f"{name} is declared and absent" for name in declared if name.lstrip("/") not in names)
    for name in names:
        if f"/{name}" not in declared and name.rpartition(".")[2].lower() not in endings:
            yield f"{name} has no content type"
    yield from (f"{name} belongs to nothing" for name in names if name not in _reached(book))


def _reached(book: zipfile.ZipFile) -> set[str]:
    """The parts that a relationship leads to."""
    found = {"[Content_Types].xml"}
    for name in (it for it in book.namelist() if it.endswith(".rels")):
        found.add(name)
        of = name.rpartition("_rels/")[0]
        for it in _xml(book.read(name)).iter(RELATED):
            target = it.get("Target", "")
            found.add(target.lstrip("/") if target.startswith("/") else _within(of, target))
    return found


def _within(folder: str, target: str) -> str:
    """``xl/worksheets/`` and ``../comments/1.xml``: ``xl/comments/1.xml``."""
    while target.startswith("../"):
        folder, target = folder.rstrip("/").rpartition("/")[0] + "/", target[3:]
    return f"{folder}{target}"


def _workbook(book: zipfile.ZipFile) -> Iterator[str]:
    workbook = _xml(book.read("xl/workbook.xml"))
    relations = _xml(book.read("xl/_rels/workbook.xml.rels"))
    targets = {it.get("Id"): it.get("Target", "") for it in relations.iter(RELATED)}
    sheets = [(it.get("name", ""), it.get(LINK)) for it in workbook.iter(f"{MAIN}sheet")]
    titles = [name.lower() for name, _ in sheets]
    if len(set(titles)) != len(titles):
        yield "two sheets have one name"
    yield from (f"sheet name {name!r}" for name, _ in sheets if not 0 < len(name) <= 31 or set(name) & set("[]:*?/\\"))
    names = [(it.get("name", ""), it.get("localSheetId"), it.text or "") for it in workbook.iter(f"{MAIN}definedName")]
    if len({(name.lower(), sheet) for name, sheet, _ in names}) != len(names):
        yield "a name is defined twice"
    for name, _, refers in names:
        if not NAME.fullmatch(name.removeprefix("_xlnm.")) or CELL.fullmatch(name.upper()):
            yield f"defined name {name!r}"
        if "#REF!" in refers or not any(refers.startswith((f"'{title}'!", f"{title}!")) for title, _ in sheets):
            yield f"{name} refers to {refers}"
    styles = _xml(book.read("xl/styles.xml"))
    looks = len(list(styles.find(f"{MAIN}cellXfs") or ()))
    yield from _counts(styles, "styles")
    used = 0
    for title, link in sheets:
        target = targets[link]
        sheet = _xml(book.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}"))
        used += sum(it.get("t") == "s" for it in sheet.iter(f"{MAIN}c"))
        yield from (f"{title}: {fault}" for fault in _sheet(sheet, looks=looks))
    if "xl/sharedStrings.xml" in book.namelist():
        shared = _xml(book.read("xl/sharedStrings.xml"))
        told, there = (shared.get("count"), shared.get("uniqueCount")), (used, len(shared))
        if any(said not in (None, str(count)) for said, count in zip(told, there, strict=True)):
            yield f"shared texts: it says {told}, there are {there}"
        yield from ("a text is too long" for it in shared if len("".join(it.itertext())) > 32_767)


def _xml(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - written by us a moment ago


def _counts(styles: ElementTree.Element, where: str) -> Iterator[str]:
    for it in styles:
        if it.get("count") and it.get("count") != str(len(it)):
            yield f"{where}: {it.tag.removeprefix(MAIN)} says {it.get('count')}, has {len(it)}"


def _sheet(sheet: ElementTree.Element, *, looks: int) -> Iterator[str]:
    last_row = 0
    for row in sheet.iter(f"{MAIN}row"):
        number, last_column = int(row.get("r", 0)), 0
        if not last_row < number <= 1_048_576:
            yield f"row {number} after {last_row}"
        last_row = number
        for cell in row:
            place = CELL.fullmatch(cell.get("r", ""))
            if place is None or int(place[2]) != number:
                yield f"cell {cell.get('r')} in row {number}"
                continue
            column = column_index_from_string(place[1])
            if not last_column < column <= 16_384:
                yield f"cell {place[0]} after column {last_column}"
            last_column = column
            if int(cell.get("s", 0)) >= looks:
                yield f"{place[0]} has a style that is not there"
            value = cell.findtext(f"{MAIN}v")
            if cell.get("t", "n") == "n" and value and not _is_number(value):
                yield f"{place[0]} holds {value!r}, which is no number"
    merged = [it.get("ref", "") for it in sheet.iter(f"{MAIN}mergeCell")]
    if len(set(merged)) != len(merged):
        yield "cells are merged twice"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
