"""One section's sheet in the workbook of a draft, drawn from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any, Protocol

from flask_babel import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from tracker.bilingual import Text
from tracker.ledger.money import Cents
from tracker.reports.form.answers import NotAnAnswer, cents, read
from tracker.reports.form.layout import Field, Grid, Row, SectionLayout, Values
from tracker.reports.form.questions import Question, QuestionKind
from tracker.reports.form.template import SectionKind
from tracker.reports.spreadsheet.look import Look
from tracker.reports.spreadsheet.marks import CELL, COLUMNS, GRID, HEAD, Origin, spare
from tracker.web.language import language

SPARE_ROWS = 40
"""Empty rows at the end of each table that partners add rows to."""
LONGEST_CELL = 32_767
"""Characters that a cell holds: Excel's limit."""

_INPUTS = 2  # the first column that people write in: A is hidden, B names the row
_WIDE = 6  # the last column that a long text spans
_LINE = 130  # characters of a line across those
_CUMULATIVE, _BALANCE = "=cumulative", "=balance"
_ADDED = ("authorised", "accepted", "pending", "spent", _CUMULATIVE, "forecast", _BALANCE)


class Choosable(Protocol):
    """Where the lists of a workbook are kept."""

    def source(self, words: tuple[str, ...]) -> list[str] | str: ...


class Sheet:
    """A sheet being drawn; ``row`` is the next one."""

    def __init__(
        self, sheet: Any, look: Look, lists: Choosable, texts: Values, origin: Origin, *, closed: bool
    ) -> None:
        self.sheet, self.look, self.lists, self.texts, self.origin = sheet, look, lists, texts, origin
        self.closed, self.row = closed, 0
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 12, 20)
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)

    def draw(self, section: SectionLayout) -> None:
        """The whole section."""
        lang = language()
        self.sheet.write_string(0, 1, section.section.title[lang], self.look.title)
        self.sheet.set_row(0, 24)
        self.row = 1
        if self.closed:
            self._note(_("This section was accepted: it can only be read."))
        self._note(section.section.guidance[lang])
        for item in section.items:
            self.row += 1
            if isinstance(item, Field):
                self._field(item, section)
            else:
                self._grid(item, section)
        allowed = dict.fromkeys(("format_cells", "format_rows", "format_columns"), True)
        if not self.closed:
            allowed |= dict.fromkeys(("insert_rows", "delete_rows", "sort"), True)
        self.sheet.protect("", allowed)

    def _note(self, text: str) -> None:
        if text:
            self.sheet.merge_range(self.row, 1, self.row, _WIDE, text, self.look.note)
            self.sheet.set_row(self.row, 15 * ceil(len(text) / _LINE))
            self.row += 1

    def _field(self, field: Field, section: SectionLayout) -> None:
        question = field.question
        self.sheet.write_string(self.row, 0, f"{CELL}{field.path}")
        self.sheet.write_string(self.row, 1, _asked(question), self.look.label)
        long = question.kind is QuestionKind.LONG_TEXT
        self.sheet.set_row(self.row, 110 if long else 15 * ceil(len(_asked(question)) / 42))
        if long:
            look = self.look.closed[question.kind] if self.closed else self.look.long
            self.sheet.merge_range(self.row, _INPUTS, self.row, _WIDE, "", look)
        self._allow(self.row, self.row, _INPUTS, question)
        self._answer(self.row, _INPUTS, question, self.texts.get(field.path, ""))
        self.row += 1
        self._note(_help(question, section))

    def _grid(self, grid: Grid, section: SectionLayout) -> None:
        self.sheet.write_string(self.row, 0, f"{GRID}{grid.path}")
        self.sheet.write_string(self.row, 1, grid.title[language()], self.look.heading)
        self.row += 1
        self._note(" ".join(filter(None, (grid.help[language()], _only_if(grid.shown_if, section)))))
        columns = _columns(grid)
        self.sheet.write_string(self.row, 0, COLUMNS)
        for at, (key, _head) in enumerate(columns):
            self.sheet.write_string(self.row, _INPUTS + at, key)
        self.sheet.set_row(self.row, None, None, {"hidden": True})
        self.row += 1
        self.sheet.write_string(self.row, 0, HEAD)
        self.sheet.set_row(self.row, 32)
        self.sheet.write_string(self.row, 1, "", self.look.head)
        for at, (key, head) in enumerate(columns, start=_INPUTS):
            self.sheet.write_string(self.row, at, head, self.look.figure_head if _adds(grid, key) else self.look.head)
        self.row += 1
        first = self.row
        for row in self._rows(grid):
            self._grid_row(grid, row, columns)
        for at, (key, _head) in enumerate(columns):
            if (column := grid.column(key)) and self.row > first:
                self._allow(first, self.row - 1, _INPUTS + at, column)
        if grid.kind is SectionKind.FINANCE:
            self._totals(grid, first, columns)

    def _rows(self, grid: Grid) -> list[Row]:
        if not grid.free:
            return list(grid.rows)
        filled = list(grid.filled(self.texts))
        return filled + [Row(spare(self.origin.download, rank)) for rank in range(1, SPARE_ROWS + 1)]

    def _grid_row(self, grid: Grid, row: Row, columns: list[tuple[str, str]]) -> None:
        if grid.free and not self.closed:  # a row whose cells are all unlocked can be deleted and sorted
            self.sheet.set_row(self.row, None, self.look.free)
            self.sheet.write_string(self.row, 0, row.key, self.look.free)
        else:
            self.sheet.write_string(self.row, 0, row.key)
            self.sheet.write_string(self.row, 1, row.label[language()] if row.label else "", self.look.label)
        known = {**(row.figures or {}), **self._sums(grid, row)}
        places = {key: xl_rowcol_to_cell(self.row, _INPUTS + at) for at, (key, _head) in enumerate(columns)}
        for at, (key, _head) in enumerate(columns, start=_INPUTS):
            column, figure = grid.column(key), known.get(key, "")
            if column is not None:
                self._answer(self.row, at, column, self.texts.get(grid.cell(row.key, key), ""))
            elif key in (_CUMULATIVE, _BALANCE):
                self.sheet.write_formula(self.row, at, _sum(key, places), self.look.money, _dollars(int(figure)))
            elif isinstance(figure, int):
                self.sheet.write_number(self.row, at, _dollars(figure), self.look.money)
            else:
                self.sheet.write_string(self.row, at, str(figure), self.look.known)
        self.row += 1

    def _sums(self, grid: Grid, row: Row) -> dict[str, Cents]:
        """What a budget line adds up to, in cents, with what is written so far."""
        if grid.kind is not SectionKind.FINANCE:
            return {}
        figures = {name: int(figure) for name, figure in (row.figures or {}).items()}
        written = {name: self._cents(grid, row, name) for name in ("spent", "forecast")}
        cumulative = figures["accepted"] + figures["pending"] + written["spent"]
        balance = figures["authorised"] - cumulative - written["forecast"]
        return {**figures, **written, _CUMULATIVE: cumulative, _BALANCE: balance}

    def _cents(self, grid: Grid, row: Row, name: str) -> Cents:
        column = grid.column(name)
        try:
            return cents(read(column, self.texts.get(grid.cell(row.key, name), ""))) if column else 0
        except NotAnAnswer:
            return 0

    def _totals(self, grid: Grid, first: int, columns: list[tuple[str, str]]) -> None:
        sums = [self._sums(grid, row) for row in grid.rows]
        self.sheet.write_string(self.row, 0, HEAD)
        self.sheet.write_string(self.row, 1, _("Total"), self.look.total_label)
        for at, (key, _head) in enumerate(columns, start=_INPUTS):
            if key in _ADDED and sums:
                area = f"{xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(self.row - 1, at)}"
                value = _dollars(sum(it[key] for it in sums))
                self.sheet.write_formula(self.row, at, f"=SUM({area})", self.look.total, value)
        self.row += 1

    def _answer(self, row: int, column: int, question: Question, text: str) -> None:
        """The cell of an answer: as what it is when it can be read, else as it was typed."""
        look = (self.look.closed if self.closed else self.look.cells)[question.kind]
        try:
            answer = read(question, text)
        except NotAnAnswer:
            self.sheet.write_string(row, column, text[:LONGEST_CELL], look)
            return
        if not answer:
            self.sheet.write_blank(row, column, None, look)
        elif question.kind in (QuestionKind.MONEY, QuestionKind.NUMBER) and _fits(answer):
            self.sheet.write_number(row, column, Decimal(answer), look)
        elif question.kind is QuestionKind.DATE:
            self.sheet.write_datetime(row, column, date.fromisoformat(answer), look)
        else:
            self.sheet.write_string(row, column, _in_words(question, answer), look)

    def _allow(self, first: int, last: int, column: int, question: Question) -> None:
        """The list of a choice. It warns and never refuses: what is typed is read with more patience than that."""
        if (words := _choices(question)) and not self.closed:
            source = self.lists.source(words)
            options = {"validate": "list", "source": source, "error_type": "warning"}
            self.sheet.data_validation(first, column, last, column, options)


def asked(question: Question, lang: str) -> str:
    """The question as the workbook asks it, in the language ``lang``."""
    return f"{question.label[lang]}{' *' if question.required else ''}"


def _asked(question: Question) -> str:
    return asked(question, language())


def _adds(grid: Grid, key: str) -> bool:
    """Whether a column holds figures."""
    column = grid.column(key)
    return column.kind in (QuestionKind.MONEY, QuestionKind.NUMBER) if column else key in _ADDED


def _help(question: Question, section: SectionLayout) -> str:
    limit = _("%(limit)s words at most", limit=question.word_limit) if question.word_limit else ""
    return " ".join(filter(None, (question.help[language()], limit and f"{limit}.", _only_if(question, section))))


def _only_if(question: Question | None, section: SectionLayout) -> str:
    """When a question is asked only after an answer to another."""
    if question is None or question.shown_if is None:
        return ""
    other = next((it.question for it in section.fields if it.question.key == question.shown_if.question), None)
    if other is None:
        return ""
    answers = ", ".join(_in_words(other, code) for code in question.shown_if.answers)
    text: str = _("Only if “%(question)s” is: %(answers)s.", question=other.label[language()], answers=answers)
    return text


def _columns(grid: Grid) -> list[tuple[str, str]]:
    """The columns with their heads: those that are known, then those that are asked, as the web shows them."""
    known = [(key, title[language()]) for key, title in grid.figures]
    asked = {column.key: (column.key, _asked(column)) for column in grid.columns}
    if grid.kind is not SectionKind.FINANCE:
        return [*known, *asked.values()]
    sums = {_CUMULATIVE: (_CUMULATIVE, str(_("Cumulative"))), _BALANCE: (_BALANCE, str(_("Balance")))}
    every = {**asked, **sums}
    return known + [every[key] for key in ("spent", _CUMULATIVE, "forecast", _BALANCE, "why") if key in every]


def _sum(key: str, places: Mapping[str, str]) -> str:
    """Cumulative and balance of a line. SUM passes over empty cells and over what is not a number."""
    if key == _CUMULATIVE:
        return f"=ROUND(SUM({places['accepted']},{places['pending']},{places['spent']}),2)"
    gone = ",".join(places[key] for key in (_CUMULATIVE, "forecast") if key in places)
    return f"=ROUND({places['authorised']}-SUM({gone}),2)"


def _choices(question: Question) -> tuple[str, ...]:
    if question.kind is QuestionKind.YES_NO:
        return (str(_("Yes")), str(_("No")))
    return tuple(choice.label[language()] for choice in question.choices)


def _in_words(question: Question, answer: str) -> str:
    if question.kind is QuestionKind.YES_NO:
        return str(_("Yes") if answer == "yes" else _("No"))
    label = next((it.label for it in question.choices if it.code == answer), Text(answer, answer))
    return label[language()]


def _fits(answer: str) -> bool:
    """Whether a spreadsheet's number says exactly this: it keeps fifteen digits."""
    return Decimal(f"{Decimal(answer):.15g}") == Decimal(answer)


def _dollars(cents: Cents) -> Decimal:
    return Decimal(cents) / 100
