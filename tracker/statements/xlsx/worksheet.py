"""XlsxWriter's worksheet without what no cell of ours needs, to the same bytes.

Its cells are addressed by numbers and not by letters, no formula of ours is newer than Excel 2007, and a cell has
a style and a value: a row of them is one piece of XML.
"""

from __future__ import annotations

from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

_Cell: TypeAlias = Any  # the library has no types

_LETTERS = [xl_col_to_name(column) for column in range(256)]


class Plain(Worksheet):  # type: ignore[misc]
    """A worksheet of strings, numbers, dates and formulas, each with its style. Anything else is drawn as ever."""

    write_string = Worksheet._write_string
    write_number = Worksheet._write_number
    write_blank = Worksheet._write_blank
    write_datetime = Worksheet._write_datetime
    write_formula = Worksheet._write_formula

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_rows(self) -> None:
        self._calculate_spans()
        for row in range(self.dim_rowmin, self.dim_rowmax + 1):
            cells, info = self.table.get(row), self.row_info.get(row)
            span = self.row_spans.get(row // 16)
            if cells:
                self._write_row(row, span, info)
                self._cells(row, cells)
                self._xml_end_tag("row")
            elif info:
                self._write_empty_row(row, span, info)

    def _cells(self, row: int, cells: dict[int, _Cell]) -> None:
        write, number = self.fh.write, row + 1
        for column in sorted(cells):
            cell = cells[column]
            draw = _DRAWN.get(type(cell))
            if draw is None or cell.format is None:
                self._write_cell(row, column, cell)
            else:
                write(f'<c r="{_LETTERS[column]}{number}" s="{cell.format._get_xf_index()}"{draw(cell)}')


def _formula(cell: _Cell) -> str:
    text = isinstance(cell.value, str)
    kind = ' t="str"' if text and cell.value else ""
    value = escape(cell.value) if text else cell.value
    return f"{kind}><f>{escape(cell.formula)}</f><v>{value}</v></c>"


def _number(cell: _Cell) -> str:
    return f"><v>{cell.number:.16G}</v></c>"


_DRAWN = {
    CellBlankTuple: lambda _cell: "/>",
    CellStringTuple: lambda cell: f' t="s"><v>{cell.string}</v></c>',
    CellNumberTuple: _number,
    CellDatetimeTuple: _number,
    CellFormulaTuple: _formula,
}
"""The rest of a cell, after its address and its style."""
