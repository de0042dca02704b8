"""One long sheet of typed columns, written as it is read: memory stays the same however many rows there are.

A workbook of many formulas is XlsxWriter's work (``binder``). This one has a head, values and a filter,
and hundreds of thousands of rows: its parts are written by hand, the rows straight into the archive.
The same rows are the same bytes, and no text is ever a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from xlsxwriter.utility import xl_col_to_name

MOST_ROWS = 1_048_575
"""Of a sheet of Excel, its head left out."""

_LONGEST = 32_767  # characters of a cell
_BATCH = 1_000
_LEVEL = 1  # rows are alike: more effort hardly makes them smaller
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_EPOCH = date(1899, 12, 30).toordinal()
_PLAIN, _DAY, _MONEY, _HEAD = range(4)
_REMEMBERED = 20_000  # texts, which mostly come again

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f"{_OPEN}/spreadsheetml/2006/main"
_OFFICE = f"{_OPEN}/officeDocument/2006/relationships"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _theme() -> str:
    """The plainest theme that the format allows: a workbook must have one, and no cell here refers to it."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{"FFFFFF" if name.startswith("lt") else "000000"}"/></a:{name}>'
        for name in ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    )
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    return (
        f'<a:theme xmlns:a="{_OPEN}/drawingml/2006/main" name="Trame"><a:themeElements>'
        f'<a:clrScheme name="Trame">{colours}</a:clrScheme><a:fontScheme name="Trame">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Trame"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


_FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_PARTS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_PARTS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_PARTS}.styles+xml"/>'
    '<Override PartName="/xl/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/theme" Target="theme/theme1.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00;\\(#,##0.00\\)"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    "xl/theme/theme1.xml": _theme(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """``kind``: t text, i whole number, d date, m money in cents. ``width`` in characters."""

    head: str
    kind: str
    width: float


class TooManyRows(ValueError):
    """More rows than a sheet of Excel holds."""


def write(stream: BinaryIO, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, sheet: str) -> int:
    """Write the workbook to ``stream``; how many rows it has. A None is an empty cell.

    Raises TooManyRows.
    """
    written = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, content in _FIXED.items():
            archive.writestr(_part(name), _XML + content)
        archive.writestr(_part("xl/workbook.xml"), _XML + _workbook(sheet))
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as part:
            part.write((_XML + _top(columns)).encode())
            batch: list[str] = []
            of_row = _row_writer(columns)
            for written, row in enumerate(rows, start=1):
                if written > MOST_ROWS:
                    raise TooManyRows(f"{written} rows")
                batch.append(of_row(written + 1, row))
                if len(batch) == _BATCH:
                    part.write("".join(batch).encode())
                    batch.clear()
            last = f"{xl_col_to_name(len(columns) - 1)}{written + 1}"
            end = f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'
            part.write(("".join(batch) + end).encode())
    return written


def text(value: str) -> str:
    """``value`` as XML holds it: what XML cannot hold is left out, and Excel's limit is kept."""
    return escape(_NOT_XML.sub("", value)[:_LONGEST])


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # no other way before Python 3.13
    return info


def _workbook(sheet: str) -> str:
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _top(columns: Sequence[Column]) -> str:
    """The sheet up to its first row: the head stays in sight."""
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{it.width}" customWidth="1"/>' for n, it in enumerate(columns, start=1)
    )
    heads = "".join(
        f'<c r="{xl_col_to_name(n)}1" s="{_HEAD}" t="inlineStr"><is><t>{text(it.head)}</t></is></c>'
        for n, it in enumerate(columns)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData><row r="1">{heads}</row>'
    )


def _row_writer(columns: Sequence[Column]) -> Callable[[int, Sequence[Any]], str]:
    """Made once for all rows: a pair of strings around each value, with what turns the value into text."""
    cells = [(f'<c r="{xl_col_to_name(n)}', *_CELLS[it.kind]()) for n, it in enumerate(columns)]

    def of_row(number: int, row: Sequence[Any]) -> str:
        parts = [
            f'{start}{number}"{before}{to_text(value)}{after}'
            for (start, before, to_text, after), value in zip(cells, row, strict=True)
            if value is not None
        ]
        return f'<row r="{number}">{"".join(parts)}</row>'

    return of_row


def _remembering() -> Callable[[str], str]:
    """``text``, which remembers what comes again and again."""
    known: dict[str, str] = {}

    def of(value: str) -> str:
        found = known.get(value)
        if found is None:
            found = text(value)
            if len(known) < _REMEMBERED:
                known[value] = found
        return found

    return of


def _day(value: date) -> int:
    return value.toordinal() - _EPOCH


def _dollars(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


_CELLS: dict[str, Callable[[], tuple[str, Callable[[Any], object], str]]] = {
    "t": lambda: (' t="inlineStr"><is><t xml:space="preserve">', _remembering(), "</t></is></c>"),
    "i": lambda: ("><v>", int, "</v></c>"),
    "d": lambda: (f' s="{_DAY}"><v>', _day, "</v></c>"),
    "m": lambda: (f' s="{_MONEY}"><v>', _dollars, "</v></c>"),
}
