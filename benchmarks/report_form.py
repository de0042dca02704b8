"""A finance form: its page and its checks, against a plain loop and against WTForms over the same fields.

``python -m benchmarks.report_form``. Of 200 lines, the plain loop writes an input for each field and reads each
answer; WTForms' FieldList of the same fields is timed too, for the record. Of 20 lines, only what draws is timed:
WTForms' own widgets draw the fields of a form that it has read already. Ratios within one run, processor time.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from flask import current_app
from markupsafe import escape
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, StringField

from benchmarks.measure import Figure, in_turn
from config import Settings
from tracker import create_app
from tracker.bilingual import Text
from tracker.ledger.money import format_money
from tracker.reports.form.answers import NotAnAnswer, cents, read
from tracker.reports.form.builtin import LINE_COLUMNS
from tracker.reports.form.check import check
from tracker.reports.form.facts import Facts, LineFacts
from tracker.reports.form.layout import Layout, lay_out
from tracker.reports.form.template import Section, SectionKind, Template
from tracker.web.fields import MoneyField

LINES, SHORT = 200, 20
ANSWERS = {"spent": "1 234,56", "forecast": "200,00", "why": "Hausse des prix"}
PAGE = '{% from "reports/finance.html" import finance with context %}{{ finance(grid, facts, section) }}'


class _Line(Form):
    spent, forecast, why = MoneyField("spent", negative=True), MoneyField("forecast"), StringField("why")


class _Lines(Form):
    lines = FieldList(FormField(_Line))


def layout(lines_: int) -> Layout:
    """A finance section of so many lines, 1,000.00 authorised on each."""
    lines = tuple(
        LineFacts(code=f"line{at}", name=Text(f"Poste {at}", f"Line {at}"), authorised=100_000, accepted=0)
        for at in range(lines_)
    )
    facts = Facts(
        agreement="014",
        number=3,
        kind="progress",
        fiscal_year="2017-2018",
        from_on=date(2017, 7, 1),
        to_on=date(2017, 12, 31),
        due_on=date(2018, 1, 31),
        closes_year=False,
        lines=lines,
        indicators=(),
        factors=(),
    )
    return lay_out(Template((Section(key="finance", kind=SectionKind.FINANCE, title=Text("F", "F")),)), facts)


class _Asked:
    """A form of so many lines with an answer in each of its fields, and both ways to draw it."""

    def __init__(self, lines: int) -> None:
        self.form = layout(lines)
        self.section = self.form.sections[0]
        [self.grid] = self.section.grids
        self.values = {self.grid.cell(row.key, name): text for row in self.grid.rows for name, text in ANSWERS.items()}
        self.posted = MultiDict((f"lines-{at}-{name}", text) for at in range(lines) for name, text in ANSWERS.items())
        self.template = current_app.jinja_env.from_string(PAGE)

    def page(self, answers: Mapping[str, str]) -> str:
        """Ours: the whole grid, with the budget, the totals and the explanations."""
        amounts: defaultdict[str, int] = defaultdict(int)
        shown: defaultdict[str, str] = defaultdict(str)
        for row in self.grid.rows:
            for name in ("spent", "forecast"):
                path = self.grid.cell(row.key, name)
                amounts[path] = cents(answers[path])
                shown[path] = amount(amounts[path])
        return self.template.render(
            grid=self.grid,
            amount=amount,
            facts=self.form.facts,
            section=self.section.section,
            amounts=amounts,
            shown_amounts=shown,
            texts=defaultdict(str, self.values),
            errors=defaultdict(str),
            why_hint="…",
        )

    def bound(self) -> _Lines:
        """WTForms' form, with the answers read."""
        form = _Lines(self.posted)
        form.validate()
        return form


def amount(it: int) -> str:
    """As a cell of the grid shows it."""
    return format_money(it, "fr", symbol=False)


def figures() -> list[Figure]:
    """The rows of the table."""
    return [*_of_many_lines(), *_of_few_lines()]


def _of_many_lines() -> list[Figure]:
    asked = _Asked(LINES)
    grid, values = asked.grid, asked.values

    def ours() -> str:
        return asked.page(check(asked.form, values).answers)

    def plain() -> str:
        html = []
        for row in grid.rows:
            figures = row.figures or {}
            label = row.label.fr if row.label else ""
            html.append(f"<tr><th>{escape(label)}</th>")
            html += [f"<td>{amount(int(figures[name]))}</td>" for name, _title in grid.figures]
            total = 0
            for question in LINE_COLUMNS:
                path = grid.cell(row.key, question.key)
                try:
                    answer, error = read(question, values[path]), ""
                except NotAnAnswer as wrong:
                    answer, error = "", str(wrong)
                total += cents(answer) if question.key != "why" else 0
                name = f"{escape(label)}, {escape(question.label.fr)}"
                html.append(
                    f'<td><input id="{escape(path)}" name="{escape(path)}" value="{escape(values[path])}" '
                    f'aria-label="{name}" aria-describedby="{escape(path)}-error"><p>{escape(error)}</p></td>'
                )
            html.append(f"<td>{amount(total)}</td></tr>")
        return "".join(html)

    def wtforms() -> str:
        return "".join(f"<tr>{''.join(str(field()) for field in line.form)}</tr>" for line in asked.bound().lines)

    assert len(re.findall("<input", ours())) == len(re.findall("<input", plain())) == 3 * LINES
    mine, loop = in_turn(ours, plain, runs=25, warm=3)
    theirs, loop_again = in_turn(wtforms, plain, runs=9)
    return [
        Figure(f"finance form, {LINES} lines", mine, "a plain loop", loop, 2.0),
        Figure("the same by WTForms' FieldList", theirs, "a plain loop", loop_again),
    ]


def _of_few_lines() -> list[Figure]:
    """Drawing alone: our grid with all that stands around its fields, WTForms' widgets only the fields."""
    asked = _Asked(SHORT)
    answers, form = check(asked.form, asked.values).answers, asked.bound()
    fields = [field for line in form.lines for field in line.form]

    def ours() -> str:
        return asked.page(answers)

    def widgets() -> str:
        return "".join(
            field(
                class_="govuk-input cell",
                inputmode="decimal",
                autocomplete="off",
                aria_label=f"{field.label.text}",
                aria_describedby=f"{field.id}-error",
            )
            for field in fields
        )

    def bare() -> str:
        return "".join(field() for field in fields)

    assert len(re.findall("<input", ours())) == len(re.findall("<input", widgets())) == 3 * SHORT
    mine, theirs = in_turn(ours, widgets, runs=51, warm=5)
    again, without = in_turn(ours, bare, runs=51)
    note = f"{again / without:.2f} of inputs without class, label or error"
    return [Figure(f"finance form, {SHORT} lines, drawn", mine, "WTForms' widgets of its fields", theirs, 0.25, note)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings.from_environment(
                {"TRACKER_INSTANCE": folder, "TRACKER_DATABASE_URL": f"sqlite:///{Path(folder) / 't.db'}"}
            )
        )
        with app.test_request_context():
            for it in figures():
                print(f"| {it.name} | {it.ours:.1f} | {it.against} | {it.theirs:.1f} | {it.ratio:.2f} |")


if __name__ == "__main__":
    main()
