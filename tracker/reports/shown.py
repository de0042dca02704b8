"""Answers as pages show them: each in words, section by section, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from tracker.grants.models import Shared
from tracker.ledger.money import NBSP
from tracker.reports.form.answers import NotAnAnswer, cents, read
from tracker.reports.form.check import Checked, Problem
from tracker.reports.form.layout import Field, Grid, Layout, Row, SectionLayout, Values
from tracker.reports.form.merge import changes
from tracker.reports.form.questions import Question, QuestionKind
from tracker.reports.form.template import Section, SectionKind
from tracker.web.dates import long_date
from tracker.web.filters import cents as figure
from tracker.web.filters import money
from tracker.web.language import language, say

BLANK = Row("")
"""A row that is still to be written."""

MOST_COLUMNS = 5
"""What a sheet of paper holds beside the name of a row."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer in words. ``before`` is what it was in the version compared with, when it differs."""

    path: str
    label: str
    value: str
    problems: tuple[Problem, ...] = ()
    before: str | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a grid: its name, and those of its cells in which something is written or wrong."""

    label: str
    cells: tuple[ShownAnswer, ...]

    def cell(self, column: str) -> ShownAnswer | None:
        """What is in ``column``; None when nothing is."""
        return next((it for it in self.cells if it.path.endswith(f".{column}")), None)


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """What heads a column; ``numeric`` when its figures are aligned."""

    key: str
    label: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """A grid with its rows. ``columns`` head a table: those in which something is written; none where they are too
    many, and the grid is read row by row."""

    path: str
    title: str
    kind: SectionKind
    rows: tuple[ShownRow, ...]
    columns: tuple[ShownColumn, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as it is read."""

    key: str
    title: str
    kind: SectionKind
    items: tuple[ShownAnswer | ShownGrid, ...]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One answer that differs between two versions."""

    path: str
    section: str
    label: str
    before: str
    after: str


def value(question: Question, text: str) -> str:
    """One answer as people read it; as it was typed when it cannot be read."""
    try:
        answer = read(question, text)
    except NotAnAnswer:
        return text
    if not answer:
        return ""
    match question.kind:
        case QuestionKind.MONEY:
            return money(cents(answer))
        case QuestionKind.NUMBER:
            return number(answer)
        case QuestionKind.DATE:
            return long_date(date.fromisoformat(answer), language())
        case QuestionKind.YES_NO:
            return str(_("Yes") if answer == "yes" else _("No"))
        case QuestionKind.CHOICE:
            return next((it.label[language()] for it in question.choices if it.code == answer), answer)
    return answer


def typed(question: Question, answer: str) -> str:
    """A kept answer as its field shows it: amounts as people type them, choices and dates as they are kept."""
    if question.kind is QuestionKind.MONEY and answer:
        try:
            return figure(cents(read(question, answer))).replace("−", "-")
        except NotAnAnswer:
            return answer
    return answer


def number(answer: str) -> str:
    """``1 234,5`` or ``1,234.5`` of a canonical number."""
    if not answer:
        return ""
    whole, _sign, part = f"{Decimal(answer):,f}".partition(".")
    if language() == "fr":
        whole = whole.replace(",", NBSP)
    return f"{whole}{',' if language() == 'fr' else '.'}{part}" if part else whole


def sections(
    layout: Layout, values: Values, *, checked: Checked | None = None, before: Values | None = None
) -> list[ShownSection]:
    """Every section with its answers; the problems of ``checked``, and what differs from ``before``, beside them."""
    lang = language()
    return [
        ShownSection(
            section.key,
            section.section.title[lang],
            section.section.kind,
            tuple(_items(section, values, checked, before)),
        )
        for section in layout.sections
    ]


def _items(
    section: SectionLayout, values: Values, checked: Checked | None, before: Values | None
) -> Iterator[ShownAnswer | ShownGrid]:
    for item in section.items:
        if checked and item.path in checked.hidden:
            continue
        if isinstance(item, Field):
            yield _answer(item, values, checked, before)
            continue
        everything = {**(before or {}), **values}
        rows = [_row(item, row, at, values, checked, before) for at, row in enumerate(item.filled(everything), start=1)]
        yield ShownGrid(item.path, item.title[language()], item.kind, tuple(rows), _columns(item, rows))


def _columns(grid: Grid, rows: list[ShownRow]) -> tuple[ShownColumn, ...]:
    written = [it for it in grid.columns if any(row.cell(it.key) for row in rows)]
    if len(written) > MOST_COLUMNS:
        return ()
    figures = (QuestionKind.MONEY, QuestionKind.NUMBER)
    return tuple(ShownColumn(it.key, it.label[language()], it.kind in figures) for it in written)


def _row(grid: Grid, row: Row, at: int, values: Values, checked: Checked | None, before: Values | None) -> ShownRow:
    cells = [_answer(Field(grid.cell(row.key, it.key), it), values, checked, before) for it in grid.columns]
    return ShownRow(
        row_name(grid, row, at),
        tuple(it for it in cells if it.value or it.problems or it.before is not None),
    )


def row_name(grid: Grid, row: Row, at: int) -> str:
    """What a row is called: its line, its indicator, or its rank."""
    if row.label:
        return row.label[language()]
    text: str = {
        SectionKind.ACTIONS: _("Action %(rank)s", rank=at),
        SectionKind.CONTRIBUTIONS: _("Contribution %(rank)s", rank=at),
        SectionKind.ATTACHMENTS: _("Document %(rank)s", rank=at),
    }.get(grid.kind) or _("Row %(rank)s", rank=at)
    return text


def _answer(field: Field, values: Values, checked: Checked | None, before: Values | None) -> ShownAnswer:
    now = values.get(field.path, "")
    former = None if before is None or before.get(field.path, "") == now else before.get(field.path, "")
    return ShownAnswer(
        field.path,
        field.question.label[language()],
        value(field.question, now),
        checked.of(field.path) if checked else (),
        None if former is None else value(field.question, former),
    )


def differences(layout: Layout, before: Values, after: Values) -> list[ShownChange]:
    """What changed, answer by answer, in the order of the form."""
    changed = {it.path: it for it in changes(before, after)}
    found = []
    for section in layout.sections:
        for item in section.items:
            for path, label, question in _places(item, {**before, **after}):
                if it := changed.get(path):
                    found.append(
                        ShownChange(
                            path,
                            section.section.title[language()],
                            label,
                            value(question, it.before),
                            value(question, it.after),
                        )
                    )
    return found


def _places(item: Field | Grid, values: Values) -> Iterator[tuple[str, str, Question]]:
    lang = language()
    if isinstance(item, Field):
        yield item.path, item.question.label[lang], item.question
        return
    for at, row in enumerate(item.filled(values), start=1):
        name = row_name(item, row, at)
        for column in item.columns:
            yield item.cell(row.key, column.key), f"{name}, {column.label[lang]}", column


def place(layout: Layout, path: str, values: Values) -> str:
    """What is asked at ``path``, in words, to name it in a list of problems."""
    section = layout.section(path.partition(".")[0])
    for item in section.items if section else ():
        for at, label, _question in _places(item, values):
            if at == path:
                return label
    return section.section.title[language()] if section else path


def problem(found: Problem, layout: Layout, values: Values) -> str:
    """What is wrong and where: after a colon, unless the question ends with its own mark."""
    where, said = place(layout, found.path, values), say(found.message)
    text: str = f"{where} {said}" if where.endswith("?") else _("%(place)s: %(problem)s", place=where, problem=said)
    return text


def withheld(layout: Layout, parts: Container[Shared]) -> frozenset[str]:
    """The keys of the sections that a community keeps to itself when it withholds ``parts`` (DOMAIN rule 21).
    Money and its documents are shown to all who answer for them."""
    return frozenset(it.key for it in layout.sections if _part(it.section) in parts)


def _part(section: Section) -> Shared | None:
    if section.kind is SectionKind.INDICATORS:
        return Shared.INDICATORS
    if section.kind is SectionKind.ACTIONS:
        return Shared.NARRATIVE
    if section.kind is SectionKind.QUESTIONS:
        return Shared.LEARNINGS if any(it.offered for it in section.questions) else Shared.NARRATIVE
    return None


def previous(layout: Layout, answers: Mapping[str, str]) -> dict[str, str]:
    """What the report before answered, in words, by path: only what this one asks too."""
    return {
        path: words
        for path, text in answers.items()
        if (question := layout.question(path)) and (words := value(question, text))
    }
