"""One section of a report as a form. A plain POST saves all of it; autosave sends the same answers one by one."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from tracker.accounts import queries as people
from tracker.accounts.permissions import Action, may
from tracker.accounts.policy import visitor
from tracker.bilingual import Text
from tracker.db import transaction
from tracker.grants.service import RuleBroken
from tracker.grants.views.flow import author
from tracker.ledger.money import format_money
from tracker.reports import forms, policy, queries, shown
from tracker.reports.form import builtin
from tracker.reports.form.answers import cents
from tracker.reports.form.check import Checked, Problem, check
from tracker.reports.form.layout import Grid, Layout, SectionLayout
from tracker.reports.form.questions import Choice
from tracker.reports.form.template import SectionKind
from tracker.reports.life import State, Step, move
from tracker.reports.models import Report
from tracker.reports.service import drafts
from tracker.reports.service.drafts import Edit, Kept, Saved
from tracker.reports.views.attachments import shelf
from tracker.reports.views.report import frame, open_comments
from tracker.web.filters import money
from tracker.web.filters import rate as percent
from tracker.web.language import language, say

YES_NO = (Choice("yes", Text("Oui", "Yes")), Choice("no", Text("Non", "No")))

_CONFLICT = 409


@may(Action.PREPARE_REPORTS)
def page(number: str, k: int, key: str) -> str | Response | tuple[str, int]:
    """Show the section, or keep what was sent and go on."""
    report = policy.load_report(number, k)
    layout = queries.layout_of(report)
    if not is_open(report, layout, key):
        return redirect(url_for("reports.page", number=number, k=k), 303)
    if request.method == "GET":
        return _show(report, layout, key, tried="verifier" in request.args)
    edits = forms.edits_of(request.form, layout, queries.draft_of(report))
    edits += _rows_asked(layout, report)
    try:
        saved = _save(number, k, edits, layout)
    except RuleBroken as refused:
        flash(" ".join(say(it.message) for it in refused.findings), "error")
        return redirect(url_for("reports.page", number=number, k=k), 303)
    if saved.conflicts:
        return _show(report, layout, key, tried=False, conflicts=saved.conflicts), _CONFLICT
    return redirect(_onward(report, layout, key), 303)


def is_open(report: Report, layout: Layout, key: str) -> bool:
    """Whether the person of this request may write this section now; 404 for one that the report does not have."""
    policy.must_have(layout, key)
    if not policy.writes(report.obligation, visitor()) or move(State(report.state), Step.EDIT) is None:
        return False
    return report.state != State.RETURNED or key in drafts.returned_sections(report)


def visible(problems: tuple[Problem, ...], texts: Mapping[str, str], *, tried: bool) -> dict[str, str]:
    """What is wrong, by path: what was written and cannot be read always; what is missing once the section was
    tried. What a figure makes necessary shows with the figure."""
    return {
        it.path: say(it.message)
        for it in problems
        if it.blocks and (tried or any(texts.get(at, "").strip() for at in (it.path, _cause(it.path))))
    }


def _cause(path: str) -> str:
    """Where the figure is that makes an explanation necessary."""
    row, _sign, column = path.rpartition(".")
    return f"{row}.spent" if column == "why" else path


def _save(number: str, k: int, edits: list[Edit], layout: Layout) -> Saved:
    with transaction():
        return drafts.save(policy.load_report(number, k), edits, layout=layout, author=author())


def _rows_asked(layout: Layout, report: Report) -> list[Edit]:
    """Without JavaScript: a row taken out is a row of empty answers; last time's rows are copied whole."""
    drafted = queries.draft_of(report)
    if row := request.form.get("remove", ""):
        return [Edit(path, "", it.revision) for path, it in drafted.items() if path.startswith(f"{row}.")]
    if grid := request.form.get("copy", ""):
        before = queries.previous_submission(report.obligation)
        answers = before.answers if before else {}
        there = any(it.text for path, it in drafted.items() if path.startswith(f"{grid}."))
        return [
            Edit(path, text, drafted[path].revision if path in drafted else 0)
            for path, text in answers.items()
            if path.startswith(f"{grid}.") and layout.question(path) and not there
        ]
    return []


def _onward(report: Report, layout: Layout, key: str) -> str:
    number, k = report.obligation.agreement.number, report.obligation.number
    here: dict[str, Any] = {"number": number, "k": k, "key": key}
    if grid := request.form.get("add"):
        return url_for("reports.section", **here, plus=grid, _anchor=grid)
    if grid := request.form.get("copy") or request.form.get("remove", "").rpartition(".")[0]:
        return url_for("reports.section", **here, _anchor=grid)
    if request.form.get("go") == "back":
        return url_for("reports.page", number=number, k=k)
    if request.form.get("go") == "stay":
        return url_for("reports.section", **here)
    checked = check(layout, queries.texts_of(report))
    if _problems(checked, key):
        return url_for("reports.section", **here, verifier=1)
    return after(report, layout, key)


def after(report: Report, layout: Layout, key: str) -> str:
    """The address of the next section that is open, or of the page that checks all of them."""
    number, k = report.obligation.agreement.number, report.obligation.number
    keys = [it.key for it in layout.sections]
    left = keys[keys.index(key) + 1 :]
    if report.state == State.RETURNED:
        returned = drafts.returned_sections(report)
        left = [it for it in left if it in returned]
    if left:
        return url_for("reports.section", number=number, k=k, key=left[0])
    return url_for("reports.verify", number=number, k=k)


def _problems(checked: Checked, key: str) -> tuple[Problem, ...]:
    return tuple(it for it in checked.blocking if it.path.partition(".")[0] == key)


def _show(report: Report, layout: Layout, key: str, *, tried: bool, conflicts: tuple[Kept, ...] = ()) -> str:
    section = layout.section(key)
    assert section is not None  # noqa: S101 - is_open asked for it
    drafted = queries.draft_of(report)
    texts = {path: it.text for path, it in drafted.items()}
    checked = check(layout, texts)
    before = queries.previous_submission(report.obligation)
    keys = [it.key for it in layout.sections]
    problems = _problems(checked, key)
    errors = visible(problems, texts, tried=tried)
    return render_template(
        "reports/section.html",
        **frame(report.obligation, report),
        section=section,
        rank=keys.index(key) + 1,
        total=len(keys),
        **fields(section, texts, checked),
        errors=defaultdict(str, errors),
        remarks=_remarks(checked, key),
        summary=_summary(problems, layout, texts) if tried else [],
        previous=shown.previous(layout, before.answers) if before else {},
        before=_rows_before(section, layout, before.answers if before else {}),
        conflicts={it.path: it for it in conflicts},
        names=people.names([*(it.by for it in conflicts), *(it.author for it in open_comments(report))]),
        me=visitor(),
        seen=forms.seen_of(drafted, key),
        comments=[it for it in open_comments(report) if it.section == key],
        onward=after(report, layout, key),
        tried=tried,
        next_title=_next_title(layout, key),
        place=lambda path: shown.place(layout, path, texts),
        **(shelf(report, section) if section.section.kind is SectionKind.ATTACHMENTS else {}),
    )


def fields(section: SectionLayout, texts: Mapping[str, str], checked: Checked) -> dict[str, Any]:
    """What the fields of a section are drawn with (templates/reports/fields.html, finance.html): what they hold."""
    return {
        "texts": defaultdict(str, texts),
        "typed": shown.typed,
        **_figures(section, texts, checked),
        "yes_no": YES_NO,
        "share_label": builtin.OFFER.label.en,
        "why_hint": _why_hint(section),
        "row_word": str(_("New row")),
        "hidden": checked.hidden,
        "answers": checked.answers,
        "rows": _rows(section, texts),
        "facts": checked.layout.facts,
    }


def _summary(problems: tuple[Problem, ...], layout: Layout, texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {
            "text": shown.problem(it, layout, texts),
            "href": f"#{it.path}",
        }
        for it in problems
    ]


def _remarks(checked: Checked, key: str) -> dict[str, str]:
    return {it.path: say(it.message) for it in checked.problems if not it.blocks and it.path.partition(".")[0] == key}


def _rows(section: SectionLayout, texts: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each grid that the partner fills; a blank one more when there is none, or when it was asked."""
    found = {}
    for grid in section.grids:
        rows = [
            {"key": row.key, "name": shown.row_name(grid, row, at), "row": row}
            for at, row in enumerate(grid.filled(texts), start=1)
        ]
        if grid.free and (not rows or request.args.get("plus") == grid.path):
            rows.append({"key": new_row(), "name": _new_name(grid, len(rows) + 1), "row": None})
        found[grid.path] = rows
    return found


def new_row() -> str:
    """A key for a row that is added: rows are kept in the order of their keys."""
    return f"{int(time.time() * 1000):012x}-{secrets.token_hex(2)}"


def _new_name(grid: Grid, at: int) -> str:
    return shown.row_name(grid, shown.BLANK, at)


def _rows_before(section: SectionLayout, layout: Layout, answers: Mapping[str, str]) -> dict[str, Any]:
    """What the report before had in the grids of this section, row by row."""
    kept = {path: text for path, text in answers.items() if layout.question(path)}
    only = shown.sections(Layout((section,), layout.facts), kept)
    return {
        item.path: item.rows
        for it in only
        for item in it.items
        if isinstance(item, shown.ShownGrid) and any(row.cells for row in item.rows)
    }


def _figures(section: SectionLayout, texts: Mapping[str, str], checked: Checked) -> dict[str, Any]:
    """The amounts of the finance grid in cents, and as their fields show them."""
    lang = language()

    def amount(it: int) -> str:
        return format_money(it, lang, symbol=False)

    amounts: defaultdict[str, int] = defaultdict(int)
    written: defaultdict[str, str] = defaultdict(str)
    for grid in section.grids:
        if grid.kind is SectionKind.FINANCE:
            for row in grid.rows:
                for name in ("spent", "forecast"):
                    path = grid.cell(row.key, name)
                    if answer := checked.answers.get(path, ""):
                        amounts[path] = cents(answer)
                        written[path] = amount(amounts[path]).replace("−", "-")
                    else:
                        written[path] = texts.get(path, "")
    return {"amounts": amounts, "shown_amounts": written, "amount": amount}


def _why_hint(section: SectionLayout) -> str:
    """When a line is explained (the rule is in ``form.check``)."""
    rate, amount = section.section.threshold_rate, section.section.threshold
    text: str = _(
        "An explanation is asked when a line differs from its budget by more than %(rate)s and more than %(amount)s. "
        "A sentence is enough.",
        rate=percent(rate),
        amount=money(amount),
    )
    return text


def _next_title(layout: Layout, key: str) -> str:
    keys = [it.key for it in layout.sections]
    at = keys.index(key) + 1
    return layout.sections[at].section.title[language()] if at < len(keys) else str(_("Check and submit"))
