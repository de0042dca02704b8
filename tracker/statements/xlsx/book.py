"""The workbook and its sheets as the writers see them: styles, rows, addresses, names, print setup."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from tracker.ledger.fiscal import POST_CLOSING
from tracker.ledger.money import NBSP, Cents, format_money
from tracker.statements import wording as shared
from tracker.statements.statement import Lang, Statement, Text
from tracker.statements.typography import long_day
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.figures import Figure, Journal, Match

_NO_BREAK = re.compile("(?<=[^ ]) (?=[:%$»])|(?<=«) ")
INK, PETROL, SECONDARY, HAIRLINE, TRACK = "#1C2122", "#0F4552", "#4D5759", "#C2CACA", "#D9DFDF"
SIZE = 10.5

Cell: TypeAlias = "str | date | int | Decimal | Figure | None"
Style: TypeAlias = Any  # an XlsxWriter format: the library has no types


class Untied(ValueError):
    """A figure of the statement is not what the detail sheets add up to; nothing is written."""


def dollars(cents: Cents) -> Decimal:
    return Decimal(cents).scaleb(-2)


def share(part: Cents, whole: Cents) -> Decimal:
    """``part`` of ``whole`` to a tenth of a percent, as ``ROUND`` does it."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.001"), ROUND_HALF_UP)


def money_formats(lang: Lang) -> dict[str, str]:
    """Accounting formats whose decimals align down a column, with the dollar sign or its width.

    ``plain`` and ``first`` show nil as a dash, ``total`` as 0.00.
    """
    if lang == "fr":
        plain, signed = (rf"_ * #,##0.00_)\ {end}_ ;_ * \(#,##0.00\)\ {end}_ " for end in ("_$", '"$"'))
        nil = r'_ * "–"_)\ _$_ '
    else:
        plain, signed = (rf"_ * {sign}#,##0.00_)_ ;_ * \({sign}#,##0.00\)_ " for sign in ("", '"$"'))
        nil = '_ * "–"_)_ '
    zero = signed.split(";", maxsplit=1)[0]
    text = "_ @_ "
    return {
        "plain": f"{plain};{nil};{text}",
        "first": f"{signed};{nil};{text}",
        "total": f"{signed};{zero};{text}",
        "key": r'#,##0.00\ "$";\(#,##0.00\)\ "$"' if lang == "fr" else r'"$"#,##0.00;\("$"#,##0.00\)',
    }


class Book:
    """One workbook of one statement in one language."""

    def __init__(self, statement: Statement, lang: Lang) -> None:
        self.statement = statement
        self.lang = lang
        self.header = statement.header
        # a year's commitment is as at its end, whatever was decided since
        self.until = None if self.header.fiscal_year is None else min(self.header.as_of, self.header.period[1])
        self.journal = Journal(statement.postings, statement.expenses, until=self.until)
        self._bytes = io.BytesIO()
        self._styles: dict[tuple[tuple[str, object], ...], Style] = {}
        self._formats = money_formats(lang)
        self._refs = {line.code: line.ref for line in self.lines}
        self._names = {line.code: line.name[lang] for line in self.lines}
        self.workbook = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": "Calibri", "font_size": SIZE},
            },
        )
        self._worksheets = {name.en: self.workbook.add_worksheet(name[lang]) for name in w.SHEETS}
        self._properties()

    @property
    def lines(self) -> Sequence[Any]:
        """The budget lines of the statement's own table, of a year or cumulative."""
        table = self.statement.year or self.statement.cumulative
        return table.lines if table else ()

    @property
    def amount_width(self) -> float:
        """Wide enough for the largest total, its sign and its padding."""
        commitment = sum(abs(allotment.committed) for allotment in self.statement.allotments)
        claimed = sum(abs(expense.declared) for expense in self.statement.expenses)
        return max(14.5, len(format_money(max(commitment, claimed), self.lang)) + 3.5)

    def say(self, text: Text, **values: object) -> str:
        """The text in the workbook's language, its places filled, with the no-break spaces of French."""
        said = text[self.lang].format(**values) if values else text[self.lang]
        return _NO_BREAK.sub(NBSP, said) if self.lang == "fr" else said

    def heads(self, texts: Sequence[Text]) -> list[str]:
        return [self.say(text) for text in texts]

    def year(self, fiscal_year: str) -> str:
        return self.say(w.POST_CLOSING) if fiscal_year == POST_CLOSING else fiscal_year

    def line_ref(self, code: str | None) -> str:
        return str(self._refs.get(code or "", ""))

    def line_name(self, code: str | None) -> str:
        return str(self._names.get(code or "", code or ""))

    def term(self, terms: Mapping[str, Text], key: str) -> str:
        """The word for a code of the journal; the code itself if it has none yet."""
        return terms[key][self.lang] if key in terms else key

    def account(self, account: str) -> str:
        return self.term(w.ACCOUNTS, account)

    def kind(self, kind: str) -> str:
        return self.term(w.KINDS, kind)

    def of_account(self, account: str) -> Match:
        return Match(account, f'"{self.account(account)}"')

    def of_kind(self, kind: str) -> Match:
        return Match(kind, f'"{self.kind(kind)}"')

    def but_kind(self, kind: str) -> Match:
        return Match(kind, f'"<>{self.kind(kind)}"')

    def style(self, **properties: object) -> Style:
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            self._styles[key] = self.workbook.add_format(
                {"font_name": "Calibri", "font_size": SIZE, "font_color": INK, "valign": "vcenter", **properties}
            )
        return self._styles[key]

    def money_format(self, which: str) -> str:
        return self._formats[which]

    def sheet(self, name: Text, widths: Sequence[float], *, landscape: bool) -> Sheet:
        """The sheet of that name, which waits empty at its place."""
        return Sheet(self, self._worksheets[name.en], widths, landscape=landscape)

    def define(self, name: str, address: str) -> None:
        self.workbook.define_name(name, f"={address}")

    def bytes(self) -> bytes:
        self.workbook.close()
        return self._bytes.getvalue()

    def title(self) -> str:
        """``Exercice 2017-2018 de l’entente PE-2016-014``."""
        header = self.header
        if header.fiscal_year is None:
            return self.say(shared.CUMULATIVE_OF, agreement=header.agreement)
        return self.say(shared.YEAR_OF, year=header.fiscal_year, agreement=header.agreement)

    def known_at(self) -> datetime:
        known_at = self.header.known_at
        return known_at.astimezone(UTC) if known_at.tzinfo else known_at.replace(tzinfo=UTC)

    def _properties(self) -> None:
        header = self.header
        self.workbook.set_properties(
            {
                "title": f"{self.say(shared.DOCUMENT)} – {self.title()}"[:255],
                "subject": header.title[self.lang][:255],
                "author": header.funder[self.lang][:255],
                "company": header.funder[self.lang][:255],
                "keywords": header.agreement,
                "comments": self.say(shared.FICTIONAL) if header.fictional else "",
                "created": self.known_at().replace(microsecond=0, tzinfo=None),
            }
        )


class Sheet:
    """One worksheet. Rows and columns count from 0; a row is drawn as a whole, with its rule."""

    def __init__(self, book: Book, worksheet: Any, widths: Sequence[float], *, landscape: bool) -> None:
        self.book = book
        self.worksheet = worksheet
        self.widths = tuple(widths)
        self._page(landscape)

    def _page(self, landscape: bool) -> None:
        sheet, book, header = self.worksheet, self.book, self.book.header
        sheet.hide_gridlines(2)
        sheet.set_paper(1)  # US Letter
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.85, bottom=0.8)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        number = book.say(shared.AGREEMENT, agreement=header.agreement)
        if header.number:
            number = f"{book.say(shared.STATEMENT_NUMBER, number=header.number)} · {number}"
        middle = f'&C&"Calibri,Bold"&8&K9A3412{book.say(shared.FICTIONAL)}' if header.fictional else ""
        font = '&"Calibri,Regular"&8&K4D5759'
        sheet.set_header(
            f"&L{font}{_running(header.funder[book.lang])}{middle}&R{font}{_running(number)}", {"margin": 0.4}
        )
        dated = book.say(shared.AS_OF_RUNNING, date=long_day(header.as_of, book.lang))
        as_of = f"{book.say(shared.UNAUDITED)} · {dated}"
        sheet.set_footer(f"&L{font}{_running(as_of)}&R{font}{book.say(w.PAGE)}", {"margin": 0.4})

    def at(self, row: int, column: int, cents: Cents) -> Figure:
        """The figure of a cell of this sheet, for formulas of the same sheet."""
        return Figure(cents, xl_rowcol_to_cell(row, column))

    def seen(self, row: int, column: int, cents: Cents) -> Figure:
        """The same for formulas of another sheet."""
        return Figure(cents, f"{self._quoted}!{xl_rowcol_to_cell(row, column)}")

    def sum(self, row: int, column: int, last_row: int, last_column: int, cents: Cents) -> Figure:
        """The SUM of a range of this sheet; ``cents`` is what its cells add up to."""
        return Figure(cents, f"SUM({xl_rowcol_to_cell(row, column)}:{xl_rowcol_to_cell(last_row, last_column)})")

    def freeze(self, head: int, columns: int) -> None:
        """Keep the head row and the first columns in sight, and repeat the head on every page."""
        self.worksheet.freeze_panes(head + 1, columns)
        self.worksheet.repeat_rows(head)

    def criterion(self, row: int, column: int, value: str, *, fix_row: bool = False) -> Match:
        """A cell that holds what a SUMIFS looks for; its row or its column stays when copied."""
        return Match(value, xl_rowcol_to_cell(row, column, row_abs=fix_row, col_abs=not fix_row))

    def name_cell(self, name: str, row: int, column: int) -> None:
        self.book.define(name, f"{self._quoted}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}")

    def name_column(self, name: str, first: int, last: int, column: int) -> None:
        letter = xl_col_to_name(column)
        self.book.define(name, f"{self._quoted}!${letter}${first + 1}:${letter}${max(first, last) + 1}")

    def heading(self, title: str, caption: str) -> None:
        """The sheet's title on row 0 and its caption on row 1; tables start on row 3."""
        sheet, book = self.worksheet, self.book
        sheet.set_row(0, 27)
        sheet.write_string(0, 1, title, book.style(font_name="Cambria", font_size=16, font_color=PETROL))
        sheet.write_string(1, 1, caption, book.style(font_size=9, font_color=SECONDARY))

    def section(self, row: int, title: str, caption: str = "") -> None:
        """A table's title on ``row`` and its caption on the next."""
        sheet, book = self.worksheet, self.book
        sheet.set_row(row, 22)
        sheet.write_string(row, 1, title, book.style(font_name="Cambria", font_size=13, font_color=PETROL))
        if caption:
            sheet.write_string(row + 1, 1, caption, book.style(font_size=9, font_color=SECONDARY))

    def head(self, row: int, labels: Sequence[str], kinds: str) -> None:
        """A head row: ``kinds`` as in ``row``. A head that is too long for its column wraps."""
        book = self.book
        for column, (label, kind) in enumerate(zip(labels, kinds, strict=True)):
            properties: dict[str, object] = {"font_size": 9, "font_color": SECONDARY, "valign": "bottom"}
            if kind == "r":
                properties["font_size"] = 8
            else:
                properties |= {"bottom": 1, "bottom_color": INK, "text_wrap": True}
            if kind in "mpxn":
                properties |= {"align": "right", "indent": 1}
            self.worksheet.write_string(row, column, label, book.style(**properties))
        deepest = max(
            _lines(label, self.widths[column] - 2) for column, label in enumerate(labels) if kinds[column] != "r"
        )
        self.worksheet.set_row(row, 4 + 12 * deepest)

    def row(
        self,
        row: int,
        cells: Sequence[Cell],
        kinds: str,
        *,
        rule: str = "row",
        first: bool = False,
        bold: bool = False,
        nil: bool = True,
    ) -> None:
        """Draw a row. Each letter of ``kinds`` is a column's: r reference, t text, d date, n number,
        m money, p percentage, x difference. ``rule`` is row (hairline) or ink; ``first`` puts the
        dollar sign; without ``nil`` a zero shows as 0.00.
        """
        deepest = 1
        for column, (value, kind) in enumerate(zip(cells, kinds, strict=True)):
            style = self._style(kind, rule, "total" if first and not nil else "first" if first else "plain", bold)
            if isinstance(value, str) and kind == "t":
                deepest = max(deepest, _lines(value, self.widths[column]))
            self._write(row, column, value, style)
        self.worksheet.set_row(row, 3 + 13.5 * deepest)

    def _write(self, row: int, column: int, value: Cell, style: Style) -> None:
        sheet = self.worksheet
        if isinstance(value, Figure):
            if value.expression:
                self.formula(row, column, value, style)
            else:
                sheet.write_number(row, column, dollars(value.cents), style)
        elif value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_number(row, column, value, style)

    def formula(self, row: int, column: int, figure: Figure, style: Style) -> None:
        """A live formula to the cent, cached with its value. A mere address needs no rounding."""
        text = figure.expression if figure.is_address else f"ROUND({figure.expression},2)"
        self.worksheet.write_formula(row, column, f"={text}", style, dollars(figure.cents))

    def rate(
        self, row: int, column: int, part: Figure, whole: Figure, *, rule: str = "row", bold: bool = False
    ) -> None:
        """``part`` of ``whole`` as a percentage, a dash where there is nothing to divide by."""
        value = share(part.cents, whole.cents) if whole.cents else "–"
        self.worksheet.write_formula(
            row,
            column,
            f'=IF({whole.expression}=0,"–",ROUND({part.expression}/{whole.expression},3))',
            self._style("p", rule, "plain", bold),
            value,
        )

    def note(self, row: int, column: int, text: str, **properties: object) -> None:
        self.worksheet.write_string(row, column, text, self.book.style(**properties))

    def merged(self, row: int, first: int, last: int, text: str, **properties: object) -> float:
        """Wrapped text over several columns of a row; the height that it needs, in points."""
        style = self.book.style(text_wrap=True, **properties)
        self.worksheet.merge_range(row, first, row, last, "", style)
        self.worksheet.write_string(row, first, text, style)
        return 3 + 13.5 * _lines(text, sum(self.widths[first : last + 1]))

    def height(self, column: int, text: str) -> float:
        """Points that wrapped ``text`` takes in a column."""
        return 3 + 13.5 * _lines(text, self.widths[column])

    def rule(self, ink: bool) -> dict[str, object]:
        """The properties of the rule under a row."""
        return {"bottom": 1, "bottom_color": INK if ink else HAIRLINE}

    def _style(self, kind: str, rule: str, money: str, bold: bool) -> Style:
        book = self.book
        if kind == "r":
            return book.style(font_size=8, font_color=SECONDARY)
        properties = self.rule(rule == "ink")
        if bold:
            properties["bold"] = True
        if kind == "m":
            properties["num_format"] = book.money_format(money)
        elif kind == "d":
            properties |= {"num_format": "yyyy-mm-dd", "align": "left"}
        elif kind == "p":
            properties |= {"num_format": r"0.0\ %" if book.lang == "fr" else "0.0%", "align": "right", "indent": 1}
        elif kind == "x":
            properties |= {"num_format": "0.00", "align": "right", "indent": 1}
        elif kind == "n":
            properties |= {"num_format": "#,##0.###", "align": "right", "indent": 1}
        elif kind == "i":
            properties["align"] = "left"
        else:
            properties["text_wrap"] = True
        return book.style(**properties)

    @property
    def _quoted(self) -> str:
        return f"'{self.worksheet.get_name()}'"


def tied(figure: Figure, expected: Cents, what: str) -> Figure:
    """``figure``, once it is the statement's own. Raises Untied with both sides."""
    if figure.cents != expected:
        raise Untied(f"{what}: {figure.expression} is {figure.cents}, the statement says {expected}")
    return figure


def _lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column, a little on the safe side."""
    room = max(4, int(width * 1.02))
    return sum(max(1, len(textwrap.wrap(part, room))) for part in text.split("\n")) or 1


def _running(text: str) -> str:
    """Text of a running header or footer: 255 characters in all, and ``&`` is a command there."""
    return textwrap.shorten(text, 70, placeholder="…").replace("&", "&&")
