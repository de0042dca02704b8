"""What the Open Packaging Conventions and SpreadsheetML ask of a workbook, as far as Excel repairs what breaks it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
IN_A_SHEET = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors", "drawing", "legacyDrawing", "tableParts",
)  # fmt: skip
"""The children of a worksheet, in the only order that the schema allows (ECMA-376, 18.3.1.99)."""
CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
NAME = re.compile(r"[A-Za-z_\\][\w.\\]*")


def faults(content: bytes) -> list[str]:
    """What is wrong with a workbook; nothing when Excel has nothing to repair."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return list(_package(book)) + list(_workbook(book))


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
        if name.endswith((".xml", ".rels")):
            _xml(book.read(name))
    reached = {"[Content_Types].xml"}
    for name in (it for it in names if it.endswith(".rels")):
        reached.add(name)
        of = posixpath.dirname(posixpath.dirname(name))
        ids = set()
        for it in _xml(book.read(name)).iter(RELATED):
            if it.get("Id") in ids:
                yield f"{name}: {it.get('Id')} twice"
            ids.add(it.get("Id"))
            if it.get("TargetMode") == "External":
                yield f"{name} leads outside"
                continue
            target = it.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(of, target))
            reached.add(path)
            if path not in names:
                yield f"{name}: {path} is absent"
    yield from (f"{name} belongs to nothing" for name in names if name not in reached)


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
    shared = None
    if "xl/sharedStrings.xml" in book.namelist():
        shared = _xml(book.read("xl/sharedStrings.xml"))
    texts = list(shared) if shared is not None else []
    used = 0
    for title, link in sheets:
        sheet = _xml(book.read(posixpath.join("xl", targets[link])))
        said = list(_sheet(sheet, texts=len(texts), looks=looks))
        used += sum(it.get("t") == "s" for it in sheet.iter(f"{MAIN}c"))
        yield from (f"{title}: {fault}" for fault in said)
    if shared is not None and (shared.get("count"), shared.get("uniqueCount")) != (str(used), str(len(texts))):
        yield f"shared texts: {shared.get('count')} and {shared.get('uniqueCount')}, not {used} and {len(texts)}"
    yield from ("a text is too long" for it in texts if len("".join(it.itertext())) > 32_767)


def _xml(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)  # noqa: S314 - written by us a moment ago


def _counts(styles: ElementTree.Element, where: str) -> Iterator[str]:
    for it in styles:
        if it.get("count") and it.get("count") != str(len(it)):
            yield f"{where}: {it.tag.removeprefix(MAIN)} says {it.get('count')}, has {len(it)}"


def _sheet(sheet: ElementTree.Element, *, texts: int, looks: int) -> Iterator[str]:
    order = [IN_A_SHEET.index(it.tag.removeprefix(MAIN)) for it in sheet]
    if order != sorted(order):
        yield "its parts are in another order than the schema's"
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
            value = cell.find(f"{MAIN}v")
            if cell.get("t") == "s" and not (value is not None and 0 <= int(value.text or -1) < texts):
                yield f"{place[0]} has a text that is not there"
            if cell.get("t", "n") == "n" and value is not None:
                float(value.text or "")
    merged = [it.get("ref", "") for it in sheet.iter(f"{MAIN}mergeCell")]
    if len(set(merged)) != len(merged):
        yield "cells are merged twice"
