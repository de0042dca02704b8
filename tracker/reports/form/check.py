"""Reading all the answers of a report at once: what is said, what is wrong, how far each section is. Pure.

A draft may hold anything; only what ``blocks`` keeps it from being submitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tracker.errors import Amount, Message, message
from tracker.ledger.money import Cents, share_of
from tracker.reports.form import builtin
from tracker.reports.form.answers import NotAnAnswer, cents, read
from tracker.reports.form.facts import LineFacts
from tracker.reports.form.layout import MOST_ROWS, Field, Grid, Layout, Row, SectionLayout, Values
from tracker.reports.form.questions import Question
from tracker.reports.form.template import SectionKind


class Progress(StrEnum):
    """How far a section is. ``OPTIONAL``: nothing is written in it, and nothing has to be."""

    NOT_STARTED = "not_started"
    TO_COMPLETE = "to_complete"
    COMPLETE = "complete"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one answer: ``blocks`` keeps the report from being submitted, the rest is a remark."""

    path: str
    message: Message
    blocks: bool = True


@dataclass(frozen=True)
class Checked:
    """All answers read: ``answers`` is canonical text by path, without what is empty or hidden."""

    layout: Layout
    answers: dict[str, str]
    problems: tuple[Problem, ...]
    hidden: frozenset[str]
    progress: dict[str, Progress]

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.blocks)

    def of(self, path: str) -> tuple[Problem, ...]:
        """The problems at ``path``."""
        return tuple(problem for problem in self.problems if problem.path == path)

    def spent(self) -> dict[str, Cents]:
        """What is declared, by budget line; a line left empty declares nothing."""
        return {
            row.key: cents(self.answers.get(grid.cell(row.key, "spent"), ""))
            for section in self.layout.sections
            for grid in section.grids
            if grid.kind is SectionKind.FINANCE
            for row in grid.rows
        }

    def interest(self) -> Cents:
        """The interest declared, in cents."""
        return sum(
            cents(self.answers.get(f"{section.key}.interest", ""))
            for section in self.layout.sections
            if section.section.kind is SectionKind.FINANCE
        )


def check(layout: Layout, values: Values) -> Checked:
    """Read every answer of ``values`` that ``layout`` asks for."""
    answers: dict[str, str] = {}
    problems: list[Problem] = []
    hidden: set[str] = set()
    progress: dict[str, Progress] = {}
    for section in layout.sections:
        found = list(_check_section(section, values, answers, hidden))
        if section.section.kind is SectionKind.FINANCE:
            found += _check_lines(section, layout, answers, {it.path for it in found})
        problems += found
        progress[section.key] = _progress(section, values, found)
    return Checked(layout, answers, tuple(problems), frozenset(hidden), progress)


def _check_section(
    section: SectionLayout, values: Values, answers: dict[str, str], hidden: set[str]
) -> Iterator[Problem]:
    for item in section.items:
        asked = item.shown_if if isinstance(item, Grid) else item.question
        if asked is not None and not _is_shown(section, asked, answers):
            hidden.add(item.path)
        elif isinstance(item, Field):
            yield from _check_field(item, values.get(item.path, ""), answers)
        else:
            yield from _check_grid(item, values, answers)


def _is_shown(section: SectionLayout, question: Question, answers: dict[str, str]) -> bool:
    condition = question.shown_if
    return condition is None or answers.get(f"{section.key}.{condition.question}", "") in condition.answers


def _check_field(field: Field, text: str, answers: dict[str, str]) -> Iterator[Problem]:
    try:
        answer = read(field.question, text)
    except NotAnAnswer as error:
        yield Problem(field.path, error.message)
        return
    if answer:
        answers[field.path] = answer
    elif field.question.required:
        yield Problem(field.path, message("Answer this question."))


def _check_grid(grid: Grid, values: Values, answers: dict[str, str]) -> Iterator[Problem]:
    rows = grid.filled(values)
    if len(rows) > MOST_ROWS:
        yield Problem(grid.path, message("Use %(limit)s rows at most.", limit=MOST_ROWS))
        return
    for row in rows:
        for column in grid.columns:
            path = grid.cell(row.key, column.key)
            yield from _check_field(Field(path, column), values.get(path, ""), answers)
        if grid.kind is SectionKind.INDICATORS:
            yield from _check_ages(grid, row, answers)
        elif grid.kind is SectionKind.CONTRIBUTIONS:
            yield from _check_contribution(grid, row, answers)


def _check_ages(grid: Grid, row: Row, answers: dict[str, str]) -> Iterator[Problem]:
    given = [answers[path] for age in builtin.AGES if (path := grid.cell(row.key, age)) in answers]
    actual = answers.get(grid.cell(row.key, "actual"))
    if given and actual is not None and sum(map(Decimal, given)) > Decimal(actual):
        yield Problem(
            grid.cell(row.key, "actual"), message("The age groups add up to more than the result."), blocks=False
        )


def _check_contribution(grid: Grid, row: Row, answers: dict[str, str]) -> Iterator[Problem]:
    """In kind is a quantity × a unit value, with its basis; cash is an amount (DOMAIN rule 19)."""
    kind, amount = answers.get(grid.cell(row.key, "kind")), answers.get(grid.cell(row.key, "amount"))
    if kind == "cash" and amount is None:
        yield Problem(grid.cell(row.key, "amount"), message("Write the amount."))
    if kind != "in_kind":
        return
    for name in ("quantity", "unit_value", "basis"):
        if grid.cell(row.key, name) not in answers:
            yield Problem(
                grid.cell(row.key, name), message("In kind: write the quantity, the unit value and what they rest on.")
            )
    value = contribution_value(grid, row.key, answers)
    if amount is not None and value is not None and value != cents(amount):
        yield Problem(
            grid.cell(row.key, "amount"),
            message("The quantity × the unit value is %(value)s.", value=Amount(value)),
        )


def contribution_value(grid: Grid, row: str, answers: Values) -> Cents | None:
    """Quantity × unit value of an in-kind contribution, half up to the cent; None until both are known."""
    quantity, unit = answers.get(grid.cell(row, "quantity")), answers.get(grid.cell(row, "unit_value"))
    if quantity is None or unit is None:
        return None
    return share_of(cents(unit), int(Decimal(quantity) * 1_000_000))


def _check_lines(section: SectionLayout, layout: Layout, answers: dict[str, str], wrong: set[str]) -> Iterator[Problem]:
    grid = next(grid for grid in section.grids if grid.kind is SectionKind.FINANCE)
    for line in layout.facts.lines:
        spent_at = grid.cell(line.code, "spent")
        if spent_at in wrong:
            continue
        spent = cents(answers.get(spent_at, ""))
        gap = deviation(line, spent, closes_year=layout.facts.closes_year)
        past = abs(gap) > max(share_of(line.authorised, section.section.threshold_rate), section.section.threshold)
        if past and grid.cell(line.code, "why") not in answers:
            yield Problem(
                grid.cell(line.code, "why"),
                message("This line differs from its budget by %(gap)s. Say why.", gap=Amount(abs(gap))),
            )
        elif gap > 0:
            over = message("This line goes over what is authorised by %(gap)s.", gap=Amount(gap))
            yield Problem(spent_at, over, blocks=False)


def deviation(line: LineFacts, spent: Cents, *, closes_year: bool) -> Cents:
    """How far the year's spending on ``line`` is from its budget: above it at any time, below it only once
    no later report can spend the rest."""
    gap = line.accepted + line.pending + spent - line.authorised
    return gap if gap > 0 or closes_year else 0


def _progress(section: SectionLayout, values: Values, problems: list[Problem]) -> Progress:
    prefix = f"{section.key}."
    started = any(path.startswith(prefix) and text.strip() for path, text in values.items())
    if any(problem.blocks for problem in problems):
        return Progress.TO_COMPLETE if started else Progress.NOT_STARTED
    return Progress.COMPLETE if started else Progress.OPTIONAL
