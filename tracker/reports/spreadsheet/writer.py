"""The workbook of a draft: what is written so far, cells to fill in, lists to choose from, totals that add up.

Column A is hidden and holds the place of each row (a path, or a row's key), so that moved or inserted rows are
found again (docs/decisions/0017). The sheet ``_trame`` remembers what was downloaded. Text is never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from flask_babel import gettext as _
from xlsxwriter.utility import xl_col_to_name

from tracker.reports.form.layout import Layout, Values
from tracker.reports.spreadsheet.look import Look, look_of
from tracker.reports.spreadsheet.marks import FORM, LISTS, MEMORY, Origin
from tracker.reports.spreadsheet.sheets import LONGEST_CELL, Sheet
from tracker.web.dates import long_date
from tracker.web.language import language

_LONGEST_LIST = 255  # characters of a list inside a validation: Excel's limit
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same download, the same bytes
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def write(layout: Layout, texts: Values, *, title: str, origin: Origin, closed: Container[str] = ()) -> bytes:
    """The workbook of a report in the language being spoken. ``texts`` is the draft as it is kept; the sections
    ``closed`` can be read only."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "created": _MADE})
    look = look_of(book, language())
    names = _names(layout)
    _front(book, look, layout, title, names)
    lists = Lists(book)
    for section in layout.sections:
        sheet = book.add_worksheet(names[section.key])
        Sheet(sheet, look, lists, texts, origin, closed=section.key in closed).draw(section)
    _remember(book, texts, origin)
    lists.write()
    book.close()
    return buffer.getvalue()


class Lists:
    """The answers to choose from. What does not fit in a cell's own list stands on a hidden sheet, by a name:
    Excel rewrites a reference to another sheet in a way that other programs lose."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._names: dict[tuple[str, ...], str] = {}

    def source(self, words: tuple[str, ...]) -> list[str] | str:
        """What a validation is given for ``words``."""
        if len(",".join(words)) <= _LONGEST_LIST and not any("," in word or '"' in word for word in words):
            return list(words)
        return f"={self._names.setdefault(words, f'choix_{len(self._names) + 1}')}"

    def write(self) -> None:
        """The hidden sheet, once all lists are known."""
        if not self._names:
            return
        sheet = self._book.add_worksheet(LISTS)
        for column, (words, name) in enumerate(self._names.items()):
            letter = xl_col_to_name(column)
            self._book.define_name(name, f"={LISTS}!${letter}$1:${letter}${len(words)}")
            for row, word in enumerate(words):
                sheet.write_string(row, column, word)
        sheet.very_hidden()


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
    sheet.set_column(0, 0, 100)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, title, look.title)
    facts, lang = layout.facts, language()
    lines = [
        _("Agreement %(number)s", number=facts.agreement),
        _("Period: %(start)s to %(end)s", start=long_date(facts.from_on, lang), end=long_date(facts.to_on, lang)),
        _("Due on %(date)s", date=long_date(facts.due_on, lang)),
        "",
        _("Fill in the yellow cells; the others are locked. Leave empty what does not apply."),
        _("A star (*) marks what must be answered before the report is submitted, not before the file is sent back."),
        _("In the tables to complete, use the empty rows. You can insert, move, sort and delete rows."),
        _("Save the file as it is (.xlsx), and send it back on the page of the report, as often as you like."),
        _("Before anything is kept, you see what is taken, what changed meanwhile, and what cannot be read."),
    ]
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, look.note)
    row = len(lines) + 2
    sheet.write_string(row, 0, _("The sheets"), look.heading)
    for at, name in enumerate(names.values(), start=row + 1):
        sheet.write_url(at, 0, f"internal:'{name}'!B1", look.label, name)
    sheet.protect()


def _remember(book: Any, texts: Values, origin: Origin) -> None:
    """What was downloaded, for the three-way comparison; nobody sees this sheet."""
    sheet = book.add_worksheet(MEMORY)
    numbers = (str(number) for number in (origin.report, origin.template, origin.revision))
    for column, value in enumerate((FORM, origin.agreement, *numbers, language(), origin.download)):
        sheet.write_string(0, column, value)
    for row, (path, text) in enumerate(sorted(texts.items()), start=1):
        sheet.write_string(row, 0, path)
        sheet.write_string(row, 1, text[:LONGEST_CELL])
    sheet.very_hidden()
