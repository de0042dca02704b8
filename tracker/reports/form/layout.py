"""A template laid out for one report: sections of fields and grids, each cell with its path. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tracker.bilingual import Text
from tracker.ledger.money import Cents
from tracker.reports.form import builtin
from tracker.reports.form.facts import Facts
from tracker.reports.form.questions import NO_TEXT, Question, QuestionKind
from tracker.reports.form.template import Section, SectionKind, Template

Values = Mapping[str, str]
"""Answers by path: as typed in a draft, canonical in a submission."""

MOST_ROWS = 500
_ROW_KEY = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One question and where its answer is kept."""

    path: str
    question: Question


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid; ``figures`` are what the program knows of it, in cents or as written."""

    key: str
    label: Text | None = None
    figures: Mapping[str, Cents | str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of the same columns. The rows are given (budget lines, indicators), or free: the partner adds them.
    ``figures`` heads the columns that are only read."""

    path: str
    kind: SectionKind
    title: Text
    columns: tuple[Question, ...]
    rows: tuple[Row, ...] = ()
    free: bool = False
    figures: tuple[tuple[str, Text], ...] = ()
    help: Text = NO_TEXT
    shown_if: Question | None = None

    def cell(self, row: str, column: str) -> str:
        """The path of one cell."""
        return f"{self.path}.{row}.{column}"

    def column(self, key: str) -> Question | None:
        return next((column for column in self.columns if column.key == key), None)

    def filled(self, values: Values) -> tuple[Row, ...]:
        """The rows: those given, or those in which something was written, in the order they were added."""
        if not self.free:
            return self.rows
        prefix = f"{self.path}."
        keys = {
            path.removeprefix(prefix).rpartition(".")[0]
            for path, text in values.items()
            if path.startswith(prefix) and text.strip()
        }
        return tuple(Row(key) for key in sorted(keys))


@dataclass(frozen=True, slots=True)
class SectionLayout:
    """A page of the report as it stands for one report."""

    section: Section
    items: tuple[Field | Grid, ...]

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(item for item in self.items if isinstance(item, Field))

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(item for item in self.items if isinstance(item, Grid))

    def cells(self, values: Values) -> Iterator[Field]:
        """Every question of the section with its path, cells of rows included."""
        for item in self.items:
            if isinstance(item, Field):
                yield item
            else:
                for row in item.filled(values):
                    for column in item.columns:
                        yield Field(item.cell(row.key, column.key), column)


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything that one report asks."""

    sections: tuple[SectionLayout, ...]
    facts: Facts

    def section(self, key: str) -> SectionLayout | None:
        return next((section for section in self.sections if section.key == key), None)

    def question(self, path: str) -> Question | None:
        """What is asked at ``path``; None when this report has no such place."""
        section = self.section(path.partition(".")[0])
        for item in section.items if section else ():
            if isinstance(item, Field):
                if item.path == path:
                    return item.question
            elif path.startswith(f"{item.path}."):
                key, _, column = path.removeprefix(f"{item.path}.").rpartition(".")
                known = _ROW_KEY.fullmatch(key) if item.free else any(row.key == key for row in item.rows)
                return item.column(column) if known else None
        return None


def lay_out(template: Template, facts: Facts) -> Layout:
    """The form of one report: ``template`` with the lines, indicators and choices of ``facts``."""
    return Layout(tuple(SectionLayout(each, tuple(_items(each, facts))) for each in template.sections), facts)


def _items(section: Section, facts: Facts) -> Iterator[Field | Grid]:
    yield from _built_in(section, facts)
    for question in section.questions:
        path = f"{section.key}.{question.key}"
        if question.kind is QuestionKind.TABLE:
            known = not facts.factors or any(it.key == "factor" for it in question.columns)
            factor = () if known else (builtin.factor(facts),)
            offer = (*factor, builtin.OFFER) if question.offered else ()
            yield Grid(
                path=path,
                kind=SectionKind.QUESTIONS,
                title=question.label,
                columns=(*question.columns, *offer),
                free=True,
                help=question.help,
                shown_if=question if question.shown_if else None,
            )
        else:
            yield Field(path, question)
            if question.offered:
                yield Field(f"{path}_offered", replace(builtin.OFFER, key=f"{question.key}_offered"))


def _built_in(section: Section, facts: Facts) -> Iterator[Field | Grid]:
    kind, key = section.kind, section.key
    if kind is SectionKind.ACTIONS:
        columns = builtin.action_columns(facts)
        yield Grid(path=f"{key}.actions", kind=kind, title=builtin.ACTIONS, columns=columns, free=True)
    elif kind is SectionKind.INDICATORS and facts.indicators:
        yield Grid(
            path=f"{key}.indicators",
            kind=kind,
            title=builtin.INDICATORS,
            columns=builtin.INDICATOR_COLUMNS,
            rows=tuple(
                Row(it.code, it.name, {"unit": it.unit, "baseline": it.baseline, "last": it.last})
                for it in facts.indicators
            ),
            figures=builtin.INDICATOR_FIGURES,
        )
    elif kind is SectionKind.FINANCE:
        yield Grid(
            path=f"{key}.lines",
            kind=kind,
            title=builtin.LINES,
            columns=tuple(it for it in builtin.LINE_COLUMNS if section.forecast or it.key != "forecast"),
            rows=tuple(
                Row(it.code, it.name, {"authorised": it.authorised, "accepted": it.accepted, "pending": it.pending})
                for it in facts.lines
            ),
            figures=builtin.LINE_FIGURES,
        )
        yield Field(f"{key}.interest", builtin.INTEREST)
    elif kind is SectionKind.CONTRIBUTIONS:
        columns = builtin.CONTRIBUTION_COLUMNS
        yield Grid(path=f"{key}.contributions", kind=kind, title=builtin.CONTRIBUTIONS, columns=columns, free=True)
    elif kind is SectionKind.ATTACHMENTS:
        columns = builtin.voucher_columns(facts)
        yield Grid(path=f"{key}.vouchers", kind=kind, title=builtin.VOUCHERS, columns=columns, free=True)
