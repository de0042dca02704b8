"""The workbook of a draft: what is written so far, cells to fill in, lists to choose from, totals that add up.

Column A is hidden and holds the place of each row (a path, or a row's key), so that moved or inserted rows are
found again. The sheet ``_trame`` remembers what was downloaded. Text is never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from tracker.ledger.money import Cents
from tracker.reports.form.answers import NotAnAnswer, read
from tracker.reports.form.layout import Field, Grid, Layout, Row, SectionLayout, Values
from tracker.reports.form.questions import Question, QuestionKind
from tracker.reports.form.template import SectionKind
from tracker.reports.spreadsheet.marks import CELL, COLUMNS, FORM, GRID, HEAD, MEMORY, Origin
from tracker.web.language import language

SPARE_ROWS = 25
"""Empty rows at the end of each table that partners add rows to."""

_INPUTS = 2  # the first column that people write in: A is hidden, B names the row
_LONGEST_LIST = 255  # characters of a list inside a validation: Excel's limit
_Format: TypeAlias = Any  # the library has no types
_DOLLARS = {"fr": '# ##0.00 "$"', "en": '"$"#,##0.00'}
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same report, the same bytes
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Look:
    """The formats of one workbook."""

    title: _Format
    note: _Format
    heading: _Format
    label: _Format
    known: _Format
    money: _Format
    total: _Format
    text: _Format
    long: _Format
    cells: Mapping[QuestionKind, _Format]


def write(layout: Layout, texts: Values, *, title: str, origin: Origin) -> bytes:
    """The workbook of a report in the language being spoken. ``texts`` is the draft as it is kept."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": _MADE})
    look = _look(book)
    names = _names(layout)
    _front(book, look, layout, title, names)
    lists = _Lists(book)
    for section in layout.sections:
        _Sheet(book, book.add_worksheet(names[section.key]), look, lists, texts, origin).draw(section)
    _remember(book, layout, texts, origin)
    lists.write()
    book.close()
    return buffer.getvalue()


def _look(book: Any) -> Look:
    lang = language()
    base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    field = {**base, "locked": False, "bg_color": "#FFF9E5", "border": 1, "border_color": "#D9CFB4"}
    dollars = _DOLLARS[lang]

    def made(**style: object) -> _Format:
        return book.add_format({**base, **style})

    def cell(**style: object) -> _Format:
        return book.add_format({**field, **style})

    return Look(
        title=made(bold=True, font_size=16, font_color="#17594C"),
        note=made(text_wrap=True, font_color="#57605C"),
        heading=made(bold=True, text_wrap=True, bottom=1, bg_color="#EEF3F0"),
        label=made(text_wrap=True),
        known=made(font_color="#57605C", text_wrap=True),
        money=made(num_format=dollars, font_color="#57605C"),
        total=made(num_format=dollars, bold=True, top=1),
        text=made(bold=True, top=1),
        long=cell(text_wrap=True),
        cells={
            QuestionKind.LONG_TEXT: cell(text_wrap=True),
            QuestionKind.SHORT_TEXT: cell(text_wrap=True, num_format="@"),
            QuestionKind.NUMBER: cell(num_format="#,##0.######"),
            QuestionKind.MONEY: cell(num_format=dollars),
            QuestionKind.CHOICE: cell(text_wrap=True),
            QuestionKind.DATE: cell(num_format="yyyy-mm-dd"),
            QuestionKind.YES_NO: cell(),
        },
    )


def _names(layout: Layout) -> dict[str, str]:
    """A sheet's name for each section: its title, as Excel allows it, never twice the same."""
    found: dict[str, str] = {}
    for rank, section in enumerate(layout.sections, start=1):
        title = " ".join(_NOT_IN_A_NAME.sub(" ", section.section.title[language()]).split())
        found[section.key] = f"{rank}. {title}"[:31].strip()
    return found


def _front(book: Any, look: Look, layout: Layout, title: str, names: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(_("Read me"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 90)
    sheet.write_string(0, 0, title, look.title)
    facts = layout.facts
    lines = [
        _("Agreement %(number)s", number=facts.agreement),
        _("Period: %(start)s to %(end)s", start=facts.from_on.isoformat(), end=facts.to_on.isoformat()),
        _("Due on %(date)s", date=facts.due_on.isoformat()),
        "",
        _("Fill in the yellow cells; the others are locked. Leave empty what does not apply."),
        _("In the tables to complete, use the empty rows; you can also insert some."),
        _("Save the file as it is (.xlsx), and send it back on the page of the report, as often as you like."),
        _("Before anything is kept, you see what is taken, what changed meanwhile, and what cannot be read."),
        "",
        *names.values(),
    ]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, look.note)
    sheet.protect()


class _Lists:
    """The answers to choose from that are too long for a cell's own list, on a hidden sheet of their own."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._ranges: dict[tuple[str, ...], str] = {}

    def source(self, words: tuple[str, ...]) -> list[str] | str:
        if len(",".join(words)) <= _LONGEST_LIST and not any("," in word for word in words):
            return list(words)
        if words not in self._ranges:
            column = xl_col_to_name(len(self._ranges))
            self._ranges[words] = f"=_listes!${column}$1:${column}${len(words)}"
        return self._ranges[words]

    def write(self) -> None:
        if not self._ranges:
            return
        sheet = self._book.add_worksheet("_listes")
        for column, words in enumerate(self._ranges):
            for row, word in enumerate(words):
                sheet.write_string(row, column, word)
        sheet.very_hidden()


class _Sheet:
    """One section's sheet, drawn from top to bottom."""

    def __init__(self, book: Any, sheet: Any, look: Look, lists: _Lists, texts: Values, origin: Origin) -> None:
        self.sheet, self.look, self.lists, self.texts, self.origin = sheet, look, lists, texts, origin
        self.row = 0
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 12, 20)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)

    def draw(self, section: SectionLayout) -> None:
        lang = language()
        self.sheet.write_string(0, 1, section.section.title[lang], self.look.title)
        self.row = 1
        if guidance := section.section.guidance[lang]:
            self.sheet.merge_range(1, 1, 1, 6, guidance, self.look.note)
            self.sheet.set_row(1, 34)
            self.row = 2
        for item in section.items:
            self.row += 1
            if isinstance(item, Field):
                self._field(item)
            else:
                self._grid(item)
        self.sheet.protect("", {"insert_rows": True, "format_rows": True, "format_columns": True, "sort": True})

    def _field(self, field: Field) -> None:
        lang, question = language(), field.question
        self.sheet.write_string(self.row, 0, f"{CELL}{field.path}")
        self.sheet.write_string(self.row, 1, _asked(question), self.look.label)
        if question.kind is QuestionKind.LONG_TEXT:
            self.sheet.merge_range(self.row, _INPUTS, self.row, _INPUTS + 5, "", self.look.long)
            self.sheet.set_row(self.row, 110)
        self._answer(self.row, _INPUTS, question, self.texts.get(field.path, ""))
        if help_ := question.help[lang]:
            self.row += 1
            self.sheet.merge_range(self.row, 1, self.row, 6, help_, self.look.note)
        self.row += 1

    def _grid(self, grid: Grid) -> None:
        lang = language()
        known = grid.figures
        finance = grid.kind is SectionKind.FINANCE
        self.sheet.write_string(self.row, 0, f"{GRID}{grid.path}")
        self.sheet.write_string(self.row, 1, grid.title[lang], self.look.title)
        columns = [key for key, _title in known] + [column.key for column in grid.columns]
        heads = [title[lang] for _key, title in known] + [_asked(column) for column in grid.columns]
        self.row += 1
        self.sheet.write_string(self.row, 0, COLUMNS)
        for at, key in enumerate(columns):
            self.sheet.write_string(self.row, _INPUTS + at, key)
        self.sheet.set_row(self.row, None, None, {"hidden": True})
        self.row += 1
        self.sheet.write_string(self.row, 0, HEAD)
        extra = [_("Cumulative"), _("Balance")] if finance else []
        for at, head in enumerate(["", *heads, *extra]):
            self.sheet.write_string(self.row, 1 + at, head, self.look.heading)
        self.row += 1
        first = self.row
        for row in self._rows(grid):
            self._grid_row(grid, row, columns)
        if finance:
            self._totals(grid, first, columns)

    def _rows(self, grid: Grid) -> list[Row]:
        if not grid.free:
            return list(grid.rows)
        spare = [Row(f"x{self.origin.revision}-{rank:03d}") for rank in range(SPARE_ROWS)]
        filled = list(grid.filled(self.texts))
        keys = {row.key for row in filled}
        return filled + [row for row in spare if row.key not in keys]

    def _grid_row(self, grid: Grid, row: Row, columns: list[str]) -> None:
        self.sheet.write_string(self.row, 0, row.key)
        self.sheet.write_string(self.row, 1, row.label[language()] if row.label else "", self.look.label)
        figures = row.figures or {}
        for at, key in enumerate(columns):
            column = grid.column(key)
            if column is not None:
                self._answer(self.row, _INPUTS + at, column, self.texts.get(grid.cell(row.key, key), ""))
            elif isinstance(figure := figures.get(key, ""), int):
                self.sheet.write_number(self.row, _INPUTS + at, _dollars(figure), self.look.money)
            else:
                self.sheet.write_string(self.row, _INPUTS + at, str(figure), self.look.known)
        if grid.kind is SectionKind.FINANCE:
            self._balances(figures, columns)
        self.row += 1

    def _balances(self, figures: Mapping[str, Cents | str], columns: list[str]) -> None:
        """Cumulative and balance of a line, as formulas; an empty cell counts for nothing."""
        at = {key: xl_rowcol_to_cell(self.row, _INPUTS + rank) for rank, key in enumerate(columns)}
        end = _INPUTS + len(columns)
        before = int(figures["accepted"]) + int(figures["pending"])
        total = f"=ROUND({at['accepted']}+{at['pending']}+{at['spent']},2)"
        self.sheet.write_formula(self.row, end, total, self.look.money, _dollars(before))
        left = f"=ROUND({at['authorised']}-{xl_rowcol_to_cell(self.row, end)}-{at['forecast']},2)"
        self.sheet.write_formula(
            self.row, end + 1, left, self.look.money, _dollars(int(figures["authorised"]) - before)
        )

    def _totals(self, grid: Grid, first: int, columns: list[str]) -> None:
        self.sheet.write_string(self.row, 0, HEAD)
        self.sheet.write_string(self.row, 1, _("Total"), self.look.text)
        for at, key in enumerate([*columns, "cumulative", "balance"]):
            if key == "why":
                continue
            column = xl_col_to_name(_INPUTS + at)
            self.sheet.write_formula(
                self.row, _INPUTS + at, f"=SUM({column}{first + 1}:{column}{self.row})", self.look.total
            )
        self.row += 1

    def _answer(self, row: int, column: int, question: Question, text: str) -> None:
        """The cell of an answer: as what it is when it can be read, else as it was typed."""
        look = self.look.cells[question.kind]
        self._allow(row, column, question)
        try:
            answer = read(question, text)
        except NotAnAnswer:
            self.sheet.write_string(row, column, text, look)
            return
        if not answer:
            self.sheet.write_blank(row, column, None, look)
        elif question.kind in (QuestionKind.MONEY, QuestionKind.NUMBER):
            self.sheet.write_number(row, column, Decimal(answer), look)
        elif question.kind is QuestionKind.DATE:
            self.sheet.write_datetime(row, column, date.fromisoformat(answer), look)
        else:
            self.sheet.write_string(row, column, _in_words(question, answer), look)

    def _allow(self, row: int, column: int, question: Question) -> None:
        """The list of a choice. It warns and never refuses: what is typed is read with more patience than that."""
        words = _choices(question)
        if words:
            self.sheet.data_validation(
                row,
                column,
                row,
                column,
                {"validate": "list", "source": self.lists.source(words), "error_type": "warning"},
            )


def _remember(book: Any, layout: Layout, texts: Values, origin: Origin) -> None:
    """What was downloaded, for the three-way comparison; nobody sees this sheet."""
    sheet = book.add_worksheet(MEMORY)
    head = (FORM, origin.agreement, str(origin.report), str(origin.template), str(origin.revision), language())
    for column, value in enumerate(head):
        sheet.write_string(0, column, value)
    rows = sorted(texts.items())
    for row, (path, text) in enumerate(rows, start=1):
        sheet.write_string(row, 0, path)
        sheet.write_string(row, 1, text)
    sheet.very_hidden()


def _asked(question: Question) -> str:
    return f"{question.label[language()]}{' *' if question.required else ''}"


def _choices(question: Question) -> tuple[str, ...]:
    if question.kind is QuestionKind.YES_NO:
        return (_("Yes"), _("No"))
    return tuple(choice.label[language()] for choice in question.choices)


def _in_words(question: Question, answer: str) -> str:
    if question.kind is QuestionKind.YES_NO:
        return str(_("Yes") if answer == "yes" else _("No"))
    return next((it.label[language()] for it in question.choices if it.code == answer), answer)


def _dollars(cents: Cents) -> Decimal:
    return Decimal(cents) / 100
