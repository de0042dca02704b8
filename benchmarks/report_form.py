"""A finance form of 200 lines: its page and its checks, against a plain loop over the same fields.

``python -m benchmarks.report_form``. The plain loop writes an input for each field and reads each answer; WTForms'
FieldList of the same fields is timed too, for the record. Ratios within one run, processor time.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
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

LINES = 200
PAGE = '{% from "reports/finance.html" import finance with context %}{{ finance(grid, facts, section) }}'


class _Line(Form):
    spent, forecast, why = MoneyField("spent", negative=True), MoneyField("forecast"), StringField("why")


class _Lines(Form):
    lines = FieldList(FormField(_Line))


def layout() -> Layout:
    """A finance section of ``LINES`` lines, 1,000.00 authorised on each."""
    lines = tuple(
        LineFacts(code=f"line{at}", name=Text(f"Poste {at}", f"Line {at}"), authorised=100_000, accepted=0)
        for at in range(LINES)
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


def figures() -> list[Figure]:
    """The rows of the table."""
    form = layout()
    section = form.sections[0]
    [grid] = section.grids
    values = {
        grid.cell(row.key, name): text
        for row in grid.rows
        for name, text in (("spent", "1 234,56"), ("forecast", "200,00"), ("why", "Hausse des prix"))
    }
    posted = MultiDict(
        (f"lines-{at}-{name}", values[grid.cell(row.key, name)])
        for at, row in enumerate(grid.rows)
        for name in ("spent", "forecast", "why")
    )

    template = current_app.jinja_env.from_string(PAGE)

    def amount(it: int) -> str:
        return format_money(it, "fr", symbol=False)

    def ours() -> str:
        checked = check(form, values)
        amounts: defaultdict[str, int] = defaultdict(int)
        shown: defaultdict[str, str] = defaultdict(str)
        for row in grid.rows:
            for name in ("spent", "forecast"):
                path = grid.cell(row.key, name)
                amounts[path] = cents(checked.answers[path])
                shown[path] = amount(amounts[path])
        return template.render(
            grid=grid,
            amount=amount,
            facts=form.facts,
            section=section.section,
            amounts=amounts,
            shown_amounts=shown,
            texts=defaultdict(str, values),
            errors=defaultdict(str),
            why_hint="…",
        )

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
        bound = _Lines(posted)
        bound.validate()
        return "".join(f"<tr>{''.join(str(field()) for field in line.form)}</tr>" for line in bound.lines)

    assert len(re.findall("<input", ours())) == len(re.findall("<input", plain())) == 3 * LINES
    mine, loop = in_turn(ours, plain, runs=25, warm=3)
    theirs, loop_again = in_turn(wtforms, plain, runs=9)
    return [
        Figure(f"finance form, {LINES} lines", mine, "a plain loop", loop, 2.0),
        Figure("the same by WTForms' FieldList", theirs, "a plain loop", loop_again),
    ]


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
