"""A worksheet as the writers see it: rows drawn as a whole, addresses, names, print setup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from tracker.ledger.money import Cents
from tracker.statements import wording as shared
from tracker.statements.typography import long_day
from tracker.statements.xlsx import wording as w
from tracker.statements.xlsx.figures import Figure, Match
from tracker.statements.xlsx.look import (
    HAIRLINE,
    INK,
    PETROL,
    SECONDARY,
    WARNING,
    dollars,
    follows_money,
    lines_of,
    running,
    share,
)

if TYPE_CHECKING:
    from tracker.statements.xlsx.binder import Binder

Cell: TypeAlias = "str | date | int | Decimal | Figure | None"
Style: TypeAlias = Any  # an XlsxWriter format: the library has no types

TALLEST = 409
"""Points: Excel's limit for a row."""


class Sheet:
    """One worksheet. Rows and columns count from 0; a row is drawn as a whole, with its rule."""

    def __init__(self, book: Binder, worksheet: Any, widths: Sequence[float], *, landscape: bool) -> None:
        self.book = book
        self.worksheet = worksheet
        self.widths = tuple(widths)
        self._styles: dict[tuple[str, str, str, bool], list[Style]] = {}
        self._page(landscape)

    def _page(self, landscape: bool) -> None:
        sheet, book, header = self.worksheet, self.book, self.book.dated
        sheet.hide_gridlines(2)
        sheet.set_paper(1)  # US Letter
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.85, bottom=0.8)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        number = book.subject
        if header.number:
            number = f"{book.say(shared.STATEMENT_NUMBER, number=header.number)} · {number}"
        number = number[:1].upper() + number[1:]
        middle = f'&C&"Calibri,Bold"&8&K{WARNING[1:]}{book.say(shared.FICTIONAL)}' if header.fictional else ""
        font = '&"Calibri,Regular"&8&K' + SECONDARY[1:]
        sheet.set_header(
            f"&L{font}{running(header.funder[book.lang])}{middle}&R{font}{running(number)}", {"margin": 0.4}
        )
        dated = book.say(shared.AS_OF_RUNNING, date=long_day(header.as_of, book.lang))
        as_of = f"{book.say(shared.UNAUDITED)} · {dated}"
        sheet.set_footer(f"&L{font}{running(as_of)}&R{font}{book.say(w.PAGE)}", {"margin": 0.4})

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

    def on_one_page(self) -> None:
        self.worksheet.fit_to_pages(1, 1)

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
            elif follows_money(kinds, column):
                properties["indent"] = 1
            self.worksheet.write_string(row, column, label, book.style(**properties))
        deepest = max(
            lines_of(label, self.widths[column] - 2) for column, label in enumerate(labels) if kinds[column] != "r"
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
        """Draw a row. Each letter of ``kinds`` is a column's: r reference in the margin, s reference
        within the table, t text, d date, i identifier, n number, m money, p percentage, x difference.
        ``rule`` is row (hairline) or ink; ``first`` puts the dollar sign; without ``nil`` a zero
        shows as 0.00.
        """
        deepest = 1
        money = "total" if first and not nil else "first" if first else "plain"
        look = (kinds, rule, money, bold)
        styles = self._styles.get(look)
        if styles is None:
            styles = self._styles[look] = [
                self._style(kind, rule, money, bold, follows_money(kinds, at)) for at, kind in enumerate(kinds)
            ]
        for column, (value, kind, style) in enumerate(zip(cells, kinds, styles, strict=True)):
            if kind == "t" and isinstance(value, str):
                deepest = max(deepest, lines_of(value, self.widths[column]))
            self._write(row, column, value, style)
        self.worksheet.set_row(row, min(3 + 13.5 * deepest, TALLEST))

    def _write(self, row: int, column: int, value: Cell, style: Style) -> None:
        sheet = self.worksheet
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, Figure):
            if value.expression:
                self.formula(row, column, value, style)
            else:
                sheet.write_number(row, column, dollars(value.cents), style)
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

    def percent(self, row: int, column: int, part: int, whole: int, *, rule: str = "row") -> None:
        """A share that is typed and not computed, to a hundredth of a per cent."""
        style = self.book.style(
            num_format=r"0.00\ %" if self.book.lang == "fr" else "0.00%",
            align="right",
            indent=1,
            **self.rule(rule == "ink"),
        )
        self.worksheet.write_number(row, column, Decimal(part) / whole, style)

    def note(self, row: int, column: int, text: str, **properties: object) -> None:
        self.worksheet.write_string(row, column, text, self.book.style(**properties))

    def merged(self, row: int, first: int, last: int, text: str, **properties: object) -> float:
        """Wrapped text over several columns of a row; the height that it needs, in points."""
        style = self.book.style(text_wrap=True, **properties)
        self.worksheet.merge_range(row, first, row, last, "", style)
        self.worksheet.write_string(row, first, text, style)
        return 3 + 13.5 * lines_of(text, sum(self.widths[first : last + 1]))

    def height(self, column: int, text: str) -> float:
        """Points that wrapped ``text`` takes in a column."""
        return 3 + 13.5 * lines_of(text, self.widths[column])

    def rule(self, ink: bool) -> dict[str, object]:
        """The properties of the rule under a row."""
        return {"bottom": 1, "bottom_color": INK if ink else HAIRLINE}

    def _style(self, kind: str, rule: str, money: str, bold: bool, indent: bool = False) -> Style:
        book = self.book
        if kind == "r":
            return book.style(font_size=8, font_color=SECONDARY)
        properties = self.rule(rule == "ink")
        if bold:
            properties["bold"] = True
        if indent:
            properties |= {"align": "left", "indent": 1}
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
        elif kind == "s":
            properties |= {"font_size": 8, "font_color": SECONDARY}
        else:
            properties["text_wrap"] = True
        return book.style(**properties)

    @property
    def _quoted(self) -> str:
        return f"'{self.worksheet.get_name()}'"
