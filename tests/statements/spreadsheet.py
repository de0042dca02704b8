"""A spreadsheet program small enough to be read: it recalculates the formulas that the workbook uses.

It starts from the typed cells alone and never looks at a cached value, so what it finds is what a
reader's program will find. Exact: amounts are decimals, as typed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<cells>(?:'[^']+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)
    |(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z][A-Za-z_]*)|(?P<sign><>|<=|>=|[-+*/(),=&<>]))""",
    re.VERBOSE,
)
ZERO = Decimal(0)


def opened(data: bytes) -> tuple[Workbook, Workbook]:
    """The workbook with its formulas, and with the values cached beside them."""
    return openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def formulas(book: Workbook) -> Iterator[tuple[str, str, str]]:
    """Sheet, address and text of every formula."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, str(cell.value)


def exact(value: Any) -> Any:
    """A cell's value with numbers as decimals: a blank is zero where a number is wanted."""
    return Decimal(repr(value)) if isinstance(value, int | float) else value


class Recalculation:
    """The values of a workbook, each worked out when it is asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, str], Any] = {}
        self.columns: dict[str, list[Any]] = {}

    def value(self, sheet: str, address: str) -> Any:
        key = (sheet, address)
        if key not in self.known:
            cell = self.book[sheet][address]
            self.known[key] = (
                _Formula(self, sheet, str(cell.value)[1:]).result() if cell.data_type == "f" else exact(cell.value)
            )
        return self.known[key]

    def block(self, sheet: str, cells: str) -> list[Any]:
        first, top, last, bottom = range_boundaries(cells.replace("$", ""))
        area = self.book[sheet].iter_rows(top, bottom, first, last)
        return [self.value(sheet, cell.coordinate) for row in area for cell in row]

    def name(self, name: str) -> list[Any]:
        if name not in self.columns:
            sheet, _, cells = self.book.defined_names[name].attr_text.rpartition("!")
            self.columns[name] = self.block(sheet.strip("'"), cells)
        return self.columns[name]


class _Formula:
    """One formula: precedence climbs from comparison to joining, sums, products, signs."""

    def __init__(self, values: Recalculation, sheet: str, text: str) -> None:
        self.values, self.sheet = values, sheet
        self.tokens = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in TOKEN.finditer(text)]
        assert "".join(token for _, token in self.tokens) == re.sub(r"\s(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)", "", text)
        self.at = 0

    def result(self) -> Any:
        found = self.compared()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found[0] if isinstance(found, list) else found

    def next_is(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in signs

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def compared(self) -> Any:
        left = self.joined()
        if self.next_is("="):
            self.take()
            return single(left) == single(self.joined())
        return left

    def joined(self) -> Any:
        left = self.summed()
        while self.next_is("&"):
            self.take()
            left = f"{single(left)}{single(self.summed())}"
        return left

    def summed(self) -> Any:
        left = self.product()
        while self.next_is("+", "-"):
            sign = 1 if self.take() == "+" else -1
            left = number(left) + sign * number(self.product())
        return left

    def product(self) -> Any:
        left = self.signed()
        while self.next_is("/"):
            self.take()
            below = number(self.signed())
            left = number(left) / below if below else Decimal("NaN")  # in the branch of an IF not taken
        return left

    def signed(self) -> Any:
        if self.next_is("-"):
            self.take()
            return -number(self.signed())
        return self.atom()

    def atom(self) -> Any:
        group, token = self.tokens[self.at]
        self.at += 1
        if group == "text":
            return token[1:-1].replace('""', '"')
        if group == "number":
            return Decimal(token)
        if group == "cells":
            sheet, _, cells = token.rpartition("!")
            return self.values.block(sheet.strip("'") or self.sheet, cells)
        if token == "(":
            inside = self.compared()
            assert self.take() == ")"
            return inside
        if self.next_is("("):
            return FUNCTIONS[token](*self.arguments())
        return self.values.name(token)

    def arguments(self) -> list[Any]:
        self.take()
        found = [self.compared()]
        while self.next_is(","):
            self.take()
            found.append(self.compared())
        assert self.take() == ")"
        return found


def single(value: Any) -> Any:
    (one,) = value if isinstance(value, list) else [value]
    return one


def number(value: Any) -> Decimal:
    return single(value) or ZERO


def _sum(values: list[Any]) -> Decimal:
    return sum((each for each in values if type(each) is Decimal), ZERO)


def _sumifs(amounts: list[Any], *criteria: Any) -> Decimal:
    pairs = list(zip(criteria[::2], criteria[1::2], strict=True))
    return _sum(
        [
            amount
            for index, amount in enumerate(amounts)
            if all(_meets(values[index], single(wanted)) for values, wanted in pairs)
        ]
    )


def _meets(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and wanted.startswith("<="):
        return isinstance(value, date) and value <= datetime.fromisoformat(wanted[2:])
    if isinstance(wanted, str) and wanted.startswith("<>"):
        return value != wanted[2:]
    return value == wanted


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": _sum,
    "SUMIFS": _sumifs,
    "SUMPRODUCT": _sum,
    "ABS": lambda values: [abs(each) for each in values],
    "ROUND": lambda value, places: number(value).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP),
    "MAX": lambda *values: max(number(each) for each in values),
    "IF": lambda test, then, other: single(then if test else other),
    "DATE": lambda year, month, day: datetime(int(year), int(month), int(day)).isoformat(),  # noqa: DTZ001
}


def columns(sheet: Worksheet, head: int) -> dict[str, str]:
    """Column letters by what the head row says."""
    return {str(cell.value): cell.column_letter for cell in sheet[head] if cell.value}


def row_of(sheet: Worksheet, wanted: str, column: str = "A", after: int = 0) -> int:
    return next(cell.row for cell in sheet[column] if cell.value == wanted and cell.row > after)


def amount(sheet: Worksheet, column: str, row: int) -> str:
    return f"{Decimal(repr(sheet[f'{column}{row}'].value)):.2f}"


def negative(text: str, sign: int) -> str:
    return f"{Decimal(text) * sign + 0:.2f}"


def cached(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def disagreements(book: Workbook, values: Workbook) -> list[tuple[str, str, str]]:
    """The formulas whose cached value is not what they work out to."""
    again = Recalculation(book)
    return [
        (sheet, address, text)
        for sheet, address, text in formulas(book)
        if again.value(sheet, address) != exact(values[sheet][address].value)
    ]
